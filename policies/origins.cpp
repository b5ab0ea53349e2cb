// SPDX-License-Identifier: Apache-2.0
#include "policies/origins.hpp"

#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_view.hpp"

namespace retention::policies {

namespace {

std::string kind_of(Fact::Form form) {
    switch (form) {
    case Fact::Form::Max:
        return "max";
    case Fact::Form::Min:
        return "min";
    case Fact::Form::Sum:
        return "sum";
    case Fact::Form::Count:
        return "count";
    case Fact::Form::Exists:
        return "exists";
    case Fact::Form::Value:
        return "value";
    case Fact::Form::Query:
        break;
    }
    return "query";
}

// Not every fact speaks of as_of, and a parameter that nobody mentions has no type.
Statement rows(const std::string& source, const std::string& condition, const std::string& order, int rows_max) {
    return {"origin",
            "select row, count(*) over () as rows from (" + source + ") origin where $1::timestamptz is not null" + condition +
                " order by " + order + "length(row), row limit " + std::to_string(rows_max),
            {Bind::AsOf, Bind::Keys}};
}

Statement statement_of(const Binding& binding, const BoundFact& fact) {
    const auto source = fact_rows(binding, fact);
    switch (fact.fact->form) {
    case Fact::Form::Max:
        return rows(source, " and v is not null", "v desc, ", 1);
    case Fact::Form::Min:
        return rows(source, " and v is not null", "v, ", 1);
    case Fact::Form::Value:
        return rows(source, " and row is not null", "", 1);
    case Fact::Form::Sum:
    case Fact::Form::Count:
    case Fact::Form::Exists:
        return rows(source, "", "", kOriginRowsMax);
    case Fact::Form::Query:
        break;
    }
    return {};
}

// Valid ones first, that which lasts longest before the others; then the last to end.
Origin of_consent(const Binding& binding, const std::string& name, const std::string& condition) {
    return {name, "consent", binding.consent->table, {},
            rows(consent_rows(binding), condition, "is_valid desc, ended desc nulls first, ", 1)};
}

} // namespace

std::vector<Origin> origins(const Binding& binding) {
    std::vector<Origin> all;
    for (const auto& fact : binding.facts)
        all.push_back({fact.fact->name, kind_of(fact.fact->form), fact.table, fact.fact->column, statement_of(binding, fact)});
    if (!binding.consent)
        return all;
    for (const auto& purpose : binding.consent->consent->purposes)
        all.push_back(of_consent(binding, "consent_" + purpose.name, " and purpose = " + quote_text(purpose.name)));
    all.push_back(of_consent(binding, "basis_valid", ""));
    return all;
}

std::vector<std::string> names_in(const Binding& binding, const Expression& expression) {
    const auto words = words_of(expression.sql);
    std::vector<std::string> names;
    for (const auto& name : view_columns(binding))
        if (words.count(name))
            names.push_back(name);
    return names;
}

} // namespace retention::policies
