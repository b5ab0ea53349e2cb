// SPDX-License-Identifier: Apache-2.0
#include "policies/inventory.hpp"

#include "policies/sql_text.hpp"

namespace retention::policies {

namespace {

InventoriedTable inventoried(const SchemaTable& table) {
    InventoriedTable taken;
    for (const auto& column : table.columns)
        if (!column.is_generated)
            taken.columns.emplace(column.name, column.type);
    for (const auto& trigger : table.triggers)
        taken.triggers.insert(describe(trigger));
    return taken;
}

} // namespace

Inventory take_inventory(const Binding& binding) {
    Inventory inventory;
    const auto take = [&](const SchemaTable& table, const std::optional<TableName>& whole = std::nullopt) {
        const auto [taken, is_new] = inventory.tables.emplace(table.name, inventoried(table));
        if (!whole)
            taken->second.part_of.reset();
        if (!is_new)
            return;
        taken->second.part_of = whole;
        for (const auto* key : binding.graph.out_of(table.name))
            if (!key->is_link)
                inventory.keys.insert(inventoried(*key));
    };
    take(*binding.subject);
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            take(*binding.schema->find(line.table));
            for (const auto* part : binding.schema->parts_of(line.table))
                take(*part, line.table);
        }
    for (const auto& fact : binding.facts)
        if (!fact.inward.empty() || !fact.outward.empty())
            inventory.ways.emplace(describe(fact), describe(fact.inward.empty() ? fact.outward : fact.inward));
    if (binding.consent)
        inventory.ways.emplace(describe(*binding.consent), describe(binding.consent->path));
    return inventory;
}

InventoriedKey inventoried(const ForeignKey& key) { return {key.child, key.columns, key.parent, key.parent_columns}; }

std::string describe(const SchemaTrigger& trigger) {
    return trigger.name + " (" + trigger.function + ")" + (trigger.on_insert ? " insert" : "") + (trigger.on_update ? " update" : "") +
           (trigger.on_delete ? " delete" : "");
}

std::string describe(const BoundFact& fact) {
    const auto& via = fact.fact->via;
    return fact.fact->name + ": " + to_text(fact.table) + (via.empty() ? "" : " via " + join(via, ", "));
}

std::string describe(const BoundConsent& consent) {
    const auto& via = consent.consent->via;
    return "consent: " + to_text(consent.table) + (via.empty() ? "" : " via " + join(via, ", "));
}

std::string describe(const Path& path) {
    std::vector<std::string> keys;
    for (const auto* key : path)
        keys.push_back(describe(*key));
    return join(keys, "; ");
}

} // namespace retention::policies
