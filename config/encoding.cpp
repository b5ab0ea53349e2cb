// SPDX-License-Identifier: Apache-2.0
#include "config/encoding.hpp"

#include <cstdio>

namespace retention::config {

namespace {

struct Character {
    char32_t code = 0;
    std::size_t length = 0; // bytes; 0: invalid
};

unsigned byte_at(std::string_view text, std::size_t i) noexcept {
    return static_cast<unsigned char>(text[i]);
}

std::size_t length_by_lead(unsigned lead) noexcept {
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// Overlong forms, surrogates and what lies beyond Unicode are no characters.
bool is_character(char32_t code, std::size_t length) noexcept {
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

Character decode(std::string_view text, std::size_t at) noexcept {
    const auto lead = byte_at(text, at);
    const auto length = length_by_lead(lead);
    if (length == 0 || at + length > text.size())
        return {};
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80U)
            return {};
        code = (code << 6) | (next & 0x3FU);
    }
    return is_character(code, length) ? Character{code, length} : Character{};
}

bool is_direction_mark(char32_t code) noexcept {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool is_control(std::string_view text, std::size_t at, char32_t code) noexcept {
    if (code == '\t' || code == '\n')
        return false;
    if (code == '\r')
        return at + 1 >= text.size() || text[at + 1] != '\n';
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFEFF;
}

std::string code_point(char32_t code) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(code));
    return text;
}

} // namespace

std::optional<EncodingError> find_encoding_error(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto [code, length] = decode(text, at);
        if (length == 0)
            return EncodingError{at, "invalid UTF-8", "Save the file as UTF-8."};
        if (is_control(text, at, code))
            return EncodingError{at, "control character " + code_point(code), "Remove the character."};
        if (is_direction_mark(code))
            return EncodingError{at, "character " + code_point(code) + " changes the direction of writing",
                                 "Remove the character: with it, the file can look other than it is."};
        at += length;
    }
    return std::nullopt;
}

} // namespace retention::config
