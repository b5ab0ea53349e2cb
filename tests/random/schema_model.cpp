// SPDX-License-Identifier: Apache-2.0
#include "tests/random/schema_model.hpp"

#include <algorithm>
#include <stdexcept>

namespace retention::random {

namespace {

std::string doubled(const std::string& text, char sign) {
    std::string made(1, sign);
    for (const char c : text)
        made.append(c == sign ? 2 : 1, c);
    return made + sign;
}

std::string type_of(Kind kind) {
    switch (kind) {
    case Kind::Integer:
        return "integer";
    case Kind::Bigint:
        return "bigint";
    case Kind::Uuid:
        return "uuid";
    case Kind::Text:
        return "text";
    case Kind::Varchar:
        return "varchar(40)";
    case Kind::Citext:
        return "citext";
    case Kind::Date:
        return "date";
    case Kind::Timestamp:
        return "timestamptz";
    case Kind::Numeric:
        return "numeric(12,2)";
    case Kind::Boolean:
        return "boolean";
    case Kind::Enum:
        return "kinds.mood";
    case Kind::Json:
        return "jsonb";
    case Kind::Bytes:
        return "bytea";
    case Kind::ShortText:
        return "kinds.short_text";
    case Kind::Positive:
        return "kinds.positive";
    }
    return {};
}

std::string names(const Table& table, const std::vector<std::size_t>& columns) {
    std::string list;
    for (const auto column : columns)
        list += (list.empty() ? "" : ", ") + quote(table.columns[column].name);
    return list;
}

std::string column_text(const Column& column) {
    std::string text = quote(column.name) + " " + type_of(column.kind);
    if (!column.generated.empty())
        text += " generated always as (" + column.generated + ") stored";
    if (!column.is_nullable)
        text += " not null";
    return text;
}

std::string part_text(const Table& table, int part) {
    static const char* const ranges[] = {"from (minvalue) to (1)", "from (1) to (2)", "from (2) to (maxvalue)"};
    const std::string bound = table.parting == Parting::List ? "in (" + std::to_string(part) + ")" : ranges[part];
    return "create table " + quote(table.schema) + "." + quote(part_name(table, part)) + " partition of " +
           qualified(table) + " for values " + bound + ";\n";
}

std::string table_text(const Database& database, const Table& table) {
    const std::size_t inherited = table.inherits ? database.tables[*table.inherits].columns.size() : 0;
    std::string lines;
    const auto add = [&](const std::string& line) { lines += (lines.empty() ? "    " : ",\n    ") + line; };
    for (std::size_t i = inherited; i < table.columns.size(); ++i)
        add(column_text(table.columns[i]));
    if (!table.primary_key.empty())
        add("primary key (" + names(table, table.primary_key) + ")");
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].is_unique)
            add("unique (" + quote(table.columns[i].name) + ")");
    for (const auto& columns : table.unique)
        add("unique (" + names(table, columns) + ")");
    std::string text = std::string("create ") + (table.is_unlogged ? "unlogged " : "") + "table " + qualified(table) +
                       " (\n" + lines + "\n)";
    if (table.inherits)
        text += " inherits (" + qualified(database.tables[*table.inherits]) + ")";
    if (table.parting != Parting::None)
        text += std::string(" partition by ") + (table.parting == Parting::List ? "list" : "range") + " (" +
                quote(table.columns[table.part].name) + ")";
    text += ";\n";
    for (int part = 0; part < 3 && table.parting != Parting::None; ++part)
        text += part_text(table, part);
    return text;
}

std::string on_delete_text(OnDelete on_delete) {
    switch (on_delete) {
    case OnDelete::NoAction:
        return "";
    case OnDelete::Restrict:
        return " on delete restrict";
    case OnDelete::Cascade:
        return " on delete cascade";
    case OnDelete::SetNull:
        return " on delete set null";
    case OnDelete::SetDefault:
        return " on delete set default";
    }
    return {};
}

std::string key_text(const Database& database, const Key& key, std::size_t number) {
    const Table& child = database.tables[key.child];
    const Table& parent = database.tables[key.parent];
    const std::string holder =
        key.only_part ? quote(child.schema) + "." + quote(part_name(child, *key.only_part)) : qualified(child);
    return "alter table " + holder + " add constraint key_" + std::to_string(number) + " foreign key (" +
           names(child, key.columns) + ") references " + qualified(parent) + " (" + names(parent, key.parent_columns) +
           ")" + (key.is_match_full ? " match full" : "") + on_delete_text(key.on_delete) +
           (key.empties_last ? " (" + names(child, key.emptied()) + ")" : std::string()) +
           (key.is_deferrable ? " deferrable" : "") + (key.is_initially_deferred ? " initially deferred" : "") + ";\n";
}

} // namespace

bool is_text(Kind kind) {
    return kind == Kind::Text || kind == Kind::Varchar || kind == Kind::Citext || kind == Kind::ShortText;
}

std::size_t Table::column(const std::string& wanted) const {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == wanted; });
    if (found == columns.end())
        throw std::logic_error("no column " + wanted + " in " + name);
    return static_cast<std::size_t>(found - columns.begin());
}

bool Database::is_within(std::size_t part, std::size_t whole) const {
    return part == whole || (tables[part].inherits && is_within(*tables[part].inherits, whole));
}

std::string quote(const std::string& name) {
    return doubled(name, '"');
}
std::string literal(const std::string& text) {
    return doubled(text, '\'');
}
std::string qualified(const Table& table) {
    return quote(table.schema) + "." + quote(table.name);
}
std::string part_name(const Table& table, int part) {
    return table.name + "_" + std::to_string(part);
}

std::string create_tables(const Database& database) {
    std::string text = "create schema kinds;\ncreate type kinds.mood as enum ('calm', 'glad', 'Cross');\n"
                       "create domain kinds.short_text as text check (length(value) <= 60);\n"
                       "create domain kinds.positive as integer check (value >= 0);\n";
    for (const auto& schema : database.schemas)
        text += "create schema " + quote(schema) + ";\n";
    for (const auto& table : database.tables)
        text += table_text(database, table);
    return text;
}

std::string create_keys(const Database& database) {
    std::string text;
    for (std::size_t i = 0; i < database.keys.size(); ++i)
        if (!database.keys[i].is_link)
            text += key_text(database, database.keys[i], i);
    return text;
}

std::string insert_rows(const Database& database) {
    std::string text;
    for (std::size_t t = 0; t < database.tables.size(); ++t) {
        const Table& table = database.tables[t];
        std::string columns;
        for (const auto& column : table.columns)
            if (column.generated.empty())
                columns += (columns.empty() ? "" : ", ") + quote(column.name);
        std::string rows;
        for (const auto& row : database.rows) {
            if (row.table != t)
                continue;
            std::string cells;
            for (std::size_t c = 0; c < table.columns.size(); ++c)
                if (table.columns[c].generated.empty())
                    cells +=
                        (cells.empty() ? "" : ", ") + (row.cells[c] ? literal(*row.cells[c]) : std::string("null"));
            rows += (rows.empty() ? "(" : ",\n (") + cells + ")";
        }
        if (!rows.empty())
            text += "insert into " + qualified(table) + " (" + columns + ") values\n " + rows + ";\n";
    }
    return text;
}

} // namespace retention::random
