// SPDX-License-Identifier: Apache-2.0
//
// Days and periods as the oracle counts them, by hand.
#pragma once

#include "tests/random/policy_model.hpp"

#include <chrono>
#include <string>

namespace retention::random {

// The day by which everybody is judged.
inline constexpr const char* kAsOf = "2024-06-15 12:00:00+00";
inline constexpr std::chrono::sys_days kToday = std::chrono::year{2024} / 6 / 15;

// 2024-06-15, and whatever follows
std::chrono::sys_days read_date(const std::string& text);
std::string write_date(std::chrono::sys_days date);

std::chrono::sys_days plus(std::chrono::sys_days date, const Days& period);
std::chrono::sys_days moved(std::chrono::sys_days date, From from);

// Whether a period that begins with `start` is over by kToday. One without a beginning never is.
bool has_ended(const Cell& start, const Days& period, From from);

} // namespace retention::random
