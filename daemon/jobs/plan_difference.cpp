// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/plan_difference.hpp"

#include "daemon/jobs/forgotten.hpp"
#include "policies/judgement.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Transaction;
using nlohmann::json;
using policies::join;
using policies::quote_text;

namespace {

// What the journal still knows of the last run: counts, whatever became of its keys. A run that only observed has none.
constexpr const char* kLastRun = R"(
select r.run, to_json(r.as_of) #>> '{}', r.state, r.mode, r.policy_digest,
       case when r.mode = 'observe' then (r.census ->> 'due')::bigint else r.planned end,
       (select coalesce(sum(subjects) filter (where state = 'failed'), 0) from retentiond.batch b where b.run = r.run),
       (select coalesce(sum(subjects) filter (where state = 'abandoned'), 0) from retentiond.batch b where b.run = r.run),
       (select coalesce(sum(subjects) filter (where state = 'pending'), 0) from retentiond.batch b where b.run = r.run),
       (select coalesce(jsonb_object_agg(key, n), '{}')::text from (
            select o.key, sum(o.value::bigint) as n from retentiond.batch b, jsonb_each_text(b.outcomes) o
            where b.run = r.run group by o.key) s)
from retentiond.run r where r.policy = $1 and r.state <> 'planning' order by r.run desc limit 1)";

struct LastRun {
    std::string run;
    std::string as_of;
    std::string state;
    std::string mode;
    bool is_policy_changed = false;
    long long due = 0;
    long long done = 0;
    long long failed = 0;
    long long abandoned = 0;
    long long waiting = 0;
    json skipped = json::object();

    // Of those due then: neither done nor waiting, and by now without a key.
    long long left() const { return due - done - waiting; }
};

std::optional<LastRun> last_run(Transaction& transaction, const CompiledPolicy& policy) {
    const auto row = transaction.exec("last_run_for_difference", kLastRun, {policy.policy->name});
    if (row.is_empty())
        return std::nullopt;
    LastRun last;
    last.run = row.get_text(0, 0);
    last.as_of = row.get_text(0, 1);
    last.state = row.get_text(0, 2);
    last.mode = row.get_text(0, 3);
    last.is_policy_changed = row.get_text(0, 4) != policy.digest;
    last.due = row.is_null(0, 5) ? 0 : row.get_int64(0, 5);
    last.failed = row.get_int64(0, 6);
    last.abandoned = row.get_int64(0, 7);
    last.waiting = row.get_int64(0, 8);
    last.skipped = json::parse(row.get_text(0, 9));
    last.done = last.skipped.value("done", 0LL);
    last.skipped.erase("done");
    return last;
}

std::string same_key(const policies::Binding& binding, const std::string& one, const std::string& other) {
    std::vector<std::string> parts;
    for (const auto& name : policies::key_aliases(binding))
        parts.push_back(one + "." + name + " = " + other + "." + name);
    return join(parts, " and ");
}

// Everybody who waits in the last run or is due now: k1 ..., planned_rule (null: not known to be planned), is_there, verdict,
// state (of the planned rule), was_due (by the date of that plan, as the data is now). The judgement's own text, asked twice.
// $1 now, $2 the last plan's as_of, $3 the run.
std::string everybody(const CompiledPolicy& policy) {
    const auto& binding = policy.binding;
    const auto names = policies::key_aliases(binding);
    std::vector<std::string> elements;
    std::vector<std::string> keys;
    std::string state = "case p.rule";
    for (std::size_t i = 0; i < names.size(); ++i) {
        elements.push_back("key ->> " + std::to_string(i) + " as " + names[i]);
        keys.push_back("coalesce(p." + names[i] + ", t." + names[i] + ") as " + names[i]);
    }
    for (std::size_t i = 0; i < policy.policy->rules.size(); ++i)
        state += " when " + quote_text(policy.policy->rules[i].name) + " then r" + std::to_string(i) + "_state";
    return "with p as materialized (select " + join(elements, ", ") + ", b.rule from retentiond.batch b\n" +
           "  cross join lateral jsonb_array_elements(b.keys) key where b.run = $3::bigint and b.state = 'pending'),\n" +
           "t as materialized (select j.* from (" + policies::judgement(binding) + ") j),\n" +
           "w as materialized (select " + join(names, ", ") + " from (" + policies::judgement(binding, "$2::timestamptz") +
           ") j where verdict is not null)\nselect " + join(keys, ", ") + ", p.rule as planned_rule, t.k1 is not null as is_there, " +
           "t.verdict, " + state + " end as state, w.k1 is not null as was_due\nfrom p full join t on " + same_key(binding, "p", "t") +
           "\nleft join w on " + same_key(binding, "w", "t") + "\nwhere p.rule is not null or t.verdict is not null";
}

