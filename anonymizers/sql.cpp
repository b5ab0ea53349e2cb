// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

std::string literal(std::string_view text) {
    const bool has_backslash = text.find('\\') != std::string_view::npos;
    std::string quoted = has_backslash ? "E'" : "'";
    for (const char character : text) {
        if (character == '\'' || character == '\\')
            quoted += character;
        quoted += character;
    }
    quoted += '\'';
    return quoted;
}

std::size_t characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char byte : text)
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) // not a continuation byte
            ++count;
    return count;
}

std::string as_column_type(std::string_view expression, const Column& column) {
    return "cast(" + std::string(expression) + " as " + column.type + ")";
}

std::string unless_null(std::string_view replacement, const Inputs& inputs) {
    return "case when " + inputs.old_value + " is not null then " + std::string(replacement) + " end";
}

std::string unless_empty(std::string_view replacement, const Inputs& inputs) {
    const std::string old = inputs.old_value + "::text";
    return "case when " + old + " <> '' then " + std::string(replacement) + " else " + old + " end";
}

} // namespace retention::anonymizers
