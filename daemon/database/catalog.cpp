// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/catalog.hpp"

#include "daemon/database/catalog_queries.hpp"
#include "daemon/database/type_family.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace retention::database {

using policies::ForeignKey;
using policies::OnDelete;
using policies::SchemaTable;
using policies::SchemaTrigger;

namespace {

using Oid = long long;

// The tables being read, by what the catalog calls them.
struct Reading {
    std::vector<SchemaTable> tables;
    std::unordered_map<Oid, std::size_t> places;
    std::vector<std::vector<std::size_t>> children;

    // Nothing for a table that appeared, in the server's caches, after our snapshot.
    SchemaTable* find(Oid oid) {
        const auto place = places.find(oid);
        return place == places.end() ? nullptr : &tables[place->second];
    }
};

std::string text(const Result& rows, int row, int column) {
    return std::string(rows.get_text(row, column));
}

char letter(const Result& rows, int row, int column) {
    const auto value = rows.get_text(row, column);
    return value.empty() ? '\0' : value.front();
}

void read_tables(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog tables", kTablesQuery);
    for (int row = 0; row < rows.rows(); ++row) {
        SchemaTable table;
        table.name = {text(rows, row, 1), text(rows, row, 2)};
        table.kind = letter(rows, row, 3);
        table.is_row_security_active = rows.get_bool(row, 4);
        table.can_select = rows.get_bool(row, 5);
        table.can_update = rows.get_bool(row, 6);
        table.can_delete = rows.get_bool(row, 7);
        table.rows_estimate = rows.get_double(row, 8);
        reading.places.emplace(rows.get_int64(row, 0), reading.tables.size());
        reading.tables.push_back(std::move(table));
    }
    reading.children.resize(reading.tables.size());
}

void read_columns(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog columns", kColumnsQuery);
    for (int row = 0; row < rows.rows(); ++row) {
        auto* table = reading.find(rows.get_int64(row, 0));
        if (table == nullptr)
            continue;
        const CatalogType type{rows.get_text(row, 3), rows.get_text(row, 4), letter(rows, row, 5),
                               letter(rows, row, 6)};
        policies::SchemaColumn column;
        column.name = text(rows, row, 1);
        column.type = text(rows, row, 2);
        column.family = family_of(type);
        column.length_max = length_max_of(type, static_cast<int>(rows.get_int64(row, 7)));
        column.is_nullable = rows.get_bool(row, 8);
        column.is_generated = rows.get_bool(row, 9);
        column.is_identity_always = rows.get_bool(row, 10);
        column.has_default = rows.get_bool(row, 11);
        column.is_equality_hidden = rows.get_bool(row, 12);
        column.can_update = rows.get_bool(row, 13);
        column.is_domain = rows.get_bool(row, 14);
        column.is_partition_key = rows.get_bool(row, 15);
        column.default_value = rows.is_null(row, 16) ? std::string() : text(rows, row, 16);
        table->columns.push_back(std::move(column));
    }
}

// One index: its rows of kIndexesQuery.
struct IndexRows {
    const Result& rows;
    int begin;
    int end;

