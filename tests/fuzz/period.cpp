// SPDX-License-Identifier: Apache-2.0
//
// Periods and durations: what is read says the same when it is written and read again, and a hint that proposes a period
// proposes a right one.
#include "config/duration.hpp"
#include "config/period_hint.hpp"
#include "policies/period.hpp"
#include "tests/fuzz/claim.hpp"

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    if (const auto period = policies::parse_period(text)) {
        fuzz::claim(policies::parse_period(policies::to_iso(*period)) == period, "a period is what it is written as");
        fuzz::claim(period->years >= 0 && period->months >= 0 && period->days >= 0, "no part is negative");
        policies::to_sql(*period);
    } else {
        const auto hint = config::period_hint(text);
        const auto begin = hint.find('"');
        if (begin != hint.npos)
            fuzz::claim(policies::parse_period(std::string_view(hint).substr(begin + 1, hint.find('"', begin + 1) - begin - 1)).has_value(),
                        "a hint proposes a period");
    }
    if (const auto duration = config::parse_duration(text))
        fuzz::claim(config::parse_duration(config::to_text(*duration)) == duration, "a duration is what it is written as");
    return 0;
}
