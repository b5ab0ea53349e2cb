// SPDX-License-Identifier: Apache-2.0
//
// Rows that refer to what is gone by now: what they refer to was noted before.
#include "policies/reach.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

namespace retention::policies {

std::string Reaching::noted(const BoundLine& line) const {
    return "coalesce(nullif(current_setting('retentiond.noted_" + std::to_string(index_of(line)) + "', true), ''), '[]')::jsonb";
}

Reach Reaching::noted_rows(const BoundLine& line) const {
    const ForeignKey& key = *line.key;
    const SchemaTable& parent = *binding_.schema->find(key.parent);
    std::vector<std::string> columns;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < key.parent_columns.size(); ++c) {
        columns.push_back("(e ->> " + std::to_string(c) + ")::" + parent.find_column(key.parent_columns[c])->type + " as c" + std::to_string(c + 1));
        names.push_back("noted.c" + std::to_string(c + 1));
    }
    Reach found;
    found.with = {"noted as (select distinct " + join(columns, ", ") + ", e ->> " + std::to_string(columns.size()) +
                  " as subject from jsonb_array_elements(" + noted(line) + ") e)"};
    found.from = {"noted"};
    found.where = link_condition(binding_, key, "t");
    for (auto& match : key_matches(binding_, key, "t", names))
        found.where.push_back(std::move(match));
    found.where.push_back("noted.subject = " + key_text(binding_, keys_of("k")));
    if (may_be_shared(key))
        found.where.push_back(nobody_else("t", key, {line.paths.front().begin() + 1, line.paths.front().end()}, root_of(line), &line));
    return found;
}

std::string Reaching::note(const BoundLine& line, const std::string& target, const Reach& found) const {
    std::vector<std::string> parts;
    std::vector<std::string> present;
    for (const auto& name : line.key->parent_columns) {
        parts.push_back("t." + quote_name(name) + "::text");
        present.push_back("t." + quote_name(name) + " is not null");
    }
    parts.push_back(key_text(binding_, keys_of("k")));
    return with(found) + "\nselect set_config('retentiond.noted_" + std::to_string(index_of(line)) + "', (" + noted(line) +
           " || coalesce((select jsonb_agg(distinct e) from (select jsonb_build_array(" + join(parts, ", ") + ") as e from " + target + " t, " +
           found.tables() + " where " + found.conditions() + " and " + join(present, " and ") + ") r), '[]'))::text, true) is not null";
}

} // namespace retention::policies
