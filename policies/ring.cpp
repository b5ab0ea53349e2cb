// SPDX-License-Identifier: Apache-2.0
#include "policies/ring.hpp"

#include "policies/sql_text.hpp"
#include "policies/way.hpp"

#include <algorithm>

namespace retention::policies {

Ring::Ring(const Binding& binding, const BoundAction& action, std::size_t id) : binding_(binding) {
    for (const auto& line : action.lines)
        if (line.ring == id)
            lines_.push_back(&line);
    for (const auto* line : lines_)
        add_table(line->table);
    for (const auto* line : lines_)
        add_table(line->key->parent);
}

void Ring::add_table(const TableName& table) {
    const bool is_known = std::any_of(tables_.begin(), tables_.end(),
                                      [&](const TableName& known) { return binding_.graph.is_within(table, known); });
    if (!is_known)
        tables_.push_back(table);
}

std::optional<std::size_t> Ring::of(const BoundAction& action, const ForeignKey& key, std::optional<std::size_t> below) {
    for (const auto& line : action.lines)
        if (line.key == &key && !line.is_outward && line.below == below && line.ring)
            return line.ring;
    return std::nullopt;
}

std::optional<std::size_t> Ring::entered(const BoundAction& action, const Path& path, std::size_t begin, std::optional<std::size_t> below) {
    const auto ring = of(action, *path[begin], below);
    const bool is_left = std::any_of(path.begin() + static_cast<std::ptrdiff_t>(begin), path.end(),
                                     [&](const ForeignKey* key) { return of(action, *key, below) != ring; });
    return is_left ? ring : std::nullopt;
}

std::size_t Ring::exit(const Path& path, std::size_t begin) const {
    const auto is_ours = [&](const ForeignKey* key) {
        return std::any_of(lines_.begin(), lines_.end(), [&](const BoundLine* line) { return line->key == key; });
    };
    return static_cast<std::size_t>(std::find_if_not(path.begin() + static_cast<std::ptrdiff_t>(begin), path.end(), is_ours) - path.begin());
}

std::string Ring::tag(const TableName& table) const {
    for (std::size_t i = 0; i < tables_.size(); ++i)
        if (binding_.graph.is_within(table, tables_[i]) || binding_.graph.is_within(tables_[i], table))
            return std::to_string(i);
    return "null";
}

std::string Ring::key_of(const TableName& table, const std::string& alias) const {
    std::vector<std::string> texts;
    for (const auto& name : binding_.schema->find(table)->primary_key)
        texts.push_back(alias + "." + quote_name(name) + "::text");
    if (binding_.schema->has_children(table))
        texts.push_back(alias + ".tableoid::bigint::text");
    return "jsonb_build_array(" + join(texts, ", ") + ")";
}

std::vector<std::string> Ring::tells(const std::string& found, const TableName& table, const std::string& alias) const {
    std::vector<std::string> conditions{found + ".tab = " + tag(table)};
    const SchemaTable& schema = *binding_.schema->find(table);
    for (std::size_t i = 0; i < schema.primary_key.size(); ++i)
        conditions.push_back(alias + "." + quote_name(schema.primary_key[i]) + " = (" + found + ".pk ->> " + std::to_string(i) + ")::" +
                             schema.find_column(schema.primary_key[i])->type);
    if (binding_.schema->has_children(table))
        conditions.push_back(alias + ".tableoid = (" + found + ".pk ->> " + std::to_string(schema.primary_key.size()) + ")::bigint::oid");
    return conditions;
}

// From a row of the one end of the line's key, which `name` tells, to those at the other end.
std::string Ring::step(const std::string& name, const BoundLine& line, bool is_down) const {
    const ForeignKey& key = *line.key;
    auto conditions = is_down ? tells(name, key.parent, "parent") : tells(name, line.table, "child");
    for (auto& condition : link_condition(binding_, key, "child"))
        conditions.push_back(std::move(condition));
    for (auto& match : key_matches(binding_, key, "child", "parent"))
        conditions.push_back(std::move(match));
    const auto& found = is_down ? line.table : key.parent;
    return "select " + tag(found) + " as tab, " + key_of(found, is_down ? "child" : "parent") + " as pk from " + quote_table(key.child) +
           " child, " + referred_rows(binding_, key) + " parent where " + join(conditions, " and ");
}

std::string Ring::down(const std::string& name, const std::string& first, const std::vector<std::string>& carried) const {
    std::vector<std::string> steps;
    for (const auto* line : lines_)
        steps.push_back(step(name, *line, true));
    std::string columns;
    for (const auto& column : carried)
        columns += ", " + name + "." + column;
    return name + " as (" + first + "\n  union select x.tab, x.pk" + columns + " from " + name + " cross join lateral (" +
           join(steps, "\n    union all ") + ") x)";
}

std::string Ring::up(const std::string& name, const std::string& first) const {
    std::vector<std::string> steps;
    for (const auto* line : lines_)
        steps.push_back(step(name, *line, false));
    return name + " as (" + first + "\n  union select x.tab, x.pk from " + name + " cross join lateral (" + join(steps, "\n    union all ") +
           ") x)";
}

} // namespace retention::policies
