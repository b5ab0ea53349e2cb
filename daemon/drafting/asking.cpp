// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/asking.hpp"

#include "daemon/drafting/attempt.hpp"
#include "daemon/drafting/column_guess.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/lookup.hpp"
#include "policies/name_forms.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using database::Transaction;
using policies::SchemaColumn;
using policies::SchemaTable;
using policies::TypeColumn;

// Enough to see what a value is.
constexpr int kLengthMax = 500;
constexpr std::size_t kColumnsMax = 300;

// A snapshot that is kept longer keeps the server from cleaning up.
constexpr auto kTimeMax = std::chrono::minutes(2);

// What was written first is not what was written since: a larger table than the sample is looked into here and there, row by row as long
// as that is no work, and beyond it page by page.
constexpr double kRowsReadMax = 100'000;

// Of a table of which every text is tried.
constexpr int kRowsTried = 300;

constexpr const char* kEnumWords = R"(
select n.nspname, c.relname, a.attname, e.enumlabel
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_enum e on e.enumtypid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where a.attnum > 0 and not a.attisdropped
order by 1, 2, 3, e.enumsortorder)";

bool is_looked_at(const SchemaColumn& column) {
    switch (column.family) {
    case TypeFamily::Text:
    case TypeFamily::Integer:
    case TypeFamily::Number:
    case TypeFamily::Uuid:
    case TypeFamily::Network:
    case TypeFamily::Enum:
    case TypeFamily::Boolean:
        return true;
    default:
        return false;
    }
}

std::vector<const SchemaColumn*> columns_of(const SchemaTable& table) {
    std::vector<const SchemaColumn*> columns;
    for (const auto& column : table.columns)
        if (is_looked_at(column) && columns.size() < kColumnsMax)
            columns.push_back(&column);
    return columns;
}

std::string sample_sql(const SchemaTable& table, const std::vector<const SchemaColumn*>& columns, int rows, bool is_spread) {
    std::string sql = "select ";
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql += (i > 0 ? ", " : "") + std::string("left(") + policies::quote_name(columns[i]->name) + "::text, " + std::to_string(kLengthMax) + ")";
    if (columns.empty())
        sql += "1";
    sql += " from " + policies::quote_table(table.name);
    if (is_spread) {
        const bool is_small = table.rows_estimate <= kRowsReadMax;
        char share[32];
        std::snprintf(share, sizeof share, "%.6f", std::min(100.0, (is_small ? 120.0 : 400.0) * rows / table.rows_estimate));
        sql += std::string(" tablesample ") + (is_small ? "bernoulli" : "system") + " (" + share + ") repeatable (1)";
    }
    return sql + " limit " + std::to_string(rows);
}

TableObservation observe_rows(const database::Result& rows, const std::vector<const SchemaColumn*>& columns) {
    TableObservation seen{.is_readable = true, .rows = rows.rows()};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::vector<std::string_view> values;
        for (int row = 0; row < rows.rows(); ++row)
            if (const auto value = rows.cell(row, static_cast<int>(i)))
                values.push_back(*value);
        const bool is_state = columns[i]->family == TypeFamily::Text && is_named_like_state(columns[i]->name);
        seen.columns.emplace(columns[i]->name, observe(values, is_state));
    }
    return seen;
}

TableObservation look_at(Transaction& reading, const SchemaTable& table, int rows) {
    TableObservation seen;
    if (!table.can_select || (table.kind != 'r' && table.kind != 'p'))
        return seen;
    const auto columns = columns_of(table);
    const bool is_large = table.rows_estimate > 1.5 * rows;
    attempt(reading, [&] {
        auto sample = reading.exec_once("sample", sample_sql(table, columns, rows, is_large));
        if (is_large && sample.rows() < rows / 4)
            sample = reading.exec_once("sample", sample_sql(table, columns, rows, false));
        seen = observe_rows(sample, columns);
    });
    return seen;
}

// What the catalog says counts more than what some rows have.
void add_words_of_checks(const SchemaTable& table, TableObservation& seen) {
    for (const auto& column : table.columns)
        for (const auto& check : table.checks)
            if (auto words = words_of_check(check.sql, column.name); !words.empty()) {
                seen.columns[column.name].words = std::move(words);
                seen.columns[column.name].has_rare_words = false;
            }
}

void add_enum_words(Transaction& reading, Observations& seen) {
    std::map<std::pair<policies::TableName, std::string>, std::vector<std::string>> words;
    attempt(reading, [&] {
        const auto rows = reading.exec_once("enum words", kEnumWords);
        for (int row = 0; row < rows.rows(); ++row)
            words[{{std::string(rows.get_text(row, 0)), std::string(rows.get_text(row, 1))}, std::string(rows.get_text(row, 2))}].emplace_back(
                rows.get_text(row, 3));
    });
    for (auto& [place, list] : words)
        if (const auto table = seen.tables.find(place.first); table != seen.tables.end() && list.size() <= static_cast<std::size_t>(kWordsMax))
            table->second.columns[place.second].words = std::move(list);
}

