// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"
#include "policies/check.hpp"
#include "policies/holds.hpp"
#include "policies/judgement.hpp"
#include "policies/locks.hpp"
#include "policies/new_values.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_view.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace retention::policies {

namespace {

// A probe has no parameters; any instant serves to find out types.
std::string without_parameters(std::string sql) {
    const std::string parameter = "$1::timestamptz";
    for (auto at = sql.find(parameter); at != std::string::npos; at = sql.find(parameter, at))
        sql.replace(at, parameter.size(), "now()::timestamptz");
    return sql;
}

// Asked for names and types, not for rows.
constexpr std::string_view kNone = " limit 0";

class Prober {
public:
    explicit Prober(const Binding& binding) : binding_(binding), policy_(*binding.policy) {}

    // For every row instead of for none.
    std::vector<Probe> evaluate() {
        is_for_rows_ = true;
        probe_parts();
        probe_expressions();
        std::erase_if(probes_, [](const Probe& probe) { return probe.kind == Probe::Kind::Statement; });
        for (auto& probe : probes_)
            probe.sql = "select count(*) from (" + probe.sql.substr(0, probe.sql.size() - kNone.size()) + ") x";
        return std::move(probes_);
    }

    std::vector<Probe> run(bool with_journal) {
        with_journal_ = with_journal;
        probe_parts();
        probe_expressions();
        stage_ = Probe::Stage::Statements;
        probe_statements();
        return std::move(probes_);
    }

private:
    void probe_expressions() {
        const std::string view =
            " from (" + without_parameters(subject_view(binding_, Shape::Whole)) + ") as " + view_alias(binding_);
        stage_ = Probe::Stage::Conditions;
        for (const auto& criterion : criteria(policy_))
            add(criterion.is_date ? Probe::Kind::StartingPoint : Probe::Kind::Condition, criterion.path, *criterion.expression, view);
    }

    // Everything that the view is made of, each on its own, so that an error names its place.
    void probe_parts() {
        const auto over = [](const TableName& table) { return " from " + quote_table(table); };
        if (policy_.subject.where)
            add(Probe::Kind::Condition, "subject.where", *policy_.subject.where, over(binding_.subject->name));
        for (const auto& link : policy_.links)
            if (const auto* table = binding_.schema->find(link.table); table && link.where)
                add(Probe::Kind::Condition, "links." + to_text(link.table) + ".where", *link.where, over(table->name));
        for (const auto& key : binding_.graph.keys())
            if (!key.expression.empty())
                add(Probe::Kind::Value, "links." + to_text(key.child) + ".column", {is_for_rows_ ? of_linked_rows(key) : key.expression, key.place},
                    over(key.child));
        probe_ties();
        if (!is_for_rows_)   // nobody is judged by what an action writes
            for (const auto& action : binding_.actions)
                for (const auto& line : action.lines)
                    probe_treatments(action, line);
        for (const auto& fact : binding_.facts) {
            if (fact.fact->form == Fact::Form::Query)
                probe_query(*fact.fact);
            else if (fact.fact->where)
                add(Probe::Kind::Condition, "facts." + fact.fact->name + ".where", *fact.fact->where, over(fact.table));
        }
        for (const auto& fact : binding_.facts)
            if (!fact.fact->column.empty() && !fact.inward.empty() && fact.fact->form != Fact::Form::Value)
                add_statement("facts." + fact.fact->name, fact.fact->place,
                              std::string("select ") + aggregate(*fact.fact) + "(" + quote_name(fact.fact->column) + ") from " +
                                  quote_table(fact.table));
    }

    void probe_query(const Fact& fact) {
        add_text(Probe::Kind::Query, "facts." + fact.name + ".query", fact.query, "select * from (", "\n) q limit 0");
        if (is_for_rows_)   // and whether it gives one row for each
            probes_.push_back({Probe::Kind::Value, stage_, "facts." + fact.name, fact.place,
                               "select from (" + query_rows(binding_, fact) + ") f where f.v is null" + std::string(kNone), 0, 0});
    }

    // Links of other policies, as far as holds are looked for along them, or who else points to a row.
    void probe_ties() {
        std::set<const ForeignKey*> ties;
        const auto probe = [&](const ForeignKey* key) {
            if (!key->policy.empty() && ties.insert(key).second)
                probe_tie(*key, "policies." + key->policy + ".links." + to_text(key->child));
        };
        for (const auto& way : ways_to_owners(binding_))
            std::for_each(way.begin(), way.end(), probe);
        if (is_for_rows_)   // nobody is judged by what an action leaves alone
            return;
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                for (const auto* key : binding_.links_of_others(line))
                    probe(key);
    }

    void probe_tie(const ForeignKey& key, const std::string& path) {
        const std::string from = " from " + quote_table(key.child);
        if (!is_for_rows_) {
            auto conditions = key_matches(binding_, key, "c", "p");
            for (auto& condition : link_condition(binding_, key, "c"))
                conditions.push_back(std::move(condition));
            return add_statement(path, {}, "select" + from + " c, " + referred_rows(binding_, key) + " p where " + join(conditions, " and "));
        }
        if (!key.where.empty())
            add(Probe::Kind::Condition, path + ".where", {key.where, {}}, from);
        if (!key.expression.empty())
            add(Probe::Kind::Value, path + ".column", {of_linked_rows(key), {}}, from);
    }

    // Of the rows that the link is about, and no others: an order that the planner does not change.
    static std::string of_linked_rows(const ForeignKey& key) {
        return key.where.empty() ? key.expression : "case when (" + key.where + "\n) then (" + key.expression + "\n) end";
    }

