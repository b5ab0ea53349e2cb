// SPDX-License-Identifier: Apache-2.0
#include "policies/sql_text.hpp"

#include <cstddef>
#include <stdexcept>

namespace retention::policies {

namespace {

void refuse_nul(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        throw std::invalid_argument("SQL text can't hold a NUL character");
}

bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}

bool is_blank(char character) noexcept {
    return std::string_view(" \t\n\r\f\v").find(character) != std::string_view::npos;
}

// As the server's lexer sees it: every byte of a non-ASCII character counts as a letter.
bool begins_name(char character) noexcept {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_' ||
           static_cast<unsigned char>(character) >= 0x80U;
}

bool continues_name(char character) noexcept {
    return begins_name(character) || is_digit(character) || character == '$';
}

// Walks over an expression as PostgreSQL's lexer would and stops at the first thing that must not stand in it.
class Walk {
public:
    explicit Walk(std::string_view sql) : rest_(sql) {}

    std::optional<std::string> complaint() {
        while (!complaint_ && !rest_.empty())
            step();
        if (!complaint_ && !open_.empty())
            complaint_ = std::string("\"") + open_.back() + "\" is never closed";
        return complaint_;
    }

private:
    enum class Backslash { Ordinary, Escape };

    void step() {
        const char character = rest_.front();
        if (starts_with("--") || starts_with("/*"))
            complaint_ = "it has a comment";
        else if (character == ';')
            complaint_ = "it has a semicolon";
        else if (character == '\'')
            skip_string(Backslash::Ordinary);
        else if (character == '"')
            skip_quoted('"', Backslash::Ordinary, "a double quote is never closed");
        else if (character == '$')
            skip_dollar_quote();
        else if (begins_name(character))
            skip_name();
        else if (character == '(' || character == '[')
            open();
        else if (character == ')' || character == ']')
            close();
        else
            rest_.remove_prefix(1);
    }

    bool starts_with(std::string_view prefix) const noexcept { return rest_.starts_with(prefix); }

    void open() {
        open_ += rest_.front();
        rest_.remove_prefix(1);
    }

    void close() {
        const char character = rest_.front();
        if (open_.empty() || open_.back() != (character == ')' ? '(' : '['))
            complaint_ = std::string("\"") + character + "\" has nothing to close";
        else
            open_.pop_back();
        rest_.remove_prefix(1);
    }

    // A name, which may hold `$`, or the E before a string.
    void skip_name() {
        std::size_t length = 1;
        while (length < rest_.size() && continues_name(rest_[length]))
            ++length;
        const auto name = rest_.substr(0, length);
        rest_.remove_prefix(length);
        if ((name == "e" || name == "E") && starts_with("'"))
            skip_string(Backslash::Escape);
    }

    // A string goes on where only white space with a line break stands before the next quote, by the same rules.
    void skip_string(Backslash backslash) {
        do
            skip_quoted('\'', backslash, "a quote is never closed");
        while (!complaint_ && skip_continuation());
    }

    bool skip_continuation() noexcept {
        std::size_t length = 0;
        while (length < rest_.size() && is_blank(rest_[length]))
            ++length;
        const auto blanks = rest_.substr(0, length);
        if (length == rest_.size() || rest_[length] != '\'' || blanks.find_first_of("\n\r") == std::string_view::npos)
            return false;
        rest_.remove_prefix(length);
        return true;
    }

    // From one quote to the next; a doubled one is part of the text.
    void skip_quoted(char quote, Backslash backslash, std::string_view unclosed) {
        rest_.remove_prefix(1);
        while (!rest_.empty()) {
            const char character = rest_.front();
            const bool has_pair = rest_.size() > 1;
            if (character == '\\' && backslash == Backslash::Escape && has_pair)
                rest_.remove_prefix(2);
            else if (character == quote && has_pair && rest_[1] == quote)
                rest_.remove_prefix(2);
            else {
                rest_.remove_prefix(1);
                if (character == quote)
                    return;
            }
        }
        complaint_ = unclosed;
    }

    // $tag$ ... $tag$; the tag may be empty
    void skip_dollar_quote() {
        std::size_t end = 1;
        if (end < rest_.size() && begins_name(rest_[end]))
            while (end < rest_.size() && rest_[end] != '$' && continues_name(rest_[end]))
                ++end;
        if (end == rest_.size() || rest_[end] != '$') {
            const bool is_parameter = rest_.size() > 1 && is_digit(rest_[1]);
            complaint_ = is_parameter ? "it has a parameter ($1)" : "a \"$\" stands alone";
            return;
        }
        const auto tag = rest_.substr(0, end + 1);
        const auto closing = rest_.find(tag, tag.size());
        if (closing == std::string_view::npos) {
            complaint_ = std::string(tag) + " is never closed";
            return;
        }
        rest_.remove_prefix(closing + tag.size());
    }

    std::string_view rest_;
    std::string open_; // the brackets that wait for their partner, innermost last
    std::optional<std::string> complaint_;
};

} // namespace

std::string quote_name(std::string_view name) {
    refuse_nul(name);
    std::string quoted = "\"";
    for (const char character : name) {
        if (character == '"')
            quoted += character;
        quoted += character;
    }
    quoted += '"';
    return quoted;
}

std::string quote_table(const TableName& table) {
    if (table.schema.empty())
        return quote_name(table.name);
    return quote_name(table.schema) + "." + quote_name(table.name);
}

std::string quote_text(std::string_view text) {
    refuse_nul(text);
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

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            joined += separator;
        joined += parts[i];
    }
    return joined;
}

std::optional<std::string> why_no_expression(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos)
        return "it has a NUL character";
    if (sql.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos)
        return "it is empty";
    return Walk(sql).complaint();
}

} // namespace retention::policies