// Why somebody who was planned is not due any more.
std::string reason_of(const policies::Policy& policy, bool is_there, const std::optional<int>& state) {
    if (!is_there)
        return "gone";
    if (!state)
        return "rule_gone";
    const auto verdict = policies::verdict_of(policy, *state);
    return policies::to_word(verdict.state) + (verdict.stopped_by.empty() ? "" : " " + verdict.stopped_by);
}

// One row of everybody(), without the key, from `column` on.
struct Standing {
    std::optional<std::string> planned_rule;
    std::optional<std::string> due_rule;
    std::string reason;     // planned and not due any more
    bool was_due = false;

    Standing(const database::Result& rows, int row, int column, const policies::Policy& policy) {
        if (!rows.is_null(row, column))
            planned_rule = std::string(rows.get_text(row, column));
        if (!rows.is_null(row, column + 2))
            due_rule = policy.rules.at(static_cast<std::size_t>(rows.get_int64(row, column + 2))).name;
        if (planned_rule && !due_rule)
            reason = reason_of(policy, rows.get_bool(row, column + 1),
                               rows.is_null(row, column + 3) ? std::nullopt
                                                             : std::optional(static_cast<int>(rows.get_int64(row, column + 3))));
        was_due = rows.get_bool(row, column + 4);
    }

    const char* came_by() const { return was_due ? "earlier" : "time"; }
};

struct Difference {
    long long still = 0;
    long long other_rule = 0;
    std::map<std::string, long long> no_longer;
    long long by_time = 0;
    long long earlier = 0;

    void add(const Standing& standing, long long subjects) {
        if (standing.planned_rule && standing.due_rule)
            (*standing.planned_rule == *standing.due_rule ? still : other_rule) += subjects;
        else if (standing.planned_rule)
            no_longer[standing.reason] += subjects;
        else
            (standing.was_due ? earlier : by_time) += subjects;
    }
};

Difference count_everybody(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, const LastRun& last) {
    const auto rows = transaction.exec_once(
        "plan_difference",
        "select planned_rule, is_there, verdict, state, was_due, count(*) from (" + everybody(policy) + ") e group by 1, 2, 3, 4, 5",
        {as_of, last.as_of, last.run});
    Difference difference;
    for (int row = 0; row < rows.rows(); ++row)
        difference.add(Standing(rows, row, 0, *policy.policy), rows.get_int64(row, 5));
    return difference;
}

json list_everybody(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, const LastRun& last, int limit) {
    const auto keys = join(policies::key_aliases(policy.binding), ", ");
    const int rest = static_cast<int>(policy.binding.key.size());
    const auto rows = transaction.exec_once(
        "plan_difference_subjects",
        "select * from (select e.*, row_number() over (partition by planned_rule is null, verdict is null order by length(k1), " + keys +
            ") as place from (" + everybody(policy) + ") e) n where place <= $4::int order by place",
        {as_of, last.as_of, last.run, std::to_string(limit)});
    json came = json::array();
    json still = json::array();
    json gone = json::array();
    for (int row = 0; row < rows.rows(); ++row) {
        const Standing standing(rows, row, rest, *policy.policy);
        json subject = {{"subject", subject_in_row(rows, row, 0, policy.binding.key.size())}};
        if (!standing.due_rule) {
            subject["because"] = standing.reason;
            gone.push_back(std::move(subject));
            continue;
        }
        subject["rule"] = *standing.due_rule;
        if (!standing.planned_rule)
            subject["because"] = standing.came_by();
        (standing.planned_rule ? still : came).push_back(std::move(subject));
    }
    return {{"limit", limit}, {"came", came}, {"still", still}, {"gone", gone}};
}

} // namespace

std::optional<json> plan_difference(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of,
                                    std::optional<int> limit) {
    const auto last = last_run(transaction, policy);
    if (!last)
        return std::nullopt;
    const auto difference = count_everybody(transaction, policy, as_of, *last);
    long long no_longer = 0;
    for (const auto& [reason, subjects] : difference.no_longer)
        no_longer += subjects;
    const long long still = difference.still + difference.other_rule;
    json document = {
        {"policy", policy.policy->name},
        {"as_of", as_of},
        {"last",
         {{"run", std::stoll(last->run)}, {"as_of", last->as_of}, {"state", last->state}, {"mode", last->mode},
          {"policy_changed", last->is_policy_changed}}},
        {"then",
         {{"due", last->due}, {"done", last->done}, {"waiting", last->waiting}, {"left", last->left()}, {"skipped", last->skipped},
          {"failed", last->failed}, {"abandoned", last->abandoned}}},
        {"waiting", {{"still", difference.still}, {"other_rule", difference.other_rule}, {"no_longer", difference.no_longer},
                     {"no_longer_total", no_longer}}},
        {"now", {{"due", still + difference.by_time + difference.earlier}, {"still", still},
                 {"came", {{"time", difference.by_time}, {"earlier", difference.earlier}}}}}};
    if (limit)
        document["subjects"] = list_everybody(transaction, policy, as_of, *last, *limit);
    return document;
}

} // namespace retention::jobs
