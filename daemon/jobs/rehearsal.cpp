// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/rehearsal.hpp"

#include "daemon/jobs/named_objects.hpp"
#include "daemon/jobs/planner.hpp"
#include "policies/judgement.hpp"
#include "policies/sql_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retention::jobs {

namespace {

using database::Failure;
using database::Savepoint;
using database::Session;
using database::Transaction;
using nlohmann::json;

constexpr std::size_t kRowsShown = 3;

// Whoever works with the application waits for us: shorter than for other commands.
constexpr const char* kBeBrief = "select set_config('lock_timeout', '1s', true), set_config('statement_timeout', '60s', true)";

// Each batch of a run begins with these deferred; here one follows the other without a commit between.
constexpr const char* kDeferred = R"(
select n.nspname, k.conname from pg_catalog.pg_constraint k join pg_catalog.pg_namespace n on n.oid = k.connamespace
group by 1, 2 having bool_or(k.condeferred) and bool_and(k.condeferrable) order by 1, 2)";

std::string now(Transaction& transaction) { return Planner::resolve_as_of(transaction, std::nullopt, Planner::Future::Refused); }

std::string draw(const CompiledPolicy& policy) {
    std::vector<std::string> names;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < policy.binding.key.size(); ++i) {
        names.push_back("k" + std::to_string(i + 1));
        order.push_back(names.back() + "::" + policy.binding.key[i].type);
    }
    return "select verdict, " + policies::join(names, ", ") + "\nfrom (select d.*, row_number() over (partition by verdict order by " +
           policies::join(order, ", ") + ") as position from (" + policy.due.sql + ") d) numbered\norder by position, verdict limit $2::bigint";
}

SubjectKey key_in(const database::Result& result, int row, int first, std::size_t parts) {
    SubjectKey key;
    for (std::size_t i = 0; i < parts; ++i)
        key.parts.emplace_back(result.get_text(row, first + static_cast<int>(i)));
    return key;
}

std::optional<std::string> cell(const database::Result& result, int row, int column) {
    return result.is_null(row, column) ? std::nullopt : std::optional(std::string(result.get_text(row, column)));
}

// Notes what each statement does, and what becomes of some rows.
class Notes final : public Witness {
public:
    Notes(Transaction& transaction, const policies::Rule& rule) : transaction_(transaction), rule_(rule) {}

    void before(const policies::Step& step, const Ask& ask) override {
        if (!step.sample)
            return;
        // The expression may act, as one that unlinks a large object does: that is left to the statement itself.
        const Savepoint taken_back(transaction_);
        const auto values = ask(step.sample->ask);
        for (int row = 0; row < values.rows(); ++row) {
            Rehearsed::Row shown{rule_.then.value, step.table, step.line, {}};
            int at = 0;
            for (const auto& column : step.sample->columns) {
                shown.values.push_back({column.name, column.anonymizer, cell(values, row, at), cell(values, row, at + 1), column.is_masked});
                at += 2;
            }
            rows.push_back(std::move(shown));
        }
    }

    void after(const policies::Step& step, long long touched) override {
        statements.push_back({rule_.name, step.line, step.table, step.kind == policies::Step::Kind::Delete, touched});
    }

    std::vector<Rehearsed::Statement> statements;
    std::vector<Rehearsed::Row> rows;

private:
    Transaction& transaction_;
    const policies::Rule& rule_;
};

class Rehearsing {
public:
    Rehearsing(Session& session, const CompiledPolicy& policy, const PseudonymKey* key)
        : policy_(policy), key_(key), transaction_(session, Transaction::Mode::Rehearsal, policy.policy->timezone()) {
        transaction_.exec("be_brief", kBeBrief);
        result_.as_of = now(transaction_);
    }

    Rehearsed run(const DueByRule& due) {
        const auto began = std::chrono::steady_clock::now();
        // In the order of a run's batches: what one leaves to the next is found as it would be.
        for (const auto rule : policies::by_strength(policy_.binding)) {
            const auto keys = due.find(rule);
            if (keys == due.end())
                continue;
            result_.subjects += keys->second.size();
            attempt(rule, keys->second);
        }
        result_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        return std::move(result_);
    }

private:
    // In halves, down to the persons whom the server refuses.
    void attempt(std::size_t rule, std::span<const SubjectKey> keys) {
        auto why = refused(rule, keys);
        if (!why)
            return;
        if (keys.size() == 1)
            return result_.failed.push_back(std::move(*why));
        attempt(rule, keys.first(keys.size() / 2));
        attempt(rule, keys.subspan(keys.size() / 2));
    }

    // Why the batch can't be done; nothing when it is.
    std::optional<Rehearsed::Failed> refused(std::size_t rule, std::span<const SubjectKey> keys) {
        const auto& name = policy_.policy->rules[rule].name;
        try {
            Savepoint batch(transaction_);
            act(rule, keys);
            batch.release();
            return std::nullopt;
        } catch (const EffectMissing& missing) {
            return Rehearsed::Failed{name, {kEffectMissing, {}, missing.table()}, missing.what()};
        } catch (const Failure& failure) {
            if (failure.kind() != Failure::Kind::Permanent || failure.is_disconnected())
                throw;
            const auto why = with_known_names(transaction_, {failure.sqlstate(), failure.constraint(), failure.table()});
            return Rehearsed::Failed{name, why, failure.what() + named(why)};
        }
    }

    void act(std::size_t rule, std::span<const SubjectKey> keys) {
        begin_as_a_batch();
        const auto& action = policy_.actions.at(policy_.policy->rules[rule].then.value);
        const auto verdict = Judge().judge(transaction_, policy_, result_.as_of, rule, keys);
        Notes notes(transaction_, policy_.policy->rules[rule]);
        TableCounts counts;
        if (!verdict.due.is_empty())
            counts = Eraser(key_, notes).erase(transaction_, policy_, action, verdict.due);
        note(verdict, counts, notes);
    }

