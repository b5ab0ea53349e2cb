// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/administrators.hpp"

#include "daemon/drafting/name_and_value.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

// Whoever administers is needed, however silent the account is.
constexpr std::string_view kAdminWords = "admin administrator superuser root sysadmin owner beheerder moderator";
constexpr std::string_view kAdminFlags = "admin administrator superuser sysadmin beheerder moderator";

constexpr const char* kAdminPattern = "'(admin|superuser|beheerder|moderator)'";
constexpr std::string_view kRoleWords = "role group permission authority privilege capability rolle rol gruppe groep";
constexpr std::string_view kTitleWords = "name code title key slug label authority description identifier naam bezeichnung nom";

// In a table of names and values what somebody may do is one row among many, which no sample need show.
std::string admins_by_name_and_value(const SchemaTable& table) {
    if (!has_word(words_of_name(table.name.name), "meta usermeta metadata attribute property"))
        return {};
    const auto columns = name_and_value(table);
    if (!columns)
        return {};
    return sql_name(columns.name->name) + " ~* '(role|capabilit|permission|right)' and " + sql_name(columns.value->name) + " ~* " + kAdminPattern;
}

std::string words_for_administrators(const SchemaTable& table, const SchemaColumn& column, const Observations& seen) {
    std::vector<std::string> literals;
    for (const auto& word : seen.words_of(table.name, column.name))
        if (const auto words = words_of_name(word); words.size() <= 3 && has_word(words, kAdminWords))
            literals.push_back(policies::quote_text(word));
    const bool is_text = column.family == TypeFamily::Text || column.family == TypeFamily::Enum;
    return is_text ? policies::join(literals, ", ") : std::string();
}

// The list of roles that a column refers to: by a foreign key, or by its name alone, as `role_id` does to keycloak_role.
const SchemaTable* roles_of(const SchemaTable& table, const SchemaColumn& column, const policies::Schema& schema, const policies::Graph& graph) {
    for (const auto* key : graph.out_of(table.name))
        if (key->columns == std::vector{column.name})
            return has_word(words_of_name(key->parent.name), kRoleWords) ? schema.find(key->parent) : nullptr;
    const auto words = words_of_name(column.name);
    if (words.size() != 2 || words.back() != "id" || !has_word({words.front()}, kRoleWords))
        return nullptr;
    const SchemaTable* list = nullptr;
    for (const auto& [name, other] : schema.tables()) {
        const auto of_table = words_of_name(name.name);
        const auto key = other.row_key();
        if (name == table.name || name.schema != table.name.schema || of_table.empty() || singular(of_table.back()) != words.front() ||
            key.size() != 1 || other.find_column(key.front())->family != column.family)
            continue;
        if (list)
            return nullptr;   // any of the two
        list = &other;
    }
    return list;
}

// A list of roles has each name once: no sample need show it.
std::string admins_by_role(const SchemaTable& table, const SchemaColumn& column, const policies::Schema& schema, const policies::Graph& graph) {
    const auto* roles = roles_of(table, column, schema, graph);
    if (!roles || !roles->can_select || roles->row_key().size() != 1)
        return {};
    std::vector<std::string> titles;
    for (const auto& other : roles->columns)
        if (other.family == TypeFamily::Text && has_word(words_of_name(other.name), kTitleWords))
            titles.push_back("r." + policies::quote_name(other.name) + " ~* " + kAdminPattern);
    if (titles.empty())
        return {};
    return sql_name(column.name) + " in (select r." + policies::quote_name(roles->row_key().front()) + " from " + policies::quote_table(roles->name) +
           " as r where " + policies::join(titles, " or ") + ")";
}

} // namespace

std::vector<std::string> administrators_in(const SchemaTable& table, const policies::Schema& schema, const policies::Graph& graph,
                                           const Observations& seen) {
    std::vector<std::string> conditions;
    for (const auto& column : table.columns)
        if (const auto words = words_for_administrators(table, column, seen); !words.empty())
            conditions.push_back(sql_name(column.name) + " in (" + words + ")");
        else if (column.family == TypeFamily::Boolean && has_word(words_of_name(column.name), kAdminFlags))
            conditions.push_back(sql_name(column.name));
    for (const auto& column : table.columns)
        if (auto condition = admins_by_role(table, column, schema, graph); !condition.empty())
            conditions.push_back(std::move(condition));
    if (auto condition = admins_by_name_and_value(table); !condition.empty())
        conditions.push_back(std::move(condition));
    return conditions;
}

} // namespace retention::drafting
