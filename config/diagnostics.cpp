// SPDX-License-Identifier: Apache-2.0
#include "config/diagnostics.hpp"

#include "config/encoding.hpp"
#include "config/order.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace retention::config {

namespace {

using policies::Finding;
using policies::Findings;
using policies::Place;
using policies::Severity;

constexpr std::size_t kLineCharactersMax = 100; // a longer line is clipped around the caret
constexpr std::size_t kContextBefore = 60;      // of which this many characters stand before it

// The byte at which each character of `line` begins.
std::vector<std::size_t> character_starts(std::string_view line) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < line.size(); ++i)
        if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U)
            starts.push_back(i);
    return starts;
}

// A part of the line that fits, and where in it the caret stands.
struct Excerpt {
    std::string text;
    std::size_t caret = 0; // characters
};

Excerpt clip(std::string_view line, std::size_t caret) {
    const auto starts = character_starts(line);
    caret = std::min(caret, starts.size());
    const bool is_long = starts.size() > kLineCharactersMax;
    const std::size_t first = is_long && caret > kContextBefore ? caret - kContextBefore : 0;
    const std::size_t last = std::min(starts.size(), first + kLineCharactersMax);
    const std::size_t begin = first < starts.size() ? starts[first] : line.size();
    const std::size_t end = last < starts.size() ? starts[last] : line.size();
    const std::string_view before = first > 0 ? "..." : "";
    const std::string_view after = last < starts.size() ? "..." : "";
    Excerpt excerpt{std::string(before) + std::string(line.substr(begin, end - begin)) + std::string(after),
                    caret - first + before.size()};
    std::replace_if(
        excerpt.text.begin(), excerpt.text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return excerpt;
}

std::string position(const Place& place) {
    if (place.line < 1)
        return ":";
    return ":" + std::to_string(place.line) + ":" + std::to_string(std::max(place.column, 1)) + ":";
}

std::string_view severity_word(Severity severity) noexcept {
    switch (severity) {
    case Severity::Warning:
        return " warning:";
    case Severity::Note:
        return " note:";
    case Severity::Error:
        break;
    }
    return "";
}

std::string source_line(const Place& place, const Source& source) {
    const auto line = source.line(place.line);
    if (place.line < 1 || source.is_concealed(place.line) || line.find_first_not_of(" \t") == std::string_view::npos ||
        find_encoding_error(line))
        return "";
    const auto [text, caret] = clip(line, static_cast<std::size_t>(std::max(place.column, 1)) - 1);
    return "    " + text + "\n    " + std::string(caret, ' ') + "^\n";
}

} // namespace

std::string render(const Finding& finding, const Source& source) {
    std::string text = source.name() + position(finding.place);
    text += severity_word(finding.severity);
    if (!finding.path.empty())
        text += " " + finding.path + ":";
    text += " " + finding.message + " [" + finding.code + "]\n" + source_line(finding.place, source);
    if (!finding.hint.empty())
        text += "HINT: " + finding.hint + "\n";
    return text;
}

std::string render(Findings findings, const Source& source) {
    sort_by_place(findings);
    std::string text;
    for (const auto& finding : findings)
        text += render(finding, source);
    return text;
}

} // namespace retention::config
