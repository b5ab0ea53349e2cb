// SPDX-License-Identifier: Apache-2.0
#include "tests/guide/guide.hpp"

#include <cctype>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace retention::guide {
namespace {

constexpr std::string_view kAnything = "…";

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

bool is_of_number(char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == ',' || c == '.' || c == ':'; }

// A word that is a digest, or has numbers in it, with each of them as #.
std::string without_numbers(const std::string& word) {
    if (word.size() >= 32 && word.find_first_not_of("0123456789abcdef") == std::string::npos)
        return "#";
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (!std::isdigit(static_cast<unsigned char>(word[i]))) {
            text += word[i];
            continue;
        }
        while (i + 1 < word.size() && is_of_number(word[i + 1]))
            ++i;
        text += '#';
    }
    return text;
}

// A line as it is compared.
std::string shape_of(const std::string& line) {
    std::istringstream in(line);
    std::string shape;
    for (std::string word; in >> word;)
        shape += (shape.empty() ? "" : " ") + without_numbers(word);
    return shape;
}

bool is_line_as_shown(const std::string& shown, const std::string& printed) {
    const std::string shape = shape_of(printed);
    std::string_view rest = shown;
    std::size_t at = 0;
    for (bool is_first = true;; is_first = false) {
        const auto open = rest.find(kAnything);
        const std::string part = shape_of(std::string(rest.substr(0, open)));
        const bool is_last = open == std::string_view::npos;
        if (is_first ? !shape.starts_with(part) : is_last && !(shape.size() >= at + part.size() && shape.ends_with(part)))
            return false;
        const auto found = shape.find(part, at);
        if (found == std::string::npos || (is_first && is_last && shape != part))
            return false;
        if (is_last)
            return true;
        at = found + part.size();
        rest.remove_prefix(open + kAnything.size());
    }
}

bool are_as_shown(const std::vector<std::string>& shown, std::size_t s, const std::vector<std::string>& printed, std::size_t p) {
    for (; s < shown.size(); ++s, ++p) {
        if (shown[s] == kAnything) {
            for (std::size_t rest = p; rest <= printed.size(); ++rest)
                if (are_as_shown(shown, s + 1, printed, rest))
                    return true;
            return false;
        }
        if (p >= printed.size() || !is_line_as_shown(shown[s], printed[p]))
            return false;
    }
    return p == printed.size();
}

} // namespace

std::vector<Step> read_steps(const std::filesystem::path& page) {
    std::ifstream in(page);
    if (!in)
        throw std::runtime_error("can't read " + page.string());
    std::vector<Step> steps;
    enum { Prose, Console, File, Other } block = Prose;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (block == Prose && line.starts_with("```")) {
            block = line == "```console" ? Console : line.starts_with("```yaml ") ? File : Other;
            if (block == File)
                steps.push_back({number, line.substr(8), {}, {}});
        } else if (block != Prose && line == "```") {
            block = Prose;
        } else if (block == Console && line.starts_with("$ ")) {
            steps.push_back({number, {}, line.substr(2), {}});
        } else if (block == Console && steps.back().command.ends_with("\\") && steps.back().text.empty()) {
            steps.back().command += "\n" + line;
        } else if (block == Console || block == File) {
            steps.back().text += line + "\n";
        }
    }
    return steps;
}

bool is_as_shown(std::string_view shown, std::string_view printed) {
    return are_as_shown(lines_of(shown), 0, lines_of(printed), 0);
}

} // namespace retention::guide
