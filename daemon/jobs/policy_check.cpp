// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/policy_check.hpp"

#include "daemon/database/probe.hpp"
#include "daemon/jobs/inventory_record.hpp"
#include "daemon/jobs/nameless_check.hpp"
#include "daemon/jobs/replica_check.hpp"
#include "daemon/jobs/search_path.hpp"
#include "daemon/jobs/stand_in_check.hpp"
#include "daemon/jobs/view_check.hpp"
#include "policies/check.hpp"
#include "policies/drift.hpp"
#include "policies/judgement.hpp"
#include "policies/key_index.hpp"
#include "policies/nearest.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/stand_in.hpp"
#include "policies/subject_view.hpp"
#include "policies/surveys.hpp"
#include "policies/trials.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace retention::jobs {

namespace {

using policies::Finding;
using policies::Probe;
using policies::Severity;

// Before the first start there is none, and whoever else checks a policy may not see it.
constexpr const char* kFindJournal = R"(
select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'retentiond' and c.relname = 'hold' and pg_catalog.has_schema_privilege(n.oid, 'usage')
                     and pg_catalog.has_table_privilege(c.oid, 'select')))";

// One of the words that is the name of functions, none of which promises the same value within a statement.
constexpr const char* kFindVolatile = R"(
select min(f.proname) from (select p.proname::text from pg_catalog.pg_proc p where p.proname = any(string_to_array($1, ' '))
                            group by p.proname having bool_and(p.provolatile = 'v')) f)";

constexpr const char* kTableLocked = "TABLE_LOCKED";

bool is_point_in_time(const std::string& type) {
    return type == "date" || type.starts_with("timestamp");
}

// The name between the first pair of double quotes, as in: column "x" does not exist.
std::string quoted_in(const std::string& message) {
    const auto begin = message.find('"');
    const auto end = begin == std::string::npos ? begin : message.find('"', begin + 1);
    return end == std::string::npos ? std::string() : message.substr(begin + 1, end - begin - 1);
}

// Types that do not fit, which the server tells of without knowing where they come from.
std::string hint_for(std::string_view sqlstate, bool is_statement) {
    const bool has_no_function = sqlstate == "42883";
    const bool has_no_cast = sqlstate == "42846" || sqlstate == "42804";
    const bool is_no_value = sqlstate == "22P02";
    if (is_statement && (has_no_function || has_no_cast))
        return "Look at the columns that are compared on the way here: a link between columns of different types needs a cast.";
    if (is_statement && is_no_value)
        return "Look at the constants that are put into columns.";
    if (has_no_function)
        return "Mend the name, or cast what it is given to another type.";
    return {};
}

constexpr int kTrialRowsMax = 100;   // of those that are tried one by one

class ServerCheck {
public:
    ServerCheck(database::Transaction& reading, const policies::Binding& binding, policies::Findings& findings)
        : reading_(reading), binding_(binding), findings_(findings) {}

    void run() {
        check_operators();
        check_triggers_fire();
        check_time_zone();
        check_volatility();
        const bool with_journal = has_journal();
        // A text is only asked about when those that it is made of were accepted: one error is told once.
        for (const auto stage : {Probe::Stage::Parts, Probe::Stage::Conditions, Probe::Stage::Statements}) {
            if (policies::has_errors(findings_))
                return;
            for (const auto& probe : policies::probes(binding_, with_journal))
                if (probe.stage == stage && !is_put_off(findings_))   // the next would wait as long for the same lock
                    ask(probe);
        }
    }

    void look_at_rows() {
        if (!policies::has_errors(findings_))
            for (const auto& trial : policies::trials(binding_))
                attempt(trial);
        if (!policies::has_errors(findings_))
            for (const auto& surveys : {policies::consent_surveys(binding_), policies::link_surveys(binding_), policies::unsaid_link_surveys(binding_),
                                        policies::rows_about_surveys(binding_), policies::part_surveys(binding_), policies::stand_in_surveys(binding_), policies::letter_surveys(binding_),
                                        policies::large_object_surveys(binding_), policies::others_rows_surveys(binding_)})
                for (const auto& survey : surveys)
                    ask(survey);
        if (!policies::has_errors(findings_))
            for (auto& finding : nameless_subjects(reading_, binding_))
                findings_.push_back(std::move(finding));
        if (!policies::has_errors(findings_) && has_journal())
            look_for_due_stand_ins();
        if (!policies::has_errors(findings_))
            for (const auto& action : binding_.actions)
                for (const auto& line : action.lines)
                    if (line.key && !line.is_outward && !line.key->expression.empty() && (line.deletes() || line.changes()))
                        look_for_index(action, line);
    }

private:
    bool has_journal() const { return reading_.exec("find_journal", kFindJournal).get_bool(0, 0); }

