// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/binding.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace retention::jobs {

// Who becomes due until the end of one month, and was not at the end of the month before.
struct ForecastMonth {
    std::string name;                 // 2026-11; "now" for those who are due already
    std::vector<long long> taken;     // by rule
    long long due = 0;                // all of them
    long long floor = 0;              // stopped at the month's end: by a floor
    long long hold = 0;               // or by a hold
};

// What time alone will bring.
struct Forecast {
    std::string as_of;
    long long subjects = 0;                // of the policy
    long long due = 0;                     // of those, how many become due within these months
    std::vector<ForecastMonth> months;     // "now" first
};

// Forecasts `months` months, this one being the first. One statement: all months are seen in one state of the data. Throws
// database::Failure. Dates are in the transaction's time zone, which must be the policy's.
//
// REQUIRES: the binding was made and checked without errors, months <= policies::kForecastMonthsMax.
Forecast take_forecast(database::Transaction& transaction, const policies::Binding& binding, const std::string& as_of, int months);

// As docs/control-protocol.md has it for `forecast`, without what is known of the question.
nlohmann::json to_json(const Forecast& forecast, const policies::Policy& policy);

} // namespace retention::jobs
