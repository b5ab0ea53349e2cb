// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/operator_holds.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/subject_key.hpp"
#include "daemon/proving/test_result.hpp"
#include "policies/holds.hpp"
#include "policies/sql_text.hpp"

#include <optional>
#include <span>

namespace retention::proving {

namespace {

using database::Failure;
using database::Savepoint;
using database::Transaction;

constexpr const char* kPlace = R"(
insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) values ($1, $2, $3, $4, 'a test', 'a test'))";

// How holds call the subject; nothing when there is none.
std::optional<std::string> name_of(Transaction& writing, const policies::Binding& binding, const policies::Text& key) {
    const auto subject = jobs::parse_key(key.value, binding.key.size());
    const auto named = policies::hold_name_of(binding);
    try {
        Savepoint savepoint(writing);
        const auto found = writing.exec_once("hold_name", named.sql, jobs::parameters_of(named, {}, std::span(&subject, 1), binding.key.size()));
        savepoint.release();
        return found.is_empty() ? std::nullopt : std::optional(std::string(found.get_text(0, 0)));
    } catch (const Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return std::nullopt;
    }
}

} // namespace

void place_holds(Transaction& writing, const policies::Binding& binding, const std::vector<policies::Text>& keys) {
    for (const auto& key : keys) {
        const auto name = name_of(writing, binding, key);
        if (!name)
            throw Trouble(key.place, "holds", "there is no subject " + key.value, "Name the key of a row that the test has.");
        writing.exec("place_hold", kPlace,
                     {policies::to_text(binding.subject->name), policies::join(binding.subject->row_key(), ", "), *name, binding.policy->name});
    }
}

} // namespace retention::proving
