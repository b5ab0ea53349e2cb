// SPDX-License-Identifier: Apache-2.0
#include "tests/policies/policy_text.hpp"

#include "policies/check.hpp"

#include <map>
#include <stdexcept>

namespace retention::policies::test {

namespace {

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// "a: b" as {"a", "b"}
std::pair<std::string, std::string> halves(const std::string& text, const std::string& separator) {
    const auto at = text.find(separator);
    if (at == std::string::npos)
        throw std::invalid_argument("no \"" + separator + "\" in: " + text);
    return {trimmed(text.substr(0, at)), trimmed(text.substr(at + separator.size()))};
}

Period period(const std::string& iso) {
    const auto parsed = parse_period(iso);
    if (!parsed)
        throw std::invalid_argument("no period: " + iso);
    return *parsed;
}

std::vector<Text> texts(const std::string& list) {
    std::vector<Text> found;
    for (const auto& word : words(list, ", "))
        found.push_back({word, {}});
    return found;
}

// "crm.person.email, phone" as {crm.person, {email, phone}}
std::pair<TableName, std::vector<std::string>> table_and_columns(const std::string& text) {
    const auto dot = text.rfind('.');
    return {table_name(text.substr(0, dot)), words(text.substr(dot + 1), ", ")};
}

std::vector<ColumnTreatment> column_map(const std::string& text, Place place) {
    std::vector<ColumnTreatment> treatments;
    for (const auto& part : words(text, ";")) {
        const auto said = words(part);
        ColumnTreatment treatment;
        treatment.column = said.at(0);
        treatment.anonymizer = said.at(1);
        if (said.size() > 2)
            treatment.argument = anonymizers::Argument::of(said[2]);
        treatment.place = {place.line, place.column + 1 + static_cast<int>(treatments.size())};
        treatments.push_back(std::move(treatment));
    }
    return treatments;
}

Line line(const std::string& text, Place place) {
    const auto [written, what] = halves(text, ":");
    Line made;
    made.written = written;
    made.place = place;
    const auto via = written.find(" via ");
    made.table = table_name(written.substr(0, via));
    if (via != std::string::npos) {
        std::string columns = written.substr(via + 5);
        if (const auto to = columns.find(" to "); to != std::string::npos) {
            made.to = table_name(columns.substr(to + 4));
            columns.resize(to);
        }
        if (const auto dot = columns.rfind('.'); dot != std::string::npos) {
            made.via_table = table_name(columns.substr(0, dot));
            made.via = words(columns.substr(dot + 1), ", ");
        } else {
            made.via = words(columns, ", ");
        }
    }
    if (what == "keep") {
        made.kind = Line::Kind::Keep;
    } else if (what == "delete") {
        made.kind = Line::Kind::Delete;
    } else if (what == "delete unless shared") {
        made.kind = Line::Kind::DeleteUnlessShared;
    } else if (const std::string stays = "delete unless shared: "; what.starts_with(stays)) {
        made.kind = Line::Kind::DeleteUnlessShared;
        made.columns = column_map(what.substr(stays.size()), place);
    } else {
        made.kind = Line::Kind::Columns;
        made.columns = column_map(what, place);
    }
    return made;
}

} // namespace

PolicyText::PolicyText(const std::string& subject) {
    policy_.name = "people";
    policy_.file = "people.yaml";
    policy_.subject.table = table_name(subject);
    policy_.subject.place = next();
}

PolicyText& PolicyText::key(std::vector<std::string> columns) {
    policy_.subject.key = std::move(columns);
    return *this;
}

PolicyText& PolicyText::where(const std::string& sql) {
    policy_.subject.where = Expression{sql, next()};
    return *this;
}

PolicyText& PolicyText::identifiers(const std::vector<std::string>& columns) {
    for (const auto& column : columns)
        policy_.subject.identifiers.push_back({column, next()});
    return *this;
}

PolicyText& PolicyText::link(const std::string& text, const std::string& where) {
    const auto [from, to] = halves(text, "->");
    Link made;
    std::tie(made.table, made.columns) = table_and_columns(from);
    std::tie(made.to, made.to_columns) = table_and_columns(to);
    made.place = next();
    if (!where.empty())
        made.where = Expression{where, next()};
    policy_.links.push_back(std::move(made));
    return *this;
}

PolicyText& PolicyText::fact(const std::string& text, const std::string& where) {
    static const std::map<std::string, Fact::Form> forms{{"max", Fact::Form::Max},     {"min", Fact::Form::Min},
                                                         {"sum", Fact::Form::Sum},     {"count", Fact::Form::Count},
                                                         {"value", Fact::Form::Value}, {"exists", Fact::Form::Exists}};
    const auto [name, what] = halves(text, ":");
    const auto said = words(what, " ,");
    Fact made;
    made.name = name;
    made.form = forms.at(said.at(0));
    made.place = next();
    if (made.form == Fact::Form::Count || made.form == Fact::Form::Exists) {
        made.table = table_name(said.at(1));
    } else {
        const auto [table, columns] = table_and_columns(said.at(1));
        made.table = table;
        made.column = columns.at(0);
    }
    if (said.size() > 2 && said[2] == "via")
        made.via.assign(said.begin() + 3, said.end());
    if (!where.empty())
        made.where = Expression{where, next()};
    policy_.facts.push_back(std::move(made));
    return *this;
}

PolicyText& PolicyText::query(const std::string& name, const std::string& sql) {
    Fact made;
    made.name = name;
    made.form = Fact::Form::Query;
    made.place = next();
    made.query = {sql, next()};
    policy_.facts.push_back(std::move(made));
    return *this;
}

PolicyText& PolicyText::consent(const std::string& table, const std::string& columns, const std::string& purposes) {
    Consent made;
    made.table = table_name(table);
    made.place = next();
    auto& to = made.columns;
    const std::map<std::string, Text*> slots{{"purpose", &to.purpose},      {"legal_basis", &to.legal_basis},
                                             {"granted", &to.granted},      {"expires", &to.expires},
                                             {"source", &to.source},        {"withdrawn", &to.withdrawn},
                                             {"updated_by", &to.updated_by}};
    for (const auto& column : words(columns, ";"))
        *slots.at(words(column).at(0)) = {words(column).at(1), next()};
    for (const auto& purpose : words(purposes, ";")) {
        const auto said = words(purpose);
        Purpose& added = made.purposes.emplace_back();
        added.name = said.at(0);
        if (said.size() > 1)
            added.valid_for = period(said[1]);
    }
    policy_.consent = std::move(made);
    return *this;
}

PolicyText& PolicyText::when(const std::string& class_name, const std::string& sql) {
    const Place place = next();
    policy_.classes.push_back({class_name, {sql, place}, place});
    return *this;
}

PolicyText& PolicyText::rule(const std::string& classes, const std::string& keep, const std::string& after,
                             const std::string& then) {
    Rule made;
    made.name = "r" + std::to_string(policy_.rules.size());
    made.classes = texts(classes);
    made.keep = period(keep);
    made.place = next();
    made.after = {after, made.place};
    made.then = {then, made.place};
    policy_.rules.push_back(std::move(made));
    return *this;
}

PolicyText& PolicyText::floor(const std::string& name, const std::string& keep, const std::string& after,
                              const std::string& blocks, const std::string& where) {
    Floor made;
    made.name = name;
    made.keep = period(keep);
    made.place = next();
    made.after = {after, made.place};
    made.blocks = texts(blocks);
    if (!where.empty())
        made.where = Expression{where, next()};
    policy_.floors.push_back(std::move(made));
    return *this;
}

PolicyText& PolicyText::hold(const std::string& name, const std::string& sql) {
    const Place place = next();
    policy_.holds.push_back({name, {sql, place}, place});
    return *this;
}

PolicyText& PolicyText::action(const std::string& name, const std::vector<std::string>& lines) {
    Action made;
    made.name = name;
    made.place = next();
    for (const auto& each : lines)
        made.lines.push_back(line(each, next()));
    policy_.actions.push_back(std::move(made));
    return *this;
}

const Finding* Checked::find(const std::string& code) const noexcept {
    for (const auto& finding : findings)
        if (finding.code == code)
            return &finding;
    return nullptr;
}

std::vector<std::string> Checked::told(Severity least) const {
    std::vector<std::string> said;
    for (const auto& finding : findings)
        if (finding.severity >= least)
            said.push_back(finding.code + " " + finding.path);
    return said;
}

Checked bound(const PolicyText& policy, const SchemaText& schema) {
    Checked result;
    result.binding = bind(policy.build(), schema.build(), result.findings);
    return result;
}

Checked checked(const PolicyText& policy, const SchemaText& schema, const Beside& beside) {
    Checked result;
    result.binding = bind(policy.build(), schema.build(), result.findings, beside);
    if (has_errors(result.findings))
        return result;
    check_actions(result.binding, result.findings);
    check_rules(result.binding, result.findings);
    check_clock(result.binding, result.findings);
    check_words(result.binding, result.findings);
    check_reading(result.binding, result.findings);
    check_facts(result.binding, result.findings);
    check_evidence(result.binding, result.findings);
    check_beside(result.binding, result.findings);
    return result;
}

} // namespace retention::policies::test
