// SPDX-License-Identifier: Apache-2.0
#include "config/facts_reader.hpp"

#include "config/language/maps.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

using policies::Fact;

bool names_table(Fact::Form form) noexcept {
    return form == Fact::Form::Count || form == Fact::Form::Exists;
}

// The key that says what is computed: exactly one of those that name a form, in the order of the enumerators.
std::optional<Value> find_form(const Fields& fields, Fact& fact) {
    std::optional<Value> found;
    const auto words = language::kFact.exactly_one;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto value = fields.find(words[i]);
        if (!value)
            continue;
        if (found) {
            value->error("KEY_CONFLICT", "a fact has only one form, and this is a second one",
                         "Write two facts with different names.");
            continue;
        }
        found = value;
        fact.form = static_cast<Fact::Form>(i);
    }
    if (!found && fields.is_map())
        fields.map().error(
            "KEY_MISSING", "a fact needs a form",
            "Write one of " + enumerate({words.begin(), words.end()}) + ", as in max: crm.activity.happened_at.");
    return found;
}

// A column where a table is wanted, and the other way round, are common slips.
void read_source(const Value& value, Fact& fact) {
    if (names_table(fact.form)) {
        fact.table = read_table(value).value_or(policies::TableName{});
    } else if (const auto column = read_column(value)) {
        fact.table = column->table;
        fact.column = column->column;
    }
}

void refuse_with_query(const Fields& fields) {
    for (const std::string_view key : {"via", "where"})
        if (const auto value = fields.find(key))
            value->error("KEY_CONFLICT", "a query fact has no " + in_quotes(key),
                         "Write the condition in the query itself.");
}

void read_form(const Fields& fields, Fact& fact) {
    const auto form = find_form(fields, fact);
    if (!form)
        return;
    if (fact.form == Fact::Form::Query) {
        fact.query = read_expression(*form).value_or(policies::Expression{});
        return refuse_with_query(fields);
    }
    read_source(*form, fact);
    if (const auto via = fields.find("via"))
        fact.via = read_columns(*via);
    fact.where = find_expression(fields, "where");
}

void check_fact_name(const Value& value, const Entry& entry) {
    const auto& name = entry.key;
    if (!check_column_name(value, entry.place, name))
        return;
    if (name == "as_of" || name == "basis_valid" || name == "basis_ended" || name.starts_with("consent_"))
        value.error_at(entry.place, "NAME_INVALID", in_quotes(name) + " is a name of ours",
                       "The names as_of, basis_valid, basis_ended and all that begin with consent_ are taken.");
}

} // namespace

std::vector<Fact> read_facts(const Value& value) {
    std::vector<Fact> facts;
    for (const auto& [entry, each] : value.map(language::kFacts.what)) {
        Fact fact;
        fact.name = entry->key;
        fact.place = entry->place;
        check_fact_name(each, *entry);
        read_form(Fields(each, language::kFact), fact);
        facts.push_back(std::move(fact));
    }
    return facts;
}

} // namespace retention::config
