// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/report.hpp"

#include "config/diagnostics.hpp"
#include "config/source.hpp"

#include <algorithm>
#include <sstream>

namespace retention::proving {

namespace {

constexpr std::size_t kCellCharactersMax = 56; // a longer text goes on in the next line of its column

struct Row {
    std::string place;
    std::string expected;
    std::string actual;
};

std::string harmless(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return text;
}

std::string padded(const std::string& text, std::size_t width) {
    const auto characters = config::count_characters(text);
    return text + std::string(width > characters ? width - characters : 0, ' ');
}

// The first characters of `text`, cut off it.
std::string take_piece(std::string& text) {
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end) {
        const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (begins_character && characters++ == kCellCharactersMax)
            break;
    }
    auto piece = text.substr(0, end);
    text.erase(0, end);
    return piece;
}

std::vector<Row> rows_of(const std::vector<Difference>& differences, const std::string& file) {
    std::vector<Row> rows{{"", "expected", "actual"}};
    for (const auto& each : differences)
        rows.push_back({file + ":" + std::to_string(each.place.line) + ":" + std::to_string(each.place.column) + ": " + harmless(each.what),
                        harmless(each.expected), harmless(each.actual)});
    return rows;
}

std::string table_of(std::vector<Row> rows) {
    std::size_t place = 0;
    std::size_t expected = 0;
    for (const auto& row : rows) {
        place = std::max(place, config::count_characters(row.place));
        expected = std::max(expected, std::min(config::count_characters(row.expected), kCellCharactersMax));
    }
    std::string text;
    for (auto& row : rows) {
        bool is_first = true;
        while (is_first || !row.expected.empty() || !row.actual.empty()) {
            std::string line = padded(is_first ? row.place : "", place) + "  " + padded(take_piece(row.expected), expected) + "  " + take_piece(row.actual);
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + "\n";
            is_first = false;
        }
    }
    return text;
}

std::string indented(const std::string& text) {
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);)
        result += line.empty() ? "\n" : "    " + line + "\n";
    return result;
}

std::string coloured(const std::string& text, const char* code, bool in_colour) {
    return in_colour ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
}

std::string counted(std::size_t number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

} // namespace

std::string details_of(const TestResult& test, const config::Source& source) {
    std::string text;
    if (!test.differences.empty())
        text += table_of(rows_of(test.differences, source.name()));
    for (const auto& trouble : test.troubles)
        text += config::render(trouble, source);
    return text;
}

std::string details_of(const FileResult& file) {
    std::string text;
    for (const auto& complaint : file.complaints)
        text += config::render(complaint.findings, *complaint.source);
    if (!file.obstacle.empty())
        text += file.path.string() + ": " + file.obstacle + "\n" + (file.hint.empty() ? "" : "HINT: " + file.hint + "\n");
    return text;
}

std::string render(const FileResult& file, bool in_colour) {
    const std::string failed = coloured("FAILED", "31", in_colour);
    const std::string ok = coloured("ok", "32", in_colour) + "    ";
    std::string text = file.path.string() + "\n";
    if (!file.could_begin())
        text += indented(details_of(file));
    for (const auto& test : file.tests) {
        const bool has_passed = file.could_begin() && test.has_passed();
        text += "  " + (has_passed ? ok : failed) + "  " + harmless(test.name) + "\n";
        if (file.could_begin())
            text += indented(details_of(test, *file.source));
    }
    return text;
}

std::string render_summary(const std::vector<FileResult>& files) {
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const auto& file : files) {
        passed += file.passed();
        failed += file.failed();
    }
    return counted(files.size(), "file", "files") + ", " + counted(passed + failed, "test", "tests") + ", " + std::to_string(passed) + " passed, " +
           std::to_string(failed) + " failed\n";
}

} // namespace retention::proving
