// SPDX-License-Identifier: Apache-2.0
#include "policies/drift.hpp"

#include "policies/personal.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <string_view>

namespace retention::policies {

namespace {

constexpr std::string_view kPrefix = "DRIFT_";

const ColumnTreatment* treatment_of(const Line& line, std::string_view column) {
    for (const auto& treatment : line.columns)
        if (treatment.column == column)
            return &treatment;
    return nullptr;
}

// Types that differ in how much they hold, not in what. "character varying(40)" and "text" are alike, "integer" and "text" are not.
std::string kind_of(const std::string& type) {
    const std::string name = type.substr(0, type.find('('));
    const auto is_one_of = [&](std::initializer_list<std::string_view> names) { return std::count(names.begin(), names.end(), name) > 0; };
    if (is_one_of({"character varying", "character", "text", "citext", "name"}))
        return "text";
    if (is_one_of({"smallint", "integer", "bigint", "numeric", "real", "double precision"}))
        return "number";
    if (type.starts_with("timestamp") || type == "date")
        return "time";
    return type.ends_with("[]") ? name + "[]" : name;
}

class DriftCheck {
public:
    DriftCheck(const Binding& binding, const Inventory& accepted, Findings& findings)
        : binding_(binding), accepted_(accepted), findings_(findings) {}

    void run() {
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                check(action, line);
        for (const auto& fact : binding_.facts)
            check_way(describe(fact), describe(fact.inward.empty() ? fact.outward : fact.inward), "facts." + fact.fact->name, fact.fact->place);
        if (binding_.consent)
            check_way(describe(*binding_.consent), describe(binding_.consent->path), "consent", binding_.consent->consent->place);
    }

private:
    const InventoriedTable* accepted(const TableName& table) const {
        const auto found = accepted_.tables.find(table);
        return found == accepted_.tables.end() ? nullptr : &found->second;
    }

    // One line may answer for several keys; what it swallows is told once.
    void add(const char* code, std::string path, Place place, std::string message, std::string hint) {
        const bool is_told = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
            return finding.code == code && finding.path == path && finding.message == message;
        });
        if (!is_told)
            findings_.push_back({Severity::Error, code, std::move(path), place, std::move(message), std::move(hint)});
    }

    std::string accept() const { return "accept it: retentionctl check --accept " + binding_.policy->name + "."; }

    static std::string path_of(const BoundAction& action, const BoundLine& line) {
        return "actions." + action.action->name + "." + line.line->written;
    }

    void check(const BoundAction& action, const BoundLine& line) {
        const SchemaTable& table = *binding_.schema->find(line.table);
        const auto* then = accepted(table.name);
        if (!then) {
            // A table with a line of its own was looked at by whoever wrote the line.
            if (line.line->table.name == "*" && line.key)
                add("DRIFT_TABLE_NEW", path_of(action, line), line.line->place,
                    to_text(table.name) + " (" + describe(*line.key) + ") came into reach since, and is kept only because of \"" +
                        line.line->written + "\"",
                    "Write a line for it, or " + accept());
            return;
        }
        check_key(action, line);
        check_columns(action, line, table, *then);
        check_parts(action, line, table);
        check_parts_gone(action, line);
        check_triggers(action, line, table, *then);
        check_keys_outward(action, line, table, *then);
    }

    // ---- keys

    bool is_accepted(const ForeignKey& key) const { return key.is_link || accepted_.keys.count(inventoried(key)) > 0; }

    // `via` names a key that was not there before. Had these columns led elsewhere, the line was written for that.
    bool is_named(const BoundLine& line) const {
        if (line.line->via.empty())
            return false;
        return std::none_of(accepted_.keys.begin(), accepted_.keys.end(), [&](const InventoriedKey& key) {
            return key.child == line.key->child && same_columns(key.columns, line.key->columns);
        });
    }

    void check_key(const BoundAction& action, const BoundLine& line) {
        if (!line.key || is_accepted(*line.key) || is_named(line))
            return;
        add("DRIFT_KEY_NEW", path_of(action, line), line.line->place,
            "the key " + describe(*line.key) + " came since, and \"" + line.line->written + "\" answers for it",
            "Write a line \"" + to_text(line.key->child) + " via " + join(line.key->columns, ", ") + "\", or " + accept());
    }

