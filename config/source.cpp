// SPDX-License-Identifier: Apache-2.0
#include "config/source.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace retention::config {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_continuation(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool is_same_letter(char a, char b) noexcept {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// `password=…`, `"password": …`, `sslpassword = …`
bool gives_password(std::string_view line) noexcept {
    constexpr std::string_view word = "password";
    auto found = std::search(line.begin(), line.end(), word.begin(), word.end(), is_same_letter);
    if (found == line.end())
        return false;
    auto rest = line.substr(static_cast<std::size_t>(found - line.begin()) + word.size());
    const auto next = rest.find_first_not_of(" \t\"'");
    return next != std::string_view::npos && rest[next] == '=';
}

// `postgresql://user:secret@host/…`
bool has_uri_with_password(std::string_view line) noexcept {
    const auto scheme = line.find("://");
    if (scheme == std::string_view::npos)
        return false;
    const auto colon = line.find(':', scheme + 3);
    return colon != std::string_view::npos && line.find('@', colon) != std::string_view::npos;
}

// The byte offset of character `index` of `text`, or its size.
std::size_t byte_of_character(std::string_view text, std::size_t index) noexcept {
    std::size_t byte = 0;
    for (; byte < text.size(); ++byte)
        if (!is_continuation(text[byte]) && index-- == 0)
            break;
    return byte;
}

} // namespace

Source::Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    if (text_.starts_with(kByteOrderMark))
        text_.erase(0, kByteOrderMark.size());
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n')
            line_starts_.push_back(i + 1);
}

std::string_view Source::line(int number) const noexcept {
    if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size())
        return {};
    const auto index = static_cast<std::size_t>(number) - 1;
    const auto begin = line_starts_[index];
    auto end = index + 1 < line_starts_.size() ? line_starts_[index + 1] - 1 : text_.size();
    if (end > begin && text_[end - 1] == '\r')
        --end;
    return std::string_view(text_).substr(begin, end - begin);
}

void Source::conceal(int first_line, int last_line) {
    concealed_.emplace_back(first_line, last_line);
}

bool Source::is_concealed(int number) const noexcept {
    const auto covers = [number](const auto& range) { return range.first <= number && number <= range.second; };
    return std::any_of(concealed_.begin(), concealed_.end(), covers) || gives_password(line(number)) ||
           has_uri_with_password(line(number));
}

policies::Place Source::place_at_offset(std::size_t offset) const noexcept {
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    if (after == line_starts_.begin())
        return {};
    return place_at_byte(static_cast<int>(after - line_starts_.begin()), offset - *(after - 1));
}

policies::Place Source::place_at_byte(int number, std::size_t byte_column) const noexcept {
    const auto before = line(number).substr(0, byte_column);
    return {number, static_cast<int>(count_characters(before)) + 1};
}

std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

policies::Place place_within(const Source& source, policies::Place start, std::string_view text, std::size_t offset) {
    if (start.line < 1 || start.column < 1)
        return start;
    const auto line = source.line(start.line);
    const auto begin = byte_of_character(line, static_cast<std::size_t>(start.column) - 1);
    if (!line.substr(begin).starts_with(text) || offset > count_characters(text))
        return start;
    return {start.line, start.column + static_cast<int>(offset)};
}

} // namespace retention::config
