// SPDX-License-Identifier: Apache-2.0
//
// Documents have no schema that a path could be checked against: "$.e_mail" for "$.email" changes nothing, and says nothing.
#include "policies/surveys.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"

namespace retention::policies {

namespace {

constexpr const char* kDocumentsMax = "10000";
constexpr const char* kDocumentsMin = "20";   // fewer may well lack what others have

// `keep` is there for what may come.
bool is_kept(const anonymizers::Argument& part) { return part.kind == anonymizers::Argument::Kind::Text && part.text == "keep"; }

} // namespace

std::vector<Survey> part_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            const auto& table = *binding.schema->find(line.table);
            for (const auto& [column, treatment] : treated_columns(binding.graph, table, *line.line)) {
                const auto* anonymizer = anonymizers::find(treatment->anonymizer);
                if (anonymizer == nullptr || anonymizer->finds == nullptr || !table.can_select)
                    continue;
                anonymizers::Inputs inputs;
                inputs.old_value = "d." + quote_name(column->name);
                for (const auto& [part, argument] : treatment->argument.map) {
                    const auto found = is_kept(argument) ? std::string() : anonymizer->finds(part, describe_column(table, *column, *line.line), inputs);
                    if (!found.empty())
                        surveys.push_back({"PART_FINDS_NOTHING", "actions." + action.action->name + "." + line.line->written + "." + column->name, treatment->place,
                                           "none of the first " + std::string(kDocumentsMax) + " documents has anything at \"" + part + "\"",
                                           "Compare how the application writes it, capitals included: nothing is changed there.",
                                           "select null::text from (select t." + quote_name(column->name) + " from " + quote_table(table.name) + " t where t." +
                                               quote_name(column->name) + " is not null limit " + kDocumentsMax + ") d having count(*) >= " + kDocumentsMin +
                                               " and not bool_or(" + found + ")"});
                }
            }
        }
    return surveys;
}

} // namespace retention::policies
