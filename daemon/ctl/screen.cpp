// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace retention::ctl {
namespace {

constexpr std::size_t kWidthUnknown = 80;

// The character that begins at `at`, and how many bytes it has; nothing when the bytes are no UTF-8.
struct Character {
    char32_t code = 0;
    std::size_t size = 0;
};

std::optional<Character> character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char first = byte(at);
    if (first < 0x80)
        return Character{first, 1};
    const std::size_t size = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + size > text.size())
        return std::nullopt;
    auto code = static_cast<char32_t>(first & (0x7fU >> size));
    for (std::size_t index = at + 1; index < at + size; ++index) {
        if ((byte(index) & 0xc0U) != 0x80)
            return std::nullopt;
        code = (code << 6U) | (byte(index) & 0x3fU);
    }
    // Longer than need be, halves of a pair, beyond the last one.
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kLeast[size] || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
        return std::nullopt;
    return Character{code, size};
}

bool is_harmful(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

std::string code_text(const char* format, unsigned code) {
    char text[16];
    std::snprintf(text, sizeof text, format, code);
    return text;
}

// Behind the escape sequence that begins at `at`, or `at` where none does. Only those that coloured() makes.
std::size_t skip_escape(std::string_view text, std::size_t at) noexcept {
    if (text.substr(at, 2) != "\x1b[")
        return at;
    const auto end = text.find('m', at);
    return end == std::string_view::npos ? at : end + 1;
}

// What the locale of the environment says; the first variable that is set counts.
bool is_utf8_environment() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0')
            continue;
        std::string locale = value;
        std::transform(locale.begin(), locale.end(), locale.begin(), [](unsigned char letter) { return std::tolower(letter); });
        return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
    return false;
}

} // namespace

Screen Screen::of(int descriptor) {
    Screen screen;
    screen.is_terminal = ::isatty(descriptor) == 1;
    if (!screen.is_terminal)
        return screen;
    const char* no_colour = std::getenv("NO_COLOR");
    screen.has_blocks = is_utf8_environment();
    screen.has_colour = no_colour == nullptr || *no_colour == '\0';
    winsize size{};
    screen.width = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kWidthUnknown;
    return screen;
}

std::string coloured(const Screen& screen, Colour colour, std::string_view text) {
    constexpr std::string_view kCodes[] = {"\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[2m", "\x1b[1m"};
    if (!screen.has_colour || text.empty())
        return std::string{text};
    return std::string{kCodes[static_cast<std::size_t>(colour)]} + std::string{text} + "\x1b[0m";
}

std::string plain_text(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto character = character_at(text, at);
        if (!character) {
            plain += code_text("\\x%02x", static_cast<unsigned char>(text[at]));
            ++at;
            continue;
        }
        if (!is_harmful(character->code))
            plain += text.substr(at, character->size);
        else if (character->code < 0x100)
            plain += character->code == '\n' ? "\\n" : code_text("\\x%02x", static_cast<unsigned>(character->code));
        else
            plain += code_text("\\u%04x", static_cast<unsigned>(character->code));
        at += character->size;
    }
    return plain;
}

std::size_t columns_of(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (const auto behind = skip_escape(text, at); behind != at) {
            at = behind;
            continue;
        }
        columns += (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80 ? 0 : 1; // not inside a character
        ++at;
    }
    return columns;
}

std::string shortened(std::string_view text, std::size_t width) {
    if (columns_of(text) <= width)
        return std::string{text};
    std::string result;
    std::size_t columns = 0;
    bool has_colour = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const auto behind = skip_escape(text, at); behind != at) {
            result += text.substr(at, behind - at);
            has_colour = true;
            at = behind - 1;
            continue;
        }
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80;
        if (begins && ++columns >= width)
            break;
        result += text[at];
    }
    return result + "…" + (has_colour ? "\x1b[0m" : "");
}

std::string with_separators(long long number) {
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

} // namespace retention::ctl
