// SPDX-License-Identifier: Apache-2.0
//
// What a judgement reads and no lock covers: a change in the same instant may be missed, and the author ought to know.
#include "policies/check.hpp"

#include "policies/locks.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/written.hpp"

#include <regex>
#include <set>

namespace retention::policies {

namespace {

class Unlocked {
public:
    Unlocked(const Binding& binding, Findings& findings) : binding_(binding), policy_(*binding.policy), findings_(findings) {
        for (const auto& [name, table] : binding.schema->tables())
            tables_.insert(name.name);
    }

    void run() {
        for (const auto& fact : binding_.facts)
            look_at(fact);
        if (binding_.consent)
            look_at_way("consent.table", binding_.consent->consent->place, binding_.consent->path);
        look_at_expressions();
    }

private:
    void note(const std::string& path, Place place, const std::string& message, const std::string& hint) {
        findings_.push_back({Severity::Note, "EVIDENCE_UNLOCKED", path, place, message, hint});
    }

    void look_at(const BoundFact& fact) {
        const std::string path = "facts." + fact.fact->name;
        if (fact.fact->form == Fact::Form::Query)
            note(path, fact.fact->place, "the rows that a query reads are not locked while a batch judges",
                 "Where a table and a column say the same, prefer max, count or exists.");
        look_at_way(path, fact.fact->place, fact.inward);
        look_at(path + ".where", fact.fact->where);
    }

    void look_at_way(const std::string& path, Place place, const Path& way) {
        for (const auto* key : way) {
            if (key->is_link && can_be_locked(binding_, key->child))   // of a view that is said already
                note(path, place, "a link is no foreign key: a row inserted while a batch judges does not wait for it", "With a foreign key it would.");
            for (const auto& part : key->undeclared)
                note(path, place,
                     "rows of " + to_text(part) + " are read as rows of " + to_text(key->child) + ", whose foreign key (" + join(key->columns, ", ") +
                         ") it does not have: one inserted while a batch judges does not wait for it",
                     "ALTER TABLE " + as_sql(part) + " ADD FOREIGN KEY (" + as_sql(key->columns) + ") REFERENCES " + as_sql(key->parent) + " (" +
                         as_sql(key->parent_columns) + ").");
        }
    }

    void look_at_expressions() {
        look_at("subject.where", policy_.subject.where);
        for (const auto& link : policy_.links)
            look_at("links." + to_text(link.table) + ".where", link.where, "Right where it reads what never changes, such as the number of a kind of rows.");
        for (const auto& criterion : criteria(policy_))
            look_at(criterion.path, *criterion.expression);
    }

    void look_at(const std::string& path, const std::optional<Expression>& expression,
                 const char* hint = "Make a fact of it: max, count or exists of a table with a foreign key, whose rows are locked, and a new one waits.") {
        if (expression && reads_a_table(expression->sql))
            note(path, expression->place, "the rows that a subquery reads are not locked while a batch judges", hint);
    }

    // The name of one behind FROM or JOIN: not of a function, such as unnest(...) of the row's own array. What a function reads, or a table
    // behind a comma, nobody sees from here.
    bool reads_a_table(const std::string& sql) const {
        static const std::regex source(R"x(\b(from|join|table)\s+(only\s+)?((\w+|"[^"]+")\s*\.\s*)?(\w+|"[^"]+"))x", std::regex::icase);
        if (words_of(sql).count("select") == 0)
            return false;
        for (std::sregex_iterator at(sql.begin(), sql.end(), source), end; at != end; ++at)
            for (const auto& name : words_of((*at)[5].str()))
                if (tables_.count(name) > 0)
                    return true;
        return false;
    }

    const Binding& binding_;
    const Policy& policy_;
    Findings& findings_;
    std::set<std::string> tables_;
};

} // namespace

void check_unlocked(const Binding& binding, Findings& findings) { Unlocked(binding, findings).run(); }

} // namespace retention::policies
