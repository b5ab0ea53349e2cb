// SPDX-License-Identifier: Apache-2.0
#include "policies/schema.hpp"

#include <algorithm>
#include <tuple>

namespace retention::policies {

namespace {

bool has_columns(const SchemaTable& table, const std::vector<std::string>& columns) {
    return std::all_of(columns.begin(), columns.end(),
                       [&](const std::string& column) { return table.find_column(column) != nullptr; });
}

bool is_unique_over(const SchemaTable& table, const std::vector<std::string>& columns) {
    const std::set<std::string> wanted(columns.begin(), columns.end());
    return std::any_of(table.unique_indexes.begin(), table.unique_indexes.end(), [&](const UniqueIndex& index) {
        return !index.is_partial && !index.has_expressions && wanted == std::set<std::string>(index.columns.begin(), index.columns.end());
    });
}

// What a delete of the parent would do to the child, the more harmful first: of two folded keys the worse one counts.
int harm(OnDelete on_delete) noexcept {
    switch (on_delete) {
    case OnDelete::Cascade:
        return 4;
    case OnDelete::SetDefault:
        return 3;
    case OnDelete::SetNull:
        return 2;
    case OnDelete::Restrict:
        return 1;
    case OnDelete::NoAction:
        return 0;
    }
    return 0;
}

auto identity_of(const ForeignKey& key) { return std::tie(key.child, key.columns, key.parent, key.parent_columns); }

} // namespace

const SchemaColumn* SchemaTable::find_column(std::string_view column) const noexcept {
    for (const auto& candidate : columns)
        if (candidate.name == column)
            return &candidate;
    return nullptr;
}

std::vector<std::string> SchemaTable::row_key() const {
    if (!primary_key.empty())
        return primary_key;
    const auto rank = [&](const UniqueIndex& index) {
        const bool is_nullable = std::any_of(index.columns.begin(), index.columns.end(),
                                             [&](const std::string& column) { return find_column(column)->is_nullable; });
        return std::tuple(is_nullable, index.columns.size(), std::string_view(index.name));
    };
    const UniqueIndex* best = nullptr;
    for (const auto& index : unique_indexes)
        if (!index.is_partial && !index.has_expressions && (!best || rank(index) < rank(*best)))
            best = &index;
    return best ? best->columns : std::vector<std::string>();
}

Schema::Schema(std::vector<SchemaTable> tables, std::vector<ForeignKey> foreign_keys) {
    for (auto& table : tables) {
        const TableName name = table.name;
        tables_.emplace(name, std::move(table));
    }

    const auto declared = foreign_keys;
    std::map<TableName, std::set<TableName>> above;
    for (const auto& [name, table] : tables_)
        if (!table.parents.empty())
            above[name] = ancestors_of(name);
    // Whether `key` may stand for all rows of `ancestor`, a table above the one that declares it.
    const auto speaks_for = [&](const ForeignKey& key, const SchemaTable& ancestor) {
        if (!has_columns(ancestor, key.columns))
            return false;
        bool ancestor_has_it = false;
        for (const auto& other : declared) {
            if (other.columns != key.columns)
                continue;
            const bool is_related = other.child == ancestor.name || (above.count(other.child) && above[other.child].count(ancestor.name) > 0);
            if (is_related && other.parent != key.parent)
                return false;   // one column, several owners: a kind of polymorphic key
            ancestor_has_it = ancestor_has_it || (other.child == ancestor.name && other.parent == key.parent);
        }
        return ancestor.kind == 'p' || ancestor_has_it;
    };
    // Climbs from `name` as long as `may_climb` allows.
    const auto climb = [this](TableName name, const auto& may_climb) {
        for (;;) {
            const auto table = tables_.find(name);
            if (table == tables_.end())
                return name;
            const auto& parents = table->second.parents;
            const auto parent = std::find_if(parents.begin(), parents.end(), [&](const TableName& candidate) {
                const auto found = tables_.find(candidate);
                return found != tables_.end() && may_climb(found->second);
            });
            if (parent == parents.end())
                return name;
            name = *parent;
        }
    };

    for (auto& key : foreign_keys) {
        key.child = climb(key.child, [&](const SchemaTable& ancestor) { return speaks_for(key, ancestor); });
        // A row of a partition is a row of the table, but its columns may tell rows apart in that partition only. The ids of
        // inheritance children are unique for each child.
        key.parent = climb(key.parent, [&](const SchemaTable& ancestor) {
            return ancestor.kind == 'p' && has_columns(ancestor, key.parent_columns) && is_unique_over(ancestor, key.parent_columns);
        });
    }
    std::stable_sort(foreign_keys.begin(), foreign_keys.end(),
                     [](const ForeignKey& a, const ForeignKey& b) { return identity_of(a) < identity_of(b); });
    for (auto& key : foreign_keys) {
        if (!foreign_keys_.empty() && identity_of(foreign_keys_.back()) == identity_of(key)) {
            auto& kept = foreign_keys_.back();
            if (harm(key.on_delete) > harm(kept.on_delete))
                kept.on_delete = key.on_delete;
            kept.is_deferrable = kept.is_deferrable && key.is_deferrable;
        } else {
            foreign_keys_.push_back(std::move(key));
        }
    }
    std::set<TableName> wholes;
    for (const auto& [name, ancestors] : above)
        wholes.insert(ancestors.begin(), ancestors.end());
    for (auto& key : foreign_keys_)
        if (wholes.count(key.child))
            key.undeclared = undeclared_in(key, declared);
}

// A partitioned table's key is one of all its partitions; inheritance children have none but their own.
std::vector<TableName> Schema::undeclared_in(const ForeignKey& key, const std::vector<ForeignKey>& declared) const {
    auto tables = parts_of(key.child);
    if (const auto* child = find(key.child))
        tables.insert(tables.begin(), child);
    std::vector<TableName> found;
    for (const auto* table : tables) {
        const auto above = ancestors_of(table->name);
        const bool has_it = std::any_of(declared.begin(), declared.end(), [&](const ForeignKey& own) {
            const auto* declaring = find(own.child);
            return own.columns == key.columns && (own.child == table->name || (declaring && declaring->kind == 'p' && above.count(own.child) > 0));
        });
        if (table->kind != 'p' && !has_it)
            found.push_back(table->name);
    }
    return found;
}

const SchemaTable* Schema::find(const TableName& name) const noexcept {
    if (!name.schema.empty()) {
        const auto table = tables_.find(name);
        return table == tables_.end() ? nullptr : &table->second;
    }
    if (const auto table = tables_.find({"public", name.name}); table != tables_.end())
        return &table->second;
    const SchemaTable* only = nullptr;
    for (const auto& [candidate, table] : tables_) {
        if (candidate.name != name.name)
            continue;
        if (only)
            return nullptr;
        only = &table;
    }
    return only;
}

std::set<TableName> Schema::ancestors_of(const TableName& name) const {
    std::set<TableName> found;
    std::vector<TableName> open{name};
    while (!open.empty()) {
        const auto table = tables_.find(open.back());
        open.pop_back();
        if (table == tables_.end())
            continue;
        for (const auto& parent : table->second.parents)
            if (found.insert(parent).second)
                open.push_back(parent);
    }
    return found;
}

std::vector<const SchemaTable*> Schema::parts_of(const TableName& name) const {
    std::vector<const SchemaTable*> parts;
    for (const auto& [candidate, table] : tables_)
        if (!table.parents.empty() && ancestors_of(candidate).count(name))
            parts.push_back(&table);
    return parts;
}

bool Schema::has_children(const TableName& name) const {
    const auto* table = find(name);
    return table && table->kind == 'r' && !parts_of(name).empty();
}

TableName Schema::family_of(const TableName& name) const {
    TableName top = name;
    for (auto table = tables_.find(top); table != tables_.end() && !table->second.parents.empty();
         table = tables_.find(top))
        top = table->second.parents.front();
    return top;
}

} // namespace retention::policies
