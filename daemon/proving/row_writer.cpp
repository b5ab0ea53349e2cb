// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/row_writer.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/proving/filler.hpp"
#include "daemon/proving/test_result.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::proving {

namespace {

using database::Failure;
using database::Savepoint;
using policies::ForeignKey;
using policies::quote_name;
using policies::quote_table;

std::string where_of(const policies::SchemaTable& table, const std::string& column = {}) {
    return "rows." + policies::to_text(table.name) + (column.empty() ? "" : "." + column);
}

std::string enumerated(const std::vector<std::string>& words) {
    return policies::join(words, ", ");
}

const config::TestCell* cell_of(const config::TestRow& row, const std::string& column) {
    const auto found = std::find_if(row.cells.begin(), row.cells.end(), [&](const auto& cell) { return cell.column == column; });
    return found == row.cells.end() ? nullptr : &*found;
}

} // namespace

database::Parameter parameter_of(const config::TestValue& value, anonymizers::TypeFamily family) {
    if (value.kind == config::TestValue::Kind::Null)
        return std::nullopt;
    return value.kind == config::TestValue::Kind::List && family == anonymizers::TypeFamily::Array ? value.array : value.text;
}

std::string cast_type(const policies::SchemaColumn& column) {
    std::string type = column.type;
    const auto begin = type.find('(');
    if (column.is_domain || begin == std::string::npos)
        return type;
    const auto end = type.find(')', begin);
    return end == std::string::npos ? type : type.erase(begin, end - begin + 1);
}

void RowWriter::write(const std::vector<const config::TestTable*>& tables) {
    writing_.exec_once("write_as_replica", "select set_config('session_replication_role', 'replica', true)");
    const auto& schema = *binding_.schema;
    for (const auto* each : tables)
        for (const auto& row : each->rows)
            insert(shape_of(*schema.find(each->table)), row);
    for (const auto* each : tables)
        for (const auto& row : each->rows)
            require_subjects(*schema.find(each->table), row);
    writing_.exec_once("write_as_usual", "select set_config('session_replication_role', 'origin', true)");
}

const TableShape& RowWriter::shape_of(const policies::SchemaTable& table) {
    auto found = shapes_.find(table.name);
    if (found == shapes_.end())
        found = shapes_.emplace(table.name, read_shape(writing_, *binding_.schema, table)).first;
    return found->second;
}

void RowWriter::insert(const TableShape& shape, const config::TestRow& row) {
    ++rows_;
    std::vector<std::string> columns;
    std::vector<std::string> values;
    std::vector<std::string> filled;
    database::Parameters parameters;
    const auto add = [&](const std::string& column, database::Parameter parameter) {
        columns.push_back(quote_name(column));
        parameters.push_back(std::move(parameter));
        values.push_back("$" + std::to_string(parameters.size()));
    };
    for (const auto& column : shape.table->columns) {
        if (const auto* cell = cell_of(row, column.name)) {
            add(column.name, parameter_of(cell->value, column.family));
        } else if (const auto value = column.is_generated ? std::nullopt : filler(shape, column, as_of_, rows_)) {
            if (value->is_sql) {
                columns.push_back(quote_name(column.name));
                values.push_back(value->text);
            } else {
                add(column.name, value->text);
            }
            filled.push_back(column.name);
        }
    }
    const std::string into = "insert into " + quote_table(shape.table->name);
    const std::string sql = columns.empty() ? into + " default values"
                                            : into + " (" + policies::join(columns, ", ") + ") overriding system value values (" +
                                                  policies::join(values, ", ") + ")";
    try {
        Savepoint savepoint(writing_);
        writing_.exec_once("put_row", sql, parameters);
        savepoint.release();
    } catch (const Failure& failure) {
        explain(shape, row, filled, failure);
    }
}

// Finds the value that the server could not take, as far as one alone is to blame.
void RowWriter::explain(const TableShape& shape, const config::TestRow& row, const std::vector<std::string>& filled,
                        const Failure& failure) {
    if (failure.is_disconnected())
        throw failure;
    for (const auto& cell : row.cells) {
        const auto* column = shape.table->find_column(cell.column);
        try {
            Savepoint savepoint(writing_);
            writing_.exec_once("try_value", "select $1::" + cast_type(*column), {parameter_of(cell.value, column->family)});
        } catch (const Failure&) {
            throw Trouble(cell.value.place, where_of(*shape.table, cell.column), "is no value of type " + column->type);
        }
        if (cell.value.kind == config::TestValue::Kind::Null && !column->is_nullable)
            throw Trouble(cell.value.place, where_of(*shape.table, cell.column), "the column can't be null");
        const bool is_text = cell.value.kind == config::TestValue::Kind::Text && column->length_max > 0;
        if (is_text && config::count_characters(cell.value.text) > static_cast<std::size_t>(column->length_max))
            throw Trouble(cell.value.place, where_of(*shape.table, cell.column), "is too long for " + column->type);
    }
    const std::string hint = filled.empty() ? "" : "Name the columns that decide it; filled in for you were " + enumerated(filled) + ".";
    const std::string why = failure.constraint().empty() ? "SQLSTATE " + failure.sqlstate() + " " + std::string(database::condition_name(failure.sqlstate()))
                                                         : "it violates \"" + failure.constraint() + "\"";
    throw Trouble(row.place, where_of(*shape.table), "the row can't be put into the table: " + why, hint);
}

// Of keys that the test has written itself, null being none.
void RowWriter::require_subjects(const policies::SchemaTable& table, const config::TestRow& row) {
    for (const auto& key : binding_.schema->foreign_keys()) {
        if (key.child != table.name || !binding_.is_subject(key.parent))
            continue;
        std::vector<std::string> conditions;
        database::Parameters parameters;
        const config::TestCell* first = nullptr;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const auto* cell = cell_of(row, key.columns[i]);
            if (cell == nullptr || cell->value.kind == config::TestValue::Kind::Null)
                break;
            first = first == nullptr ? cell : first;
            parameters.push_back(cell->value.text);
            conditions.push_back(quote_name(key.parent_columns[i]) + " = $" + std::to_string(i + 1));
        }
        if (first == nullptr || conditions.size() < key.columns.size())
            continue;
        const auto found = writing_.exec_once(
            "find_subject", "select exists (select from " + quote_table(key.parent) + " where " + policies::join(conditions, " and ") + ")",
            parameters);
        if (!found.get_bool(0, 0))
            throw Trouble(first->value.place, where_of(table, first->column),
                          "no row of the test is the " + policies::to_text(key.parent) + " that it points to",
                          "Add the row to this test, or to the rows of all tests.");
    }
}

} // namespace retention::proving
