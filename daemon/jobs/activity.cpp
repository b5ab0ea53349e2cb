// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/activity.hpp"

#include "daemon/platform/zones.hpp"

#include <algorithm>
#include <utility>

namespace retention::jobs {

namespace {

constexpr const char* kActive = R"(
select r.policy, r.state, r.run, count(b.run) filter (where b.state <> 'pending'), count(b.run)
from retentiond.run r left join retentiond.batch b using (run)
where r.state in ('awaiting_approval', 'running', 'paused') group by r.run order by r.run)";

void append(std::string& line, const std::string& part) {
    if (!part.empty())
        line += (line.empty() ? "" : "; ") + part;
}

std::string of_run(const RunInBrief& run, const std::string& why_wait) {
    if (run.state == "awaiting_approval")
        return "run " + std::to_string(run.run) + " of " + run.policy + " waits for approval";
    const auto progress =
        std::to_string(run.batches_through) + " of " + std::to_string(run.batches) + " batches of " + run.policy + " done";
    if (run.state == "paused")
        return progress + ", paused";
    return progress + (why_wait.empty() ? "" : ", waits: " + why_wait);
}

std::string counted(long long number, const char* what) {
    if (number == 0)
        return {};
    return std::to_string(number) + (number == 1 ? " policy " : " policies ") + what;
}

std::string of_database(const Activity& activity) {
    if (!activity.trouble.empty())
        return activity.trouble;
    std::string line;
    for (const auto& run : activity.runs)
        append(line, of_run(run, activity.why_wait));
    if (activity.runs.empty())
        line = "idle";
    append(line, counted(activity.broken, "broken"));
    append(line, counted(activity.drifted, "waiting because the schema drifted"));
    if (!activity.next_policy.empty())
        append(line, "next run " + activity.next_run + " (" + activity.next_policy + ")");
    return line;
}

// 2026-11-27T02:15:00+01:00, as people write it.
std::string to_the_minute(std::string time) {
    time.resize(std::min<std::size_t>(time.size(), 16));
    std::replace(time.begin(), time.end(), 'T', ' ');
    return time;
}

bool is_before(const KnownPolicy& one, const KnownPolicy& other) {
    return one.next_run && (!other.next_run || *one.next_run < *other.next_run);
}

} // namespace

std::string in_one_line(const std::vector<Activity>& activities) {
    std::string line;
    for (const auto& activity : activities)
        append(line, (activities.size() > 1 ? activity.database + ": " : "") + of_database(activity));
    return line;
}

std::vector<RunInBrief> active_in_brief(database::Transaction& reading) {
    const auto active = reading.exec("active_in_brief", kActive);
    std::vector<RunInBrief> runs;
    for (int row = 0; row < active.rows(); ++row)
        runs.push_back({std::string(active.get_text(row, 0)), std::string(active.get_text(row, 1)), active.get_int64(row, 2),
                        active.get_int64(row, 3), active.get_int64(row, 4)});
    return runs;
}

void ActivityBoard::set_trouble(const std::string& trouble) {
    const std::lock_guard lock(mutex_);
    trouble_ = trouble;
}

void ActivityBoard::set_runs(std::vector<RunInBrief> runs) {
    const std::lock_guard lock(mutex_);
    runs_ = std::move(runs);
}

Activity ActivityBoard::read(const std::string& database, const std::string& why_wait,
                             const std::vector<KnownPolicy>& policies) const {
    Activity activity;
    activity.database = database;
    activity.why_wait = why_wait;
    {
        const std::lock_guard lock(mutex_);
        activity.trouble = trouble_;
        activity.runs = runs_;
    }
    for (const auto& known : policies) {
        if (known.waiting)
            ++activity.drifted;
        else if (!known.compiled && !known.trouble.empty())
            ++activity.broken;
    }
    const auto first = std::min_element(policies.begin(), policies.end(), is_before);
    if (first != policies.end() && first->next_run) {
        activity.next_policy = first->policy->name;
        activity.next_run = to_the_minute(platform::format_in_zone(*first->next_run, first->policy->timezone()));
    }
    return activity;
}

} // namespace retention::jobs
