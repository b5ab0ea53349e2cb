// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/administration.hpp"

#include "daemon/jobs/metrics_report.hpp"
#include "daemon/metrics/exposition.hpp"
#include "daemon/platform/zones.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using nlohmann::json;

Administration::Administration(DaemonFacts facts, std::vector<Target*> targets, platform::Log& log, Reload reload)
    : facts_(std::move(facts)), targets_(std::move(targets)), log_(log), reload_(std::move(reload)), report_(targets_), questions_(targets_),
      runs_(targets_, log), pauses_(targets_, log), paces_(targets_, log), holds_(targets_, log), drift_(targets_, log), redos_(targets_, log),
      requests_(targets_, log), rehearsals_(targets_, log), record_(targets_, log) {}

void Administration::set_broken_files(std::vector<BrokenFile> files) {
    const std::lock_guard lock(mutex_);
    broken_files_ = std::move(files);
}

void Administration::set_approval_rules(ApprovalRules rules) {
    const std::lock_guard lock(mutex_);
    approval_rules_ = rules;
}

void Administration::set_refused_reload(std::optional<RefusedReload> refused) {
    const std::lock_guard lock(mutex_);
    refused_reload_ = std::move(refused);
}

json Administration::refused_reload() const {
    const std::lock_guard lock(mutex_);
    if (!refused_reload_)
        return nullptr;
    return {{"at", platform::format_in_zone(refused_reload_->at, targets_.zone())}, {"errors", refused_reload_->errors}};
}

ApprovalRules Administration::approval_rules() const {
    const std::lock_guard lock(mutex_);
    return approval_rules_;
}

json Administration::broken_policies() {
    json policies = json::array();
    const std::lock_guard lock(mutex_);
    for (const auto& file : broken_files_) {
        json document = report_.of_broken(file.policy);
        document.update({{"policy", file.policy}, {"mode", json()}, {"state", "broken"}, {"next_run", json()}, {"errors", file.errors}});
        if (!document.contains("database"))
            document["database"] = "";
        policies.push_back(std::move(document));
    }
    return policies;
}

json Administration::status() {
    json databases = json::array();
    json policies = json::array();
    json runs = json::array();
    bool is_paused = !targets_.all().empty();
    for (auto* target : targets_.all()) {
        auto status = report_.of(*target);
        for (auto& document : status.policies) {
            is_paused = is_paused && document["state"] == "paused";
            policies.push_back(std::move(document));
        }
        runs.insert(runs.end(), status.runs.begin(), status.runs.end());
        databases.push_back({{"database", target->name()},
                             {"connection", target->described()},
                             {"state", status.trouble.empty() ? "ok" : "unreachable"},
                             {"message", status.trouble},
                             {"stopped", target->why_stopped().value_or("")},
                             {"set_by_hand", set_by_hand(*target)},
                             {"runs", status.journal.is_object() ? status.journal["runs"] : json()},
                             {"holds", status.journal.is_object() ? status.journal["holds"] : json()},
                             {"holds_in_doubt", status.journal.is_object() ? status.journal["holds_in_doubt"] : json()},
                             {"requests_elsewhere", status.journal.is_object() ? status.journal["requests_elsewhere"] : json()}});
    }
    const auto broken = broken_policies();
    policies.insert(policies.end(), broken.begin(), broken.end());
    return {{"version", facts_.version},
            {"pid", facts_.pid},
            {"started_at", platform::format_in_zone(facts_.started_at, targets_.zone())},
            {"config", facts_.config},
            {"refused_reload", refused_reload()},
            {"paused", is_paused && !policies.empty()},
            {"databases", databases},
            {"policies", policies},
            {"runs", runs}};
}

json Administration::runs(const std::optional<std::string>& policy, int count_max) {
    return runs_.list(policy, count_max);
}

json Administration::run_show(const Numbered& run) {
    return runs_.show(run);
}

json Administration::failures(const std::optional<std::string>& policy) {
    return runs_.failures(policy);
}

