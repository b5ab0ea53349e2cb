// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/policy_standing.hpp"

#include "daemon/jobs/documents.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Transaction;
using nlohmann::json;

namespace {

constexpr const char* kPolicy = R"(
select to_json(clock_timestamp()) #>> '{}', exists (select from retentiond.run where policy = $1 and mode = 'enforce'),
       (select to_json(min(paused_at)) #>> '{}' from retentiond.pause where scope in ('*', $1)),
       (select to_json(max(finished_at)) #>> '{}' from retentiond.run where policy = $1 and state = 'finished'),
       (select max(run) from retentiond.run where policy = $1),
       (select json_build_object('open', count(*), 'oldest_at', min(requested_at))::text from retentiond.request
        where policy = $1 and outcome is null))";

std::optional<std::string> text_in(const database::Result& row, int column) {
    const auto cell = row.cell(0, column);
    return cell ? std::optional(std::string(*cell)) : std::nullopt;
}

json or_null(const std::optional<std::string>& text) {
    return text ? json(*text) : json();
}

long long sum_of(const json& object) {
    long long sum = 0;
    for (const auto& [name, value] : object.items())
        sum += value.get<long long>();
    return sum;
}

Standing of_journal(const JournaledPolicy& journaled) {
    Standing standing;
    standing.has_been_planned = journaled.has_been_planned;
    standing.paused_at = journaled.paused_at;
    standing.last_run = journaled.last_run;
    standing.count = journaled.count;
    return standing;
}

} // namespace

JournaledPolicy read_policy(Transaction& transaction, const std::string& policy, const std::string& digest) {
    const auto row = transaction.exec("policy", kPolicy, {policy});
    JournaledPolicy journaled;
    journaled.read_at = row.get_text(0, 0);
    journaled.has_been_planned = row.get_bool(0, 1);
    journaled.paused_at = text_in(row, 2);
    journaled.last_success_at = text_in(row, 3);
    if (!row.is_null(0, 4))
        journaled.last_run = documents::run_in_brief(transaction, row.get_int64(0, 4));
    journaled.requests = json::parse(row.get_text(0, 5));
    journaled.count = count_record::find(transaction, policy, digest);
    return journaled;
}

Standing standing_of(const KnownPolicy& known, const PolicyCircumstances& circumstances,
                     const JournaledPolicy& journaled) {
    auto standing = of_journal(journaled);
    standing.mode = known.policy->mode;
    standing.is_drifted = known.waiting != nullptr;
    standing.is_broken = !known.compiled && !known.waiting && !known.trouble.empty();
    standing.is_refused = known.compiled && !(known.plan_trouble.empty() && known.count_trouble.empty());
    standing.is_scheduled = known.policy->schedule.has_value();
    standing.is_throttled = circumstances.is_throttled;
    standing.is_outside_window = circumstances.is_outside_window;
    return standing;
}

Standing standing_of_broken(const JournaledPolicy& journaled) {
    auto standing = of_journal(journaled);
    standing.is_broken = true;
    return standing;
}

json to_json(const Standing& standing, const JournaledPolicy& journaled) {
    json document = {{"last_run", journaled.last_run ? *journaled.last_run : json()},
                     {"last_success_at", or_null(journaled.last_success_at)},
                     {"read_at", journaled.read_at.empty() ? json() : json(journaled.read_at)},
                     {"requests", journaled.requests},
                     {"due", json()},
                     {"overdue", json::object()},
                     {"overdue_parts", json::array()},
                     {"oldest_overdue_on", json()},
                     {"unclassified", json()},
                     {"never_due", json()},
                     {"subjects", json()},
                     {"counted_at", json()},
                     {"changed_since_count", false}};
    const auto found = overdue(standing);
    if (!found)
        return document;
    for (const auto& part : found->parts) {
        document["overdue"][std::string(part.reason)] = part.subjects;
        document["overdue_parts"].push_back({{"reason", part.reason},
                                             {"subjects", part.subjects},
                                             {"in_order", part.is_in_order},
                                             {"oldest_on", or_null(part.oldest_on)},
                                             {"since", or_null(part.since)}});
    }
    const auto& count = *standing.count;
    document["due"] = found->due;
    document["oldest_overdue_on"] = or_null(found->oldest_on);
    document["unclassified"] = count.census.value("unclassified", 0LL);
    document["never_due"] =
        sum_of(count.census.value("never_due", json::object())); // unknown to runs of earlier versions
    document["subjects"] = count.census.value("subjects", 0LL);
    document["counted_at"] = count.counted_at;
    document["changed_since_count"] = !count.is_of_this_policy;
    return document;
}

} // namespace retention::jobs
