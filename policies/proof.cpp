// SPDX-License-Identifier: Apache-2.0
#include "policies/proof.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <map>

namespace retention::policies {

namespace {

// Whether a statement on it may do something else than it says.
bool is_rewritten(const SchemaTable& table) {
    const bool is_plain = table.kind == 'r' || table.kind == 'p';
    return !is_plain || table.is_row_security_active || !table.rules.empty();
}

class ProofPlan {
public:
    ProofPlan(const Binding& binding, const BoundAction& action, ActionProgram& program)
        : binding_(binding), program_(program), runs_code_of_others_(runs_code_of_others(binding, action)) {
        for (const auto& line : action.lines) {
            lines_[line.line->written] = &line;
            const auto* table = binding.schema->find(line.table);
            tables_[to_text(line.table)].push_back(table);
            for (const auto* part : binding.schema->parts_of(line.table))
                tables_[to_text(line.table)].push_back(part);
        }
    }

    void run() {
        for (auto& step : program_.steps) {
            const bool is_told = runs_code_of_others_ && step.kind == Step::Kind::Update;   // by itself; and what comes later, at the end
            step.is_asked_at_once = !step.is_askable_later || (step.is_far && !is_told) || (step.kind == Step::Kind::Delete && may_stop_a_delete(step));
            step.is_counted = step.kind == Step::Kind::Delete && step.is_subject && !step.is_asked_at_once && !runs_code_of_others_;
        }
        std::map<std::vector<Bind>, std::vector<std::size_t>> questions;
        for (std::size_t i = 0; i < program_.steps.size(); ++i)
            if (const auto& step = program_.steps[i]; step.is_askable_later && must_be_asked_at_the_end(step))
                questions[step.remaining.binds].push_back(i);
        for (auto& [binds, steps] : questions)
            program_.proofs.push_back({ask(binds, steps), std::move(steps)});
    }

private:
    bool any_table(const std::string& name, const auto& has) const {
        const auto& tables = tables_.at(name);
        return std::any_of(tables.begin(), tables.end(), [&](const SchemaTable* table) { return has(*table); });
    }

    // Of all tables of the action, with their parts.
    bool any_table_at_all(const auto& has) const {
        return std::any_of(tables_.begin(), tables_.end(), [&](const auto& named) { return any_table(named.first, has); });
    }

    // Whether rows of it refer to rows of it: the second round may find what the first had to leave.
    bool refers_to_itself(const SchemaTable& table) const {
        const auto keys = binding_.graph.into(table.name);
        return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) { return binding_.graph.is_within(key->child, table.name); });
    }

    bool may_stop_a_delete(const Step& step) const {
        const auto acts_on_delete = [](const SchemaTable& table) {
            return std::any_of(table.triggers.begin(), table.triggers.end(), [](const auto& trigger) { return trigger.on_delete; });
        };
        return any_table(step.table, [&](const SchemaTable& table) { return is_rewritten(table) || refers_to_itself(table); }) ||
               any_table_at_all(acts_on_delete);
    }

    bool is_alone_on_its_table(const Step& step) const {
        const auto& table = lines_.at(step.line)->table;
        return std::count_if(program_.steps.begin(), program_.steps.end(), [&](const Step& other) {
                   const auto& others = lines_.at(other.line)->table;
                   return binding_.graph.is_within(others, table) || binding_.graph.is_within(table, others);
               }) == 1;
    }

    // A delete elsewhere may empty columns here.
    bool is_emptied(const Step& step) const {
        return any_table(step.table, [&](const SchemaTable& table) {
            const auto keys = binding_.graph.out_of(table.name);
            return std::any_of(keys.begin(), keys.end(), [](const ForeignKey* key) {
                return key->on_delete == OnDelete::SetNull || key->on_delete == OnDelete::SetDefault;
            });
        });
    }

    // Rows that a foreign key finds can't be added while their subject is locked, where each part of the table has the key, and those that
    // were there have been deleted.
    bool is_found_by_keys(const Step& step) const {
        const auto& line = *lines_.at(step.line);
        return !line.is_outward && !line.ring && std::all_of(line.paths.begin(), line.paths.end(), [](const Path& path) {
            return path.empty() || (path.size() == 1 && !path.front()->is_link && path.front()->undeclared.empty());
        });
    }

    bool must_be_asked_at_the_end(const Step& step) const {
        if (runs_code_of_others_)
            return true;
        if (step.is_far)
            return false;
        if (!is_found_by_keys(step))
            return true;
        return step.kind == Step::Kind::Update && (!is_alone_on_its_table(step) || is_emptied(step));
    }

    // One column for each step, in one journey.
    Statement ask(const std::vector<Bind>& binds, const std::vector<std::size_t>& steps) const {
        std::vector<std::string> counts;
        for (const auto step : steps)
            counts.push_back("(" + program_.steps[step].remaining.sql + ")");
        return {"verify all", "select " + join(counts, ",\n "), binds};
    }

    const Binding& binding_;
    ActionProgram& program_;
    const bool runs_code_of_others_;
    std::map<std::string, const BoundLine*> lines_;                   // as written
    std::map<std::string, std::vector<const SchemaTable*>> tables_;   // the action's, with their parts, as counts are told
};

} // namespace

bool runs_code_of_others(const Binding& binding, const BoundAction& action) {
    const auto runs_code = [](const SchemaTable& table) { return is_rewritten(table) || !table.triggers.empty(); };
    return std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& line) {
        const auto parts = binding.schema->parts_of(line.table);
        return runs_code(*binding.schema->find(line.table)) ||
               std::any_of(parts.begin(), parts.end(), [&](const SchemaTable* part) { return runs_code(*part); });
    });
}

void plan_proof(const Binding& binding, const BoundAction& action, ActionProgram& program) { ProofPlan(binding, action, program).run(); }

} // namespace retention::policies
