// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"
#include "policies/sql_lexer.hpp"

#include <algorithm>
#include <array>

namespace retention::policies {

namespace {

// The server's own words for the present. `age` of one argument counts from today; of two it does not look at the clock.
constexpr std::array kClocks{"now",           "current_date",    "current_time",        "current_timestamp",     "localtime",
                             "localtimestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"};

void check(const Binding& binding, const std::string& path, const Expression& expression, Findings& findings) {
    const auto words = words_of(expression.sql);
    for (const auto* clock : kClocks)
        if (words.count(clock) && !binding.subject->find_column(clock))
            findings.push_back({Severity::Warning, "CLOCK_IN_CONDITION", path, expression.place,
                                "\"" + std::string(clock) + "\" is the moment of asking: a batch may judge by another day than its plan, and a "
                                "forecast or --as-of judges every day as today",
                                "Write as_of, the instant by which the whole run judges."});
}

} // namespace

void check_clock(const Binding& binding, Findings& findings) {
    if (!binding.subject)
        return;
    for (const auto& criterion : criteria(*binding.policy))
        check(binding, criterion.path, *criterion.expression, findings);
}

} // namespace retention::policies
