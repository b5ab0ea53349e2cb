// SPDX-License-Identifier: Apache-2.0
//
// Inventories in the journal: what each policy was accepted with. Functions work in the caller's transaction and throw
// database::Failure.
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/inventory.hpp"

#include <optional>
#include <string>

namespace retention::jobs {

struct AcceptedInventory {
    std::optional<policies::Inventory> inventory;   // nothing: there is one, and it can't be read
    bool is_of_this_text = false;                   // else it was accepted with another text of the policy, the last one
};

// What `policy` was last accepted with. Nothing when it never was, there is no journal yet, or whoever asks may not read it.
std::optional<AcceptedInventory> find_accepted(database::Transaction& reading, const policies::Policy& policy);

// Puts `inventory` down for this text of the policy. `by`: absent for the daemon itself.
void record_accepted(database::Transaction& transaction, const policies::Policy& policy, const policies::Inventory& inventory,
                     const std::optional<std::string>& by);

// Differs from an earlier answer when something was accepted since for one of `policies`.
std::string acceptance_mark(database::Transaction& reading, const std::vector<std::string>& policies);

// As the journal holds it, and back; nothing when it is no inventory.
std::string to_json_text(const policies::Inventory& inventory);
std::optional<policies::Inventory> inventory_of(std::string_view json);

} // namespace retention::jobs
