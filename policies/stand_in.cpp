// SPDX-License-Identifier: Apache-2.0
#include "policies/stand_in.hpp"

#include "policies/new_values.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <algorithm>
#include <map>

namespace retention::policies {

namespace {

// By column, as SQL.
using Values = std::map<std::string, std::string>;

Values constants_of(const Binding& binding, const BoundLine& line) {
    Values values;
    for (const auto& value : new_values(binding, line))
        for (const auto& treatment : line.line->columns)
            if (treatment.column == value.column->name && treatment.anonymizer == "constant")
                values[value.column->name] = value.expression;
    return values;
}

// Only what is a plain value: a function may do something.
Values defaults_of(const SchemaTable& table, const ForeignKey& key) {
    Values values;
    for (const auto& name : key.emptied.empty() ? key.columns : key.emptied)
        if (const auto* column = table.find_column(name); column && !column->default_value.empty() &&
                                                          column->default_value.find('(') == std::string::npos)
            values[name] = column->default_value;
    return values;
}

class Finder {
public:
    // What the actions of `binding` move, and whether they move it to subjects of `judged`.
    Finder(const Binding& binding, const Binding& judged) : binding_(binding), judged_(judged) {}

    std::vector<StandIn> run() {
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines) {
                if (line.changes() || line.may_stay())
                    add_constants(action, line);
                if (is_set_to_default(action, line))
                    add(action, line, *line.key, defaults_of(table_of(line), *line.key), {}, line.line->place);
            }
        return std::move(found_);
    }

private:
    const SchemaTable& table_of(const BoundLine& line) const { return *binding_.schema->find(line.table); }

    void add_constants(const BoundAction& action, const BoundLine& line) {
        const auto values = constants_of(binding_, line);
        for (const auto* key : binding_.graph.out_of(line.table)) {
            Values ours;
            Place place = line.line->place;
            for (const auto& name : key->columns)
                if (const auto value = values.find(name); value != values.end()) {
                    ours.insert(*value);
                    for (const auto& treatment : line.line->columns)
                        if (treatment.column == name)
                            place = treatment.place;
                }
            if (!ours.empty() && key->expression.empty() && !key->has_elements)
                add(action, line, *key, ours, "." + join(key->columns, ", "), place);
        }
    }

    // Its rows stay when what they point to goes, and the server moves them.
    static bool is_set_to_default(const BoundAction& action, const BoundLine& line) {
        return line.key && !line.is_outward && !line.key->is_link && line.key->on_delete == OnDelete::SetDefault && !line.is_detaching &&
               (!line.deletes() || line.may_stay()) &&
               std::any_of(action.lines.begin(), action.lines.end(),
                           [&](const BoundLine& parent) { return parent.deletes() && parent.table == line.key->parent; });
    }

    void add(const BoundAction& action, const BoundLine& line, const ForeignKey& key, const Values& values, const std::string& written, Place place) {
        const bool is_subject = judged_.is_subject(key.parent);
        const bool is_whole = values.size() == key.columns.size();
        if (values.empty() || (!is_subject && (!is_whole || key.is_link)))
            return;   // which row is meant depends on the rest of the key, or there need not be one
        std::vector<std::string> conditions;
        for (std::size_t c = 0; c < key.columns.size(); ++c)
            if (const auto value = values.find(key.columns[c]); value != values.end()) {
                const std::string column = quote_name(key.parent_columns[c]);
                std::string text = "(" + value->second + ")::text";
                if (key.columns.size() == 1)
                    text = "nullif(" + text + ", '')";   // an empty text names nobody
                conditions.push_back(key.is_link ? column + "::text = " + text : column + " = " + value->second);
            }
        const std::string named = join(conditions, " and ");
        const std::string exists = "select from " + quote_table(key.parent) + " s where " + named;
        const auto those = subject_condition(judged_);
        const std::string subjects = those.empty() ? quote_table(judged_.subject->name)
                                                   : "(select * from " + quote_table(judged_.subject->name) + " where " + those + ")";
        StandIn made;
        made.action = action.action->name;
        made.path = "actions." + action.action->name + "." + line.line->written + written;
        made.place = place;
        made.table = to_text(key.parent);
        made.moved = line.table;
        made.is_subject = is_subject;
        made.named = named;
        made.must_exist = is_whole && !key.is_link ? exists : std::string();
        if (is_subject)
            made.find = "select " + key_texts(judged_, "s") + " from " + subjects + " s where " + named;
        found_.push_back(std::move(made));
    }

