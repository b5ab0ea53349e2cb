// SPDX-License-Identifier: Apache-2.0
#include "config/actions_reader.hpp"

#include "config/language/maps.hpp"
#include "config/line_key.hpp"
#include "config/treatment_reader.hpp"
#include "config/values.hpp"

#include <map>
#include <variant>

namespace retention::config {

namespace {

using policies::Action;
using policies::Line;

// The lines of one action that have been read, by what they are about.
using LinesSeen = std::map<LineKey, int>;

void check_line_is_new(const LineKey& key, const Entry& entry, const Value& value, LinesSeen& seen) {
    const auto [first, is_new] = seen.emplace(key, entry.place.line);
    if (!is_new)
        value.error_at(entry.place, "KEY_DUPLICATE",
                       "line " + std::to_string(first->second) + " is already about the same rows",
                       "Remove one of the two.");
}

// "Nothing is erased that was not examined": what a pattern covers was not named, so it can only be kept.
void check_pattern(const LineKey& key, const Line& line, const Value& value) {
    if (is_pattern(key) && line.kind != Line::Kind::Keep)
        value.error("PATTERN_NOT_KEPT", "all tables of a schema at once can only be kept",
                    "Write keep, or name each table in a line of its own.");
}

std::optional<Line> read_line(const Entry& entry, const Value& value, LinesSeen& seen) {
    const auto parsed = parse_line_key(entry.key);
    if (const auto* error = std::get_if<LineKeyError>(&parsed)) {
        value.error_at(entry.place, "TABLE_NAME_INVALID", error->message, error->hint);
        return std::nullopt;
    }
    const auto& key = std::get<LineKey>(parsed);
    check_line_is_new(key, entry, value, seen);
    Line line;
    line.written = entry.key;
    line.table = key.table;
    line.via = key.via;
    line.via_table = key.via_table;
    line.to = key.to;
    line.place = entry.place;
    if (!read_treatment(value, line))
        return std::nullopt;
    check_pattern(key, line, value);
    return line;
}

Action read_action(const Entry& entry, const Value& value) {
    Action action;
    action.name = entry.key;
    action.place = entry.place;
    check_name(value, entry.place, entry.key);
    LinesSeen seen;
    for (const auto& [line_entry, each] : value.map(language::kAction.what))
        if (auto line = read_line(*line_entry, each, seen))
            action.lines.push_back(std::move(*line));
    if (value.node().kind == Node::Kind::Map && value.node().entries.empty())
        value.error("LIST_EMPTY", "names no tables",
                    "Say what becomes of the person's own row, as in crm.person: delete.");
    return action;
}

} // namespace

std::vector<Action> read_actions(const Value& value) {
    std::vector<Action> actions;
    for (const auto& [entry, each] : value.map(language::kActions.what))
        actions.push_back(read_action(*entry, each));
    if (value.node().kind == Node::Kind::Map && actions.empty())
        value.error("LIST_EMPTY", "has no actions", "Write at least one, such as delete.");
    return actions;
}

} // namespace retention::config
