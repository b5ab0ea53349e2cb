// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/documents.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/journal.hpp"
#include "daemon/jobs/next_turn.hpp"
#include "daemon/jobs/origins.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs::documents {

using database::Transaction;
using nlohmann::json;

namespace {

// The run and what its batches add up to, as one JSON object. Once through the batches, and batches alike are added up first: status asks
// this all the time, and a run may have tens of thousands.
constexpr const char* kRuns = R"(
select jsonb_build_object(
    'run', r.run, 'policy', r.policy, 'state', r.state, 'mode', r.mode, 'as_of', r.as_of, 'scheduled_for', r.scheduled_for,
    'digest', r.digest, 'policy_digest', r.policy_digest, 'planned', r.planned, 'reasons', r.reasons,
    'four_eyes', r.four_eyes, 'requested_by', r.requested_by, 'approved_by', r.approved_by, 'created_at', r.created_at, 'approved_at', r.approved_at,
    'started_at', r.started_at, 'finished_at', r.finished_at, 'message', r.message,
    'done', coalesce(b.done, 0), 'failed', coalesce(b.failed, 0), 'pending', coalesce(b.pending_subjects, 0),
    'batches', jsonb_build_object('pending', coalesce(b.pending, 0), 'done', coalesce(b.batches_done, 0),
                                  'failed', coalesce(b.batches_failed, 0), 'abandoned', coalesce(b.abandoned, 0)),
    'sqlstate', b.sqlstate, 'failed_since', b.failed_since,
    'unjudged', coalesce((r.census #>> '{unjudged,subjects}')::bigint, 0),
    'skipped', coalesce(b.skipped, '{}'))
from retentiond.run r
left join lateral (
    with alike as materialized (
        select state, outcomes, count(*) as batches, sum(subjects) as subjects, min(finished_at) as finished_at,
               max(sqlstate) filter (where not_before > clock_timestamp()) as sqlstate
        from retentiond.batch where run = r.run group by state, outcomes)
    select sum((outcomes ->> 'done')::bigint * batches) as done, sum(subjects) filter (where state = 'failed') as failed,
           sum(subjects) filter (where state = 'pending') as pending_subjects,
           sum(batches) filter (where state = 'pending') as pending, sum(batches) filter (where state = 'done') as batches_done,
           sum(batches) filter (where state = 'failed') as batches_failed, sum(batches) filter (where state = 'abandoned') as abandoned,
           max(sqlstate) filter (where state = 'pending') as sqlstate,
           min(finished_at) filter (where state = 'failed') as failed_since,
           (select jsonb_object_agg(key, n) from (
               select o.key, sum(o.value::bigint * a.batches) as n from alike a, jsonb_each_text(a.outcomes) o
               where o.key <> 'done' group by o.key) s) as skipped
    from alike) b on true
)";

// What was done to which table, who was set aside why, and what was waited for.
constexpr const char* kDetails = R"(
select jsonb_build_object(
    'tables', coalesce((select jsonb_object_agg(key, jsonb_build_object('deleted', deleted, 'updated', updated, 'shared', shared)) from (
        select c.key, sum((c.value ->> 'deleted')::bigint) as deleted, sum((c.value ->> 'updated')::bigint) as updated,
               coalesce(sum((c.value ->> 'shared')::bigint), 0) as shared
        from retentiond.batch x, jsonb_each(x.counts) c where x.run = $1 group by c.key) t), '{}'),
    'failures', coalesce((select jsonb_agg(jsonb_build_object('sqlstate', sqlstate, 'constraint', constraint_name,
                                                              'table', table_name, 'persons', persons)) from (
        select sqlstate, constraint_name, table_name, sum(subjects) as persons from retentiond.batch x
        where x.run = $1 and x.state = 'failed' group by 1, 2, 3 order by 4 desc limit 20) f), '[]'),
    'waits', coalesce((select jsonb_agg(jsonb_build_object('reason', reason, 'detail', detail, 'began_at', date_trunc('second', began_at),
                                                           'until', date_trunc('second', until_at),
                                                           'seconds', round(waited_ms / 1000.0)) order by w.wait) from (
        select * from retentiond.wait where run = $1 order by wait desc limit 100) w), '[]'),
    'waited', coalesce((select jsonb_object_agg(reason, seconds) from (
        select reason, round(sum(waited_ms) / 1000.0) as seconds from retentiond.wait where run = $1 group by reason) s), '{}'))::text)";

long long sum_of(const json& object) {
    long long sum = 0;
    for (const auto& [name, value] : object.items())
        sum += value.get<long long>();
    return sum;
}

json with_skipped_total(std::string_view text) {
    json document = json::parse(text);
    document["skipped_total"] = sum_of(document["skipped"]);
    return document;
}

// A row of the judgement, asked by name.
class Row {
public:
    explicit Row(const database::Result& result) : result_(result) {
        for (int column = 0; column < result.columns(); ++column)
            columns_[result.column_name(column)] = column;
    }

