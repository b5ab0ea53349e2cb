// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/administrators.hpp"

#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

// Whoever administers is needed, however silent the account is.
constexpr std::string_view kAdminWords = "admin administrator superuser root sysadmin owner beheerder";

// In a table of names and values what somebody may do is one row among many, which no sample need show.
std::string admins_by_name_and_value(const SchemaTable& table) {
    if (!has_word(words_of_name(table.name.name), "meta usermeta metadata attribute property"))
        return {};
    const SchemaColumn* name = nullptr;
    const SchemaColumn* value = nullptr;
    for (const auto& column : table.columns)
        if (const auto words = words_of_name(column.name); column.family == TypeFamily::Text && !words.empty()) {
            name = !name && has_word({words.back()}, "key name attribute") ? &column : name;
            value = !value && has_word({words.back()}, "value") ? &column : value;
        }
    if (!name || !value)
        return {};
    return sql_name(name->name) + " ~* '(role|capabilit|permission|right)' and " + sql_name(value->name) + " ~* '(admin|superuser)'";
}

std::string words_for_administrators(const SchemaTable& table, const SchemaColumn& column, const Observations& seen) {
    std::vector<std::string> literals;
    for (const auto& word : seen.words_of(table.name, column.name))
        if (const auto words = words_of_name(word); words.size() <= 3 && has_word(words, kAdminWords))
            literals.push_back(policies::quote_text(word));
    const bool is_text = column.family == TypeFamily::Text || column.family == TypeFamily::Enum;
    return is_text ? policies::join(literals, ", ") : std::string();
}

} // namespace

std::vector<std::string> administrators_in(const SchemaTable& table, const Observations& seen) {
    std::vector<std::string> conditions;
    for (const auto& column : table.columns)
        if (const auto words = words_for_administrators(table, column, seen); !words.empty())
            conditions.push_back(sql_name(column.name) + " in (" + words + ")");
    if (auto condition = admins_by_name_and_value(table); !condition.empty())
        conditions.push_back(std::move(condition));
    return conditions;
}

} // namespace retention::drafting