    void begin_as_a_batch() {
        const auto deferred = transaction_.exec("deferred_constraints", kDeferred);
        std::vector<std::string> names;
        for (int row = 0; row < deferred.rows(); ++row)
            names.push_back(policies::quote_table({std::string(deferred.get_text(row, 0)), std::string(deferred.get_text(row, 1))}));
        if (!names.empty())
            transaction_.exec_script("defer_again", "set constraints " + policies::join(names, ", ") + " deferred");
    }

    void note(const Judge::Verdict& verdict, const TableCounts& counts, Notes& notes) {
        result_.acted += static_cast<long long>(verdict.due.keys().size());
        result_.busy += static_cast<long long>(verdict.busy.size());
        for (const auto& [reason, subjects] : verdict.skipped)
            result_.skipped[reason] += subjects;
        for (const auto& [table, count] : counts) {
            auto& sum = result_.tables[table];
            sum.deleted += count.deleted;
            sum.updated += count.updated;
            sum.shared += count.shared;
        }
        for (auto& statement : notes.statements)
            note(std::move(statement));
        for (auto& row : notes.rows)
            if (shown_[{row.action, row.table}]++ < kRowsShown)
                result_.rows.push_back(std::move(row));
    }

    // A delete is repeated while it makes progress, and a batch may have been halved: one line for each statement.
    void note(Rehearsed::Statement statement) {
        for (auto& known : result_.statements)
            if (known.rule == statement.rule && known.line == statement.line && known.is_delete == statement.is_delete) {
                known.rows += statement.rows;
                return;
            }
        result_.statements.push_back(std::move(statement));
    }

    const CompiledPolicy& policy_;
    const PseudonymKey* key_;
    Transaction transaction_;
    Rehearsed result_;
    std::map<std::pair<std::string, std::string>, std::size_t> shown_;
};

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

json or_null(const std::string& text) { return text.empty() ? json() : json(text); }

json failures_of(const Rehearsed& rehearsed) {
    json list = json::array();
    for (const auto& failed : rehearsed.failed) {
        const json document = {{"rule", failed.rule},
                               {"sqlstate", failed.why.sqlstate},
                               {"constraint", or_null(failed.why.constraint)},
                               {"table", or_null(failed.why.table)},
                               {"message", failed.message}};
        const auto same = std::find_if(list.begin(), list.end(), [&](json known) {
            known.erase("persons");
            return known == document;
        });
        if (same != list.end()) {
            (*same)["persons"] = (*same)["persons"].get<long long>() + 1;
        } else {
            list.push_back(document);
            list.back()["persons"] = 1;
        }
    }
    return list;
}

json rows_of(const Rehearsed& rehearsed) {
    json rows = json::array();
    for (const auto& row : rehearsed.rows) {
        json columns = json::array();
        for (const auto& value : row.values)
            columns.push_back({{"column", value.column}, {"anonymizer", value.anonymizer}, {"before", or_null(value.before)},
                               {"after", or_null(value.after)}, {"after_is_masked", value.is_masked}});
        rows.push_back({{"action", row.action}, {"table", row.table}, {"line", row.line}, {"columns", columns}});
    }
    return rows;
}

} // namespace

DueByRule draw_due(Session& session, const CompiledPolicy& policy, std::size_t subjects) {
    Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
    const auto found = reading.exec_once("draw_due", draw(policy), {now(reading), std::to_string(subjects)});
    DueByRule due;
    for (int row = 0; row < found.rows(); ++row)
        due[static_cast<std::size_t>(found.get_int64(row, 0))].push_back(key_in(found, row, 1, policy.binding.key.size()));
    return due;
}

DueByRule find_due(Session& session, const CompiledPolicy& policy, const SubjectKey& key) {
    Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
    const std::size_t width = policy.binding.key.size();
    const auto judged = reading.exec(policy.judge.name, policy.judge.sql, parameters_of(policy.judge, now(reading), std::span(&key, 1), width));
    const int verdict = static_cast<int>(width);
    if (judged.is_empty() || judged.is_null(0, verdict))
        return {};
    return {{static_cast<std::size_t>(judged.get_int64(0, verdict)), {key_in(judged, 0, 0, width)}}};
}

Rehearsed rehearse(Session& session, const CompiledPolicy& policy, const DueByRule& due, const PseudonymKey* key) {
    return Rehearsing(session, policy, key).run(due);
}

json to_json(const Rehearsed& rehearsed) {
    json tables = json::object();
    for (const auto& [table, count] : rehearsed.tables)
        tables[table] = {{"deleted", count.deleted}, {"updated", count.updated}, {"shared", count.shared}};
    json statements = json::array();
    for (const auto& statement : rehearsed.statements)
        statements.push_back({{"rule", statement.rule}, {"line", statement.line}, {"table", statement.table},
                              {"does", statement.is_delete ? "delete" : "update"}, {"rows", statement.rows}});
    return {{"as_of", rehearsed.as_of},
            {"subjects", rehearsed.subjects},
            {"acted", rehearsed.acted},
            {"busy", rehearsed.busy},
            {"skipped", rehearsed.skipped},
            {"failed", rehearsed.failed.size()},
            {"failures", failures_of(rehearsed)},
            {"tables", tables},
            {"statements", statements},
            {"rows", rows_of(rehearsed)},
            {"duration_ms", rehearsed.duration.count()}};
}

} // namespace retention::jobs
