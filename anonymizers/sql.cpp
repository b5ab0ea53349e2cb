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

std::string plain_text(const Inputs& inputs) {
    return inputs.old_value + "::text collate pg_catalog.\"default\"";
}

std::string draw(std::string_view purpose, const Inputs& inputs) {
    return "sha256(" + inputs.seed + " || convert_to(" + std::string(purpose) + ", 'UTF8'))";
}

std::string below(long long count, std::string_view drawn) {
    constexpr const char* kDigits = "15"; // 60 bits, which a bigint holds without a sign
    return "mod(('x' || left(encode(" + std::string(drawn) + ", 'hex'), " + kDigits + "))::bit(60)::bigint, " +
           std::to_string(count) + ")";
}

std::string uuid_text(std::string_view digits, int version) {
    return "overlay(overlay(left(" + std::string(digits) + ", 32) placing '" + std::to_string(version) +
           "' from 13 for 1) placing '8' from 17 for 1)";
}

} // namespace retention::anonymizers
