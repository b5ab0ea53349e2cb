// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/operations.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace retention::control {

// Operations that answer what a test wrote down, and remember what they were asked.
class ScriptedOperations final : public jobs::Operations {
public:
    using Answer = std::function<nlohmann::json()>;

    // Before the server starts, or between requests.
    void answer(const std::string& method, Answer answer) {
        const std::lock_guard lock(mutex_);
        answers_[method] = std::move(answer);
    }
    void answer(const std::string& method, nlohmann::json result) {
        answer(method, [result = std::move(result)] { return result; });
    }

    // "run.start contacts 2026-01-01 by root (uid 0)", an absent argument as "-".
    std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    nlohmann::json status() override { return reply("status", {}); }
    nlohmann::json runs(const std::optional<std::string>& policy, int count_max) override {
        return reply("runs", {or_dash(policy), std::to_string(count_max)});
    }
    nlohmann::json run_show(const jobs::Numbered& run) override { return reply("run.show", {told(run)}); }
    nlohmann::json failures(const std::optional<std::string>& policy) override { return reply("failures", {or_dash(policy)}); }
    nlohmann::json metrics() override { return reply("metrics", {}); }
    nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of) override {
        return reply("plan", {policy, or_dash(as_of)});
    }
    nlohmann::json plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit) override {
        return reply("plan.subjects", {policy, or_dash(as_of), std::to_string(limit)});
    }
    nlohmann::json plan_difference(const std::string& policy, const std::optional<int>& limit) override {
        return limit ? reply("plan.diff.subjects", {policy, std::to_string(*limit)}) : reply("plan.diff", {policy});
    }
    nlohmann::json forecast(const jobs::ForecastQuestion& question) override {
        std::vector<std::string> told{question.policy, std::to_string(question.months)};
        told.insert(told.end(), question.set.begin(), question.set.end());
        {
            const std::lock_guard lock(mutex_);
            asker_ = question.asker;
        }
        return reply("forecast", told);
    }
    // Whoever asked for the last forecast.
    std::shared_ptr<const jobs::Asker> asker() const {
        const std::lock_guard lock(mutex_);
        return asker_;
    }
    nlohmann::json explain(const std::string& policy, const std::string& key,
                           const std::optional<std::string>& as_of) override {
        return reply("explain", {policy, key, or_dash(as_of)});
    }
    nlohmann::json run_start(const std::string& policy, const std::optional<std::string>& as_of,
                             const jobs::Person& by) override {
        return reply("run.start", {policy, or_dash(as_of), "by " + by.name});
    }
    nlohmann::json run_approve(const jobs::Numbered& run, const std::optional<std::string>& digest,
                               const jobs::Person& by) override {
        return reply("run.approve", {told(run), or_dash(digest), "by " + by.name});
    }
    nlohmann::json run_cancel(const jobs::Numbered& run, const std::string& by) override {
        return reply("run.cancel", {told(run), "by " + by});
    }
    nlohmann::json pause(const std::optional<std::string>& policy, const std::string& by) override {
        return reply("pause", {or_dash(policy), "by " + by});
    }
    nlohmann::json resume(const std::optional<std::string>& policy, const std::string& by) override {
        return reply("resume", {or_dash(policy), "by " + by});
    }
    nlohmann::json reload(const std::string& by) override { return reply("reload", {"by " + by}); }
    nlohmann::json pace_show(const std::optional<std::string>& database) override { return reply("pace.show", {or_dash(database)}); }
    nlohmann::json pace_set(const std::vector<std::string>& changes, const std::optional<std::string>& database,
                            const std::string& by) override {
        std::vector<std::string> told = changes;
        told.push_back(or_dash(database));
        told.push_back("by " + by);
        return reply("pace.set", told);
    }
    nlohmann::json rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                            const std::string& by) override {
        return reply("rehearse", {policy, subjects ? std::to_string(*subjects) : "-", or_dash(key), "by " + by});
    }
    nlohmann::json drift_accept(const std::optional<std::string>& policy, const std::string& by) override {
        return reply("drift.accept", {or_dash(policy), "by " + by});
    }
    nlohmann::json redo(const std::string& policy, const std::string& by) override { return reply("redo", {policy, "by " + by}); }
    nlohmann::json redo_subject(const std::string& policy, const std::string& key, const std::string& by) override {
        return reply("redo", {policy, key, "by " + by});
    }
    nlohmann::json redo_all(const std::string& policy, const std::string& by) override { return reply("redo.all", {policy, "by " + by}); }
    nlohmann::json erase(const std::string& policy, const std::string& key, const std::string& reason, const std::string& by) override {
        return reply("erase", {policy, key, reason, "by " + by});
    }
    nlohmann::json request_withdraw(const jobs::Numbered& request, const std::string& by) override {
        return reply("request.withdraw", {told(request), "by " + by});
    }
    nlohmann::json request_list(const std::optional<std::string>& policy) override {
        return reply("request.list", {or_dash(policy)});
    }
    nlohmann::json hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                            const std::string& by) override {
        return reply("hold.add", {policy, key, reason, "by " + by});
    }
    nlohmann::json hold_remove(const jobs::Numbered& hold, const std::string& by) override {
        return reply("hold.remove", {told(hold), "by " + by});
    }
    nlohmann::json hold_list(const std::optional<std::string>& policy) override {
        return reply("hold.list", {or_dash(policy)});
    }

    // What is recorded, as "begin operator run.approve run=7 by dpo (uid 1001): because", "end done", "refused not_permitted ...".
    std::vector<std::string> record_lines() const {
        const std::lock_guard lock(mutex_);
        return recorded_;
    }
    jobs::RecordedCommand record(const jobs::AskedCommand& asked) override {
        if (asked.may_need_reason && needs_reasons && !asked.reason)
            throw jobs::OperationError(jobs::OperationError::Kind::Invalid, "a reason is needed");
        keep("begin " + told(asked));
        return {{{"crm", 1}}};
    }
    void record_end(const jobs::RecordedCommand& recorded, const jobs::CommandEnd& end) override {
        if (!recorded.rows.empty())
            keep("end " + told(end));
    }
    void record_refused(const jobs::AskedCommand& asked, const jobs::CommandEnd& end) override { keep(told(end) + " " + told(asked)); }
    nlohmann::json audit(const jobs::AuditQuestion& question) override {
        return reply("audit", {or_dash(question.policy), or_dash(question.since), std::to_string(question.count_max)});
    }

    bool needs_reasons = false;