    const Binding& binding_;
    const Binding& judged_;
    std::vector<StandIn> found_;
};

// Whether it can have stand-ins among the subjects of `binding` at all: to bind a policy takes a while where tables are many.
bool may_move_to_subjects(const Policy& other, const Binding& binding) {
    const auto leads_to_subjects = [&](const std::string& column) {
        const auto has_it = [&](const std::vector<std::string>& columns) { return std::find(columns.begin(), columns.end(), column) != columns.end(); };
        return std::any_of(binding.schema->foreign_keys().begin(), binding.schema->foreign_keys().end(),
                           [&](const ForeignKey& key) { return binding.is_subject(key.parent) && has_it(key.columns); }) ||
               std::any_of(other.links.begin(), other.links.end(), [&](const Link& link) { return has_it(link.columns); });
    };
    for (const auto& action : other.actions)
        for (const auto& line : action.lines)
            for (const auto& treatment : line.columns)
                if (treatment.anonymizer == "constant" && leads_to_subjects(treatment.column))
                    return true;
    return std::any_of(binding.schema->foreign_keys().begin(), binding.schema->foreign_keys().end(), [&](const ForeignKey& key) {
        return key.on_delete == OnDelete::SetDefault && binding.is_subject(key.parent);
    });
}

} // namespace

std::vector<StandIn> stand_ins(const Binding& binding) { return Finder(binding, binding).run(); }

std::vector<StandIn> stand_ins_of_others(const Binding& binding) {
    std::vector<StandIn> found;
    for (const auto& other : binding.beside) {
        if (other->name == binding.policy->name || !may_move_to_subjects(*other, binding))
            continue;
        Findings ignored;   // told where that policy is checked
        const auto mover = bind(other, binding.schema, ignored);
        if (!mover.subject)
            continue;
        for (auto& stand_in : Finder(mover, binding).run())
            if (stand_in.is_subject) {
                stand_in.policy = other->name;
                found.push_back(std::move(stand_in));
            }
    }
    return found;
}

bool harms(const Binding& binding, const StandIn& stand_in, const BoundAction& action) {
    const auto is_of_moved = [&](const TableName& table) {
        return binding.graph.is_within(table, stand_in.moved) || binding.graph.is_within(stand_in.moved, table);
    };
    const auto leads_by = [&](const Path& path) {
        return std::any_of(path.begin(), path.end(), [&](const ForeignKey* key) { return is_of_moved(key->child); });
    };
    return action.deletes_subject() || std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& line) {
               return line.key && (line.deletes() || line.changes()) && std::any_of(line.paths.begin(), line.paths.end(), leads_by);
           });
}

std::vector<Survey> stand_in_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    for (const auto& stand_in : stand_ins(binding)) {
        if (!stand_in.must_exist.empty())
            surveys.push_back({"STAND_IN_MISSING", stand_in.path, stand_in.place,
                               "rows are to point to a row of " + stand_in.table + " that does not exist",
                               "Insert it, or name one that is there; the server would refuse the change.",
                               "select null::text where not exists (" + stand_in.must_exist + ")", Severity::Error});
        if (stand_in.is_subject)
            surveys.push_back({"STAND_IN_IS_SUBJECT", stand_in.path, stand_in.place,
                               "the row that others are moved to is a subject itself, and may become due like anybody else", stand_in_hint(binding),
                               "select null::text where exists (" + stand_in.find + ")"});
    }
    for (const auto& stand_in : stand_ins_of_others(binding))
        surveys.push_back({"STAND_IN_IS_SUBJECT", "subject.table", binding.policy->subject.place,
                           "policy \"" + stand_in.policy + "\" moves others' rows to a row that is a subject here, and may become due like anybody else (" +
                               stand_in.path + ")",
                           stand_in_hint(binding), "select null::text where exists (" + stand_in.find + ")"});
    return surveys;
}

std::string stand_in_hint(const Binding& binding) {
    return "Leave it out of the subjects, as in subject.where: " + binding.key.front().name + " <> 0.";
}

} // namespace retention::policies