    // Judged as a plan would be, in the policy's own time zone; the savepoint takes that back.
    void look_for_due_stand_ins() {
        const auto named = [](const policies::StandIn& stand_in) { return stand_in.is_subject; };
        const auto all = policies::stand_ins(binding_);
        if (std::none_of(all.begin(), all.end(), named) && policies::stand_ins_of_others(binding_).empty())
            return;
        try {
            const database::Savepoint savepoint(reading_);
            reading_.exec("set_zone", "select set_config('TimeZone', $1, true) is not null", {binding_.policy->timezone()});
            const std::string now(reading_.exec("now", "select to_json(now()) #>> '{}'").get_text(0, 0));
            for (auto& finding : due_stand_ins(reading_, binding_, policies::judge(binding_), now))
                findings_.push_back(std::move(finding));
        } catch (const database::Failure& failure) {
            if (failure.is_disconnected())
                throw;
            // A condition that can't be worked out for the stand-in is told when it is planned.
        }
    }

    // Without reading whole tables the server uses an index if it can.
    bool uses_index(const std::string& query) {
        try {
            const database::Savepoint savepoint(reading_);
            reading_.exec("forbid_scans", "select set_config('enable_seqscan', 'off', true) is not null");
            const auto plan = reading_.exec_once("explain_link", "explain (costs off) " + query);
            for (int row = 0; row < plan.rows(); ++row)
                if (plan.get_text(row, 0).find("Index Cond") != std::string_view::npos)
                    return true;
            return false;
        } catch (const database::Failure& failure) {
            if (failure.is_disconnected())
                throw;
            return true;   // why it can't be asked is told elsewhere
        }
    }

    // Whether an index is on the very expression only the server can tell.
    void look_for_index(const policies::BoundAction& action, const policies::BoundLine& line) {
        const auto& table = *binding_.schema->find(line.key->child);
        if (!policies::has_index_for(table, *line.key))
            return;   // told already
        if (uses_index(policies::index_trial(binding_, *line.key)))
            return;
        findings_.push_back({Severity::Warning, "INDEX_MISSING", "actions." + action.action->name + "." + line.line->written, line.line->place,
                             "no index is on " + policies::indexed_part(*line.key) + ", though others of " + to_text(table.name) +
                                 " are on expressions: every batch scans the table",
                             policies::create_index(table, *line.key)});
    }

    void add(const Probe& probe, policies::Place place, std::string code, std::string message, std::string hint = {}) {
        for (const auto& finding : findings_)
            if (finding.message == message && (finding.path == probe.path || finding.path.starts_with(probe.path + ".")))
                return;
        findings_.push_back({Severity::Error, std::move(code), probe.path, place, std::move(message), std::move(hint)});
    }

    void check_operators() {
        for (const auto& shadow : operators_in_the_way(reading_))
            findings_.push_back({Severity::Error, "SQL_SHADOWED", "subject.table", binding_.policy->subject.place,
                                 "operator " + shadow + " may be taken instead of the server's own, and then nobody knows whom this policy means",
                                 "Drop it, or ALTER ROLE ... SET search_path without its schema."});
    }

    // The server would neither empty nor cascade keys, and no trigger of the application's would run; nor could we find a key unkept.
    void check_triggers_fire() {
        if (reading_.exec("replication_role", "select current_setting('session_replication_role')").get_text(0, 0) != "origin")
            findings_.push_back({Severity::Error, "TRIGGERS_OFF", "subject.table", binding_.policy->subject.place,
                                 "session_replication_role is set for the daemon's role or the database: neither triggers nor foreign keys work in its sessions",
                                 "ALTER ROLE ... RESET session_replication_role, or the same of the database."});
    }

