// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/policy_book.hpp"

#include "daemon/platform/zones.hpp"

#include <set>

namespace retention::jobs {

namespace {

bool is_within(const policies::Window& window, int minute) noexcept {
    if (window.begin_minute <= window.end_minute)
        return minute >= window.begin_minute && minute < window.end_minute;
    return minute >= window.begin_minute || minute < window.end_minute;
}

bool is_open(const policies::Policy& policy, platform::SystemTime now) {
    const auto& schedule = policy.schedule;
    return !schedule || !schedule->window || is_within(*schedule->window, platform::local_minutes_of_day(now, schedule->timezone));
}

std::string time_of_day(int minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string trouble_of(const std::string& name, const CheckedPolicy& checked) {
    if (checked.compiled)
        return {};
    if (checked.waiting)
        return "the schema has what the policy was not accepted with: name it in the policy, or retentionctl check --accept " + name;
    return "the policy does not fit the schema";
}

// Whether rows may be moved to a stand-in, who must be nobody's subject.
bool moves_rows(const policies::Policy& policy) {
    for (const auto& action : policy.actions)
        for (const auto& line : action.lines)
            for (const auto& treatment : line.columns)
                if (treatment.anonymizer == "constant")
                    return true;
    return false;
}

// Whether it says whose rows are whose: holds on its subjects bind the others by that.
bool tells_owners(const policies::Policy& policy) {
    for (const auto& action : policy.actions)
        for (const auto& line : action.lines)
            if ((line.kind == policies::Line::Kind::Delete || line.kind == policies::Line::Kind::DeleteUnlessShared) &&
                line.table != policy.subject.table)
                return true;
    return !policy.links.empty();
}

// Those of which the others have to know.
std::set<std::shared_ptr<const policies::Policy>> known_to_others(const policies::Beside& policies) {
    std::set<std::shared_ptr<const policies::Policy>> known;
    for (const auto& policy : policies)
        if (tells_owners(*policy) || moves_rows(*policy))
            known.insert(policy);
    return known;
}

} // namespace

bool is_within(const policies::Window& window, platform::SystemTime now, const std::string& zone) {
    return is_within(window, platform::local_minutes_of_day(now, zone));
}

void PolicyBook::replace(const std::vector<std::shared_ptr<const policies::Policy>>& loaded) {
    const bool is_beside_the_same = known_to_others(policies()) == known_to_others(loaded);
    const std::lock_guard lock(mutex_);
    std::map<std::string, KnownPolicy> next;
    for (const auto& policy : loaded) {
        KnownPolicy known;
        known.policy = policy;
        if (const auto old = policies_.find(policy->name); is_beside_the_same && old != policies_.end() && old->second.policy == policy)
            known = old->second;
        next.emplace(policy->name, std::move(known));
    }
    policies_ = std::move(next);
}

std::vector<KnownPolicy> PolicyBook::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<KnownPolicy> known;
    for (const auto& [name, policy] : policies_)
        known.push_back(policy);
    return known;
}

std::optional<KnownPolicy> PolicyBook::find(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = policies_.find(name);
    return found == policies_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> PolicyBook::names() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, policy] : policies_)
        names.push_back(name);
    return names;
}

policies::Beside PolicyBook::policies() const {
    const std::lock_guard lock(mutex_);
    policies::Beside all;
    for (const auto& [name, known] : policies_)
        all.push_back(known.policy);
    return all;
}

std::shared_ptr<const CompiledPolicy> PolicyBook::any_in_force() const {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, known] : policies_)
        if (known.compiled)
            return known.compiled;
    return nullptr;
}

long long PolicyBook::begin_check() {
    const std::lock_guard lock(mutex_);
    return ++checks_;
}

void PolicyBook::set_checked(const std::shared_ptr<const policies::Policy>& policy, const CheckedPolicy& checked, long long begun) {
    const std::lock_guard lock(mutex_);
    const auto found = policies_.find(policy->name);
    if (found == policies_.end() || found->second.policy != policy || begun < found->second.checked)
        return;
    if (checked.compiled && !found->second.compiled)
        found->second.plan_trouble.clear();   // it was that it did not fit
    found->second.checked = begun;
    found->second.trouble = trouble_of(policy->name, checked);
    found->second.findings = checked.findings;
    found->second.compiled = checked.compiled;
    found->second.waiting = checked.waiting;
}

void PolicyBook::set_plan_trouble(const std::string& name, const std::string& trouble) {
    const std::lock_guard lock(mutex_);
    if (const auto found = policies_.find(name); found != policies_.end())
        found->second.plan_trouble = trouble;
}

void PolicyBook::set_count_trouble(const std::string& name, const std::string& trouble) {
    const std::lock_guard lock(mutex_);
    if (const auto found = policies_.find(name); found != policies_.end())
        found->second.count_trouble = trouble;
}

void PolicyBook::set_next_run(const std::string& name, std::optional<platform::SystemTime> next) {
    const std::lock_guard lock(mutex_);
    if (const auto found = policies_.find(name); found != policies_.end())
        found->second.next_run = next;
}

CompiledPolicies PolicyBook::workable(platform::SystemTime now) const {
    const std::lock_guard lock(mutex_);
    CompiledPolicies workable;
    for (const auto& [name, known] : policies_) {
        if (known.compiled && known.policy->mode == policies::Mode::Enforce && is_open(*known.policy, now))
            workable.emplace(name, known.compiled);
    }
    return workable;
}

std::optional<std::string> PolicyBook::outside_window(const std::string& name, platform::SystemTime now) const {
    const std::lock_guard lock(mutex_);
    const auto found = policies_.find(name);
    if (found == policies_.end() || is_open(*found->second.policy, now))
        return std::nullopt;
    const auto& schedule = *found->second.policy->schedule;
    return "outside its window, " + time_of_day(schedule.window->begin_minute) + "-" + time_of_day(schedule.window->end_minute) + " " +
           schedule.timezone;
}

} // namespace retention::jobs
