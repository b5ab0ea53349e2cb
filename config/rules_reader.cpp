// SPDX-License-Identifier: Apache-2.0
#include "config/rules_reader.hpp"

#include "config/names_seen.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

using policies::Expression;
using policies::From;

constexpr const char* kPeriodHint = "Say how long, as in keep: P2Y.";
constexpr const char* kAfterHint = "Say from which date the period runs, as in after: ended_on.";

// The name of a list's item; empty when it has none.
std::string read_name(const Fields& fields, NamesSeen& seen, std::string_view what) {
    const auto value = fields.need("name", "Give it a name: reports and the journal call it by that.");
    const auto name = value ? value->text("a name") : std::nullopt;
    if (!name || !check_name(*value, value->node().text_place, *name))
        return {};
    seen.add(*value, *name, what);
    return *name;
}

From read_from(const Fields& fields) {
    const auto value = fields.find("from");
    if (!value)
        return From::Exact;
    return read_word<From>(
               *value, {{"exact", From::Exact}, {"end_of_month", From::EndOfMonth}, {"end_of_year", From::EndOfYear}})
        .value_or(From::Exact);
}

std::string read_because(const Fields& fields) {
    const auto value = fields.find("because");
    return value ? value->text("a reason").value_or("") : "";
}

// What rules and floors share: keep, after, from, because.
template <typename T>
void read_term(const Fields& fields, T& term) {
    if (const auto keep = fields.need("keep", kPeriodHint))
        term.keep = read_period(*keep).value_or(policies::Period{});
    if (const auto after = fields.need("after", kAfterHint))
        term.after = read_expression(*after).value_or(Expression{});
    term.from = read_from(fields);
    term.because = read_because(fields);
}

policies::Rule read_rule(const Value& value, NamesSeen& seen) {
    policies::Rule rule;
    rule.place = value.node().place;
    const Fields fields(value, "a rule",
                        {"name", "class", "keep", "after", "from", "when", "unless", "then", "because"});
    rule.name = read_name(fields, seen, "a rule");
    if (const auto classes = fields.need("class", "Say which class it is for, as in class: prospect."))
        rule.classes = classes->texts("a class, or a list of classes");
    read_term(fields, rule);
    rule.when = find_expression(fields, "when");
    rule.unless = find_expression(fields, "unless");
    if (const auto then = fields.need("then", "Name the action to take, as in then: delete."))
        rule.then = then->placed_text("the name of an action").value_or(policies::Text{});
    return rule;
}

policies::Floor read_floor(const Value& value, NamesSeen& seen) {
    policies::Floor floor;
    floor.place = value.node().place;
    const Fields fields(value, "a floor", {"name", "where", "keep", "after", "from", "blocks", "because"});
    floor.name = read_name(fields, seen, "a floor");
    floor.where = find_expression(fields, "where");
    read_term(fields, floor);
    if (const auto blocks = fields.find("blocks"))
        floor.blocks = blocks->texts("an action, or a list of actions");
    return floor;
}

policies::Hold read_hold(const Value& value, NamesSeen& seen) {
    policies::Hold hold;
    hold.place = value.node().place;
    const Fields fields(value, "a hold", {"name", "where"});
    hold.name = read_name(fields, seen, "a hold");
    if (const auto where = fields.need("where", "Say who is held, as in where: legal_hold."))
        hold.where = read_expression(*where).value_or(Expression{});
    return hold;
}

template <typename T>
std::vector<T> read_all(const Value& value, std::string_view what, T (*read)(const Value&, NamesSeen&)) {
    std::vector<T> all;
    NamesSeen seen;
    for (const auto& item : value.list(what))
        all.push_back(read(item, seen));
    return all;
}

} // namespace

std::vector<policies::Class> read_classes(const Value& value) {
    std::vector<policies::Class> classes;
    for (const auto& [entry, each] : value.map("a map of names to SQL conditions")) {
        check_name(each, entry->place, entry->key);
        classes.push_back({entry->key, read_expression(each).value_or(Expression{}), entry->place});
    }
    if (value.node().kind == Node::Kind::Map && classes.empty())
        value.error("LIST_EMPTY", "has no classes", "Name at least one, as in prospect: status = 'prospect'.");
    return classes;
}

std::vector<policies::Rule> read_rules(const Value& value) {
    return read_all(value, "a list of rules", read_rule);
}

std::vector<policies::Floor> read_floors(const Value& value) {
    return read_all(value, "a list of floors", read_floor);
}

std::vector<policies::Hold> read_holds(const Value& value) {
    return read_all(value, "a list of holds", read_hold);
}

} // namespace retention::config