    void check_time_zone() {
        // pg_timezone_names reads the file of each zone there is.
        const auto zone = database::probe(reading_, "select timestamptz 'epoch' at time zone $1::text", {binding_.policy->timezone()});
        if (!zone.is_accepted)
            findings_.push_back({Severity::Error, "TIMEZONE_UNKNOWN", "schedule.timezone",
                                 binding_.policy->schedule ? binding_.policy->schedule->place : policies::Place{},
                                 "the server does not know the time zone \"" + binding_.policy->timezone() + "\"",
                                 "Use an IANA name such as Europe/Amsterdam."});
    }

    // An expression that gives something else each time can't be proved to have had its effect.
    void check_volatility() {
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                for (const auto& treatment : line.line->columns)
                    if (treatment.anonymizer == "sql")
                        check_volatility(action, line, treatment);
    }

    void check_volatility(const policies::BoundAction& action, const policies::BoundLine& line, const policies::ColumnTreatment& treatment) {
        std::string names;
        for (const auto& word : policies::words_of(treatment.argument.text))
            names += word + " ";
        const auto found = reading_.exec("find_volatile", kFindVolatile, {names});
        if (!found.is_null(0, 0))
            findings_.push_back({Severity::Error, "SQL_VOLATILE",
                                 "actions." + action.action->name + "." + line.line->written + "." + treatment.column, treatment.place,
                                 "\"" + std::string(found.get_text(0, 0)) + "\" gives another value each time that it is asked",
                                 "What was written must be proved: use random, token or noise, which draw on the subject's seed."});
    }

    void ask(const Probe& probe) {
        try {
            judge(probe, probe.kind == Probe::Kind::Statement ? database::probe(reading_, "prepare retentiond_probe as " + probe.sql)
                                                              : database::probe(reading_, probe.sql));
        } catch (const database::Failure& failure) {
            if (failure.sqlstate() != "55P03")
                throw;
            findings_.push_back({Severity::Error, kTableLocked, probe.path, probe.place, "somebody holds a lock on a table that it reads",
                                 "Nothing is known about the policy until the lock is gone. The daemon asks again every ten seconds; pg_locks shows who has it."});
        }
    }

    void judge(const Probe& probe, const database::ProbeResult& answer) {
        if (!answer.is_accepted)
            return refuse(probe, answer);
        switch (probe.kind) {
        case Probe::Kind::Condition:
            if (answer.columns.at(0).type != "boolean")
                add(probe, probe.place, "NOT_A_CONDITION", "gives " + answer.columns.at(0).type + ", not boolean",
                    "Compare it with something.");
            break;
        case Probe::Kind::StartingPoint:
            if (!is_point_in_time(answer.columns.at(0).type))
                add(probe, probe.place, "NOT_A_DATE", "gives " + answer.columns.at(0).type + ", not a date or a timestamp",
                    "Cast it: (...)::date, or to_timestamp(...) for seconds since 1970.");
            break;
        case Probe::Kind::Query:
            if (answer.columns.size() != binding_.key.size() + 1)
                add(probe, probe.place, "QUERY_SHAPE",
                    "gives " + std::to_string(answer.columns.size()) + (answer.columns.size() == 1 ? " column" : " columns") +
                        ", not " + std::to_string(binding_.key.size() + 1),
                    "Select the subject's key first and the value last.");
            else if (answer.columns.back().type.ends_with("[]"))
                add(probe, probe.place, "QUERY_SHAPE", "gives an array, not one value", "Use array_length(...) or '...' = any(...).");
            break;
        case Probe::Kind::Value:
            break;
        case Probe::Kind::Statement:
            reading_.exec_once("deallocate_probe", "deallocate retentiond_probe");
            break;
        }
    }

    // The values of rows are near: only names and numbers leave this function.
    void attempt(const policies::Trial& trial) {
        const auto violated = [&](const std::string& constraint, bool always, const std::string& how_many) {
            findings_.push_back({always ? Severity::Error : Severity::Warning, "CHECK_VIOLATED", trial.path, trial.place,
                                 "the values that it writes violate " + (constraint.empty() ? "the column's domain" : "\"" + constraint + "\"") +
                                     how_many,
                                 "Take another anonymizer, or another constant."});
        };
        try {
            database::Savepoint savepoint(reading_);
            const auto result = reading_.exec_once("trial", trial.sql);
            savepoint.release();
            const long long tried = result.get_int64(0, 0);
            const long long failed = result.get_int64(0, 1);
            if (failed > 0)
                violated(trial.constraint, trial.is_fixed && failed == tried,
                         " in " + std::to_string(failed) + " of the first " + std::to_string(tried) + " rows");
        } catch (const database::Failure& failure) {
            if (failure.is_disconnected())
                throw;
            if (trial.is_own() && failure.sqlstate() != "23514")
                tell_failing(trial, failure.sqlstate());
            if (failure.sqlstate() == "23514")
                violated(failure.constraint(), trial.is_fixed, trial.is_fixed ? "" : " in some of the first rows");
        }
    }

