// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/draw.hpp"

#include "anonymizers/locales/locales.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

constexpr int kDrawnDigits = 15; // hexadecimal: 60 bits, which bigint holds without a sign

// Letters that both Dutch and British postcodes use: neither C, I, K, M, O, V (Royal Mail) nor F, I, O, Q, U, Y, nor
// the pairs SA, SD and SS (PostNL).
constexpr std::string_view kLetters = "ABDEGHJLNPRTWXZ";

std::string digest(std::string_view purpose, const Inputs& inputs) {
    return "sha256(" + inputs.seed + " || " + literal("fake " + std::string(purpose)) + "::bytea)";
}

// A part of a pattern: a run of digits, or one letter.
struct Field {
    int digits = 0; // 0 for a letter
    long long count = 0;
};

Field field_at(std::string_view pattern) noexcept {
    if (pattern.front() == '@')
        return {0, static_cast<long long>(kLetters.size())};
    const auto end = std::min(pattern.find_first_not_of('#'), pattern.size());
    return {static_cast<int>(end), power_of_ten(static_cast<int>(end))};
}

std::string text_of(const Field& field, const std::string& number) {
    if (field.digits > 0)
        return padded(number, field.digits);
    return "substr(" + literal(kLetters) + ", (1 + " + number + ")::integer, 1)";
}

} // namespace

long long power_of_ten(int exponent) noexcept {
    long long power = 1;
    for (; exponent > 0; --exponent)
        power *= 10;
    return power;
}

std::string padded(std::string_view number, int digits) {
    return "lpad((" + std::string(number) + ")::text, " + std::to_string(digits) + ", '0')";
}

std::string draw(std::string_view purpose, long long count, const Inputs& inputs) {
    return "('x' || " + draw_hex(purpose, kDrawnDigits, inputs) + ")::bit(" + std::to_string(kDrawnDigits * 4) +
           ")::bigint % " + std::to_string(count);
}

std::string draw_hex(std::string_view purpose, int digits, const Inputs& inputs) {
    return "left(encode(" + digest(purpose, inputs) + ", 'hex'), " + std::to_string(digits) + ")";
}

std::string element(std::span<const std::string_view> words, std::string_view index) {
    if (words.size() == 1)
        return literal(words.front());
    std::string list;
    for (const auto word : words)
        list += (list.empty() ? "" : ", ") + literal(word);
    return "(array[" + list + "])[1 + " + std::string(index) + "]";
}

std::string pick(std::string_view purpose, std::span<const std::string_view> words, const Inputs& inputs) {
    return element(words, draw(purpose, static_cast<long long>(words.size()), inputs));
}

// One number is drawn for all of the text, and taken apart from the prefix on: each field is what is left of it, modulo
// the count of what the field may be.
std::string fill(std::string_view purpose, const Numbering& numbering, const Inputs& inputs) {
    auto count = static_cast<long long>(numbering.prefixes.size());
    std::string body = element(numbering.prefixes, "drawn.n % " + std::to_string(count));
    for (auto rest = numbering.pattern; !rest.empty();) {
        if (rest.front() != '#' && rest.front() != '@') {
            body += " || " + literal(rest.substr(0, 1));
            rest.remove_prefix(1);
            continue;
        }
        const Field field = field_at(rest);
        body += " || " + text_of(field, "drawn.n / " + std::to_string(count) + " % " + std::to_string(field.count));
        count *= field.count;
        rest.remove_prefix(static_cast<std::size_t>(std::max(field.digits, 1)));
    }
    return with_number(draw(purpose, count, inputs), "drawn", body);
}

std::string with_number(std::string_view number, std::string_view name, std::string_view body) {
    return "(select " + std::string(body) + " from (select " + std::string(number) + " as n offset 0) as " +
           std::string(name) + ")";
}

} // namespace retention::anonymizers
