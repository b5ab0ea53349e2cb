// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"
#include "policies/key_index.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

// Enough to compare two periods; a month counts 30 days.
long long days_about(const Period& period) { return period.years * 365LL + period.months * 30LL + period.days; }

bool blocks(const Floor& floor, const std::string& action) {
    return floor.blocks.empty() ||
           std::any_of(floor.blocks.begin(), floor.blocks.end(), [&](const Text& name) { return name.value == action; });
}

} // namespace

void check_rules(const Binding& binding, Findings& findings) {
    const Policy& policy = *binding.policy;
    std::set<std::string> ruled;
    for (const auto& rule : policy.rules) {
        for (const auto& c : rule.classes)
            ruled.insert(c.value);
        for (const auto& floor : policy.floors) {
            if (floor.where || !blocks(floor, rule.then.value) || floor.after.sql != rule.after.sql)
                continue;
            if (days_about(floor.keep) >= days_about(rule.keep))
                findings.push_back({Severity::Warning, "FLOOR_OUTLASTS", "rules." + rule.name + ".keep", rule.place,
                                    "floor \"" + floor.name + "\" always outlasts this rule",
                                    "Nothing becomes due before " + to_iso(floor.keep) + "; write that as the period."});
        }
    }
    for (const auto& c : policy.classes)
        if (!ruled.count(c.name))
            findings.push_back({Severity::Note, "CLASS_WITHOUT_RULE", "classes." + c.name, c.place,
                                "no rule is about this class: its subjects are kept without end", ""});
}

// Columns by which rows are found. With its type's "=" out of sight the server silently takes another one: citext compared as
// text finds fewer rows.
void check_equality(const Binding& binding, Findings& findings) {
    std::set<std::pair<TableName, std::string>> columns;
    const auto add = [&](const TableName& table, const std::vector<std::string>& names) {
        for (const auto& name : names)
            columns.emplace(table, name);
    };
    const auto add_key = [&](const ForeignKey& key) {
        add(key.child, key.columns);
        add(key.parent, key.parent_columns);
    };
    const auto add_path = [&](const Path& path) {
        for (const auto* key : path)
            add_key(*key);
    };
    if (binding.subject) {
        add(binding.subject->name, binding.subject->row_key());
        for (const auto& part : binding.key)
            add(binding.subject->name, {part.name});
    }
    for (const auto& fact : binding.facts) {
        add_path(fact.inward);
        add_path(fact.outward);
    }
    if (binding.consent)
        add_path(binding.consent->path);
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            if (line.key)
                add_key(*line.key);
            for (const auto& path : line.paths)
                add_path(path);
        }
    for (const auto& [name, column] : columns) {
        const auto* table = binding.schema->find(name);
        const auto* found = table ? table->find_column(column) : nullptr;
        if (found && found->is_equality_hidden)
            findings.push_back({Severity::Error, "OPERATOR_HIDDEN", "subject.table", binding.policy->subject.place,
                                "\"=\" of " + found->type + ", the type of " + to_text(name) + "." + column +
                                    ", is not in the search_path of the daemon's role",
                                "Add its schema: ALTER ROLE ... SET search_path = \"$user\", public, the_schema. If it is there: GRANT USAGE ON "
                                "SCHEMA, without which it does not count."});
    }
}

// The tables that are only read: facts, consents, and the subject for its row lock.
void check_reading(const Binding& binding, Findings& findings) {
    check_equality(binding, findings);
    const auto check = [&](const TableName& name, const std::string& path, Place place, const Path& way) {
        const auto* table = binding.schema->find(name);
        if (!table)
            return;
        const bool is_lockable = table->kind == 'r' || table->kind == 'p';
        if (table->is_row_security_active)
            findings.push_back({Severity::Error, "ROW_SECURITY", path, place,
                                "row security on " + to_text(name) + " hides rows from the daemon's role",
                                "Grant the role BYPASSRLS."});
        if (!table->can_select || (is_lockable && !table->can_update))
            findings.push_back({Severity::Error, "PRIVILEGE_MISSING", path, place,
                                "the daemon's role can't read and lock the rows of " + to_text(name),
                                "GRANT SELECT, UPDATE ON " + to_text(name) + "; PostgreSQL asks for UPDATE to lock a row."});
        if (!is_lockable)
            findings.push_back({Severity::Warning, "EVIDENCE_UNLOCKED", path, place,
                                to_text(name) + " is no table: its rows can't be locked while a batch judges",
                                "A change in the same instant may be missed."});
        for (const auto* key : way) {
            const auto* child = binding.schema->find(key->child);
            if (!child)
                continue;
            if (child != table && (child->kind == 'r' || child->kind == 'p') && !(child->can_select && child->can_update))
                findings.push_back({Severity::Error, "PRIVILEGE_MISSING", path, place,
                                    "the daemon's role can't read and lock the rows of " + to_text(child->name) + ", on the way",
                                    "GRANT SELECT, UPDATE ON " + to_text(child->name) + "; PostgreSQL asks for UPDATE to lock a row."});
            if (!has_index_for(*child, *key) && (child->kind == 'r' || child->kind == 'p'))
                findings.push_back({Severity::Warning, "INDEX_MISSING", path, place,
                                    "no index begins with " + indexed_part(*key) + ": every batch scans " + to_text(child->name),
                                    create_index(*child, *key)});
        }
    };
    if (binding.subject)
        check(binding.subject->name, "subject.table", binding.policy->subject.place, {});
    for (const auto& fact : binding.facts)
        if (fact.fact->form != Fact::Form::Query)
            check(fact.table, "facts." + fact.fact->name, fact.fact->place, fact.inward);
    if (binding.consent)
        check(binding.consent->table, "consent.table", binding.consent->consent->place, binding.consent->path);
    check_unlocked(binding, findings);
}

} // namespace retention::policies
