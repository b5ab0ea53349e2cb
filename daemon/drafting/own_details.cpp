// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/own_details.hpp"

#include "daemon/drafting/attempt.hpp"
#include "daemon/drafting/table_role.hpp"
#include "policies/sql_text.hpp"

#include <chrono>

namespace retention::drafting {

namespace {

using database::Transaction;
using policies::ForeignKey;
using policies::SchemaTable;

constexpr auto kTimeMax = std::chrono::seconds(30);

bool is_plain(const ForeignKey& key) { return key.where.empty() && key.expression.empty() && !key.has_elements; }

std::string list(const char* row, const std::vector<std::string>& columns) {
    std::vector<std::string> names;
    for (const auto& column : columns)
        names.push_back(std::string(row) + "." + policies::quote_name(column));
    return policies::join(names, ", ");
}

std::string are_filled(const char* row, const std::vector<std::string>& columns) {
    std::vector<std::string> conditions;
    for (const auto& column : columns)
        conditions.push_back(std::string(row) + "." + policies::quote_name(column) + " is not null");
    return policies::join(conditions, " and ");
}

// `to_parent`: from the detail to the row that it belongs to. Not where it can't be asked, or no row tells.
bool is_own(Transaction& reading, const ForeignKey& to_parent, const ForeignKey& detail_to_subject, const ForeignKey& parent_to_subject) {
    const std::string sql = "select count(*), count(*) filter (where (" + list("c", detail_to_subject.columns) + ") is distinct from (" +
                            list("t", parent_to_subject.columns) + ")) from (select * from " + policies::quote_table(to_parent.child) +
                            " as c where " + are_filled("c", to_parent.columns) + " and " + are_filled("c", detail_to_subject.columns) +
                            " limit 1000) as c join " + policies::quote_table(to_parent.parent) + " as t on (" + list("t", to_parent.parent_columns) +
                            ") = (" + list("c", to_parent.columns) + ") where " + are_filled("t", parent_to_subject.columns);
    bool is_own = false;
    attempt(reading, [&] {
        const auto row = reading.exec_once("own details", sql);
        is_own = row.get_int64(0, 0) > 0 && row.get_int64(0, 1) == 0;
    });
    return is_own;
}

std::vector<const ForeignKey*> own_keys(const policies::Graph& graph, const policies::Schema& schema, const policies::TableName& of,
                                        const SchemaTable& subject) {
    auto keys = graph.out_of(of);
    std::erase_if(keys, [&](const ForeignKey* key) {
        return key->parent != subject.name || !is_plain(*key) || role_of_key(graph, schema, *key, subject) != KeyRole::Own;
    });
    return keys;
}

} // namespace

OwnDetails own_details(Transaction& reading, const policies::Graph& graph, const policies::Schema& schema, const SchemaTable& subject) {
    OwnDetails found;
    const auto end = std::chrono::steady_clock::now() + kTimeMax;
    for (const auto* of_parent : graph.into(subject.name))
        for (const auto* to_parent : graph.into(of_parent->child)) {
            const OwnDetails::value_type pair{to_parent->child, of_parent->child};
            if (to_parent->child == of_parent->child || to_parent->child == subject.name || !is_plain(*to_parent) || found.count(pair) > 0)
                continue;
            const auto of_details = own_keys(graph, schema, to_parent->child, subject);
            const auto of_parents = own_keys(graph, schema, of_parent->child, subject);
            bool are_same = !of_details.empty() && !of_parents.empty();
            for (const auto* detail_key : of_details)
                for (const auto* parent_key : of_parents)
                    are_same = are_same && detail_key->parent_columns == parent_key->parent_columns && std::chrono::steady_clock::now() < end &&
                               is_own(reading, *to_parent, *detail_key, *parent_key);
            if (are_same)
                found.insert(pair);
        }
    return found;
}

} // namespace retention::drafting
