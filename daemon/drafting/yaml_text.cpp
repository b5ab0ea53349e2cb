// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/yaml_text.hpp"

#include "config/source.hpp"
#include "daemon/drafting/name_words.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <array>

namespace retention::drafting {

namespace {

using anonymizers::Argument;

bool is_letter(char sign) noexcept {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_';
}

bool is_digit(char sign) noexcept {
    return sign >= '0' && sign <= '9';
}

bool is_control(char sign) noexcept {
    return static_cast<unsigned char>(sign) < 0x20 || sign == 0x7f;
}

bool is_identifier(std::string_view text) noexcept {
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char sign) { return is_letter(sign) || is_digit(sign); });
}

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (char& sign : small)
        if (sign >= 'A' && sign <= 'Z')
            sign = static_cast<char>(sign - 'A' + 'a');
    return small;
}

// Words that YAML, in some version, takes for something else than a text.
bool is_yaml_word(std::string_view text) {
    constexpr std::array words{"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"};
    const std::string small = in_small_letters(text);
    return std::find(words.begin(), words.end(), small) != words.end();
}

bool is_bare(std::string_view text) {
    if (text.empty() || !is_letter(text.front()) || text.back() == ' ' || is_yaml_word(text))
        return false;
    return std::all_of(text.begin(), text.end(), [](char sign) {
        return is_letter(sign) || is_digit(sign) || sign == '.' || sign == ' ' || sign == '-' || sign == '(' || sign == ')' || sign == '*';
    });
}

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char sign : text) {
        if (sign == '"' || sign == '\\') {
            quoted += '\\';
            quoted += sign;
        } else if (is_control(sign)) {
            const auto code = static_cast<unsigned char>(sign);
            quoted += "\\x";
            quoted += digits[code >> 4U];
            quoted += digits[code & 15U];
        } else {
            quoted += sign;
        }
    }
    return quoted + "\"";
}

std::string single_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char sign : text) {
        quoted += sign;
        if (sign == '\'')
            quoted += sign;
    }
    return quoted + "'";
}

// PostgreSQL's reserved words: bare they are no columns.
bool is_reserved(std::string_view word) {
    constexpr std::string_view reserved =
        " all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character "
        "check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema "
        "current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists extract false fetch "
        "float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect interval "
        "into is isnull join json_array json_object lateral leading least left like limit localtime localtimestamp national natural nchar none "
        "normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real "
        "references returning right row select session_user setof similar smallint some substring symmetric system_user table tablesample then "
        "time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes "
        "xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable as_of basis_valid basis_ended ";
    return reserved.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::string yaml_argument(const Argument& argument) {
    switch (argument.kind) {
    case Argument::Kind::Text:
        return std::all_of(argument.text.begin(), argument.text.end(), is_digit) && !argument.text.empty() ? argument.text : yaml(argument.text);
    case Argument::Kind::List: {
        std::vector<std::string> parts;
        for (const auto& part : argument.list)
            parts.push_back(yaml_argument(part));
        return "[" + policies::join(parts, ", ") + "]";
    }
    case Argument::Kind::Map: {
        std::vector<std::string> parts;
        for (const auto& [key, value] : argument.map)
            parts.push_back(yaml(key) + ": " + yaml_argument(value));
        return "{ " + policies::join(parts, ", ") + " }";
    }
    case Argument::Kind::None:
    case Argument::Kind::Null:
        break;
    }
    return "null";
}

} // namespace

std::string yaml(std::string_view text) {
    if (is_bare(text))
        return std::string(text);
    if (std::any_of(text.begin(), text.end(), is_control) || text.find('"') == std::string_view::npos)
        return escaped(text);
    return single_quoted(text);
}

std::string written_part(std::string_view name) {
    if (is_identifier(name))
        return std::string(name);
    return policies::quote_name(name);
}

std::string written(const policies::TableName& table) {
    return written_part(table.schema) + "." + written_part(table.name);
}

std::string written(const policies::TableName& table, std::string_view column) {
    return written(table) + "." + written_part(column);
}

std::string yaml(const policies::ColumnTreatment& treatment) {
    if (treatment.argument.kind == Argument::Kind::None)
        return treatment.anonymizer;
    return "{ " + treatment.anonymizer + ": " + yaml_argument(treatment.argument) + " }";
}

std::string sql_name(std::string_view column) {
    const bool is_small = is_identifier(column) && in_small_letters(column) == column;
    return is_small && !is_reserved(column) ? std::string(column) : policies::quote_name(column);
}

std::string comment_text(std::string_view text) {
    std::string plain;
    for (const char sign : text)
        plain += is_control(sign) ? ' ' : sign;
    return plain;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const auto blank = text.find(' ');
        const std::string word(text.substr(0, blank));
        text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
        if (!line.empty() && config::count_characters(line) + 1 + config::count_characters(word) > width) {
            lines.push_back(line);
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty())
        lines.push_back(line);
    return lines;
}

std::string plain_name(std::string_view text) {
    std::string name;
    for (const auto& word : words_of_name(text)) {
        std::string plain;
        for (const char sign : word)
            if (is_letter(sign))
                plain += sign;
        if (!plain.empty())
            name += (name.empty() ? "" : "_") + plain;
    }
    return name.substr(0, 40);
}

} // namespace retention::drafting
