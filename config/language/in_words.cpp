// SPDX-License-Identifier: Apache-2.0
#include "config/language/in_words.hpp"

#include "config/duration.hpp"

#include <chrono>

namespace retention::config::language {

namespace {

using Form = Kind::Form;

std::string number_in_words(const Kind& kind, long long number) {
    if (kind.form == Form::Duration)
        return to_text(std::chrono::milliseconds(number));
    return std::to_string(number) + (kind.form == Form::Percent ? "%" : "");
}

bool has_limits(const Kind& kind) noexcept {
    return kind.form == Form::Whole || kind.form == Form::Percent || kind.form == Form::Duration;
}

std::string words_of(const Kind& kind) {
    std::string text;
    for (std::size_t i = 0; i < kind.words.size(); ++i)
        text += std::string(i == 0 ? "" : i + 1 == kind.words.size() ? " or " : ", ") + kind.words[i];
    return text;
}

} // namespace

std::string in_words(const Kind& kind) {
    std::string text(kind.what);
    if (kind.form == Form::Word)
        text = words_of(kind);
    if (has_limits(kind))
        text += (kind.what.ends_with("number") ? " from " : ", from ") + number_in_words(kind, kind.min) + " to " +
                number_in_words(kind, kind.max);
    if (kind.form == Form::Factor)
        text += " and up to " + std::to_string(kind.max);
    return text + (kind.may_be_null ? ", or null" : "");
}

std::string limits_in_words(const Kind& kind) {
    return has_limits(kind) ? number_in_words(kind, kind.min) + " – " + number_in_words(kind, kind.max) : "";
}

std::string as_written(const Key& key) {
    std::string text = std::string(key.name) + ":";
    const bool is_block = key.example.starts_with("- ") || key.example.find('\n') != std::string_view::npos;
    text += is_block ? "\n  " : " ";
    for (const char c : key.example)
        text += c == '\n' ? std::string("\n  ") : std::string(1, c);
    return text;
}

} // namespace retention::config::language