    // A column's own expression must be of a type that can be made the column's.
    void probe_treatments(const BoundAction& action, const BoundLine& line) {
        const SchemaTable& table = *binding_.schema->find(line.table);
        std::vector<NewValue> values;
        if (line.changes() || line.may_stay())
            values = trial_values(binding_, line);
        for (const auto& treated : treated_columns(binding_.graph, table, *line.line)) {
            const std::string path = "actions." + action.action->name + "." + line.line->written + "." + treated.column->name;
            // Each by itself: of a whole statement the server tells the first that it does not take.
            if (const auto& name = treated.treatment->anonymizer; name == "constant" || name == "choice" || name == "search")
                for (const auto& value : values)
                    if (value.column == treated.column)
                        probe_value(path, treated.treatment->place, value, table);
            if (treated.treatment->anonymizer != "sql")
                continue;
            const auto& sql = treated.treatment->argument.text;
            add_text(Probe::Kind::Value, path, {sql, treated.treatment->place}, "select cast((",
                     "\n) as " + treated.column->type + ") from " + quote_table(table.name) + " where (" + sql + "\n) is null" +
                         std::string(kNone));
        }
    }

    void probe_value(const std::string& path, Place place, const NewValue& value, const SchemaTable& table) {
        probes_.push_back({Probe::Kind::Value, stage_, path, place,
                           "select (" + value.expression + ")::" + value.column->type + " from " + quote_table(table.name) +
                               " t, (select ''::bytea as seed, ''::bytea as pseudonym, null::text as known) k" + std::string(kNone), 0, 0});
    }

    static const char* aggregate(const Fact& fact) {
        return fact.form == Fact::Form::Max ? "max" : fact.form == Fact::Form::Min ? "min" : "sum";
    }

    void probe_statements() {
        // Not every view speaks of as_of.
        for (const auto shape : {Shape::Whole, Shape::Keyed})
            add_statement("subject", policy_.subject.place,
                          "select from (" + subject_view(binding_, shape) + ") v where $1::timestamptz is not null");
        for (const auto& statement : lock_evidence(binding_))
            add_statement("facts", policy_.subject.place, statement.sql);
        for (const auto& statement : {census(binding_), due(binding_), judge(binding_), explain(binding_)})
            add_statement("rules", policy_.subject.place, statement.sql);
        for (const auto& action : binding_.actions) {
            const ActionProgram program = compile_action(binding_, action);
            const std::string path = "actions." + action.action->name;
            // First what knows its line: of one mistake the place is told that is nearest to it.
            for (const auto& step : program.steps) {
                Place place = action.action->place;
                for (const auto& line : action.lines)
                    if (line.line->written == step.line)
                        place = line.line->place;
                if (step.hashed)
                    add_statement(path + "." + step.line, place, step.hashed->sql);
                for (const auto& statement : step.prepare)
                    add_statement(path + "." + step.line, place, statement.sql);
                for (const auto& statement : step.notes)
                    add_statement(path + "." + step.line, place, statement.sql);
                add_statement(path + "." + step.line, place, step.act.sql);
                if (step.again && step.again->sql != step.act.sql && !step.is_late)
                    add_statement(path + "." + step.line, place, step.again->sql);
                if (step.shared)
                    add_statement(path + "." + step.line, place, step.shared->sql);
                add_statement(path + "." + step.line, place, step.remaining.sql);
            }
            for (const auto* locks : {&program.locks.once, &program.locks.around, &program.locks_below.once, &program.locks_below.around})
                for (const auto& statement : *locks)
                    add_statement(path, action.action->place, statement.sql);
            for (const auto& statement : program.remember)
                add_statement(path, action.action->place, statement.sql);
            for (const auto& statement : {program.others, program.send_again})
                if (statement)
                    add_statement(path, action.action->place, statement->sql);
        }
    }

    // Selected for its type, and under WHERE, where the server refuses what would look at other rows as well: aggregates and
    // window functions. A batch sees fewer people than the plan, and would judge otherwise.
    void add(Probe::Kind kind, std::string path, const Expression& expression, const std::string& from) {
        add_text(kind, std::move(path), expression, "select (", "\n)" + from + " where (" + expression.sql + "\n) is null" + std::string(kNone));
    }

    void add_text(Probe::Kind kind, std::string path, const Expression& expression, const std::string& before,
                  const std::string& after) {
        probes_.push_back({kind, stage_, std::move(path), expression.place, before + expression.sql + after, before.size(),
                           expression.sql.size()});
    }

    void add_statement(std::string path, Place place, std::string sql) {
        const bool asks_journal = sql.find("retentiond.marker") != std::string::npos || sql.find("retentiond.hold") != std::string::npos;
        if (!with_journal_ && asks_journal)
            return;
        probes_.push_back({Probe::Kind::Statement, stage_, std::move(path), place, std::move(sql), 0, 0});
    }

    const Binding& binding_;
    const Policy& policy_;
    bool with_journal_ = false;
    bool is_for_rows_ = false;   // evaluate()
    Probe::Stage stage_ = Probe::Stage::Parts;
    std::vector<Probe> probes_;
};

} // namespace

std::vector<Probe> evaluations(const Binding& binding) { return Prober(binding).evaluate(); }

std::vector<Probe> probes(const Binding& binding, bool with_journal) { return Prober(binding).run(with_journal); }

} // namespace retention::policies