// Search vectors that a trigger makes again at each update: the server's own function names them in its arguments, others in their text.
constexpr const char* kMadeByTriggers = R"(
select distinct n.nspname, c.relname, a.attname
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgtype & 19 = 19
join pg_catalog.pg_proc p on p.oid = t.tgfoid
where a.atttypid = 'pg_catalog.tsvector'::regtype and a.attnum > 0 and not a.attisdropped
  and (position(lower(a.attname) in lower(p.prosrc)) > 0 or position(a.attname in encode(t.tgargs, 'escape')) > 0))";

void add_made_by_triggers(Transaction& reading, Observations& seen) {
    attempt(reading, [&] {
        const auto rows = reading.exec_once("made by triggers", kMadeByTriggers);
        for (int row = 0; row < rows.rows(); ++row) {
            const policies::TableName name{std::string(rows.get_text(row, 0)), std::string(rows.get_text(row, 1))};
            if (const auto table = seen.tables.find(name); table != seen.tables.end())
                table->second.columns[std::string(rows.get_text(row, 2))].is_made_by_trigger = true;
        }
    });
}

// How the table's own rows call the subject's table, in the column that says to which one they refer.
std::string where_subject_is_meant(Transaction& reading, const SchemaTable& subject, const SchemaTable& table, const TypeColumn& type) {
    std::string found;
    attempt(reading, [&] {
        const std::string column = policies::quote_name(type.name);
        const auto words = reading.exec_once("type words", "select distinct left(word, 100) from (select " + column + "::text as word from " +
                                                               policies::quote_table(table.name) + " where " + column +
                                                               " is not null limit 5000) as first limit 50");
        for (int row = 0; row < words.rows(); ++row)
            if (means_subject(words.get_text(row, 0), subject.name))
                found = sql_name(type.name) + " = " + policies::quote_text(words.get_text(row, 0));
    });
    return found;
}

// The same of a table of types. Two applications may have a model of one name: the one that the table is called after as well counts, or else the
// only one.
std::string where_type_of_subject(Transaction& reading, const SchemaTable& subject, const TypeColumn& type) {
    std::vector<std::string> columns, exact, all;
    for (const auto& word : type.words)
        columns.push_back("left(" + policies::quote_name(word) + "::text, 100)");
    attempt(reading, [&] {
        const auto rows = reading.exec_once("types", "select distinct " + policies::join(columns, ", ") + " from " + policies::quote_table(*type.types) + " limit 1000");
        for (int row = 0; row < rows.rows(); ++row) {
            std::string name;
            std::vector<std::string> parts;
            for (std::size_t i = 0; i < type.words.size(); ++i) {
                const auto word = rows.cell(row, static_cast<int>(i)).value_or("");
                name += policies::folded(word);
                parts.push_back("t." + sql_name(type.words[i]) + " = " + policies::quote_text(word));
            }
            if (!means_subject(rows.cell(row, static_cast<int>(type.words.size()) - 1).value_or(""), subject.name))
                continue;
            all.push_back(policies::join(parts, " and "));
            if (name == policies::folded(subject.name.name))
                exact.push_back(all.back());
        }
    });
    const auto& found = exact.empty() ? all : exact;
    return found.size() != 1 ? std::string()
                             : sql_name(type.name) + " = (select t." + sql_name(type.types_key) + " from " + sql_name(type.types->schema) + "." +
                                   sql_name(type.types->name) + " t where " + found.front() + ")";
}

// The order of a customer has the customer's address in it as well: that finds nobody whom the key does not. `is_same` speaks of `s`.
std::string found_otherwise(const SchemaTable& subject, const std::vector<policies::ForeignKey>& beside, const std::string& row, const std::string& is_same) {
    std::string conditions;
    for (const auto& key : beside) {
        std::vector<std::string> parts{"(" + is_same + ")"};
        for (std::size_t i = 0; i < key.columns.size(); ++i)
            parts.push_back("s." + policies::quote_name(key.parent_columns[i]) + " = " + row + "." + policies::quote_name(key.columns[i]));
        conditions += " and not exists (select from " + policies::quote_table(subject.name) + " as s where " + policies::join(parts, " and ") + ")";
    }
    return conditions;
}

// `context`: further columns that both sides have.
std::string is_somebody(const SchemaTable& subject, const std::string& key, TypeFamily family, const std::vector<std::string>& context = {}) {
    std::string same;
    for (std::size_t i = 0; i < context.size(); ++i)
        same += " and s." + policies::quote_name(context[i]) + " = v.context_" + std::to_string(i);
    return "count(*) filter (where exists (select from " + policies::quote_table(subject.name) + " as s where " +
           policies::looked_up("s", *subject.find_column(key), "v.value", family) + same + "))";
}

