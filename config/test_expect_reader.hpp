// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "config/reader.hpp"

#include <string_view>
#include <vector>

namespace retention::config {

// What is expected of each subject, by key: `1: { class: prospect, action: delete }`.
std::vector<ExpectedSubject> read_test_expect(const Value& value);

// A key of a subject: a text, or a list for a composite one.
std::optional<policies::Text> read_test_key(const Value& value);

// Whether `text` is a day of the calendar, YYYY-MM-DD.
bool is_day(std::string_view text) noexcept;

} // namespace retention::config
