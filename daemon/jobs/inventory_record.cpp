// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/inventory_record.hpp"

#include "daemon/jobs/digest.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using nlohmann::json;
using policies::Inventory;
using policies::InventoriedKey;
using policies::InventoriedTable;
using policies::TableName;

namespace {

constexpr const char* kFindInventory = R"(
select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'retentiond' and c.relname = 'inventory' and pg_catalog.has_schema_privilege(n.oid, 'usage')
                     and pg_catalog.has_table_privilege(c.oid, 'select')))";

constexpr const char* kAccepted = R"(
select reach, text_digest = $2 from retentiond.inventory where policy = $1 order by 2 desc, accepted_at desc limit 1)";

constexpr const char* kRecord = R"(
insert into retentiond.inventory (policy, text_digest, reach, accepted_by) values ($1, $2, $3, $4)
on conflict (policy, text_digest) do update
set reach = excluded.reach, accepted_by = excluded.accepted_by, accepted_at = clock_timestamp())";

// Each edit of a policy leaves one behind: the last ten are enough to go back to.
constexpr const char* kForgetOld = R"(
delete from retentiond.inventory where policy = $1 and text_digest not in (
    select text_digest from retentiond.inventory where policy = $1 order by accepted_at desc limit 10))";

constexpr const char* kMark = R"(
select coalesce(md5(string_agg(concat_ws(' ', policy, text_digest, accepted_at), ',' order by policy, text_digest)), '')
from retentiond.inventory where policy = any($1::text[]))";

json name_of(const TableName& table) { return {table.schema, table.name}; }

TableName table_of(const json& name) { return {name.at(0).get<std::string>(), name.at(1).get<std::string>()}; }

} // namespace

std::string to_json_text(const Inventory& inventory) {
    json tables = json::array();
    for (const auto& [name, table] : inventory.tables) {
        tables.push_back({{"table", name_of(name)}, {"columns", table.columns}, {"triggers", table.triggers}});
        if (table.part_of)
            tables.back()["part_of"] = name_of(*table.part_of);
    }
    json keys = json::array();
    for (const auto& key : inventory.keys)
        keys.push_back({{"child", name_of(key.child)}, {"columns", key.columns}, {"parent", name_of(key.parent)},
                        {"parent_columns", key.parent_columns}});
    return json{{"tables", tables}, {"keys", keys}, {"ways", inventory.ways}}.dump();
}

std::optional<Inventory> inventory_of(std::string_view text) {
    try {
        const json document = json::parse(text);
        Inventory inventory;
        for (const auto& table : document.at("tables")) {
            InventoriedTable read{table.at("columns").get<std::map<std::string, std::string>>(), table.at("triggers").get<std::set<std::string>>(), {}};
            if (const auto whole = table.find("part_of"); whole != table.end())   // what earlier versions recorded does not tell
                read.part_of = table_of(*whole);
            inventory.tables[table_of(table.at("table"))] = std::move(read);
        }
        for (const auto& key : document.at("keys"))
            inventory.keys.insert(InventoriedKey{table_of(key.at("child")), key.at("columns").get<std::vector<std::string>>(),
                                                 table_of(key.at("parent")), key.at("parent_columns").get<std::vector<std::string>>()});
        inventory.ways = document.at("ways").get<std::map<std::string, std::string>>();
        return inventory;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

std::optional<AcceptedInventory> find_accepted(database::Transaction& reading, const policies::Policy& policy) {
    if (!reading.exec("find_inventory", kFindInventory).get_bool(0, 0))
        return std::nullopt;
    const auto found = reading.exec("accepted_inventory", kAccepted, {policy.name, sha256(policy.text)});
    if (found.is_empty())
        return std::nullopt;
    return AcceptedInventory{inventory_of(found.get_text(0, 0)), found.get_bool(0, 1)};
}

void record_accepted(database::Transaction& transaction, const policies::Policy& policy, const Inventory& inventory,
                     const std::optional<std::string>& by) {
    transaction.exec("record_inventory", kRecord, {policy.name, sha256(policy.text), to_json_text(inventory), by});
    transaction.exec("forget_inventories", kForgetOld, {policy.name});
}

std::string acceptance_mark(database::Transaction& reading, const std::vector<std::string>& policies) {
    return std::string(reading.exec("acceptance_mark", kMark, {array_of(policies)}).get_text(0, 0));
}

} // namespace retention::jobs