    std::optional<std::string> text(const std::string& name) const {
        const auto cell = result_.cell(0, columns_.at(name));
        return cell ? std::optional(std::string(*cell)) : std::nullopt;
    }
    bool flag(const std::string& name) const { return text(name).value_or("f") == "t"; }
    int number(const std::string& name) const { return static_cast<int>(result_.get_int64(0, columns_.at(name))); }

private:
    const database::Result& result_;
    std::map<std::string, int> columns_;
};

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

bool blocks(const policies::Floor& floor, const std::string& action) {
    if (floor.blocks.empty())
        return true;
    for (const auto& blocked : floor.blocks)
        if (blocked.value == action)
            return true;
    return false;
}

// Everything that stops a rule, not just the first.
json stops(const policies::Policy& policy, const policies::Rule& rule, policies::RuleState state, const Row& row) {
    json names = json::array();
    if (state != policies::RuleState::Floor && state != policies::RuleState::Hold && state != policies::RuleState::Unless)
        return names;
    if (state == policies::RuleState::Unless)
        names.push_back("unless");
    for (std::size_t i = 0; i < policy.floors.size(); ++i)
        if (blocks(policy.floors[i], rule.then.value) && row.flag("f" + std::to_string(i) + "_applies"))
            names.push_back(policy.floors[i].name);
    for (std::size_t i = 0; i < policy.holds.size(); ++i)
        if (row.flag("h" + std::to_string(i)))
            names.push_back(policy.holds[i].name);
    if (row.flag("operator_hold"))
        names.push_back("operator");
    return names;
}

// Of two days as the server writes them: after the year 9999 they have more digits, before our era a suffix.
bool is_before(const std::string& one, const std::string& other) {
    const auto is_early = [](const std::string& day) { return day.ends_with(" BC"); };
    if (is_early(one) != is_early(other))
        return is_early(one);
    const bool is_less = one.size() != other.size() ? one.size() < other.size() : one < other;
    return is_early(one) ? one != other && !is_less : is_less;
}

// The day on which `rule` may act when nothing but time stands in its way; nothing when something else does.
std::optional<std::string> day_of(const policies::Policy& policy, std::size_t index, policies::RuleState state, const Row& row) {
    using policies::RuleState;
    if (state != RuleState::Due && state != RuleState::NotExpired && state != RuleState::Floor)
        return std::nullopt;
    if (state == RuleState::NotExpired && row.flag("r" + std::to_string(index) + "_unless"))
        return std::nullopt;
    auto day = row.text("r" + std::to_string(index) + "_expires");
    for (std::size_t i = 0; day && i < policy.floors.size(); ++i) {
        const std::string f = "f" + std::to_string(i);
        if (!blocks(policy.floors[i], policy.rules[index].then.value) || !row.flag(f + "_applies"))
            continue;
        const auto ends = row.text(f + "_ends");
        if (!ends)
            return std::nullopt;
        if (is_before(*day, *ends))
            day = ends;
    }
    return day;
}

} // namespace

std::optional<json> run_in_brief(Transaction& transaction, long long run) {
    const auto result = transaction.exec("run", std::string(kRuns) + "where r.run = $1", {std::to_string(run)});
    if (result.is_empty())
        return std::nullopt;
    return with_skipped_total(result.get_text(0, 0));
}

std::optional<json> run(Transaction& transaction, long long run) {
    auto document = run_in_brief(transaction, run);
    if (document)
        document->update(json::parse(transaction.exec("run_details", kDetails, {std::to_string(run)}).get_text(0, 0)));
    return document;
}

std::optional<json> run_in_zone(database::Session& session, const PolicyBook& book, long long run) {
    std::string zone = "UTC";
    {
        Transaction reading(session, Transaction::Mode::ReadOnly);
        const auto policy = reading.exec("policy_of_run", "select policy from retentiond.run where run = $1", {std::to_string(run)});
        if (policy.is_empty())
            return std::nullopt;
        if (const auto known = book.find(std::string(policy.get_text(0, 0))))
            zone = known->policy->timezone();
    }
    Transaction reading(session, Transaction::Mode::ReadOnly, zone);
    return documents::run(reading, run);
}

json runs(Transaction& transaction, const std::optional<std::string>& policy, int count_max) {
    const auto result =
        transaction.exec("runs", std::string(kRuns) + "where $1::text is null or r.policy = $1 order by r.run desc limit $2::int",
                         {policy, std::to_string(count_max)});
    json list = json::array();
    for (int row = 0; row < result.rows(); ++row)
        list.push_back(with_skipped_total(result.get_text(row, 0)));
    return list;
}

