// SPDX-License-Identifier: Apache-2.0
#include "policies/trials.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/new_values.hpp"
#include "policies/personal.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

constexpr const char* kFirst = "limit 100";
constexpr const char* kOne = "limit 1 offset $1::bigint";
constexpr const char* kAnySeed = R"('\x000102030405060708090a0b0c0d0e0f'::bytea)";

bool gives_one_value(const ColumnTreatment& treatment) {
    return treatment.anonymizer == "null" || treatment.anonymizer == "constant" || treatment.anonymizer == "redact" ||
           treatment.anonymizer == "empty";
}

class Trying {
public:
    Trying(const Binding& binding, const BoundAction& action, const BoundLine& line)
        : table_(*binding.schema->find(line.table)), line_(line), values_(trial_values(binding, line)),
          path_("actions." + action.action->name + "." + line.line->written) {
        // What scrub makes of a text depends on the person, and a large object would be gone: both are left as they are.
        for (const auto& treated : treated_columns(binding.graph, table_, *line.line))
            if (!line.removes_element(*treated.treatment) && treated.treatment->anonymizer != "large_object" &&
                !anonymizers::traits(*anonymizers::find(treated.treatment->anonymizer), treated.treatment->argument).draws.known)
                treated_.push_back(treated);
    }

    void run(std::vector<Trial>& trials) const {
        for (const auto& check : table_.checks) {
            const auto words = words_of(check.sql);
            const bool is_concerned = std::any_of(treated_.begin(), treated_.end(), [&](const TreatedColumn& treated) {
                return words.count(treated.column->name) > 0;
            });
            if (is_concerned)
                trials.push_back({path_, line_.line->place, check.name, {}, false, is_fixed(words),
                                  "select count(*), count(*) filter (where (" + check.sql + ") is false) from " + rows(kFirst)});
        }
        for (const auto& treated : treated_)
            if (const bool is_own = treated.treatment->anonymizer == "sql"; is_own || treated.column->is_domain) {
                const std::string worked_out = "0 * count(" + quote_name(treated.column->name) + ")";
                trials.push_back({path_ + "." + treated.column->name, treated.treatment->place, {},
                                  is_own ? "select count(*), count(*) + " + worked_out + " from " + rows(kOne) : std::string(), false,
                                  gives_one_value(*treated.treatment), "select count(*), " + worked_out + " from " + rows(kFirst)});
            }
    }

private:
    bool is_tried(const SchemaColumn& column) const {
        return std::any_of(treated_.begin(), treated_.end(), [&](const TreatedColumn& treated) { return treated.column->name == column.name; });
    }

    // Every column that the constraint speaks of gets one value, whatever the row.
    bool is_fixed(const std::set<std::string>& words) const {
        return std::all_of(table_.columns.begin(), table_.columns.end(), [&](const SchemaColumn& column) {
            return words.count(column.name) == 0 ||
                   std::any_of(treated_.begin(), treated_.end(), [&](const TreatedColumn& treated) {
                       return treated.column->name == column.name && gives_one_value(*treated.treatment);
                   });
        });
    }

    // Some rows as they would be, under the table's name.
    std::string rows(const char* which) const {
        std::vector<std::string> columns;
        for (const auto& column : table_.columns) {
            const auto found = std::find_if(values_.begin(), values_.end(), [&](const NewValue& value) {
                return value.column->name == column.name && is_tried(column);
            });
            columns.push_back((found == values_.end() ? "t." + quote_name(column.name) : "(" + found->expression + ")::" + column.type) +
                              " as " + quote_name(column.name));
        }
        return "(select " + join(columns, ", ") + " from (select * from " + quote_table(table_.name) + " " + which +
               ") t, (select " + kAnySeed + " as seed, sha256(" + kAnySeed + ") as pseudonym, null::text as known) k) as " + quote_name(table_.name.name);
    }

    const SchemaTable& table_;
    const BoundLine& line_;
    const std::vector<NewValue> values_;
    const std::string path_;
    std::vector<TreatedColumn> treated_;
};

// What can't be worked out for a row stops everybody whose rows the link may find.
Trial trial_of(const ForeignKey& link) {
    const std::string alias = " as " + quote_name(link.child.name);
    const std::string worked_out = "0 * count((" + link.expression + "\n))";
    const auto rows = [&](const char* which) { return "(select * from " + quote_table(link.child) + " " + which + ")" + alias; };
    const auto those = [&](const char* which) {
        return link.where.empty() ? rows(which) : "(select * from " + rows(which) + " where (" + link.where + "\n) offset 0)" + alias;
    };
    return {"links." + to_text(link.child) + ".column", link.place, {},
            "select (select count(*) from " + rows(kOne) + "), count(*) + " + worked_out + " from " + those(kOne), true, false,
            "select count(*), " + worked_out + " from " + those(kFirst)};
}

} // namespace

std::vector<Trial> trials(const Binding& binding) {
    std::vector<Trial> made;
    for (const auto& key : binding.graph.keys())
        if (const auto* table = binding.schema->find(key.child); key.is_link && !key.expression.empty() && table && table->can_select)
            made.push_back(trial_of(key));
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines)
            if (line.changes())
                Trying(binding, action, line).run(made);
    return made;
}

} // namespace retention::policies