    // One bad row says nothing against a policy: it is told, and in a run sets its own person aside.
    void tell_failing(const policies::Trial& trial, const std::string& sqlstate) {
        long long tried = 0, failed = 0;
        bool is_row = true;
        for (int row = 0; is_row && row < kTrialRowsMax; ++row)
            try {
                database::Savepoint savepoint(reading_);
                const auto result = reading_.exec_once("trial of one", trial.of_one, {std::to_string(row)});
                savepoint.release();
                is_row = result.get_int64(0, 0) > 0;
                tried += result.get_int64(0, 1);
            } catch (const database::Failure& failure) {
                if (failure.is_disconnected())
                    throw;
                ++tried;
                ++failed;
            }
        const std::string which = ": SQLSTATE " + sqlstate;
        if (failed == 0)   // by now; such as a lock that had to be waited for
            findings_.push_back({Severity::Warning, "SURVEY_FAILED", trial.path, trial.place, "the first records can't be read" + which, "Check again."});
        else if (failed == tried)
            findings_.push_back({Severity::Error, "SQL_REFUSED", trial.path, trial.place, "the expression fails for all of the first rows" + which,
                                 trial.is_link ? "Look at a row, or cast what the expression reads." : "Its value must be one of the column's type, whatever the row."});
        else
            findings_.push_back({Severity::Warning, "EXPRESSION_FAILS", trial.path, trial.place,
                                 "the expression fails for " + std::to_string(failed) + " of the first " + std::to_string(tried) + " rows" + which,
                                 trial.is_link ? "As long as there is such a row nobody can be done whose rows the link may find: leave it out with where."
                                               : "Whoever has such a row is set aside and told in every run; everybody else is done."});
    }

    // Words of the application's that nobody explained: whoever's consent is called otherwise than the policy says has none.
    void ask(const policies::Survey& survey) {
        const auto warn = [&](const std::string& what) {
            findings_.push_back({survey.severity, survey.code, survey.path, survey.place, survey.message + what, survey.hint});
        };
        try {
            database::Savepoint savepoint(reading_);
            const auto words = reading_.exec_once("survey", survey.sql);
            savepoint.release();
            for (int row = 0; row < words.rows(); ++row)
                warn(words.is_null(row, 0) ? std::string() : ": \"" + std::string(words.get_text(row, 0)) + "\"");
        } catch (const database::Failure& failure) {
            if (failure.is_disconnected())
                throw;
            findings_.push_back({Severity::Warning, "SURVEY_FAILED", survey.path, survey.place,
                                 "the first records can't be read: SQLSTATE " + failure.sqlstate(), "Look at the table, or the view, yourself."});
        }
    }

    bool has_links() const { return !binding_.policy->links.empty(); }

    // A type of several fields, or an extension's without "=": what is passed as a list is taken apart, or can't be compared.
    bool is_about_the_key(const std::string& message) const {
        return std::any_of(binding_.key.begin(), binding_.key.end(), [&](const policies::KeyColumn& part) {
            return message.find(": " + part.type + " = ") != std::string::npos;
        });
    }

    std::string hint_for_unknown(const std::string& name) const {
        const auto known = policies::view_columns(binding_);
        if (std::find(known.begin(), known.end(), name) == known.end())
            return policies::did_you_mean(name, known);
        return "\"" + name + "\" is known where the subject is judged (classes, rules, floors, holds), not here: "
               "make a fact of what it is compared with, a max or min, and compare it there.";
    }

