// SPDX-License-Identifier: Apache-2.0
//
// Reading the daemon's documents. A field that is absent, or of another kind than expected, as from a daemon of another
// version, reads as empty: what can be shown is shown. All texts come out harmless to a terminal.
#pragma once

#include "daemon/ctl/screen.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace retention::ctl {

using nlohmann::json;

// The member, or null.
const json& member(const json& object, const char* name) noexcept;

// A text, number or truth value as text; "" for null and anything else.
std::string text_of(const json& value);
std::string text(const json& object, const char* name);
std::string text_or(const json& object, const char* name, const std::string& otherwise);

// The same, with "-" for what is empty.
std::string text_or_dash(const json& object, const char* name);

// A time to the second: the rest is for machines. "-" where there is none.
std::string moment(const json& object, const char* name);

// The same for a table: on a terminal to the minute, "2026-11-23 10:15+01", so that there is room for the other columns.
std::string moment(const json& object, const char* name, const Screen& screen);

long long number(const json& object, const char* name) noexcept;
bool truth(const json& object, const char* name) noexcept;

// A number with separators; "-" where there is none.
std::string count(const json& object, const char* name);

// The elements of an array, or none.
const json& elements(const json& object, const char* name) noexcept;

// An array's texts, or the one text that stands in its place: "a, b".
std::string listed(const json& value);

// {"held": 50, "failed": 3} as "50 held, 3 failed"; underscores become spaces; zeros are left out.
std::string counted(const json& counts);

// The sum of the values.
long long total(const json& counts) noexcept;

// "person" or "persons": `noun` as `number` of them are called.
std::string plural(long long number, const std::string& noun);

} // namespace retention::ctl