    bool flag(int column) const { return rows.get_bool(begin, column); }
};

void add_index(SchemaTable& table, const IndexRows& index) {
    constexpr int kName = 2, kIsUnique = 3, kIsPrimary = 4, kIsPartial = 5, kFindsEquals = 6, kColumn = 7, kIsNullAValue = 8,
                  kIsExclusion = 9, kFindsElements = 10;
    std::vector<std::string> leading;
    std::vector<std::string> plain;
    for (int row = index.begin; row < index.end; ++row) {
        const bool is_plain = !index.rows.is_null(row, kColumn);
        const bool is_leading = is_plain && leading.size() == static_cast<std::size_t>(row - index.begin);
        if (is_leading)
            leading.push_back(text(index.rows, row, kColumn));
        if (is_plain)
            plain.push_back(text(index.rows, row, kColumn));
    }
    const auto name = text(index.rows, index.begin, kName);
    const bool has_expressions = plain.size() < static_cast<std::size_t>(index.end - index.begin);
    if (index.flag(kIsPrimary))
        table.primary_key = plain;
    if (index.flag(kIsUnique))
        table.unique_indexes.push_back({name, plain, has_expressions, index.flag(kIsPartial), {}, index.flag(kIsNullAValue)});
    if (index.flag(kIsExclusion))
        table.exclusions.push_back({name, plain, has_expressions, index.flag(kIsPartial)});
    if (index.flag(kFindsEquals) || index.flag(kFindsElements))
        table.indexes.push_back({name, leading, index.flag(kIsPartial), index.flag(kFindsElements)});
}

void read_indexes(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog indexes", kIndexesQuery);
    for (int begin = 0; begin < rows.rows();) {
        int end = begin + 1;
        while (end < rows.rows() && rows.get_text(end, 1) == rows.get_text(begin, 1))
            ++end;
        if (auto* table = reading.find(rows.get_int64(begin, 0)))
            add_index(*table, {rows, begin, end});
        begin = end;
    }
}

void read_index_expressions(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog index expressions", kIndexExpressionsQuery);
    for (int row = 0; row < rows.rows(); ++row) {
        auto* table = reading.find(rows.get_int64(row, 0));
        if (table == nullptr)
            continue;
        for (auto* indexes : {&table->unique_indexes, &table->exclusions})
            for (auto& index : *indexes)
                if (index.name == rows.get_text(row, 1))
                    index.expression_columns.push_back(text(rows, row, 2));
    }
}

void read_generated(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog generated", kGeneratedQuery);
    for (int row = 0; row < rows.rows(); ++row)
        if (auto* table = reading.find(rows.get_int64(row, 0)))
            for (auto& column : table->columns)
                if (column.name == rows.get_text(row, 1))
                    column.made_of.push_back(text(rows, row, 2));
}

void read_checks(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog checks", kChecksQuery);
    for (int row = 0; row < rows.rows(); ++row)
        if (auto* table = reading.find(rows.get_int64(row, 0)))
            table->checks.push_back({text(rows, row, 1), text(rows, row, 2)});
}

void read_triggers(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog triggers", kTriggersQuery);
    for (int row = 0; row < rows.rows(); ++row)
        if (auto* table = reading.find(rows.get_int64(row, 0)))
            table->triggers.push_back({text(rows, row, 1), text(rows, row, 2), rows.get_bool(row, 3),
                                       rows.get_bool(row, 4), rows.get_bool(row, 5), rows.get_bool(row, 6),
                                       rows.get_bool(row, 7)});
}

void read_rules(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog rules", kRulesQuery);
    for (int row = 0; row < rows.rows(); ++row)
        if (auto* table = reading.find(rows.get_int64(row, 0)))
            table->rules.push_back(
                {text(rows, row, 1), rows.get_bool(row, 2), rows.get_bool(row, 3), rows.get_bool(row, 4)});
}

void read_parents(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog parents", kParentsQuery);
    for (int row = 0; row < rows.rows(); ++row) {
        const auto child = reading.places.find(rows.get_int64(row, 0));
        const auto parent = reading.places.find(rows.get_int64(row, 1));
        if (child == reading.places.end() || parent == reading.places.end())
            continue;
        reading.tables[child->second].parents.push_back(reading.tables[parent->second].name);
        reading.children[parent->second].push_back(child->second);
    }
}

OnDelete on_delete_of(char letter) {
    switch (letter) {
    case 'r':
        return OnDelete::Restrict;
    case 'c':
        return OnDelete::Cascade;
    case 'n':
        return OnDelete::SetNull;
    case 'd':
        return OnDelete::SetDefault;
    default:
        return OnDelete::NoAction;
    }
}

std::vector<ForeignKey> read_foreign_keys(Transaction& transaction, Reading& reading) {
    const auto rows = transaction.exec_once("catalog foreign keys", kForeignKeysQuery);
    std::vector<ForeignKey> keys;
    for (int row = 0; row < rows.rows(); ++row) {
        const bool is_new = row == 0 || rows.get_text(row, 0) != rows.get_text(row - 1, 0);
        const auto* child = reading.find(rows.get_int64(row, 1));
        const auto* parent = reading.find(rows.get_int64(row, 3));
        if (child == nullptr || parent == nullptr)
            continue;
        if (is_new) {
            ForeignKey key;
            key.name = text(rows, row, 2);
            key.child = child->name;
            key.parent = parent->name;
            key.on_delete = on_delete_of(letter(rows, row, 4));
            // RESTRICT waits for nothing, whatever the constraint says.
            key.is_deferrable = rows.get_bool(row, 5) && key.on_delete != policies::OnDelete::Restrict;
            key.is_match_full = rows.get_bool(row, 8);
            keys.push_back(std::move(key));
        }
        keys.back().columns.push_back(text(rows, row, 6));
        if (rows.get_bool(row, 9))
            keys.back().emptied.push_back(text(rows, row, 6));
        keys.back().parent_columns.push_back(text(rows, row, 7));
    }
    return keys;
}

// `place` and all below it, each once: a child may have several parents.
void collect_family(const Reading& reading, std::size_t place, std::set<std::size_t>& family) {
    if (!family.insert(place).second)
        return;
    for (const auto child : reading.children[place])
        collect_family(reading, child, family);
}

bool is_same(const SchemaTrigger& a, const SchemaTrigger& b) {
    return a.name == b.name && a.function == b.function;
}

void add_trigger(std::vector<SchemaTrigger>& triggers, const SchemaTrigger& trigger) {
    const bool is_known = std::any_of(triggers.begin(), triggers.end(),
                                      [&](const SchemaTrigger& known) { return is_same(known, trigger); });
    if (!is_known)
        triggers.push_back(trigger);
}

// What a family does and holds, its top shows: from a copy, because tables in the middle show their own family.
void merge_families(Reading& reading) {
    const auto own = reading.tables;
    for (std::size_t place = 0; place < own.size(); ++place) {
        if (reading.children[place].empty())
            continue;
        std::set<std::size_t> family;
        collect_family(reading, place, family);
        family.erase(place);
        auto& table = reading.tables[place];
        for (const auto member : family) {
            table.rows_estimate += own[member].rows_estimate;
            for (const auto& trigger : own[member].triggers)
                add_trigger(table.triggers, trigger);
        }
    }
}

} // namespace

CatalogRows read_catalog_rows(Transaction& transaction) {
    Reading reading;
    read_tables(transaction, reading);
    read_columns(transaction, reading);
    read_indexes(transaction, reading);
    read_index_expressions(transaction, reading);
    read_generated(transaction, reading);
    read_checks(transaction, reading);
    read_triggers(transaction, reading);
    read_rules(transaction, reading);
    read_parents(transaction, reading);
    CatalogRows result;
    result.foreign_keys = read_foreign_keys(transaction, reading);
    merge_families(reading);
    result.tables = std::move(reading.tables);
    return result;
}

policies::Schema read_catalog(Transaction& transaction) {
    auto rows = read_catalog_rows(transaction);
    return policies::Schema(std::move(rows.tables), std::move(rows.foreign_keys));
}

} // namespace retention::database
