// SPDX-License-Identifier: Apache-2.0
#include "policies/new_values.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/action_program.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <map>

namespace retention::policies {

namespace {

using anonymizers::TypeFamily;

std::string old_value_of(const std::string& column) { return "t." + quote_name(column); }

// json, xml, point and others have no equality, nor have arrays and domains of them: their text has.
std::string holds(const SchemaColumn& target, const std::string& stored, const std::string& expression) {
    const std::string value = "((" + expression + ")::" + target.type + ")";
    const bool as_text = (target.family == TypeFamily::Json && target.type != "jsonb") || target.family == TypeFamily::Array ||
                         target.family == TypeFamily::Xml || target.family == TypeFamily::Point || target.family == TypeFamily::Other;
    return as_text ? "(" + stored + "::text is not distinct from " + value + "::text)"
                   : "(" + stored + " is not distinct from " + value + ")";
}

// The setting is read once for a statement and not for each row: a subquery that depends on no row is.
std::string in_setting(const char* setting, const std::string& path) {
    return "((select current_setting('" + std::string(setting) + "')::jsonb)" + path + ")";
}

class Valuing {
public:
    Valuing(const Binding& binding, const BoundLine& line, bool is_trial, const std::string& known, const std::string& is_taken_out)
        : known_(known), is_taken_out_(is_taken_out), binding_(binding), bound_(line), table_(*binding.schema->find(line.table)), line_(*line.line), treated_(treated_columns(binding.graph, table_, *line.line)),
          row_(row_text(binding, line)), is_trial_(is_trial) {}

    std::vector<NewValue> run() {
        std::vector<NewValue> made;
        for (const auto& treated : treated_) {
            const std::string expression = expression_of(treated);
            made.push_back({treated.column, expression, holds(*treated.column, old_value_of(treated.column->name), expression),
                            traits_of(treated), treated.treatment->anonymizer, says_nothing_of_old(treated)});
        }
        return made;
    }

private:
    // The array without the keys of any subject in the batch, on whichever way they lead there.
    std::string without_subjects(const SchemaColumn& column) const {
        const std::string old_value = old_value_of(column.name);
        if (column.family == TypeFamily::Array)
            return "(array(select e from unnest(" + old_value + ") with ordinality as u(e, n) where " +
                   named_by_nobody([](const std::string& named) { return "e::text = " + named + "::text"; }) + " order by n))";
        // Where one key stands alone, it is an array of one, as it is for whoever looks for it.
        const std::string array = "case jsonb_typeof(" + old_value + "::jsonb) when 'array' then " + old_value + "::jsonb else jsonb_build_array(" +
                                  old_value + "::jsonb) end";
        return "coalesce((select jsonb_agg(e order by n) from (select e, n from jsonb_array_elements(" + array +
               ") with ordinality as u(e, n)) u where " +
               named_by_nobody([](const std::string& named) { return "e in (to_jsonb(" + named + "), to_jsonb(" + named + "::text))"; }) + "), '[]')";
    }

    // No subject of the batch has a row that the element names and that is theirs alone to take out. `is_same` compares it with what such a row is named by.
    template <typename IsSame>
    std::string named_by_nobody(const IsSame& is_same) const {
        const ForeignKey& key = *bound_.key;
        std::vector<std::string> conditions;
        for (const auto& path : bound_.paths) {
            if (path.size() == 1 && compares_with_key(binding_, key)) {
                conditions.push_back("not exists (select from k where " + is_same("k.k1") + ")");
                continue;
            }
            auto way = join_to_key(binding_, {path.begin() + 1, path.end()}, "s");
            for (std::size_t i = 0; i < way.key.size(); ++i)
                way.conditions.push_back(way.key[i] + " = k." + key_aliases(binding_)[i]);
            way.conditions.push_back(is_same("s." + quote_name(key.parent_columns.front())));
            if (!is_taken_out_.empty())
                way.conditions.push_back(is_taken_out_);
            conditions.push_back("not exists (select from k, " + quote_table(key.parent) + " s" + way.joins + " where " +
                                 join(way.conditions, " and ") + ")");
        }
        return join(conditions, " and ");
    }

