// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retention::jobs {

// A subject's key: the text of each key column. Known to the journal only until its batch is done, and never logged.
struct SubjectKey {
    std::vector<std::string> parts;

    auto operator<=>(const SubjectKey&) const = default;
};

// An array of column `index` of all keys, in PostgreSQL's text format: {"1","2"}.
std::string array_of_column(std::span<const SubjectKey> keys, std::size_t index);

// `values` as a PostgreSQL array in text format.
std::string array_of(std::span<const std::string> values);

// As the journal keeps them: [["1"], ["2"]].
std::string keys_to_json(std::span<const SubjectKey> keys);

// Throws std::invalid_argument.
std::vector<SubjectKey> keys_from_json(std::string_view json);

// A key as an administrator writes it: 42, or ["acme", "42"] for a composite one. Throws std::invalid_argument when it has
// not just `parts` parts.
SubjectKey parse_key(std::string_view text, std::size_t parts);

// The other way round, and how holds and markers name a subject: 42 or ["acme", "42"], as jsonb prints it.
std::string to_text(const SubjectKey& key);

} // namespace retention::jobs