std::string values_sql(const SchemaTable& subject, const std::vector<std::string>& keys, const ValueCandidates& candidates) {
    std::vector<std::string> counts, columns, values, is_same;
    for (const auto& key : keys) {
        counts.push_back(is_somebody(subject, key, TypeFamily::Text));
        is_same.push_back(policies::looked_up("s", *subject.find_column(key), "x.value", TypeFamily::Text));
    }
    for (const auto& name : candidates.columns) {
        columns.push_back(policies::quote_name(name));
        values.push_back("(" + std::to_string(columns.size()) + ", r." + columns.back() + "::text)");
    }
    for (const auto& key : candidates.beside)
        for (const auto& name : key.columns)
            if (const auto quoted = policies::quote_name(name); std::find(columns.begin(), columns.end(), quoted) == columns.end())
                columns.push_back(quoted);
    return "select v.number, count(*), " + policies::join(counts, ", ") + " from (select distinct x.number, x.value from (select " +
           policies::join(columns, ", ") + " from " + policies::quote_table(candidates.table) + " limit " + std::to_string(kRowsTried) +
           ") as r cross join lateral (values " + policies::join(values, ", ") +
           ") as x(number, value) where octet_length(x.value) between 3 and 255 and x.value !~ '^[0-9]{1,9}$'" +
           found_otherwise(subject, candidates.beside, "r", policies::join(is_same, " or ")) + ") as v group by v.number order by 1";
}

} // namespace

Observations look_at(Transaction& reading, const policies::Schema& schema, const std::set<policies::TableName>& tables, int rows) {
    Observations seen;
    const auto end = std::chrono::steady_clock::now() + kTimeMax;
    for (const auto& name : tables)
        if (const auto* table = schema.find(name)) {
            auto& one = seen.tables[table->name];
            if (std::chrono::steady_clock::now() < end)
                one = look_at(reading, *table, rows);
            add_words_of_checks(*table, one);
        }
    add_enum_words(reading, seen);
    add_made_by_triggers(reading, seen);
    return seen;
}

std::optional<LinkMeasure> measure(Transaction& reading, const policies::Schema& schema, const SchemaTable& subject, const LinkCandidate& candidate) {
    LinkMeasure measured;
    std::string condition;
    const auto& table = *schema.find(candidate.table);
    if (candidate.type) {
        measured.where = candidate.type->types ? where_type_of_subject(reading, subject, *candidate.type)
                                               : where_subject_is_meant(reading, subject, table, *candidate.type);
        if (measured.where.empty())
            return measured;
        condition = " and (" + measured.where + ")";
    }
    const auto family = table.find_column(candidate.column)->family;
    const std::string column = "t." + policies::quote_name(candidate.column);
    condition += found_otherwise(subject, candidate.beside, "t", policies::looked_up("s", *subject.find_column(candidate.to_column), column, family));
    std::string names = "value", values = column + " as value";
    for (std::size_t i = 0; i < candidate.context.size(); ++i) {
        const std::string name = "context_" + std::to_string(i);
        names += ", " + name;
        values += ", t." + policies::quote_name(candidate.context[i]) + " as " + name;
    }
    const std::string sql = "select count(*), " + is_somebody(subject, candidate.to_column, family, candidate.context) + " from (select distinct " +
                            names + " from (select " + values + " from " + policies::quote_table(candidate.table) + " as t where " + column +
                            " is not null and " + column + "::text <> ''" + condition + " limit 1000) as first limit 200) as v";
    const bool is_measured = attempt(reading, [&] {
        const auto row = reading.exec_once("measure link", sql);
        measured.tried = static_cast<int>(row.get_int64(0, 0));
        measured.found = static_cast<int>(row.get_int64(0, 1));
    });
    return is_measured ? std::optional(measured) : std::nullopt;
}

std::optional<std::vector<MeasuredLink>> measure(Transaction& reading, const SchemaTable& subject, const std::vector<std::string>& keys,
                                                 const ValueCandidates& candidates) {
    std::vector<MeasuredLink> measured;
    const bool is_measured = attempt(reading, [&] {
        const auto rows = reading.exec_once("measure values", values_sql(subject, keys, candidates));
        for (int row = 0; row < rows.rows(); ++row) {
            const auto& column = candidates.columns.at(static_cast<std::size_t>(rows.get_int64(row, 0) - 1));
            MeasuredLink best{{candidates.table, column, keys.front(), false, false, {}, true}, {static_cast<int>(rows.get_int64(row, 1)), 0, {}}};
            for (std::size_t key = 0; key < keys.size(); ++key)
                if (const auto found = static_cast<int>(rows.get_int64(row, static_cast<int>(key) + 2)); found > best.measure.found) {
                    best.measure.found = found;
                    best.candidate.to_column = keys[key];
                }
            measured.push_back(std::move(best));
        }
    });
    return is_measured ? std::optional(std::move(measured)) : std::nullopt;
}

std::string server_time_zone(Transaction& reading) {
    const auto row = reading.exec_once("time zone", "select reset_val from pg_catalog.pg_settings where name = 'TimeZone'");
    return row.is_empty() || row.is_null(0, 0) ? "UTC" : std::string(row.get_text(0, 0));
}

} // namespace retention::drafting