    anonymizers::Traits traits_of(const TreatedColumn& treated) const {
        if (bound_.removes_element(*treated.treatment))
            return {};
        return anonymizers::traits(*anonymizers::find(treated.treatment->anonymizer), treated.treatment->argument);
    }

    // An array without the subject's key still holds those of others.
    bool says_nothing_of_old(const TreatedColumn& treated) const {
        const auto traits = traits_of(treated);
        const auto& draws = traits.draws;
        return !bound_.removes_element(*treated.treatment) && traits.strength == anonymizers::Strength::Anonymous && !draws.known &&
               !draws.pseudonym && !draws.keyed_hash && !draws.shuffled && !draws.others;
    }

    std::string expression_of(const TreatedColumn& treated) const {
        if (bound_.removes_element(*treated.treatment))
            return is_trial_ ? old_value_of(treated.column->name) : without_subjects(*treated.column);
        const auto* anonymizer = anonymizers::find(treated.treatment->anonymizer);
        return anonymizer->compile(treated.treatment->argument, describe_column(table_, *treated.column, line_), inputs_of(*treated.column));
    }

    anonymizers::Inputs inputs_of(const SchemaColumn& column) const {
        const std::string old_value = old_value_of(column.name);
        anonymizers::Inputs inputs;
        inputs.old_value = old_value;
        inputs.seed = "k.seed";
        inputs.known = known_;
        inputs.pseudonym = "k.pseudonym";
        inputs.keyed_hash = is_trial_ ? plain_hash(old_value) : in_setting(kHashesSetting, " ->> " + plain_hash(old_value));
        inputs.row = row_;
        inputs.shuffled = is_trial_ ? "(" + old_value + "::text)"
                                    : in_setting(kShuffledSetting, " -> " + quote_text(column.name) + " ->> " + row_);
        inputs.value_of = [this](const std::string& name) { return value_of(name); };
        inputs.over_row = [this](const std::string& sql) { return over_row(sql, "t", table_.name); };
        return inputs;
    }

    // Two search vectors could go round in a circle; nothing else asks what others become.
    std::string value_of(const std::string& name) const {
        for (const auto& treated : treated_)
            if (treated.column->name == name && treated.treatment->anonymizer != "search")
                return "((" + expression_of(treated) + ")::" + treated.column->type + ")";
        return old_value_of(name);
    }

    const std::string known_;
    const std::string is_taken_out_;
    const Binding& binding_;
    const BoundLine& bound_;
    const SchemaTable& table_;
    const Line& line_;
    const std::vector<TreatedColumn> treated_;
    const std::string row_;
    const bool is_trial_;
};

} // namespace

std::vector<NewValue> new_values(const Binding& binding, const BoundLine& line, const std::string& known, const std::string& is_taken_out) {
    return Valuing(binding, line, false, known, is_taken_out).run();
}

std::vector<NewValue> trial_values(const Binding& binding, const BoundLine& line) { return Valuing(binding, line, true, "k.known", {}).run(); }

std::string row_text(const Binding& binding, const BoundLine& line) {
    const SchemaTable& table = *binding.schema->find(line.table);
    std::vector<std::string> parts;
    for (const auto& name : table.primary_key)
        parts.push_back(key_as_text(old_value_of(name), table.find_column(name)->type));
    if (parts.empty())
        return {};
    if (binding.schema->has_children(line.table))
        parts.push_back("t.tableoid::bigint::text");
    return parts.size() == 1 ? "(" + parts.front() + ")" : "(jsonb_build_array(" + join(parts, ", ") + ")::text)";
}

std::string plain_hash(const std::string& value) { return "encode(sha256(convert_to(" + value + "::text, 'UTF8')), 'hex')"; }

} // namespace retention::policies
