// SPDX-License-Identifier: Apache-2.0
//
// Whoever is anonymized is judged again, for the deletion that comes later: by what is still there then. An action that takes the evidence
// along, or changes it, makes that day come too early, or never.
#include "policies/check.hpp"
#include "policies/personal.hpp"
#include "policies/sql_lexer.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

using Words = std::set<std::string>;

class EvidenceCheck {
public:
    EvidenceCheck(const Binding& binding, Findings& findings) : binding_(binding), findings_(findings) {}

    void run() {
        for (std::size_t i = 0; i < binding_.actions.size(); ++i)
            if (!binding_.actions[i].deletes_subject())
                check(binding_.actions[i], later_than(i));
        check_other_policies();
    }

private:
    // What an action that leaves the subject may be followed by: deletion, and what stands below it.
    std::set<std::string> later_than(std::size_t place) const {
        std::set<std::string> later;
        for (std::size_t i = 0; i < binding_.actions.size(); ++i)
            if (i != place && (i > place || binding_.actions[i].deletes_subject()))
                later.insert(binding_.actions[i].action->name);
        return later;
    }

    void check(const BoundAction& action, const std::set<std::string>& later) {
        for (const auto& [path, words] : evidence_for(later))
            for (const auto& line : action.lines) {
                if (!line.key)
                    check_columns(action, line, path, words);
                for (const auto& fact : binding_.facts)
                    if (words.count(fact.fact->name) > 0 && takes(line, fact))
                        add(action, line, {}, path, "rows of " + to_text(line.table) + ", of which \"" + fact.fact->name + "\" is made");
                if (binding_.consent && line.key && !line.is_outward && line.table == binding_.consent->table && names_consent(words) &&
                    takes_consent(line))
                    add(action, line, {}, path, "the records of consent");
            }
    }

    // Each expression that decides about one of `actions`, by its place, with its words.
    std::vector<std::pair<std::string, Words>> evidence_for(const std::set<std::string>& actions) const {
        std::vector<std::pair<std::string, Words>> evidence;
        const Policy& policy = *binding_.policy;
        const auto is_later = [&](const auto& name) { return actions.count(name.value) > 0; };
        std::set<std::string> classes;
        for (const auto& rule : policy.rules)
            if (is_later(rule.then))
                for (const auto& name : rule.classes)
                    classes.insert(name.value);
        if (classes.empty())
            return evidence;   // no rule: nothing is to come
        if (policy.subject.where)
            evidence.emplace_back("subject.where", words_of(policy.subject.where->sql));
        for (const auto& criterion : criteria(policy)) {
            const bool is_of_rule = criterion.rule && is_later(policy.rules[*criterion.rule].then);
            const bool is_of_class = criterion.path.starts_with("classes.") && classes.count(criterion.path.substr(8)) > 0;
            const bool is_of_floor = std::ranges::any_of(policy.floors, [&](const Floor& floor) {
                return criterion.path.starts_with("floors." + floor.name + ".") && (floor.blocks.empty() || std::ranges::any_of(floor.blocks, is_later));
            });
            if (is_of_rule || is_of_class || is_of_floor || criterion.path.starts_with("holds."))
                evidence.emplace_back(criterion.path, words_of(criterion.expression->sql));
        }
        return evidence;
    }

    void check_columns(const BoundAction& action, const BoundLine& line, const std::string& path, const Words& words) {
        for (const auto& treated : treated_columns(binding_.graph, *binding_.subject, *line.line))
            if (words.count(treated.column->name) > 0)
                add(action, line, treated.column->name, path, "\"" + treated.column->name + "\"");
    }

    // Whether the fact is another one afterwards: its rows are gone, no longer the subject's, or changed in what it asks of them.
    bool takes(const BoundLine& line, const BoundFact& fact) const {
        if (!line.key || line.is_outward || line.below)
            return false;
        if (fact.fact->form == Fact::Form::Query)
            return line.deletes() && words_of(fact.fact->query.sql).count(line.table.name) > 0;
        if (fact.inward.empty() || line.table != fact.table)
            return false;
        if (line.deletes() || line.is_detaching)
            return line.key == fact.inward.front();
        Words asked{fact.fact->column};
        if (fact.fact->where)
            asked.merge(words_of(fact.fact->where->sql));
        return changes(line, asked);
    }

