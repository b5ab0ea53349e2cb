// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/detail_rows.hpp"

#include "daemon/drafting/table_role.hpp"

#include <algorithm>

namespace retention::drafting {

using policies::ForeignKey;
using policies::SchemaTable;

bool DetailRows::is_subject(const policies::TableName& name) const { return material_.graph.is_within(name, material_.subject.name); }

bool DetailRows::is_done_to_another(const ForeignKey& key) const {
    const auto* parent = material_.schema.find(key.parent);
    return parent && key.child != key.parent &&
           (names_who_acted(material_.graph, material_.schema, key, *parent) ||
            is_another_persons(material_.graph, material_.schema, key, material_.subject));
}

bool DetailRows::points_to_subject(const SchemaTable& child) const {
    const auto out = material_.graph.out_of(child.name);
    return std::any_of(out.begin(), out.end(), [&](const ForeignKey* key) { return is_subject(key->parent); });
}

bool DetailRows::stands_alone(const SchemaTable& child, const ForeignKey& key) const {
    const auto into = material_.graph.into(child.name);
    const auto out = material_.graph.out_of(child.name);
    return std::any_of(into.begin(), into.end(), [&](const ForeignKey* other) { return other->child != child.name; }) ||
           std::any_of(out.begin(), out.end(), [&](const ForeignKey* other) {
               return other != &key && !other->is_link && !child.primary_key.empty() && other->columns == child.primary_key;
           });
}

bool DetailRows::is_found_otherwise(const SchemaTable& child, const ForeignKey& key) const { return !own_keys_beside(child, key).empty(); }

bool DetailRows::is_by_anybody(const SchemaTable& child, const ForeignKey& key) const {
    return is_found_otherwise(child, key) && material_.seen.own_details.count({key.child, key.parent}) == 0;
}

bool DetailRows::may_be_nobodys(const SchemaTable& child, const ForeignKey& key) const {
    return std::ranges::all_of(own_keys_beside(child, key), [&](const ForeignKey* own) {
        return std::ranges::any_of(own->columns, [&](const std::string& column) { return child.find_column(column)->is_nullable; });
    });
}

std::vector<const ForeignKey*> DetailRows::own_keys_beside(const SchemaTable& child, const ForeignKey& key) const {
    auto keys = material_.graph.out_of(child.name);
    std::erase_if(keys, [&](const ForeignKey* other) {
        return other == &key || !is_subject(other->parent) ||
               role_of_key(material_.graph, material_.schema, *other, material_.subject) != KeyRole::Own;
    });
    return keys;
}

} // namespace retention::drafting
