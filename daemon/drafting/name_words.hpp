// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/name_forms.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace retention::drafting {

// The words of a name in small letters without accents or digits: `birthDate2` is birth, date.
std::vector<std::string> words_of_name(std::string_view name);

// `_birth_date_`: the words between underscores, so that `_date_` is found as a word.
std::string framed(const std::vector<std::string>& words);

// How well one of the space-separated phrases names it: 0 when none stands there as whole words, or as the whole name written together;
// more the longer it is, and most where the name ends with it, because a `guardian_email` is a mail address.
std::size_t longest_phrase(const std::vector<std::string>& words, std::string_view phrases);

using policies::singular;

// Whether any of `words`, also in the singular, is one of the space-separated `known`.
bool has_word(const std::vector<std::string>& words, std::string_view known);

} // namespace retention::drafting
