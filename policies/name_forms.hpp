// SPDX-License-Identifier: Apache-2.0
//
// Names in the forms in which applications write them: `person_id`, `personId`; `companies`, `company`. Pure.
#pragma once

#include <string>
#include <string_view>

namespace retention::policies {

// A word of a name, in small letters, in the singular as far as English goes: `companies` is company.
std::string singular(std::string word);

// In small letters and without underscores: `person_id` and `personId` are one name.
std::string folded(std::string_view name);

} // namespace retention::policies