    void refuse(const Probe& probe, const database::ProbeResult& answer) {
        policies::Place place = probe.place;
        const std::size_t position = answer.position > 0 ? static_cast<std::size_t>(answer.position - 1) : 0;
        if (probe.length > 0 && position >= probe.offset && position < probe.offset + probe.length && place.line > 0) {
            const std::string before = probe.sql.substr(probe.offset, position - probe.offset);
            if (before.find('\n') == std::string::npos)
                place.column += static_cast<int>(before.size());
        }
        std::string hint = hint_for(answer.sqlstate, probe.kind == Probe::Kind::Statement);
        if (answer.sqlstate == "42883" && probe.kind == Probe::Kind::Statement && is_about_the_key(answer.message) && !has_links())
            hint = "The subject's key is of that type, which can't be one here: name other columns that have a unique index under subject.key.";
        if (answer.sqlstate == "42703")
            hint = hint_for_unknown(quoted_in(answer.message));
        add(probe, place, probe.kind == Probe::Kind::Statement ? "STATEMENT_REFUSED" : "SQL_REFUSED", answer.message, hint);
    }

    database::Transaction& reading_;
    const policies::Binding& binding_;
    policies::Findings& findings_;
};

// What came since somebody accepted what the policy reaches, and has no line of its own.
void compare(database::Transaction& reading, const policies::Binding& binding, CheckedPolicy& checked) {
    checked.inventory = policies::take_inventory(binding);
    const auto accepted = find_accepted(reading, *binding.policy);
    if (!accepted)
        return;
    if (!accepted->inventory) {
        checked.findings.push_back({Severity::Error, "DRIFT_UNREADABLE", "", {}, "what the policy was accepted with can't be read any more",
                                    "Somebody changed the journal. Look at the policy, and accept what it reaches: retentionctl check --accept " +
                                        binding.policy->name + "."});
        return;
    }
    policies::check_drift(binding, *accepted->inventory, checked.findings);
    checked.is_recorded = accepted->is_of_this_text && *accepted->inventory == checked.inventory;
}

// One index or one grant mends all places that want it: told at the first of them, so that what else is wrong is not lost among them.
void leave_out_repeated(policies::Findings& findings) {
    std::set<std::tuple<Severity, std::string, std::string>> told;
    std::erase_if(findings, [&](const Finding& finding) {
        const bool may_repeat = finding.code == "INDEX_MISSING" || finding.code == "PRIVILEGE_MISSING" ||
                                finding.code == "REPLICA_IDENTITY_MISSING" || finding.code == "VIEW_KEEPS_ROWS";
        return may_repeat && !finding.hint.empty() && !told.emplace(finding.severity, finding.code, finding.hint).second;
    });
}

} // namespace

bool is_lock(const Finding& finding) noexcept { return finding.code == kTableLocked; }

bool is_put_off(const policies::Findings& findings) noexcept { return std::any_of(findings.begin(), findings.end(), is_lock); }

CheckedPolicy check_policy(database::Transaction& reading, std::shared_ptr<const policies::Policy> policy,
                           std::shared_ptr<const policies::Schema> schema, Thoroughness thoroughness, const policies::Beside& beside) {
    CheckedPolicy checked;
    auto binding = policies::bind(std::move(policy), std::move(schema), checked.findings, beside);
    if (!binding.subject || binding.key.empty())
        return checked;
    policies::check_actions(binding, checked.findings);
    policies::check_rules(binding, checked.findings);
    policies::check_clock(binding, checked.findings);
    policies::check_words(binding, checked.findings);
    policies::check_reading(binding, checked.findings);
    policies::check_holds(binding, checked.findings);
    policies::check_facts(binding, checked.findings);
    policies::check_evidence(binding, checked.findings);
    policies::check_beside(binding, checked.findings);
    ServerCheck server(reading, binding, checked.findings);
    server.run();
    if (thoroughness == Thoroughness::Rows)
        server.look_at_rows();
    for (auto* look : {tables_without_identity, views_that_keep_rows})
        for (auto& finding : look(reading, binding))
            checked.findings.push_back(std::move(finding));
    compare(reading, binding, checked);
    std::stable_sort(checked.findings.begin(), checked.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.place.line < b.place.line; });
    leave_out_repeated(checked.findings);
    const bool is_waiting = policies::has_only_drift(checked.findings);
    if (!policies::has_errors(checked.findings) || is_waiting) {
        auto compiled = compile_policy(std::move(binding));
        // Of the same snapshot as the catalog: a column that is added from now on is noticed.
        compiled->schema_digest = reading.exec(compiled->fingerprint.name, compiled->fingerprint.sql).get_text(0, 0);
        (is_waiting ? checked.waiting : checked.compiled) = std::move(compiled);
    }
    return checked;
}

} // namespace retention::jobs
