// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/action_program.hpp"
#include "policies/check_below_staying.hpp"
#include "policies/check_outward_kept.hpp"
#include "policies/check_shared.hpp"
#include "policies/key_index.hpp"
#include "policies/nearest.hpp"
#include "policies/personal.hpp"
#include "policies/reach.hpp"
#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/way.hpp"
#include "policies/written.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace retention::policies {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class ActionCheck {
public:
    ActionCheck(const Binding& binding, const BoundAction& action, Findings& findings)
        : binding_(binding), action_(action), findings_(findings) {}

    void run() {
        for (const auto& line : action_.lines) {
            if (line.changes() || line.may_stay())
                check_map(line);
            if (line.deletes())
                check_delete(line);
            if (line.acts()) {
                check_thread(line);
                check_obstacles(line);
            }
        }
        check_two_values();
        check_given_once();
        check_order();
    }

private:
    const SchemaTable& table_of(const BoundLine& line) const { return *binding_.schema->find(line.table); }

    void add(Severity severity, std::string code, const BoundLine& line, const std::string& column, Place place,
             std::string message, std::string hint = {}) {
        std::string path = "actions." + action_.action->name + "." + line.line->written;
        if (!column.empty())
            path += "." + column;
        findings_.push_back({severity, std::move(code), std::move(path), place, std::move(message), std::move(hint)});
    }

    void error(std::string code, const BoundLine& line, std::string message, std::string hint = {}) {
        add(Severity::Error, std::move(code), line, {}, line.line->place, std::move(message), std::move(hint));
    }

    void check_map(const BoundLine& line) {
        const SchemaTable& table = table_of(line);
        std::vector<std::string> names;
        for (const auto& column : table.columns)
            names.push_back(column.name);
        bool names_rest = false;
        for (const auto& treatment : line.line->columns) {
            if (treatment.anonymizer == "keep")
                check_kept(line, treatment);
            if (treatment.column == "*") {
                names_rest = true;
                continue;
            }
            if (!table.find_column(treatment.column))
                add(Severity::Error, "COLUMN_UNKNOWN", line, treatment.column, treatment.place,
                    "column \"" + treatment.column + "\" of " + to_text(table.name) + " does not exist",
                    did_you_mean(treatment.column, names));
        }
        // Rows that are only cut off are not the subject's afterwards; everything else has to be accounted for.
        if (!names_rest && !line.ends_walk && line.changes())
            check_unnamed(line, table);
        if (!line.ends_walk && line.changes())
            check_parts(line, table, names_rest);
        for (const auto& treated : treated_columns(binding_.graph, table, *line.line))
            check_column(line, table, *treated.column, *treated.treatment);
        if (line.key && line.is_detaching && line.key->is_match_full)
            check_match_full(line);
        check_links(line, table);
    }

    // MATCH FULL: all of the columns are null, or none is.
    void check_match_full(const BoundLine& line) {
        std::vector<const ColumnTreatment*> nulls;
        for (const auto& treatment : line.line->columns)
            if (treatment.anonymizer == "null" && contains(line.key->columns, treatment.column))
                nulls.push_back(&treatment);
        if (!nulls.empty() && nulls.size() < line.key->columns.size())
            add(Severity::Error, "KEY_HALF_NULL", line, nulls.front()->column, nulls.front()->place,
                "the key (" + join(line.key->columns, ", ") + ") is MATCH FULL: some of it null is refused",
                "Set all of these columns to null.");
    }

    // A column that is kept is checked for nothing else.
    void check_kept(const BoundLine& line, const ColumnTreatment& treatment) {
        if (const auto refusal = anonymizers::find(treatment.anonymizer)->check(treatment.argument, {}))
            add(Severity::Error, "ANONYMIZER_REFUSED", line, treatment.column, treatment.place,
                treatment.anonymizer + ": " + refusal->message, "Write keep alone.");
    }

    // Rows that a link finds by a value that changes, and that keep the old one: nobody finds them any more.
    void check_links(const BoundLine& line, const SchemaTable& table) {
        for (const auto& other : action_.lines) {
            if (!other.key || !other.key->is_link || other.lets_go_of(*other.key) || !binding_.graph.is_within(table.name, other.key->parent))
                continue;
            for (const auto& treated : treated_columns(binding_.graph, table, *line.line))
                if (contains_any(other.key->parent_columns, changed_with(table, treated.column->name)))
                    add(Severity::Warning, "LINK_KEEPS_VALUE", other, {}, other.line->place,
                        "the rows are kept with the old value of " + to_text(table.name) + "." + treated.column->name +
                            ", by which the link finds them, and are nobody's afterwards",
                        "Delete them, or give (" + join(other.key->columns, ", ") + ") the same treatment.");
        }
    }

    // Columns that only an inheritance child has are out of a line's reach: they stay as they are.
    void check_parts(const BoundLine& line, const SchemaTable& table, bool names_rest) {
        for (const auto* part : binding_.schema->parts_of(table.name)) {
            if (std::any_of(action_.lines.begin(), action_.lines.end(),
                            [&](const BoundLine& other) { return other.key && !other.is_outward && other.table == part->name && other.acts(); }))
                continue;   // by a link of its own
            std::vector<std::string> own;
            for (const auto& column : part->columns)
                if (!table.find_column(column.name) && may_be_personal(binding_.graph, *part, column))
                    own.push_back(column.name);
            if (!own.empty())
                add(names_rest ? Severity::Warning : Severity::Error, "PART_COLUMN_KEPT", line, {}, line.line->place,
                    "rows of " + to_text(part->name) + ", a part of this table, keep \"" + join(own, "\", \"") + "\"",
                    "Say delete, or write \"*\": keep to keep them on purpose; with a link of its own under links " + to_text(part->name) +
                        " can have a line of its own.");
        }
    }

    void check_unnamed(const BoundLine& line, const SchemaTable& table) {
        std::vector<std::string> unnamed;
        for (const auto& column : table.columns) {
            const bool is_named = std::any_of(line.line->columns.begin(), line.line->columns.end(),
                                              [&](const auto& treatment) { return treatment.column == column.name; });
            if (!is_named && may_be_personal(binding_.graph, table, column))
                unnamed.push_back(column.name);
        }
        if (!unnamed.empty())
            error("COLUMN_UNNAMED", line,
                  (unnamed.size() == 1 ? "column \"" : "columns \"") + join(unnamed, "\", \"") +
                      "\" could hold personal data and " + (unnamed.size() == 1 ? "is" : "are") + " not named",
                  "Name each with an anonymizer or keep, or write \"*\": keep for all the rest.");
    }

    void check_column(const BoundLine& line, const SchemaTable& table, const SchemaColumn& column,
                      const ColumnTreatment& treatment) {
        const auto complain = [&](std::string code, std::string message, std::string hint = {}) {
            add(Severity::Error, std::move(code), line, column.name, treatment.place, std::move(message), std::move(hint));
        };
        const auto* anonymizer = anonymizers::find(treatment.anonymizer);
        if (treatment.anonymizer == kRemove && !line.removes_element(treatment))
            return complain("ANONYMIZER_UNKNOWN", "\"" + column.name + "\" is no array of keys by which a link finds this line's rows",
                            "Write null, or name the array under links: { elements: " + column.name + ", to: ... }.");
        if (!anonymizer)
            return complain("ANONYMIZER_UNKNOWN", "there is no anonymizer \"" + treatment.anonymizer + "\"");
        if (column.is_generated)
            return complain("COLUMN_GENERATED", "the server generates \"" + column.name + "\" from other columns",
                            "Anonymize those; this one follows.");
        if (!column.can_update && table.can_update)
            return complain("PRIVILEGE_MISSING", "the daemon's role may not update \"" + column.name + "\"",
                            "Grant it: GRANT UPDATE ON " + as_sql(table.name) + " TO the role.");
        if (column.is_partition_key)
            return complain("COLUMN_PARTITIONS", "\"" + column.name + "\" decides in which partition a row stands, and not every value has one",
                            "Keep it, or add a default partition.");
        if (column.is_identity_always)
            return complain("COLUMN_GENERATED", "\"" + column.name + "\" is generated always as identity");
        for (const auto& name : changed_with(table, column.name))
            if (!line.key && is_key_column(name))
                return complain("KEY_CHANGED", "\"" + name + "\" belongs to the subject's key" + made_of(name, column.name), "Keep it.");
        if (line.removes_element(treatment) && treatment.argument != anonymizers::Argument::none())
            return complain("ANONYMIZER_REFUSED", "remove: takes no argument", "Write remove alone: the key is the subject's own.");
        if (line.removes_element(treatment))
            return check_removal(line, treatment);
        if (const auto refusal = anonymizer->check(treatment.argument, describe_column(table, column, *line.line)))
            return complain("ANONYMIZER_REFUSED", treatment.anonymizer + ": " + refusal->message, refusal->hint);
        if (treatment.anonymizer == "sql")
            if (const auto why = why_no_expression(treatment.argument.text))
                return complain("SQL_REFUSED", *why);
        if (anonymizers::traits(*anonymizer, treatment.argument).draws.known && binding_.identifiers.empty())
            complain("IDENTIFIERS_MISSING", "nothing tells which columns of " + to_text(binding_.subject->name) + " name the person",
                     "List them: subject: { identifiers: [first_name, last_name, email, phone] }.");
        check_unique(line, table, column, treatment, *anonymizer);
        for (const auto* key : binding_.graph.into(table.name))
            for (const auto& name : changed_with(table, column.name))
                if (!key->is_link && contains(key->parent_columns, name) && treatment.anonymizer != "keep")
                    complain("COLUMN_REFERENCED", to_text(key->child) + " refers to \"" + name + "\" by a foreign key" + made_of(name, column.name),
                             "Keep it.");
    }

    // The column, and those that the server makes of it.
    static std::vector<std::string> changed_with(const SchemaTable& table, const std::string& column) {
        std::vector<std::string> names{column};
        for (const auto& other : table.columns)
            if (contains(other.made_of, column))
                names.push_back(other.name);
        return names;
    }

    static bool contains_any(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
        return std::ranges::any_of(wanted, [&](const std::string& name) { return contains(names, name); });
    }

    static std::string made_of(const std::string& name, const std::string& column) {
        return name == column ? std::string() : ", and is generated from \"" + column + "\"";
    }

    // Rows that several subjects share are everybody's.
    void check_removal(const BoundLine& line, const ColumnTreatment& removal) {
        if (removal.argument.kind != anonymizers::Argument::Kind::None)
            add(Severity::Error, "ANONYMIZER_REFUSED", line, removal.column, removal.place, "remove: takes no argument",
                "It takes out the subject's own key.");
        const bool is_threaded = std::any_of(line.paths.begin(), line.paths.end(), [](const Path& path) {
            return std::any_of(path.begin(), path.end(), [](const ForeignKey* key) { return key->child == key->parent; });
        });
        if (is_threaded || line.below)
            add(Severity::Error, "ELEMENTS_TOO_FAR", line, removal.column, removal.place,
                std::string("the keys are of rows ") + (line.below ? "below an outward row" : "of a thread") + ", which can't be taken out one by one",
                "Keep the column, or delete: that takes the rows that nobody else has a part in.");
        else if (std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) { return is_everybodys(path); }))
            add(Severity::Error, "ELEMENTS_TOO_FAR", line, removal.column, removal.place,
                "the keys are of rows that may be several subjects', so that one of them would take out the others' key as well",
                "Keep the column, or delete: that takes the rows that nobody else has a part in.");
        for (const auto& other : line.line->columns)
            if (&other != &removal && other.anonymizer != "keep")
                add(Severity::Error, "ELEMENTS_ARE_SHARED", line, other.column, other.place,
                    "the rows may have other subjects' keys as well, and only this subject's is removed",
                    "Keep the other columns, or delete: that takes the rows that nobody else has a part in.");
    }

    // Whether what an array names, other than the subject itself, may belong to several subjects by a link.
    bool is_everybodys(const Path& path) const {
        return path.size() > 1 && (!names_one_each(binding_, *path.front()) ||
                                   std::any_of(path.begin() + 1, path.end(), [&](const ForeignKey* key) { return may_name_several(binding_, *key); }));
    }

    bool is_key_column(const std::string& name) const {
        return std::any_of(binding_.key.begin(), binding_.key.end(), [&](const KeyColumn& key) { return key.name == name; });
    }

    void check_unique(const BoundLine& line, const SchemaTable& table, const SchemaColumn& column,
                      const ColumnTreatment& treatment, const anonymizers::Operator& anonymizer) {
        auto indexes = table.unique_indexes;
        indexes.insert(indexes.end(), table.exclusions.begin(), table.exclusions.end());
        for (const auto& index : indexes) {
            const bool is_computed = !contains(index.columns, column.name) && contains(index.expression_columns, column.name);
            if (!is_computed && !contains(index.columns, column.name))
                continue;
            const bool is_null = treatment.anonymizer == "null";
            const auto traits = anonymizers::traits(anonymizer, treatment.argument);
            if ((is_null && !index.is_null_a_value) ||
                (!is_null && (traits.is_unique_in_each_row || (traits.is_unique_safe && has_one_row_each(line, table)))))
                continue;
            // Whether a condition lets the row into the index is not known here.
            add(index.is_partial ? Severity::Warning : Severity::Error, "UNIQUE_CONFLICT", line, column.name,
                treatment.place,
                "\"" + column.name + "\" is in the unique index \"" + index.name + "\", and " + treatment.anonymizer +
                    " can give two rows the same value",
                hint_of_unique(line, table, column, index));
            return;
        }
    }

    std::string hint_of_unique(const BoundLine& line, const SchemaTable& table, const SchemaColumn& column, const UniqueIndex& index) const {
        if (index.is_null_a_value)
            return "The index takes one null only: use token, keep or delete.";
        if (has_one_row_each(line, table))
            return column.is_nullable ? "Use token or null." : "Use token.";
        // What is different in each row is told by the row's key.
        if (contains(table.primary_key, column.name))
            return "A subject can have several of these rows, and the column is part of what tells them apart: use hash, keep or delete.";
        return std::string("A subject can have several of these rows: use ") + (column.is_nullable ? "null, " : "") + "random, hash, keep or delete.";
    }

    // Whether a subject has at most one row in the line's table.
    bool has_one_row_each(const BoundLine& line, const SchemaTable& table) const {
        if (!line.key)
            return true;
        return !line.is_outward && binding_.is_subject(line.key->parent) &&
               std::any_of(table.unique_indexes.begin(), table.unique_indexes.end(), [&](const UniqueIndex& index) {
                   return !index.is_partial && !index.has_expressions && same_columns(index.columns, line.key->columns);
               });
    }

    // What becomes of the rows that refer to deleted ones.
    void check_delete(const BoundLine& line) {
        if (line.is_outward)
            return check_outward(line);
        if (!line.key && line.line->kind == Line::Kind::DeleteUnlessShared)
            return error("SUBJECT_SHARED", line, "the subject itself is deleted or not, whoever points to it",
                         "Write delete, and say what becomes of the rows that point to it.");
        if (line.may_stay() && line.below)
            return error("DETAIL_SHARED", line, "rows that belong to an outward row go with it, and can't stay because of others",
                         "Write delete, or keep: then the outward row stays as long as they do.");
        if (line.may_stay())
            return;   // whoever points to a row keeps it
        for (const auto& child : action_.lines) {
            if (!child.key || child.is_outward || child.key->is_link || !binding_.graph.is_within(child.key->parent, line.table))
                continue;
            if ((child.deletes() && !child.may_stay()) || child.is_detaching)
                continue;
            const std::string rows = "rows of " + to_text(child.table);
            switch (child.key->on_delete) {
            case OnDelete::Cascade:
                error_at(child, "CASCADE_DELETES", "ON DELETE CASCADE would delete the " + rows + " that this line keeps",
                         "Say delete, or set (" + join(child.key->columns, ", ") + ") to null or a constant.");
                break;
            case OnDelete::NoAction:
            case OnDelete::Restrict:
                if (binding_.is_subject(child.key->child) && action_.deletes_subject() && child.key->is_deferrable) {
                    add(Severity::Warning, "SUBJECT_POINTS_BACK", child, {}, child.line->place,
                        "right where it is the subject's own row that points there (" + join(child.key->columns, ", ") +
                            "); somebody else's would be left pointing to nothing",
                        "Such a subject is set aside by the foreign key; set the column to null where it may be.");
                    break;
                }
                error_at(child, "DELETE_LEAVES_ROWS",
                         "the " + rows + " stay and point to deleted " + to_text(line.table) + " (" + child.key->name + ")",
                         "Say delete, or set (" + join(child.key->columns, ", ") + ") to null or, for a stand-in, a constant.");
                break;
            case OnDelete::SetDefault:
            case OnDelete::SetNull:
                if (const auto column = not_null_in(table_of(child), *child.key); !column.empty() && child.key->on_delete == OnDelete::SetNull) {
                    error_at(child, "DELETE_LEAVES_ROWS",
                             "ON DELETE SET NULL can't empty \"" + column + "\", which is NOT NULL, in the " + rows + " that stay",
                             "Say delete, or set (" + join(child.key->columns, ", ") + ") to a constant, for a stand-in.");
                    break;
                }
                add(Severity::Warning, "KEEP_LOSES_KEY", child, {}, child.line->place,
                    "the server will empty (" + join(child.key->columns, ", ") + ") in the " + rows + " that stay (" +
                        child.key->name + "); these changes are not counted",
                    "Say so in the policy: set (" + join(child.key->columns, ", ") + ") to null, then they are.");
                break;
            }
        }
    }

    // Replies to replies are followed by their keys.
    void check_thread(const BoundLine& line) {
        for (const auto& path : line.paths)
            for (std::size_t i = 0; i + 1 < path.size(); ++i) {
                const bool is_ring = Ring::of(action_, *path[i], line.below).has_value();
                for (const auto& name : {path[i]->child, path[i]->parent})
                    if ((is_ring || path[i]->child == path[i]->parent) && binding_.schema->find(name)->primary_key.empty())
                        return error("KEY_MISSING", line, to_text(name) + " has no primary key, and keys lead around to itself",
                                     "Without one, rows below its rows can't be followed to any depth; add one.");
            }
    }

    // A column that the server would have to empty and can't; nothing where it can.
    static std::string not_null_in(const SchemaTable& table, const ForeignKey& key) {
        for (const auto& name : key.emptied.empty() ? key.columns : key.emptied)
            if (const auto* column = table.find_column(name); column && !column->is_nullable)
                return name;
        return {};
    }

    void check_outward(const BoundLine& line) {
        if (const auto* own = action_.subject_line(); own && binding_.is_subject(line.key->child) && !own->lets_go_of(*line.key))
            check_pointing_subject(line, *own);
    }

    // The subject's row stays, and so does its key to the row that is to go.
    void check_pointing_subject(const BoundLine& line, const BoundLine& own) {
        const std::string column = join(line.key->columns, ", ");
        const std::string hint = "Set (" + column + ") to null or a constant in the line for " + to_text(binding_.subject->name) + ".";
        const bool clears_itself = line.key->on_delete == OnDelete::SetNull || line.key->on_delete == OnDelete::SetDefault;
        if (line.key->on_delete == OnDelete::Cascade)
            error("CASCADE_DELETES", line, "ON DELETE CASCADE would delete the subject, whose row stays (" + column + ")", hint);
        else if (!clears_itself || !own.changes())
            error("DELETE_LEAVES_ROWS", line, "the subject's row stays and points here (" + column + ")", hint);
    }

    void error_at(const BoundLine& child, std::string code, std::string message, std::string hint) {
        add(Severity::Error, std::move(code), child, {}, child.line->place,
            std::move(message) + " (" + join(child.key->columns, ", ") + ")", std::move(hint));
    }

    // What would defeat the statement, or make it slow.
    void check_obstacles(const BoundLine& line) {
        const SchemaTable& table = table_of(line);
        if (table.kind != 'r' && table.kind != 'p')
            return error("NOT_A_TABLE", line, to_text(table.name) + " is a view or a foreign table: its rows don't commit with the journal",
                         "Name the table behind it, or keep the rows.");
        for (const auto& rule : table.rules)
            if ((line.deletes() && rule.on_delete) || (line.changes() && rule.on_update))
                error("RULE_REWRITES", line, "rule \"" + rule.name + "\" on " + to_text(table.name) + " rewrites the statement",
                      "Drop the rule; a trigger can do its work.");
        if (table.is_row_security_active)
            error("ROW_SECURITY", line, "row security on " + to_text(table.name) + " hides rows from the daemon's role",
                  "Grant the role BYPASSRLS.");
        const bool writes = line.changes() || (line.may_stay() && !line.line->columns.empty());
        // A row that may be somebody else's as well, or that others may point to, is locked before anybody is asked who, and PostgreSQL asks
        // for UPDATE to lock a row.
        const bool locks = (line.deletes() || line.changes()) && (line.is_outward || line.ring || line.may_stay() || is_shared(line));
        if (!table.can_select || (line.deletes() && !table.can_delete) || ((writes || locks) && !table.can_update))
            error("PRIVILEGE_MISSING", line, "the daemon's role lacks a privilege on " + to_text(table.name),
                  std::string("Grant it: GRANT SELECT, ") + (!line.deletes() ? "UPDATE" : locks ? "UPDATE, DELETE" : "DELETE") + " ON " +
                      as_sql(table.name) + " TO the role.");
        check_way(line);
        for (const auto& trigger : table.triggers)
            if ((line.deletes() && trigger.on_delete) || (line.changes() && trigger.on_update))
                add(Severity::Warning, "TRIGGER_RUNS", line, {}, line.line->place,
                    "trigger \"" + trigger.name + "\" (" + trigger.function + ") runs " + (trigger.is_row ? "on each row" : "for each statement"),
                    "Make sure that it copies nothing elsewhere; whether it restores what is erased is verified. Unless it is SECURITY DEFINER, it "
                    "runs with the rights of the daemon's role.");
        if (line.key && !line.is_outward)
            check_index(line);
    }

    bool is_shared(const BoundLine& line) const {
        return std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
            return std::any_of(path.begin(), path.end(), [&](const ForeignKey* key) { return may_name_several(binding_, *key); });
        });
    }

    // The tables between are locked, and who else points to an outward row is asked.
    void check_way(const BoundLine& line) {
        std::set<TableName> locked;
        std::set<TableName> read;
        for (const auto& path : line.paths)
            for (std::size_t i = 0; i < path.size(); ++i)
                if (i > 0 || line.is_outward)
                    (i > 0 && !line.is_outward ? locked : read).insert(path[i]->child);
        if (line.is_outward || line.may_stay())
            for (const auto* key : binding_.pointing_to(line.table))
                read.insert(key->child);
        if (line.is_outward)
            read_details(line, read);
        for (const auto& name : locked)
            if (const auto* table = binding_.schema->find(name); table && !(table->can_select && table->can_update))
                error("PRIVILEGE_MISSING", line, "the daemon's role can't read and lock the rows of " + to_text(name) + ", on the way here",
                      "GRANT SELECT, UPDATE ON " + to_text(name) + "; PostgreSQL asks for UPDATE to lock a row.");
        for (const auto& name : read)
            if (const auto* table = binding_.schema->find(name); table && !table->can_select)
                error("PRIVILEGE_MISSING", line, "the daemon's role can't read " + to_text(name) + ", whose rows may point here",
                      "GRANT SELECT ON " + to_text(name) + ".");
    }

    // Whose they are as well, too.
    void read_details(const BoundLine& line, std::set<TableName>& read) const {
        for (const auto& detail : action_.lines) {
            if (detail.is_outward || !detail.below || &action_.lines[*detail.below] != &line)
                continue;
            read.insert(detail.table);
            for (const auto* own : Reaching(binding_, action_).parts_of_subjects(detail))
                for (const auto& path : own->paths)
                    for (const auto* key : path)
                        read.insert(key->child);
        }
    }

    void check_index(const BoundLine& line) {
        const SchemaTable& table = *binding_.schema->find(line.key->child);
        if (has_index_for(table, *line.key) || !told_indexes_.insert({table.name, indexed_part(*line.key)}).second)
            return;
        char rows[32];
        std::snprintf(rows, sizeof rows, "%.0f", table.rows_estimate);
        add(Severity::Warning, "INDEX_MISSING", line, {}, line.line->place,
            "no index begins with " + indexed_part(*line.key) + ": every batch scans about " + rows + " rows of " + to_text(table.name),
            create_index(table, *line.key));
    }

    // Two lines for one table are two paths to its rows; a row that both lead to must not get two values.
    void check_two_values() {
        std::map<std::pair<TableName, std::string>, std::pair<const BoundLine*, const ColumnTreatment*>> given;
        for (const auto& line : action_.lines) {
            if (!line.changes())
                continue;
            for (const auto& treated : treated_columns(binding_.graph, table_of(line), *line.line)) {
                const auto [found, is_new] = given.emplace(std::pair{line.table, treated.column->name},
                                                           std::pair{&line, treated.treatment});
                if (is_new || found->second.first == &line || found->second.first->line == line.line)
                    continue;
                const auto& other = *found->second.second;
                if (other.anonymizer != treated.treatment->anonymizer ||
                    !(other.argument == treated.treatment->argument))
                    add(Severity::Error, "TWO_VALUES", line, treated.column->name, treated.treatment->place,
                        "line \"" + found->second.first->line->written + "\" gives \"" + treated.column->name + "\" another value",
                        "A row that both paths lead to can have only one.");
            }
        }
    }

    // A value that depends on the old one must be given to a row once, whatever ways lead there; on a way that is cut by then nobody
    // sees that it was.
    void check_given_once() {
        for (const auto& line : action_.lines) {
            if (!line.changes() || !line.is_detaching)
                continue;
            for (const auto& treated : treated_columns(binding_.graph, table_of(line), *line.line)) {
                const auto* anonymizer = anonymizers::find(treated.treatment->anonymizer);
                if (!anonymizer || anonymizer->check(treated.treatment->argument, describe_column(table_of(line), *treated.column, *line.line)) ||
                    anonymizers::traits(*anonymizer, treated.treatment->argument).is_repeatable)
                    continue;
                const bool is_met_again = line.paths.size() > 1 || std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& other) {
                    return &other != &line && other.table == line.table && other.changes() && !other.is_outward &&
                           gives(other, *treated.column);
                });
                if (is_met_again)
                    add(Severity::Error, "VALUE_GIVEN_TWICE", line, treated.column->name, treated.treatment->place,
                        "several ways lead to these rows, this one is cut, and " + treated.treatment->anonymizer + " must not be applied twice",
                        "Keep the key (" + join(line.key->columns, ", ") + "), or take an anonymizer that does not depend on the old value.");
            }
        }
    }

    bool gives(const BoundLine& line, const SchemaColumn& column) const {
        const auto treated = treated_columns(binding_.graph, table_of(line), *line.line);
        return std::any_of(treated.begin(), treated.end(), [&](const TreatedColumn& one) { return one.column == &column; });
    }

    void check_order() {
        const Order order = order_lines(binding_, action_);
        if (order.is_ordered)
            return;
        for (const auto* line : order.cycle)
            if (line->key && !line->is_outward && !line->key->is_deferrable && !line->key->is_link && is_between(order.cycle, *line->key))
                error("CYCLE", *line, "keys form a cycle that can't be deferred",
                      "Set (" + join(line->key->columns, ", ") + ") to null in a line of its own, or make the constraint deferrable.");
    }

    // Both ends of the key are among the lines on a cycle.
    bool is_between(const std::vector<const BoundLine*>& lines, const ForeignKey& key) const {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const BoundLine* line) { return line->key && binding_.graph.is_within(key.parent, line->table); });
    }

    const Binding& binding_;
    const BoundAction& action_;
    Findings& findings_;
    std::set<std::pair<TableName, std::string>> told_indexes_;   // a link on a foreign key's columns asks for the same one
};

} // namespace

void check_actions(const Binding& binding, Findings& findings) {
    for (const auto& action : binding.actions) {
        ActionCheck(binding, action, findings).run();
        check_below_staying(action, findings);
        check_outward_kept(binding, action, findings);
    }
    check_shared(binding, findings);
}

} // namespace retention::policies
