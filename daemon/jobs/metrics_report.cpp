// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/metrics_report.hpp"

#include "daemon/jobs/overdue.hpp"
#include "daemon/jobs/run_state.hpp"
#include "daemon/metrics/exposition.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdio>

namespace retention::jobs {

using metrics::Exposition;
using metrics::Family;
using nlohmann::json;
using Labels = std::vector<std::string>;

namespace {

using metrics::Type;
using Name = std::string_view;

constexpr Name kVersion[] = {"version"};
constexpr Name kDatabase[] = {"database"};
constexpr Name kDatabaseState[] = {"database", "state"};
constexpr Name kDatabaseReason[] = {"database", "reason"};
constexpr Name kTableKind[] = {"database", "table", "kind"};
constexpr Name kPolicy[] = {"database", "policy"};
constexpr Name kPolicyState[] = {"database", "policy", "state"};
constexpr Name kPolicyReason[] = {"database", "policy", "reason"};
constexpr Name kPolicyAction[] = {"database", "policy", "action"};
constexpr Name kPolicyOutcome[] = {"database", "policy", "outcome"};
constexpr Name kPolicyClass[] = {"database", "policy", "sqlstate_class"};

constexpr Family kFamilies[] = {
    {"retentiond_build_info", Type::Gauge, kVersion, "Always 1; the version is a label."},
    {"retentiond_start_time_seconds", Type::Gauge, {}, "When the daemon started, in seconds since 1970."},
    {"retentiond_last_reload_successful", Type::Gauge, {}, "0 when the last reload was refused and the configuration before it stays in force, else 1."},
    {"retentiond_database_up", Type::Gauge, kDatabase, "1 when the database could be asked, else 0."},
    {"retentiond_policy_state", Type::Gauge, kPolicyState,
     "1 for the state that the policy is in: ok, paused, refused, drifted or broken; else 0."},
    {"retentiond_policy_enforces", Type::Gauge, kPolicy, "1 when the policy acts, 0 when it only observes."},
    {"retentiond_subjects", Type::Gauge, kPolicy, "Subjects of the policy, when counted last."},
    {"retentiond_due_subjects", Type::Gauge, kPolicy, "Subjects who are due and not done: the last count, less what was done since."},
    {"retentiond_overdue_subjects", Type::Gauge, kPolicyReason,
     "Subjects whose period has ended and who are still there, by the reason why."},
    {"retentiond_overdue_attention_subjects", Type::Gauge, kPolicy, "Of those, the ones for whom a person should look."},
    {"retentiond_overdue_oldest_timestamp_seconds", Type::Gauge, kPolicyReason,
     "Beginning of the day on which the period of the first of them ended."},
    {"retentiond_unclassified_subjects", Type::Gauge, kPolicy, "Subjects of no class, when counted last."},
    {"retentiond_never_due_subjects", Type::Gauge, kPolicy,
     "Subjects of a class with rules who can never become due, when counted last."},
    {"retentiond_count_timestamp_seconds", Type::Gauge, kPolicy, "When everybody was counted last."},
    {"retentiond_journal_read_timestamp_seconds", Type::Gauge, kPolicy,
     "When the journal was asked last: older while the database is down."},
    {"retentiond_runs", Type::Gauge, kDatabaseState, "Runs in the journal, by state."},
    {"retentiond_run_subjects", Type::Gauge, kPolicyOutcome, "Subjects of the policy's last run, by what became of them so far."},
    {"retentiond_last_success_timestamp_seconds", Type::Gauge, kPolicy, "When a run of the policy finished last as it should."},
    {"retentiond_next_run_timestamp_seconds", Type::Gauge, kPolicy, "When the schedule plans the next run."},
    {"retentiond_open_requests", Type::Gauge, kPolicy, "Requests of subjects to be erased that are neither done nor withdrawn."},
    {"retentiond_open_requests_oldest_timestamp_seconds", Type::Gauge, kPolicy, "When the first of the open requests was made."},
    {"retentiond_holds", Type::Gauge, kDatabase, "Holds that operators placed and that stand."},
    {"retentiond_pace_waiting", Type::Gauge, kDatabaseReason, "1 for the reason for which no batch may start now, else 0."},
    {"retentiond_batch_subjects_max", Type::Gauge, kDatabase, "Subjects that the next batch may have."},
    {"retentiond_subjects_done_total", Type::Counter, kPolicyAction, "Subjects acted upon by this process."},
    {"retentiond_subjects_skipped_total", Type::Counter, kPolicyReason,
     "Subjects whom this process did not act upon, because they were not due any more or their rows were locked."},
    {"retentiond_subjects_set_aside_total", Type::Counter, kPolicyClass, "Subjects whom the server refused to erase, by class of SQLSTATE."},
    {"retentiond_rows_total", Type::Counter, kTableKind, "Rows that this process deleted or updated, or left because they are shared."},
    {"retentiond_batches_total", Type::Counter, kPolicyOutcome, "Batches by what became of them: done, put_off, halved or set_aside."},
    {"retentiond_batch_failures_total", Type::Counter, kPolicyClass, "Batches that were rolled back, by class of SQLSTATE."},
    {"retentiond_batch_duration_seconds", Type::Histogram, kPolicy, "How long the transaction of a batch took that was done."},
};

constexpr std::array kPolicyStates{"ok", "paused", "refused", "drifted", "broken"};
constexpr std::array kWaits{"replica_lag", "wal_mb_per_second", "active_sessions", "dead_rows", "rows_per_second", "stop_file"};

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

void add_if(Exposition& text, std::string_view family, const Labels& labels, std::optional<double> value) {
    if (value)
        text.add(family, labels, *value);
}

Labels with(Labels labels, std::string_view more) {
    labels.emplace_back(more);
    return labels;
}

// All reasons, also those of nobody: a series that comes and goes is hard to watch.
void add_overdue(Exposition& text, const Labels& labels, const json& policy) {
    if (text_in(policy, "counted_at").empty())
        return;
    double attention = 0;
    for (const auto& part : policy["overdue_parts"])
        attention += part["in_order"] == true ? 0 : part["subjects"].get<double>();
    for (const auto& reason : overdue_reasons())
        text.add("retentiond_overdue_subjects", with(labels, reason.word),
                 number_in(policy["overdue"], std::string(reason.word).c_str()).value_or(0));
    for (const auto& part : policy["overdue_parts"])
        add_if(text, "retentiond_overdue_oldest_timestamp_seconds", with(labels, text_in(part, "reason")),
               epoch_of(text_in(part, "oldest_on")));
    text.add("retentiond_overdue_attention_subjects", labels, attention);
}

void add_last_run(Exposition& text, const Labels& labels, const json& run) {
    for (const auto& [field, outcome] : {std::pair{"planned", "planned"}, {"done", "done"}, {"pending", "pending"},
                                         {"skipped_total", "skipped"}, {"failed", "failed"}})
        add_if(text, "retentiond_run_subjects", with(labels, outcome), number_in(run, field));
}

void add_policy(Exposition& text, const json& policy) {
    const Labels labels{text_in(policy, "database"), text_in(policy, "policy")};
    for (const auto* state : kPolicyStates)
        text.add("retentiond_policy_state", with(labels, state), text_in(policy, "state") == state ? 1 : 0);
    if (const auto mode = text_in(policy, "mode"); !mode.empty())
        text.add("retentiond_policy_enforces", labels, mode == "enforce" ? 1 : 0);
    for (const auto& [field, family] : {std::pair{"subjects", "retentiond_subjects"}, {"due", "retentiond_due_subjects"},
                                        {"unclassified", "retentiond_unclassified_subjects"},
                                        {"never_due", "retentiond_never_due_subjects"}})
        add_if(text, family, labels, number_in(policy, field));
    for (const auto& [field, family] : {std::pair{"counted_at", "retentiond_count_timestamp_seconds"},
                                        {"read_at", "retentiond_journal_read_timestamp_seconds"},
                                        {"last_success_at", "retentiond_last_success_timestamp_seconds"},
                                        {"next_run", "retentiond_next_run_timestamp_seconds"}})
        add_if(text, family, labels, epoch_of(text_in(policy, field)));
    if (const auto requests = policy.find("requests"); requests != policy.end() && requests->is_object()) {
        add_if(text, "retentiond_open_requests", labels, number_in(*requests, "open"));
        add_if(text, "retentiond_open_requests_oldest_timestamp_seconds", labels, epoch_of(text_in(*requests, "oldest_at")));
    }
    add_overdue(text, labels, policy);
    if (policy["last_run"].is_object())
        add_last_run(text, labels, policy["last_run"]);
}

void add_database(Exposition& text, const json& database) {
    const auto name = text_in(database, "database");
    text.add("retentiond_database_up", {name}, text_in(database, "state") == "ok" ? 1 : 0);
    add_if(text, "retentiond_holds", {name}, number_in(database, "holds"));
    if (!database["runs"].is_object())
        return;
    for (const auto state : {RunState::AwaitingApproval, RunState::Running, RunState::Paused, RunState::Finished,
                             RunState::Superseded, RunState::Cancelled, RunState::Failed}) {
        const std::string word(to_text(state));
        text.add("retentiond_runs", {name, word}, number_in(database["runs"], word.c_str()).value_or(0));
    }
}

void add_counts(Exposition& text, std::string_view family, const Labels& labels, const WorkCounts::Counts& counts) {
    for (const auto& [what, number] : counts)
        text.add(family, with(labels, what), static_cast<double>(number));
}

void add_work(Exposition& text, const MeasuredWork& work) {
    for (const auto* reason : kWaits)
        text.add("retentiond_pace_waiting", {work.database, reason}, work.wait == reason ? 1 : 0);
    text.add("retentiond_batch_subjects_max", {work.database}, static_cast<double>(work.batch_subjects_max));
    for (const auto& [policy, of_policy] : work.counts.policies) {
        const Labels labels{work.database, policy};
        add_counts(text, "retentiond_subjects_done_total", labels, of_policy.done);
        add_counts(text, "retentiond_subjects_skipped_total", labels, of_policy.skipped);
        add_counts(text, "retentiond_subjects_set_aside_total", labels, of_policy.set_aside);
        add_counts(text, "retentiond_batch_failures_total", labels, of_policy.failures);
        add_counts(text, "retentiond_batches_total", labels, of_policy.batches);
        text.add("retentiond_batch_duration_seconds", labels, of_policy.durations);
    }
    for (const auto& [table, rows] : work.counts.rows)
        add_counts(text, "retentiond_rows_total", {work.database, table}, rows);
}

} // namespace

std::span<const Family> metric_families() noexcept { return kFamilies; }

std::string metrics_text(const json& status, const std::vector<MeasuredWork>& work) {
    Exposition text(kFamilies);
    text.add("retentiond_build_info", {text_in(status, "version")}, 1);
    add_if(text, "retentiond_start_time_seconds", {}, epoch_of(text_in(status, "started_at")));
    text.add("retentiond_last_reload_successful", {}, status["refused_reload"].is_null() ? 1 : 0);
    for (const auto& database : status["databases"])
        add_database(text, database);
    for (const auto& policy : status["policies"])
        add_policy(text, policy);
    for (const auto& of_database : work)
        add_work(text, of_database);
    return text.text();
}

std::optional<double> epoch_of(std::string_view time) {
    using namespace std::chrono;
    const std::string text(time);
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    int length = 0;
    if (std::sscanf(text.c_str(), "%d-%u-%u%n", &y, &m, &d, &length) != 3)
        return std::nullopt;
    const year_month_day day{year{y}, month{m}, std::chrono::day{d}};
    if (!day.ok())
        return std::nullopt;
    const auto midnight = static_cast<double>(sys_days{day}.time_since_epoch().count()) * 86400.0;
    const std::string rest = text.substr(static_cast<std::size_t>(length));
    if (rest.empty())
        return midnight;
    int hour = 0;
    int minute = 0;
    double second = 0;
    char sign = '+';
    int zone_hour = 0;
    int zone_minute = 0;
    if (std::sscanf(rest.c_str(), "T%d:%d:%lf%n", &hour, &minute, &second, &length) != 3)
        return std::nullopt;
    const std::string zone = rest.substr(static_cast<std::size_t>(length));
    if (zone != "Z" && std::sscanf(zone.c_str(), "%c%d:%d", &sign, &zone_hour, &zone_minute) < 2)
        return std::nullopt;
    const double offset = (zone_hour * 3600.0 + zone_minute * 60.0) * (sign == '-' ? -1 : 1);
    return midnight + hour * 3600.0 + minute * 60.0 + second - offset;
}

} // namespace retention::jobs
