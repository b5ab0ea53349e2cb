// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/finding.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retention::config {

// The text of one file and its lines, so that a complaint can show the line that it is about.
//
// Lines and columns count from 1; columns count characters (code points), not bytes. A leading byte order mark is
// dropped.
class Source {
public:
    Source() = default;

    // `name`: the file as messages call it.
    Source(std::string name, std::string text);

    const std::string& name() const noexcept { return name_; }
    const std::string& text() const noexcept { return text_; }

    int line_count() const noexcept { return static_cast<int>(line_starts_.size()); }

    // Line `number` without its line feed; empty when there is none.
    std::string_view line(int number) const noexcept;

    // Never show these lines in a message: they may hold a secret.
    void conceal(int first_line, int last_line);

    // Whether line `number` was concealed, or looks like a connection string with a password.
    bool is_concealed(int number) const noexcept;

    policies::Place place_at_offset(std::size_t offset) const noexcept;
    policies::Place place_at_byte(int line, std::size_t byte_column) const noexcept;

private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
    std::vector<std::pair<int, int>> concealed_;
};

// The number of code points in `text`, which is valid UTF-8.
std::size_t count_characters(std::string_view text) noexcept;

// The place of character `offset` (from 0) of `text`, which was read at `start`. Exact when the file has the text on
// one line as it is; otherwise `start`, because folding and escapes have moved the characters.
policies::Place place_within(const Source& source, policies::Place start, std::string_view text, std::size_t offset);

} // namespace retention::config
