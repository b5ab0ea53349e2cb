// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retention::config {

// The key of an action's line: which rows it is about.
//
//     crm.person                            the only way from the table to the subject
//     crm.task via assigned_to              by this foreign key
//     crm.task via (tenant_id, person_id)   by this composite one; the parentheses may be left out
//     crm.note via owner_id to crm.person   by this one of several links that share columns, each to a table of its own
//     crm.address via person.address_id     outward: the row that the person's key points to; of a composite one each column so
//     reporter.*                            every table of a schema; the table's name is then "*"
struct LineKey {
    policies::TableName table;
    std::vector<std::string> via = {};
    std::optional<policies::TableName> via_table = {};
    std::optional<policies::TableName> to = {};

    auto operator<=>(const LineKey&) const = default;
};

// Why a key can't be read.
struct LineKeyError {
    std::string message;
    std::string hint;
};

std::variant<LineKey, LineKeyError> parse_line_key(std::string_view text);

inline bool is_pattern(const LineKey& key) noexcept {
    return key.table.name == "*";
}

} // namespace retention::config
