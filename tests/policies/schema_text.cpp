// SPDX-License-Identifier: Apache-2.0
#include "tests/policies/schema_text.hpp"

#include <algorithm>
#include <stdexcept>

namespace retention::policies::test {

namespace {

using anonymizers::TypeFamily;

TypeFamily family_of(const std::string& type) {
    static const std::vector<std::pair<std::string, TypeFamily>> families{
        {"text", TypeFamily::Text},           {"character", TypeFamily::Text}, {"integer", TypeFamily::Integer},
        {"bigint", TypeFamily::Integer},      {"numeric", TypeFamily::Number}, {"boolean", TypeFamily::Boolean},
        {"timestamp", TypeFamily::Timestamp}, {"date", TypeFamily::Date},      {"uuid", TypeFamily::Uuid},
        {"jsonb", TypeFamily::Json},          {"bytea", TypeFamily::Bytes},    {"mood", TypeFamily::Enum},
    };
    for (const auto& [begin, family] : families)
        if (type.compare(0, begin.size(), begin) == 0)
            return family;
    throw std::invalid_argument("unknown type " + type);
}

std::string full_type(const std::string& type) {
    if (type == "timestamptz")
        return "timestamp with time zone";
    if (type.compare(0, 8, "varchar(") == 0)
        return "character varying" + type.substr(7);
    return type;
}

bool set_key_flag(ForeignKey& key, const std::string& flag) {
    static const std::map<std::string, OnDelete> actions{{"cascade", OnDelete::Cascade},
                                                         {"restrict", OnDelete::Restrict},
                                                         {"set_null", OnDelete::SetNull},
                                                         {"set_default", OnDelete::SetDefault}};
    if (flag == "deferrable")
        key.is_deferrable = true;
    else if (const auto found = actions.find(flag); found != actions.end())
        key.on_delete = found->second;
    else
        return false;
    return true;
}

void add_index(SchemaTable& table, const std::vector<std::string>& columns, bool is_unique) {
    const std::string name = table.name.name + "_" + columns.front() + "_index";
    table.indexes.push_back({name, columns, false});
    if (is_unique)
        table.unique_indexes.push_back({name, columns, false, false});
}

} // namespace

TableName table_name(const std::string& text) {
    const auto dot = text.find('.');
    return dot == std::string::npos ? TableName{"", text} : TableName{text.substr(0, dot), text.substr(dot + 1)};
}

std::vector<std::string> words(const std::string& text, const std::string& separators) {
    std::vector<std::string> found;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(separators, begin)) != std::string::npos;) {
        const auto end = std::min(text.find_first_of(separators, begin), text.size());
        found.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return found;
}

SchemaText& SchemaText::table(const std::string& name, const std::string& columns) {
    SchemaTable& table = tables_.emplace_back();
    table.name = table_name(name);
    table.rows_estimate = 1000;
    for (const auto& column : words(columns, ";"))
        add_column(table, column);
    if (!table.primary_key.empty())
        add_index(table, table.primary_key, true);
    return *this;
}

void SchemaText::add_column(SchemaTable& table, const std::string& text) {
    const auto parts = words(text);
    if (parts.size() < 2)
        throw std::invalid_argument("no column: " + text);
    SchemaColumn column;
    column.name = parts[0];
    column.type = full_type(parts[1]);
    column.family = family_of(column.type);
    if (const auto open = parts[1].find('('); column.family == TypeFamily::Text && open != std::string::npos)
        column.length_max = std::stoi(parts[1].substr(open + 1));
    ForeignKey* key = nullptr;
    bool is_indexed = false;
    for (std::size_t i = 2; i < parts.size(); ++i) {
        const auto& flag = parts[i];
        if (flag == "key") {
            table.primary_key.push_back(column.name);
            column.is_nullable = false;
        } else if (flag == "not_null") {
            column.is_nullable = false;
        } else if (flag == "unique") {
            add_index(table, {column.name}, true);
        } else if (flag == "index") {
            add_index(table, {column.name}, false);
        } else if (flag == "no_index") {
            is_indexed = false;
        } else if (flag == "generated") {
            column.is_generated = true;
        } else if (flag.starts_with("made_of=")) {
            column.is_generated = true;
            column.made_of.push_back(flag.substr(8));
        } else if (flag == "identity") {
            column.is_identity_always = true;
        } else if (flag == "->" && i + 1 < parts.size()) {
            key = &keys_.emplace_back();
            key->name = table.name.name + "_" + column.name + "_fkey";
            key->child = table.name;
            key->columns = {column.name};
            key->parent = table_name(parts[++i]);
            is_indexed = true;
        } else if (!key || !set_key_flag(*key, flag)) {
            throw std::invalid_argument("unknown flag " + flag + " in: " + text);
        }
    }
    if (is_indexed)
        add_index(table, {column.name}, false);
    table.columns.push_back(std::move(column));
}

SchemaText& SchemaText::key(const std::string& text) {
    const auto parts = words(text, " ");
    std::vector<std::string> sides = words(text, "()");
    if (sides.size() < 4 || std::find(parts.begin(), parts.end(), "->") == parts.end())
        throw std::invalid_argument("no key: " + text);
    ForeignKey& key = keys_.emplace_back();
    key.child = table_name(words(sides[0]).at(0));
    key.columns = words(sides[1], ", ");
    key.parent = table_name(words(sides[2], " ->").at(0));
    key.parent_columns = words(sides[3], ", ");
    key.name = key.child.name + "_" + key.columns.front() + "_fkey";
    for (const auto& flag : sides.size() > 4 ? words(sides[4]) : std::vector<std::string>{})
        if (!set_key_flag(key, flag))
            throw std::invalid_argument("unknown flag " + flag + " in: " + text);
    add_index(at(to_text(key.child)), key.columns, false);
    return *this;
}

SchemaTable& SchemaText::at(const std::string& name) {
    for (auto& table : tables_)
        if (table.name == table_name(name))
            return table;
    throw std::invalid_argument("no table " + name);
}

std::shared_ptr<const Schema> SchemaText::build() const {
    auto keys = keys_;
    for (auto& key : keys)
        if (key.parent_columns.empty())
            for (const auto& table : tables_)
                if (table.name == key.parent)
                    key.parent_columns = table.primary_key;
    return std::make_shared<const Schema>(tables_, std::move(keys));
}

} // namespace retention::policies::test
