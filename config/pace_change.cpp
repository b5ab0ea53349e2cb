// SPDX-License-Identifier: Apache-2.0
#include "config/pace_change.hpp"

#include "config/duration.hpp"
#include "config/reader.hpp"
#include "config/settings_reader.hpp"

#include <set>
#include <sstream>

namespace retention::config {

namespace {

constexpr std::string_view kPrefix = "pace.";

std::string key_of(const Replacement& change) {
    const std::string_view path = change.path;
    return std::string(path.starts_with(kPrefix) ? path.substr(kPrefix.size()) : path);
}

Node node_of(const Replacement& change) {
    Node node;
    node.kind = change.value == "null" ? Node::Kind::Null : Node::Kind::Text;
    node.text = change.value;
    return node;
}

std::string in_percent(double share) {
    std::ostringstream text;
    text << share << "%";
    return text.str();
}

} // namespace

std::optional<Pace> change_pace(const Pace& pace, std::span<const Replacement> changes, policies::Findings& findings) {
    Node map;
    map.kind = Node::Kind::Map;
    policies::Findings found;
    std::set<std::string> keys;
    for (const auto& change : changes) {
        if (!keys.insert(key_of(change)).second)
            found.push_back({policies::Severity::Error, "KEY_DUPLICATE", "pace." + key_of(change), {}, "is set twice", ""});
        map.entries.push_back({key_of(change), {}, node_of(change)});
    }
    Pace changed = pace;
    read_pace(Value(map, "pace", found), changed);
    const bool is_sound = !policies::has_errors(found);
    findings.insert(findings.end(), found.begin(), found.end());
    return is_sound ? std::optional(changed) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> pace_texts(const Pace& pace) {
    return {{"batch_time", to_text(pace.batch_time)},
            {"lock_timeout", to_text(pace.lock_timeout)},
            {"statement_timeout", to_text(pace.statement_timeout)},
            {"replica_lag", pace.replica_lag ? to_text(*pace.replica_lag) : "null"},
            {"rows_per_second", std::to_string(pace.rows_per_second)},
            {"dead_rows", pace.dead_rows ? in_percent(*pace.dead_rows) : "null"},
            {"batch_rows", std::to_string(pace.batch_rows)},
            {"batch_changes", std::to_string(pace.batch_changes)},
            {"wal_mb_per_second", std::to_string(pace.wal_mb_per_second)},
            {"active_sessions", std::to_string(pace.active_sessions)}};
}

} // namespace retention::config