json Administration::metrics() {
    std::vector<MeasuredWork> work;
    for (auto* target : targets_.all()) {
        const auto why = target->why_wait();
        work.push_back({target->name(), target->work_counts().all(), target->batch_rows(), why ? why->word : ""});
    }
    return {{"content_type", retention::metrics::kContentType}, {"text", metrics_text(status(), work)}};
}

json Administration::plan(const std::string& policy, const std::optional<std::string>& as_of) {
    return questions_.plan(policy, as_of);
}

json Administration::plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit) {
    return questions_.plan_subjects(policy, as_of, limit);
}

json Administration::plan_difference(const std::string& policy, const std::optional<int>& limit) {
    return questions_.plan_difference(policy, limit);
}

json Administration::forecast(const ForecastQuestion& question) {
    return questions_.forecast(question);
}

json Administration::explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of) {
    return questions_.explain(policy, key, as_of);
}

json Administration::run_start(const std::string& policy, const std::optional<std::string>& as_of, const Person& by) {
    return runs_.start(policy, as_of, by, approval_rules());
}

json Administration::run_approve(const Numbered& run, const std::optional<std::string>& digest, const Person& by) {
    return runs_.approve(run, digest, by);
}

json Administration::run_cancel(const Numbered& run, const std::string& by) {
    return runs_.cancel(run, by);
}

json Administration::pause(const std::optional<std::string>& policy, const std::string& by) {
    return pauses_.set_paused(policy, true, by);
}

json Administration::resume(const std::optional<std::string>& policy, const std::string& by) {
    return pauses_.set_paused(policy, false, by);
}

json Administration::reload(const std::string& by) {
    log_.info("RELOAD_ASKED", "reload asked for by " + by);
    return reload_();
}

json Administration::pace_show(const std::optional<std::string>& database) {
    return paces_.show(database);
}

json Administration::pace_set(const std::vector<std::string>& changes, const std::optional<std::string>& database, const std::string& by) {
    return paces_.set(changes, database, by);
}

json Administration::rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                              const std::string& by) {
    return rehearsals_.rehearse(policy, subjects, key, by);
}

json Administration::redo(const std::string& policy, const std::string& by) {
    return redos_.redo(policy, by);
}

json Administration::redo_subject(const std::string& policy, const std::string& key, const std::string& by) {
    return redos_.redo_subject(policy, key, by);
}

json Administration::redo_all(const std::string& policy, const std::string& by) {
    return redos_.redo_all(policy, by);
}

json Administration::drift_accept(const std::optional<std::string>& policy, const std::string& by) {
    return drift_.accept(policy, by);
}

json Administration::hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                              const std::string& by) {
    return holds_.add(policy, key, reason, by);
}

json Administration::hold_remove(const Numbered& hold, const std::string& by) {
    return holds_.remove(hold, by);
}

json Administration::hold_list(const std::optional<std::string>& policy) {
    return holds_.list(policy);
}

json Administration::erase(const std::string& policy, const std::string& key, const std::string& reason, const std::string& by) {
    return requests_.add(policy, key, reason, by);
}

json Administration::request_withdraw(const Numbered& request, const std::string& by) {
    return requests_.withdraw(request, by);
}

json Administration::request_list(const std::optional<std::string>& policy) {
    return requests_.list(policy);
}

RecordedCommand Administration::record(const AskedCommand& asked) {
    if (asked.may_need_reason && approval_rules().needs_reason && !asked.reason)
        throw OperationError(OperationError::Kind::Invalid, "\"" + asked.command + "\" needs a reason",
                             "Say why, without personal data: --reason TEXT.");
    return record_.begin(asked);
}

void Administration::record_end(const RecordedCommand& recorded, const CommandEnd& end) {
    record_.end(recorded, end);
}

void Administration::record_refused(const AskedCommand& asked, const CommandEnd& end) {
    record_.refused(asked, end);
}

json Administration::audit(const AuditQuestion& question) {
    return record_.list(question);
}

} // namespace retention::jobs