json active_runs_of_others(Transaction& transaction, const std::vector<std::string>& policies) {
    const auto result = transaction.exec(
        "active_runs",
        std::string(kRuns) + "where r.state in ('awaiting_approval', 'running', 'paused') and r.policy <> all($1::text[])",
        {array_of(policies)});
    json list = json::array();
    for (int row = 0; row < result.rows(); ++row)
        list.push_back(with_skipped_total(result.get_text(row, 0)));
    return list;
}

std::optional<json> explanation(Transaction& transaction, const CompiledPolicy& compiled, const std::string& as_of,
                                const SubjectKey& key) {
    const auto& policy = *compiled.policy;
    const auto result = transaction.exec(
        compiled.explain.name, compiled.explain.sql,
        parameters_of(compiled.explain, as_of, std::span(&key, 1), compiled.binding.key.size()));
    if (result.is_empty())
        return std::nullopt;
    const Row row(result);
    const json view = json::parse(*row.text("view"));

    json facts = json::object();
    for (const auto& fact : policy.facts)
        facts[fact.name] = view.value(fact.name, json());
    json consent = json::object();
    if (policy.consent) {
        for (const auto& purpose : policy.consent->purposes)
            for (const auto& name : {"consent_" + purpose.name, "consent_" + purpose.name + "_ended"})
                consent[name] = view.value(name, json());
        for (const auto* name : {"basis_valid", "basis_ended"})
            consent[name] = view.value(name, json());
    }
    json floors = json::array();
    for (std::size_t i = 0; i < policy.floors.size(); ++i) {
        json blocked = json::array();
        for (const auto& action : policy.floors[i].blocks)
            blocked.push_back(action.value);
        floors.push_back({{"floor", policy.floors[i].name},
                          {"applies", row.flag("f" + std::to_string(i) + "_applies")},
                          {"ends_on", or_null(row.text("f" + std::to_string(i) + "_ends"))},
                          {"blocks", std::move(blocked)},
                          {"because", policy.floors[i].because}});
    }
    json holds = json::array();
    for (std::size_t i = 0; i < policy.holds.size(); ++i)
        if (row.flag("h" + std::to_string(i)))
            holds.push_back(policy.holds[i].name);
    if (row.flag("operator_hold"))
        holds.push_back("operator");

    json rules = json::array();
    json next;
    for (const auto index : policies::by_strength(compiled.binding)) {
        const auto verdict = policies::verdict_of(policy, row.number("r" + std::to_string(index) + "_state"));
        const auto day = holds.empty() ? day_of(policy, index, verdict.state, row) : std::nullopt;
        if (day && (next.is_null() || is_before(*day, next["on"].get<std::string>())))
            next = {{"action", policy.rules[index].then.value}, {"rule", policy.rules[index].name}, {"on", *day}};
    }
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const auto& rule = policy.rules[i];
        const std::string r = "r" + std::to_string(i);
        const auto verdict = policies::verdict_of(policy, row.number(r + "_state"));
        rules.push_back({{"rule", rule.name},
                         {"action", rule.then.value},
                         {"starting_point", or_null(row.text(r + "_start"))},
                         {"expires_on", or_null(row.text(r + "_expires"))},
                         {"from", used_by(compiled.binding, rule.after, view, row.text(r + "_start"))},
                         {"state", policies::to_word(verdict.state)},
                         {"stopped_by", stops(policy, rule, verdict.state, row)},
                         {"because", rule.because}});
    }
    // Where a class, an `unless` or a hold speaks of the day, the rules of today's class may not be what comes.
    if (compiled.asks_for_instant && !row.text("verdict") && !row.flag("operator_hold"))
        if (const auto turn = next_turn(transaction, compiled, as_of, key))
            next = {{"action", policy.rules[turn->rule].then.value}, {"rule", policy.rules[turn->rule].name}, {"on", turn->day}};
    // A subject that is due is acted upon by the next run, whatever comes earlier on paper.
    if (row.text("verdict")) {
        const auto index = static_cast<std::size_t>(row.number("verdict"));
        next = {{"action", policy.rules[index].then.value},
                {"rule", policy.rules[index].name},
                {"on", or_null(row.text("r" + std::to_string(index) + "_expires"))}};
    }
    json subject = key.parts.size() == 1 ? json(key.parts.front()) : json(key.parts);
    return json{{"policy", policy.name},   {"as_of", as_of},     {"subject", subject}, {"class", or_null(row.text("class"))},
                {"requested_on", or_null(row.text("requested_on"))},
                {"facts", facts},          {"consent", consent}, {"rules", rules},     {"floors", floors},
                {"holds", holds},          {"next", next},       {"origins", origins_of(transaction, compiled.binding, as_of, key)}};
}

} // namespace retention::jobs::documents