private:
    static std::string told(const jobs::AskedCommand& asked) {
        std::string text = asked.role + " " + asked.command;
        for (const auto& [name, value] : asked.arguments) {
            const auto* number = std::get_if<long long>(&value);
            text += " " + name + "=" + (number ? std::to_string(*number) : std::get<std::string>(value));
        }
        return text + " by " + asked.person.name + (asked.reason ? ": " + *asked.reason : "");
    }
    static std::string told(const jobs::CommandEnd& end) {
        return end.outcome + (end.why.empty() ? "" : " " + end.why) + (end.run ? " run " + std::to_string(*end.run) : "") +
               (end.hold ? " hold " + std::to_string(*end.hold) : "");
    }
    void keep(std::string line) {
        const std::lock_guard lock(mutex_);
        recorded_.push_back(std::move(line));
    }

    static std::string told(const jobs::Numbered& numbered) {
        return std::to_string(numbered.number) + (numbered.database ? "@" + *numbered.database : "");
    }
    static std::string or_dash(const std::optional<std::string>& text) { return text.value_or("-"); }

    nlohmann::json reply(const std::string& method, const std::vector<std::string>& arguments) {
        Answer answer;
        {
            const std::lock_guard lock(mutex_);
            std::string asked = method;
            for (const auto& argument : arguments)
                asked += " " + argument;
            asked_.push_back(asked);
            const auto found = answers_.find(method);
            if (found == answers_.end())
                return {{"method", method}};
            answer = found->second;
        }
        return answer(); // outside the lock: it may block on purpose
    }

    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::vector<std::string> asked_;
    std::vector<std::string> recorded_;
    std::shared_ptr<const jobs::Asker> asker_;
};

} // namespace retention::control
