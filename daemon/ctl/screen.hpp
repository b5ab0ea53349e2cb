// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace retention::ctl {

// Where text goes.
struct Screen {
    bool is_terminal = false;
    bool has_colour = false;
    std::size_t width = 0; // columns; 0: no bound, for files and pipes
    bool has_blocks = false; // shows characters such as █

    // What `descriptor` is, now.
    static Screen of(int descriptor);
};

enum class Colour { Red, Green, Yellow, Dim, Bold };

// `text` in colour, where the screen has colours.
std::string coloured(const Screen& screen, Colour colour, std::string_view text);

// `text` from elsewhere, made harmless: control characters, and those that turn the direction of writing, are shown as
// codes (\x1b, \u202e); bytes that are no UTF-8 too.
std::string plain_text(std::string_view text);

// How many columns `text` takes: one for each character. Escape sequences of coloured() take none.
std::size_t columns_of(std::string_view text) noexcept;

// The first `width` columns of `text`, with "…" for what was left out.
std::string shortened(std::string_view text, std::size_t width);

// 1,234,567
std::string with_separators(long long number);

} // namespace retention::ctl
