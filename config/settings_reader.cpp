// SPDX-License-Identifier: Apache-2.0
#include "config/settings_reader.hpp"

#include "config/databases_reader.hpp"
#include "config/duration.hpp"
#include "config/grants_reader.hpp"
#include "config/language/maps.hpp"
#include "config/one_line.hpp"
#include "config/order.hpp"
#include "config/reader.hpp"
#include "config/secret_file.hpp"
#include "config/values.hpp"
#include "config/yaml_document.hpp"

#include <algorithm>
#include <limits>

namespace retention::config {

namespace {

using std::chrono::milliseconds;
using std::filesystem::path;

constexpr std::size_t kSocketBytesMax = 107;   // sockaddr_un, less its final zero

void read_path(const Fields& fields, std::string_view key, const path& folder, path& setting) {
    const auto value = fields.find(key);
    const auto text = value ? value->text(fields.kind(key).what) : std::nullopt;
    setting = (folder / (text ? path(*text) : setting)).lexically_normal();
}

template <typename T>
void read_whole_setting(const Fields& fields, std::string_view key, T& setting) {
    const auto value = fields.find(key);
    const auto number = value ? read_whole(*value, fields.kind(key)) : std::nullopt;
    if (number)
        setting = static_cast<T>(*number);
}

void read_duration_setting(const Fields& fields, std::string_view key, milliseconds& setting) {
    if (const auto value = fields.find(key))
        setting = read_duration(*value, fields.kind(key)).value_or(setting);
}

// Null: never wait for this.
void read_lag(const Fields& fields, std::optional<milliseconds>& lag) {
    const auto value = fields.find("replica_lag");
    if (value && value->is_null())
        lag.reset();
    else if (value)
        lag = read_duration(*value, fields.kind("replica_lag"));
}

void read_dead_rows(const Fields& fields, std::optional<double>& share) {
    const auto value = fields.find("dead_rows");
    if (value && value->is_null())
        share.reset();
    else if (value)
        share = read_percent(*value, fields.kind("dead_rows"));
}

} // namespace

void read_pace(const Value& value, Pace& pace) {
    const Fields fields(value, language::kPace);
    read_duration_setting(fields, "batch_time", pace.batch_time);
    read_duration_setting(fields, "lock_timeout", pace.lock_timeout);
    read_duration_setting(fields, "statement_timeout", pace.statement_timeout);
    read_lag(fields, pace.replica_lag);
    read_whole_setting(fields, "rows_per_second", pace.rows_per_second);
    read_dead_rows(fields, pace.dead_rows);
    read_whole_setting(fields, "batch_rows", pace.batch_rows);
    read_whole_setting(fields, "batch_changes", pace.batch_changes);
    read_whole_setting(fields, "wal_mb_per_second", pace.wal_mb_per_second);
    read_whole_setting(fields, "active_sessions", pace.active_sessions);
    if (pace.lock_timeout > pace.statement_timeout)
        fields.find(fields.find("lock_timeout") ? "lock_timeout" : "statement_timeout")
            ->error("VALUE_INVALID",
                    "lock_timeout is longer than statement_timeout, which would end the statement first");
}

namespace {

void read_access(const Value& value, Access& access) {
    const Fields fields(value, language::kAccess);
    if (const auto viewer = fields.find("viewer"))
        access.viewer = read_grants(*viewer, fields.kind("viewer"));
    if (const auto operators = fields.find("operator"))
        access.operators = read_grants(*operators, fields.kind("operator"));
    if (const auto administrator = fields.find("administrator"))
        access.administrator = read_grants(*administrator, fields.kind("administrator"));
}

void read_approval(const Value& value, Approval& approval) {
    const Fields fields(value, language::kApproval);
    approval.four_eyes = find_word(fields, "four_eyes", approval.four_eyes);
    approval.reason = find_word(fields, "reason", approval.reason);
}

void read_metrics(const Value& value, const path& folder, Metrics& metrics) {
    const Fields fields(value, language::kMetrics);
    if (const auto file = fields.find("textfile"))
        if (const auto text = file->text(fields.kind("textfile").what)) {
            metrics.textfile = (folder / *text).lexically_normal();
            if (metrics.textfile->extension() != ".prom")
                file->error("VALUE_INVALID", "the textfile collector reads only files whose name ends in .prom",
                            "Name it retentiond.prom, for example.");
        }
    read_duration_setting(fields, "every", metrics.every);
}

void read_log(const Value& value, LogLevel& level) {
    level = find_word(Fields(value, language::kLog), "level", level);
}

// Connection strings are never shown: their lines are those from `databases` to the next key.
void conceal_databases(const Node& root, Source& source) {
    for (std::size_t i = 0; i < root.entries.size(); ++i) {
        if (root.entries[i].key != "databases")
            continue;
        const int first = root.entries[i].place.line;
        const bool is_last = i + 1 == root.entries.size();
        const int last = is_last ? std::numeric_limits<int>::max() : root.entries[i + 1].place.line - 1;
        source.conceal(first, std::max(first, last));
    }
}

// Of an empty file, too.
Settings defaults_below(const path& folder) {
    Settings settings;
    for (auto* setting : {&settings.policies, &settings.state, &settings.socket})
        *setting = (folder / *setting).lexically_normal();
    return settings;
}

Settings read_tree(const Node& root, const path& folder, policies::Findings& findings) {
    Settings settings;
    const Fields fields(Value(root, "", findings), language::kSettings);
    if (const auto databases = fields.find("databases"))
        settings.databases = read_databases(*databases, folder);
    read_path(fields, "policies", folder, settings.policies);
    read_path(fields, "state", folder, settings.state);
    read_path(fields, "socket", folder, settings.socket);
    if (const auto socket = fields.find("socket"); socket && settings.socket.string().size() > kSocketBytesMax)
        socket->error("VALUE_INVALID", "the path of a socket has at most " + std::to_string(kSocketBytesMax) + " bytes, its folder included",
                      "Name a shorter one, such as /run/retentiond/control.sock.");
    settings.stop_file = settings.state / "stop";
    read_path(fields, "stop_file", folder, settings.stop_file);
    if (const auto key = fields.find("pseudonym_key"))
        if (const auto text = key->text(fields.kind("pseudonym_key").what))
            settings.pseudonym_key = secret_file(folder, *text);
    read_whole_setting(fields, "workers", settings.workers);
    if (const auto pace = fields.find("pace"))
        read_pace(*pace, settings.pace);
    if (const auto access = fields.find("access"))
        read_access(*access, settings.access);
    if (const auto approval = fields.find("approval"))
        read_approval(*approval, settings.approval);
    if (const auto count = fields.find("count"))
        read_duration_setting(Fields(*count, language::kCount), "every", settings.count.every);
    if (const auto metrics = fields.find("metrics"))
        read_metrics(*metrics, folder, settings.metrics);
    if (const auto log = fields.find("log"))
        read_log(*log, settings.log_level);
    return settings;
}

} // namespace

Settings read_settings(Source& source, const path& folder, policies::Findings& findings) {
    policies::Findings found;
    Settings settings = defaults_below(folder);
    if (const auto root = read_yaml(source, found)) {
        conceal_databases(*root, source);
        settings = read_tree(*root, folder, found);
    }
    put_on_one_line(found);
    sort_by_place(found);
    findings.insert(findings.end(), found.begin(), found.end());
    return settings;
}

} // namespace retention::config
