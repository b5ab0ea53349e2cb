// SPDX-License-Identifier: Apache-2.0
#include "tests/guide/page.hpp"

#include "tests/guide/known_programs.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace retention::guide {

namespace {

std::string first_word(const std::string& text) {
    return text.substr(0, text.find_first_of(" \t"));
}

class Reader {
public:
    void line(int number, const std::string& text) {
        number_ = number;
        if (text.starts_with("```") || trimmed(text).starts_with("```"))
            return fence(trimmed(text));
        if (is_console_)
            return shown(text);
        if (is_fenced_)
            return;
        if (text.starts_with("#"))
            section_ = text.substr(text.find_first_not_of("# "));
        else if (is_continued_ || (text.starts_with("    ") && is_program(first_word(trimmed(text)))))
            indented(trimmed(text));
        else
            in_text(text);
    }

    std::vector<Written> take() { return std::move(found_); }

private:
    static std::string trimmed(const std::string& text) {
        const auto begin = text.find_first_not_of(' ');
        return begin == std::string::npos ? "" : text.substr(begin);
    }

    void fence(const std::string& text) {
        is_console_ = !is_fenced_ && text == "```console";
        is_fenced_ = !is_fenced_;
        is_continued_ = false;
    }

    void add(Written::Where where, const std::string& command) {
        if (is_continued_)
            found_.back().command += "\n" + command;
        else
            found_.push_back({where, number_, section_, command});
        is_continued_ = command.ends_with("\\");
    }

    void shown(const std::string& text) {
        if (is_continued_)
            add(Written::Where::Shown, text);
        else if (const auto inner = trimmed(text); inner.starts_with("$ "))
            add(Written::Where::Shown, inner.substr(2));
    }

    void indented(const std::string& text) { add(Written::Where::Indented, text); }

    void in_text(const std::string& text) {
        static const std::regex kSpan("`([^`]+)`");
        for (std::sregex_iterator each(text.begin(), text.end(), kSpan), end; each != end; ++each) {
            const std::string span = (*each)[1];
            if (is_program(first_word(span)) && first_word(span) != span)
                add(Written::Where::InText, span);
        }
        is_continued_ = false;
    }

    std::vector<Written> found_;
    std::string section_;
    int number_ = 0;
    bool is_fenced_ = false;
    bool is_console_ = false;
    bool is_continued_ = false;
};

// What stands between the words of a command.
bool is_sign(const std::string& text, std::size_t at) {
    return text[at] == '|' || text[at] == ';' || text[at] == '&' || text[at] == '\n';
}

} // namespace

std::vector<Written> commands_of(const std::filesystem::path& page) {
    std::ifstream in(page);
    if (!in)
        throw std::runtime_error("can't read " + page.string());
    Reader reader;
    int number = 0;
    for (std::string line; std::getline(in, line);)
        reader.line(++number, line);
    return reader.take();
}

std::vector<std::vector<std::string>> simple_commands(const std::string& line) {
    static const std::regex kAssignment("^[A-Z_]+=.*");
    std::vector<std::vector<std::string>> commands(1);
    std::string word;
    bool has_word = false;
    bool is_target = false; // of a redirection
    const auto end_word = [&] {
        if (has_word && !is_target && !(commands.back().empty() && std::regex_match(word, kAssignment)))
            commands.back().push_back(word);
        is_target = is_target && !has_word;
        word.clear();
        has_word = false;
    };
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '\\' && at + 1 < line.size() && line[at + 1] == '\n') {
            end_word();
            ++at;
        } else if (c == '\'' || c == '"') {
            const auto close = line.find(c, at + 1);
            word += line.substr(at + 1, close - at - 1);
            has_word = true;
            at = std::min(close, line.size());
        } else if (c == '#' && !has_word) {
            at = std::min(line.find('\n', at), line.size()) - 1;
        } else if (c == '>' || c == '<') {
            has_word = has_word && word.find_first_not_of("0123456789") != std::string::npos; // the descriptor
            end_word();
            is_target = true;
            at += at + 1 < line.size() && line[at + 1] == '&' ? 1 : 0;
        } else if (is_sign(line, at)) {
            end_word();
            is_target = false;
            commands.emplace_back();
        } else if (c == ' ' || c == '\t') {
            end_word();
        } else {
            word += c;
            has_word = true;
        }
    }
    end_word();
    std::erase_if(commands, [](const auto& each) { return each.empty(); });
    return commands;
}

} // namespace retention::guide
