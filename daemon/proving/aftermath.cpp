// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/aftermath.hpp"

#include "daemon/proving/pairing.hpp"
#include "daemon/proving/row_writer.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace retention::proving {

namespace {

using anonymizers::TypeFamily;
using config::ExpectedCell;
using config::ExpectedRow;
using database::Failure;
using database::Savepoint;
using database::Transaction;
using policies::quote_name;
using policies::quote_table;
using policies::SchemaColumn;
using policies::SchemaTable;

constexpr const char* kNoRow = "(no row)";
constexpr const char* kNoFurtherRow = "(no further row)";

std::string where_of(const SchemaTable& table, const std::string& column = {}) {
    return "after." + policies::to_text(table.name) + (column.empty() ? "" : "." + column);
}

// Whether the column has the value of the parameter; null where that is unknown. Some types have no equality: their text has.
std::string equality(const SchemaColumn& column, const std::string& parameter) {
    const auto name = "t." + quote_name(column.name);
    switch (column.family) {
    case TypeFamily::Text:
        return name + "::text = " + parameter + "::text";
    case TypeFamily::Json:
        return name + "::jsonb = " + parameter + "::jsonb";
    case TypeFamily::Xml:
    case TypeFamily::Point:
    case TypeFamily::Other:
        return name + "::text = " + parameter + "::" + cast_type(column) + "::text";
    default:
        return name + " = " + parameter + "::" + cast_type(column);
    }
}

// A condition over row t. `parameter`: $1.
std::string condition(const ExpectedCell& cell, const SchemaColumn& column, const std::string& parameter) {
    const auto name = "t." + quote_name(column.name);
    const bool is_null = cell.value.kind == config::TestValue::Kind::Null;
    switch (cell.kind) {
    case ExpectedCell::Kind::Any:
        return "true";
    case ExpectedCell::Kind::Equal:
        return is_null ? name + " is null" : equality(column, parameter);
    case ExpectedCell::Kind::Differs:
        return is_null ? name + " is not null" : "not coalesce(" + equality(column, parameter) + ", false)";
    case ExpectedCell::Kind::Like:
        return name + "::text like " + parameter + "::text";
    case ExpectedCell::Kind::Matches:
        return name + "::text ~ " + parameter + "::text";
    }
    return {};
}

bool has_parameter(const ExpectedCell& cell) {
    return cell.kind != ExpectedCell::Kind::Any && cell.value.kind != config::TestValue::Kind::Null;
}

// Which rows of the table are as `row` says, by identity; throws Trouble naming the cell that can't be compared.
std::set<std::string> rows_like(Transaction& reading, const SchemaTable& table, const ExpectedRow& row) {
    std::vector<std::string> conditions{"true"};
    database::Parameters parameters;
    for (const auto& cell : row.cells) {
        const auto& column = *table.find_column(cell.column);
        if (has_parameter(cell))
            parameters.push_back(parameter_of(cell.value, column.family));
        const auto sql = condition(cell, column, "$" + std::to_string(parameters.size()));
        conditions.push_back("(" + sql + ")");
        if (!has_parameter(cell))
            continue;
        try {
            Savepoint savepoint(reading);
            reading.exec_once("try_comparison", "select " + condition(cell, column, "$1") + " from " + quote_table(table.name) + " t limit 0",
                              {parameters.back()});
            // Without a row nothing is compared, and a wrong pattern not noticed.
            if (cell.kind == ExpectedCell::Kind::Matches)
                reading.exec_once("try_pattern", "select '' ~ $1", {parameters.back()});
            savepoint.release();
        } catch (const Failure& failure) {
            if (failure.is_disconnected())
                throw;
            throw Trouble(cell.value.place, where_of(table, cell.column),
                          cell.kind == ExpectedCell::Kind::Matches ? "is no regular expression" : "is no value of type " + column.type);
        }
    }
    const auto found = reading.exec_once("rows_like",
                                         "select t.tableoid::text || t.ctid::text from " + quote_table(table.name) + " t where " +
                                             policies::join(conditions, " and "),
                                         parameters);
    std::set<std::string> identities;
    for (int i = 0; i < found.rows(); ++i)
        identities.emplace(found.get_text(i, 0));
    return identities;
}

// The columns that any of the rows names, in order of the table; those of the key when none does.
std::vector<std::string> shown_columns(const SchemaTable& table, const std::vector<ExpectedRow>& rows) {
    std::set<std::string> named;
    for (const auto& row : rows)
        for (const auto& cell : row.cells)
            named.insert(cell.column);
    if (named.empty())
        named.insert(table.primary_key.begin(), table.primary_key.end());
    std::vector<std::string> columns;
    for (const auto& column : table.columns)
        if (named.count(column.name) || named.empty())
            columns.push_back(column.name);
    return columns;
}

struct ActualRow {
    std::string identity;
    std::map<std::string, std::string> values;
};

std::vector<ActualRow> actual_rows(Transaction& reading, const SchemaTable& table, const std::vector<std::string>& columns) {
    std::vector<std::string> selected{"t.tableoid::text || t.ctid::text"};
    for (const auto& column : columns)
        selected.push_back("t." + quote_name(column) + "::text");
    const auto found = reading.exec_once("actual_rows", "select " + policies::join(selected, ", ") + " from " + quote_table(table.name) +
                                                            " t order by t::text");
    std::vector<ActualRow> rows;
    for (int i = 0; i < found.rows(); ++i) {
        ActualRow row{std::string(found.get_text(i, 0)), {}};
        for (std::size_t c = 0; c < columns.size(); ++c)
            row.values[columns[c]] = std::string(found.cell(i, static_cast<int>(c) + 1).value_or("null"));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string to_text(const ExpectedCell& cell) {
    const std::string value = cell.value.kind == config::TestValue::Kind::Null ? "null" : cell.value.text;
    switch (cell.kind) {
    case ExpectedCell::Kind::Any:
        return "any";
    case ExpectedCell::Kind::Equal:
        return value;
    case ExpectedCell::Kind::Differs:
        return "not " + value;
    case ExpectedCell::Kind::Like:
        return "like " + value;
    case ExpectedCell::Kind::Matches:
        return "matches " + value;
    }
    return {};
}

std::string to_text(const ExpectedRow& row) {
    std::string text;
    for (const auto& cell : row.cells)
        text += (text.empty() ? "" : ", ") + cell.column + ": " + to_text(cell);
    return "{ " + text + " }";
}

// In the order in which `like` names its columns, so that the two can be read beside each other.
std::string to_text(const ActualRow& row, const std::vector<std::string>& columns) {
    std::string text;
    for (const auto& column : columns)
        text += (text.empty() ? "" : ", ") + column + ": " + row.values.at(column);
    return "{ " + text + " }";
}

// In how many columns a row is as expected: to show beside each other what is probably meant.
std::size_t likeness(const ExpectedRow& expected, const ActualRow& actual) {
    return static_cast<std::size_t>(std::count_if(expected.cells.begin(), expected.cells.end(), [&](const ExpectedCell& cell) {
        return cell.kind == ExpectedCell::Kind::Equal && to_text(cell) == actual.values.at(cell.column);
    }));
}

std::vector<std::string> columns_of(const ExpectedRow& row) {
    std::vector<std::string> columns;
    for (const auto& cell : row.cells)
        columns.push_back(cell.column);
    return columns;
}

std::vector<std::string> texts_of(Transaction& reading, const SchemaTable& table) {
    const auto found = reading.exec_once("texts_of_rows", "select to_jsonb(t)::text from " + quote_table(table.name) + " t order by 1");
    std::vector<std::string> texts;
    for (int i = 0; i < found.rows(); ++i)
        texts.emplace_back(found.get_text(i, 0));
    return texts;
}

} // namespace

void Aftermath::remember(Transaction& reading, const std::vector<config::ExpectedTable>& tables) {
    for (const auto& each : tables)
        if (each.is_unchanged) {
            const auto& table = *schema_.find(each.table);
            before_[table.name] = texts_of(reading, table);
        }
}

std::vector<Difference> Aftermath::compare(Transaction& reading, const std::vector<config::ExpectedTable>& tables) const {
    std::vector<Difference> differences;
    for (const auto& each : tables) {
        auto found = each.is_unchanged ? compare_unchanged(reading, each) : compare_rows(reading, each);
        differences.insert(differences.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return differences;
}

std::vector<Difference> Aftermath::compare_rows(Transaction& reading, const config::ExpectedTable& expected) const {
    const auto& table = *schema_.find(expected.table);
    const auto columns = shown_columns(table, expected.rows);
    const auto actual = actual_rows(reading, table, columns);
    std::vector<std::vector<bool>> fits;
    for (const auto& row : expected.rows) {
        const auto like = rows_like(reading, table, row);
        auto& fitting = fits.emplace_back();
        for (const auto& each : actual)
            fitting.push_back(like.count(each.identity) > 0);
    }
    const auto partners = pair_up(fits, actual.size());

    std::vector<const ActualRow*> left;
    for (std::size_t i = 0; i < actual.size(); ++i)
        if (std::find(partners.begin(), partners.end(), std::optional(i)) == partners.end())
            left.push_back(&actual[i]);
    std::vector<Difference> differences;
    for (std::size_t i = 0; i < expected.rows.size(); ++i) {
        if (partners[i])
            continue;
        const auto& row = expected.rows[i];
        const auto nearest = std::max_element(left.begin(), left.end(), [&](const auto* a, const auto* b) { return likeness(row, *a) < likeness(row, *b); });
        differences.push_back({row.place, where_of(table), to_text(row), nearest == left.end() ? kNoRow : to_text(**nearest, columns_of(row))});
        if (nearest != left.end())
            left.erase(nearest);
    }
    for (const auto* row : left)
        differences.push_back({expected.place, where_of(table), kNoFurtherRow, to_text(*row, columns)});
    return differences;
}

std::vector<Difference> Aftermath::compare_unchanged(Transaction& reading, const config::ExpectedTable& expected) const {
    const auto& table = *schema_.find(expected.table);
    const auto& before = before_.at(table.name);
    const auto now = texts_of(reading, table);
    std::vector<std::string> missing;
    std::vector<std::string> added;
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(missing));
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(added));
    std::vector<Difference> differences;
    for (std::size_t i = 0; i < std::max(missing.size(), added.size()); ++i)
        differences.push_back({expected.place, where_of(table), i < missing.size() ? missing[i] : kNoFurtherRow,
                               i < added.size() ? added[i] : kNoRow});
    return differences;
}

} // namespace retention::proving