    bool takes_consent(const BoundLine& line) const {
        if (line.deletes() || line.is_detaching)
            return true;
        const auto& columns = binding_.consent->consent->columns;
        Words asked;
        for (const auto* column : {&columns.purpose, &columns.legal_basis, &columns.granted, &columns.expires, &columns.withdrawn})
            asked.insert(column->value);
        return changes(line, asked);
    }

    bool changes(const BoundLine& line, const Words& columns) const {
        return line.changes() && std::ranges::any_of(treated_columns(binding_.graph, *binding_.schema->find(line.table), *line.line),
                                                     [&](const TreatedColumn& treated) { return columns.count(treated.column->name) > 0; });
    }

    static bool names_consent(const Words& words) {
        return std::ranges::any_of(words, [](const std::string& word) { return word.starts_with("consent_") || word.starts_with("basis_"); });
    }

    // What is taken is told once, for the first that asks for it.
    void add(const BoundAction& action, const BoundLine& line, const std::string& column, const std::string& asked_by, const std::string& what) {
        const std::string path = "actions." + action.action->name + "." + line.line->written + (column.empty() ? "" : "." + column);
        if (std::ranges::any_of(findings_, [&](const Finding& finding) { return finding.code == kCode && finding.path == path; }))
            return;
        findings_.push_back({Severity::Warning, kCode, path, line.line->place,
                             std::string(line.deletes() ? "takes away " : "changes ") + what + ", by which " + asked_by +
                                 " judges whoever has been through this action: what is to come would come too early, or never",
                             "Keep it in this action, or judge by something that stays, such as a date in the subject's own row."});
    }

    // A policy about visits, and one about visitors that asks for their last visit; or one about employees that takes the letters along which
    // an employee and an applicant have in common.
    void check_other_policies() {
        Words asked;
        for (const auto& criterion : criteria(*binding_.policy))
            asked.merge(words_of(criterion.expression->sql));
        for (const auto& fact : binding_.facts)
            for (const auto& other : binding_.beside) {
                if (fact.fact->form == Fact::Form::Query || other->name == binding_.policy->name || fact.inward.empty() ||
                    binding_.is_subject(fact.table) || asked.count(fact.fact->name) == 0 || !takes(*other, fact))
                    continue;
                findings_.push_back({Severity::Warning, kCode, "facts." + fact.fact->name, fact.fact->place,
                                     "policy \"" + other->name + "\" deletes or changes rows of " + to_text(fact.table) +
                                         ", of which this is made: whoever is judged by it may be due too early, or in no class any more",
                                     "Let that policy keep them for longer than this one asks for, or judge by a date in the subject's own row."});
            }
    }

    static bool deletes_subject(const Action& action, const Policy& policy) {
        return std::ranges::any_of(action.lines, [&](const Line& line) {
            return line.kind == Line::Kind::Delete && line.table == policy.subject.table && line.via.empty();
        });
    }

    bool takes(const Policy& other, const BoundFact& fact) const {
        Words asked{fact.fact->column};
        asked.insert(fact.inward.front()->columns.begin(), fact.inward.front()->columns.end());
        if (fact.fact->where)
            asked.merge(words_of(fact.fact->where->sql));
        const auto* table = binding_.schema->find(fact.table);
        const bool is_about_the_same = binding_.schema->find(other.subject.table) == binding_.subject;
        return std::ranges::any_of(other.actions, [&](const Action& action) {
            if (is_about_the_same && deletes_subject(action, other))
                return false;   // nobody is left to be judged
            return std::ranges::any_of(action.lines, [&](const Line& line) {
                return binding_.schema->find(line.table) == table &&
                       (line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared ||
                        std::ranges::any_of(line.columns, [&](const ColumnTreatment& treatment) {
                            return treatment.anonymizer != "keep" && (treatment.column == "*" || asked.count(treatment.column) > 0);
                        }));
            });
        });
    }

    static constexpr const char* kCode = "EVIDENCE_ERASED";

    const Binding& binding_;
    Findings& findings_;
};

} // namespace

void check_evidence(const Binding& binding, Findings& findings) { EvidenceCheck(binding, findings).run(); }

} // namespace retention::policies
