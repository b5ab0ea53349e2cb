// SPDX-License-Identifier: Apache-2.0
//
// What the actions of a policy reach, by name: what somebody accepted, written down, to be compared with what is there later.
// Holds names and types, and nothing of any row.
#pragma once

#include "policies/binding.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retention::policies {

// A foreign key, told by what it connects: its name may change.
struct InventoriedKey {
    TableName child;
    std::vector<std::string> columns;
    TableName parent;
    std::vector<std::string> parent_columns;

    auto operator<=>(const InventoriedKey&) const = default;
};

struct InventoriedTable {
    std::map<std::string, std::string> columns;   // name -> type, as the server writes it; without those that it computes
    std::set<std::string> triggers;               // describe(SchemaTrigger)
    std::optional<TableName> part_of;             // the table of the line that reached it, where it has none of its own

    bool operator==(const InventoriedTable&) const = default;
};

struct Inventory {
    std::map<TableName, InventoriedTable> tables;   // those with a line in an action, and their parts
    std::set<InventoriedKey> keys;                  // out of these tables
    std::map<std::string, std::string> ways;        // describe(BoundFact) and its like -> the keys that are followed

    bool operator==(const Inventory&) const = default;
};

// Of the actions, facts and consent of `binding`. REQUIRES: the binding's subject is set.
Inventory take_inventory(const Binding& binding);

InventoriedKey inventoried(const ForeignKey& key);

// "note (audit.note) update delete"
std::string describe(const SchemaTrigger& trigger);

// What a fact or the consent is asked of, "last_activity: crm.activity via person_id", and the keys by which its rows are found,
// "crm.activity.person_id -> crm.person".
std::string describe(const BoundFact& fact);
std::string describe(const BoundConsent& consent);
std::string describe(const Path& path);

} // namespace retention::policies