    // Rows that go, or are emptied, may by now point to others that hold the rest of the person.
    void check_keys_outward(const BoundAction& action, const BoundLine& line, const SchemaTable& table, const InventoriedTable& then) {
        if (!line.deletes() && (!line.changes() || line.ends_walk))
            return;
        for (const auto* key : binding_.graph.out_of(table.name)) {
            const bool is_answered = std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& other) { return other.key == key; });
            // A map names the column, or is told of it.
            const bool is_of_map = line.changes() && std::any_of(key->columns.begin(), key->columns.end(), [&](const std::string& column) {
                return treatment_of(*line.line, column) || !then.columns.count(column);
            });
            if (!is_accepted(*key) && !is_answered && !is_of_map)
                add("DRIFT_KEY_NEW", path_of(action, line), line.line->place,
                    "the key " + describe(*key) + " came since: no line says what becomes of the rows that it points to",
                    "Write a line \"" + to_text(key->parent) + " via " + key->child.name + "." + join(key->columns, ", ") + "\", or " + accept());
        }
    }

    // ---- columns

    // What answers for a column that no part of the line names.
    struct Answer {
        std::string why;    // because of "*"
        std::string path;   // below the line's own
        Place place;
    };

    // Nothing when the column is named, goes with its row, or is an error of the check.
    std::optional<Answer> unseen_answer(const BoundLine& line, const SchemaTable& table, const SchemaColumn& column) const {
        if (treatment_of(*line.line, column.name))
            return std::nullopt;
        if (const auto* rest = treatment_of(*line.line, "*"))
            return Answer{"because of \"*\"", ".*", rest->place};
        if (line.deletes())
            return std::nullopt;
        const bool is_told = line.changes() && !line.ends_walk && may_be_personal(binding_.graph, table, column);
        if (is_told)
            return std::nullopt;
        const bool is_kept = line.line->kind == Line::Kind::Keep;
        return Answer{is_kept ? "because of \"" + line.line->written + ": keep\"" : "because no map has to name it", "", line.line->place};
    }

    // What becomes of it: `"*": redact` empties what it can and leaves the rest.
    std::string fate(const BoundLine& line, const SchemaTable& table, const SchemaColumn& column) const {
        for (const auto& treated : treated_columns(binding_.graph, table, *line.line))
            if (treated.column->name == column.name)
                return "would become " + treated.treatment->anonymizer;
        return "would stay as it is";
    }

    void check_columns(const BoundAction& action, const BoundLine& line, const SchemaTable& table, const InventoriedTable& then) {
        for (const auto& column : table.columns) {
            if (column.is_generated)
                continue;   // computed from the others
            const auto before = then.columns.find(column.name);
            if (before == then.columns.end())
                report_new(action, line, table, table, column);
            else if (kind_of(before->second) != kind_of(column.type))
                report_changed(action, line, table, column, before->second);
        }
    }

    void report_new(const BoundAction& action, const BoundLine& line, const SchemaTable& table, const SchemaTable& holder, const SchemaColumn& column) {
        const auto answer = unseen_answer(line, holder, column);
        if (!answer)
            return;
        const bool is_part = &holder != &table;
        add("DRIFT_COLUMN_NEW", path_of(action, line) + answer->path, answer->place,
            "column \"" + column.name + "\" (" + column.type + ") of " + to_text(holder.name) + (is_part ? ", a part of this table," : "") +
                " came since, and " + answer->why + " it " + (is_part ? "would stay as it is" : fate(line, table, column)),
            is_part || line.line->kind == Line::Kind::Keep ? "If it may stay, " + accept() : "Name it in the map, or " + accept());
    }

    // What a named anonymizer makes of it, the check has seen to.
    void report_changed(const BoundAction& action, const BoundLine& line, const SchemaTable& table, const SchemaColumn& column,
                        const std::string& before) {
        const auto* named = treatment_of(*line.line, column.name);
        if (named && named->anonymizer != "keep")
            return;
        if (!named && line.deletes() && !treatment_of(*line.line, "*"))
            return;
        const auto* rest = treatment_of(*line.line, "*");
        add("DRIFT_TYPE_CHANGED", path_of(action, line) + (named ? "." + column.name : rest ? ".*" : ""),
            named ? named->place : rest ? rest->place : line.line->place,
            "column \"" + column.name + "\" of " + to_text(table.name) + " was " + before + " and is " + column.type + " by now; it " +
                fate(line, table, column),
            "If that is still right, " + accept());
    }

    // Columns that only an inheritance child has are out of the line's reach.
    void check_parts(const BoundAction& action, const BoundLine& line, const SchemaTable& table) {
        if (line.deletes() && !line.may_stay())
            return;
        for (const auto* part : binding_.schema->parts_of(table.name)) {
            const auto* then = accepted(part->name);
            for (const auto& column : part->columns)
                if (!column.is_generated && !table.find_column(column.name) && !(then && then->columns.count(column.name)))
                    report_new(action, line, table, *part, column);
        }
    }

    // A partition that was detached keeps its rows, and foreign keys that would tell of it; where a link led there, nothing does.
    void check_parts_gone(const BoundAction& action, const BoundLine& line) {
        if (line.line->kind == Line::Kind::Keep)
            return;
        for (const auto& [name, then] : accepted_.tables)
            if (then.part_of == line.table && binding_.schema->find(name) && !is_reached(action, name))
                add("DRIFT_PART_GONE", path_of(action, line), line.line->place,
                    to_text(name) + " was a part of this table and is none any more: its rows would stay",
                    "Write a line for it, with a link if no key leads to the subject, or " + accept());
    }

    bool is_reached(const BoundAction& action, const TableName& table) const {
        return std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& line) {
            const auto parts = binding_.schema->parts_of(line.table);
            return line.table == table || std::any_of(parts.begin(), parts.end(), [&](const SchemaTable* part) { return part->name == table; });
        });
    }

    // ---- triggers and ways

    // What the server does on its own to rows that point to deleted ones.
    bool is_done_by_the_server(const BoundAction& action, const SchemaTable& table, std::initializer_list<OnDelete> ways) const {
        const auto keys = binding_.graph.out_of(table.name);
        return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) {
            return std::count(ways.begin(), ways.end(), key->on_delete) > 0 &&
                   std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& other) {
                       return other.deletes() && (other.table == key->parent || binding_.graph.is_within(key->parent, other.table));
                   });
        });
    }

    void check_triggers(const BoundAction& action, const BoundLine& line, const SchemaTable& table, const InventoriedTable& then) {
        const bool deletes = line.deletes() || is_done_by_the_server(action, table, {OnDelete::Cascade});
        const bool changes = line.changes() || is_done_by_the_server(action, table, {OnDelete::SetNull, OnDelete::SetDefault});
        for (const auto& trigger : table.triggers)
            if (((deletes && trigger.on_delete) || (changes && trigger.on_update)) && !then.triggers.count(describe(trigger)))
                add("DRIFT_TRIGGER_NEW", path_of(action, line), line.line->place,
                    "trigger \"" + trigger.name + "\" (" + trigger.function + ") on " + to_text(table.name) + " came since",
                    "Look whether it copies elsewhere what is erased. If not, " + accept());
    }

    void check_way(const std::string& what, const std::string& way, std::string path, Place place) {
        const auto before = accepted_.ways.find(what);
        if (before != accepted_.ways.end() && before->second != way)
            add("DRIFT_WAY_CHANGED", std::move(path), place,
                "its rows are found by " + (way.empty() ? "themselves" : way) + " by now, and were by " + before->second,
                "Say which with via, or " + accept());
    }

    const Binding& binding_;
    const Inventory& accepted_;
    Findings& findings_;
};

} // namespace

void check_drift(const Binding& binding, const Inventory& accepted, Findings& findings) { DriftCheck(binding, accepted, findings).run(); }

bool is_drift(const Finding& finding) noexcept { return finding.code.starts_with(kPrefix); }

bool has_only_drift(const Findings& findings) noexcept {
    return has_errors(findings) && std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
               return finding.severity != Severity::Error || is_drift(finding);
           });
}

} // namespace retention::policies
