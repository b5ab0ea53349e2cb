// SPDX-License-Identifier: Apache-2.0
#include "config/test_rows_reader.hpp"

#include "config/node_text.hpp"
#include "config/table_name.hpp"

#include <array>

namespace retention::config {

namespace {

constexpr auto kMatchers = std::to_array<std::pair<std::string_view, ExpectedCell::Kind>>(
    {{"not", ExpectedCell::Kind::Differs}, {"like", ExpectedCell::Kind::Like}, {"matches", ExpectedCell::Kind::Matches}});

// What is no value is reported: a key without one, an alias, anywhere in it.
bool is_whole(const Value& value) {
    if (value.node().kind == Node::Kind::Absent) {
        value.expected("a value, or null");
        return false;
    }
    bool whole = value.node().kind != Node::Kind::Refused;
    for (const auto& entry : value.node().entries)
        whole = is_whole(value.entry(entry)) && whole;
    for (std::size_t i = 0; i < value.node().items.size(); ++i)
        whole = is_whole(value.item(i)) && whole;
    return whole;
}

TestValue read_value(const Value& value) {
    TestValue read;
    const auto& node = value.node();
    read.place = node.place;
    if (!is_whole(value))
        return read;
    switch (node.kind) {
    case Node::Kind::Text:
        read.kind = TestValue::Kind::Text;
        read.text = node.text;
        break;
    case Node::Kind::List:
        read.kind = TestValue::Kind::List;
        read.text = to_json(node);
        read.array = to_array(node);
        break;
    case Node::Kind::Map:
        read.kind = TestValue::Kind::Map;
        read.text = to_json(node);
        break;
    default:
        break;
    }
    return read;
}

TestRow read_row(const Value& value) {
    TestRow row;
    row.place = value.node().place;
    for (const auto& [entry, each] : value.map("a row: a map of columns to values"))
        row.cells.push_back({entry->key, entry->place, read_value(each)});
    return row;
}

// A map with one of the matchers as its only key; any other is JSON.
const Entry* matcher_of(const Node& node, ExpectedCell::Kind& kind) {
    if (node.kind != Node::Kind::Map || node.entries.size() != 1)
        return nullptr;
    for (const auto& [word, meaning] : kMatchers)
        if (node.entries.front().key == word) {
            kind = meaning;
            return &node.entries.front();
        }
    return nullptr;
}

ExpectedCell read_cell(const Entry& entry, const Value& value) {
    ExpectedCell cell;
    cell.column = entry.key;
    cell.place = entry.place;
    const auto& node = value.node();
    if (const auto* matcher = matcher_of(node, cell.kind)) {
        const auto inner = value.entry(*matcher);
        cell.value = read_value(inner);
        if (cell.kind != ExpectedCell::Kind::Differs && !inner.is_text())
            inner.expected("a pattern");
    } else if (value.is_text() && node.is_plain && node.text == "any") {
        cell.kind = ExpectedCell::Kind::Any;
    } else {
        cell.value = read_value(value);
    }
    return cell;
}

ExpectedRow read_expected_row(const Value& value) {
    ExpectedRow row;
    row.place = value.node().place;
    for (const auto& [entry, each] : value.map("a row: a map of columns to values"))
        row.cells.push_back(read_cell(*entry, each));
    return row;
}

ExpectedTable read_expected_table(const Value& value) {
    ExpectedTable table;
    table.place = value.node().place;
    const auto& node = value.node();
    table.is_unchanged = value.is_text() && node.text == "unchanged";
    if (table.is_unchanged || (value.is_text() && node.text == "gone"))
        return table;
    if (node.kind != Node::Kind::List)
        value.expected("a list of rows, or one of unchanged and gone");
    for (std::size_t i = 0; i < node.items.size(); ++i)
        table.rows.push_back(read_expected_row(value.item(i)));
    return table;
}

std::optional<policies::TableName> table_named(const Entry& entry, const Value& value) {
    auto table = parse_table_name(entry.key);
    if (!table)
        value.error_at(entry.place, "TABLE_NAME_INVALID", in_quotes(entry.key) + " is no name of a table",
                       "Write schema and table, such as crm.person; names with other signs than letters, digits and "
                       "underscores go between double quotes.");
    return table;
}

} // namespace

std::vector<TestTable> read_test_rows(const Value& value) {
    std::vector<TestTable> tables;
    for (const auto& [entry, each] : value.map("a map of tables to lists of rows")) {
        const auto name = table_named(*entry, each);
        TestTable table{name.value_or(policies::TableName{}), entry->place, {}};
        for (const auto& row : each.list("a list of rows"))
            table.rows.push_back(read_row(row));
        tables.push_back(std::move(table));
    }
    return tables;
}

std::vector<ExpectedTable> read_test_after(const Value& value) {
    std::vector<ExpectedTable> tables;
    for (const auto& [entry, each] : value.map("a map of tables to what they look like")) {
        const auto name = table_named(*entry, each);
        auto table = read_expected_table(each);
        table.table = name.value_or(policies::TableName{});
        table.place = entry->place;
        tables.push_back(std::move(table));
    }
    return tables;
}

} // namespace retention::config
