// SPDX-License-Identifier: Apache-2.0
#include "config/rules_reader.hpp"

#include "config/language/maps.hpp"
#include "config/names_seen.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

using policies::Expression;
using policies::From;

// The name of a list's item; empty when it has none.
std::string read_name(const Fields& fields, NamesSeen& seen) {
    const auto value = fields.find("name");
    const auto name = value ? value->text(fields.kind("name").what) : std::nullopt;
    if (!name || !check_name(*value, value->node().text_place, *name))
        return {};
    seen.add(*value, *name, fields.what());
    return *name;
}

std::string read_because(const Fields& fields) {
    const auto value = fields.find("because");
    return value ? value->text(fields.kind("because").what).value_or("") : "";
}

// What rules and floors share: keep, after, from, because.
template <typename T>
void read_term(const Fields& fields, T& term) {
    if (const auto keep = fields.find("keep"))
        term.keep = read_period(*keep).value_or(policies::Period{});
    if (const auto after = fields.find("after"))
        term.after = read_expression(*after).value_or(Expression{});
    term.from = find_word(fields, "from", From::Exact);
    term.because = read_because(fields);
}

policies::Rule read_rule(const Value& value, NamesSeen& seen) {
    policies::Rule rule;
    rule.place = value.node().place;
    const Fields fields(value, language::kRule);
    rule.name = read_name(fields, seen);
    if (const auto classes = fields.find("class"))
        rule.classes = classes->texts(fields.kind("class").what);
    read_term(fields, rule);
    rule.when = find_expression(fields, "when");
    rule.unless = find_expression(fields, "unless");
    if (const auto then = fields.find("then"))
        rule.then = then->placed_text(fields.kind("then").what).value_or(policies::Text{});
    return rule;
}

policies::Floor read_floor(const Value& value, NamesSeen& seen) {
    policies::Floor floor;
    floor.place = value.node().place;
    const Fields fields(value, language::kFloor);
    floor.name = read_name(fields, seen);
    floor.where = find_expression(fields, "where");
    read_term(fields, floor);
    if (const auto blocks = fields.find("blocks"))
        floor.blocks = blocks->texts(fields.kind("blocks").what);
    return floor;
}

policies::Hold read_hold(const Value& value, NamesSeen& seen) {
    policies::Hold hold;
    hold.place = value.node().place;
    const Fields fields(value, language::kHold);
    hold.name = read_name(fields, seen);
    if (const auto where = fields.find("where"))
        hold.where = read_expression(*where).value_or(Expression{});
    return hold;
}

template <typename T>
std::vector<T> read_all(const Value& value, const language::Kind& kind, T (*read)(const Value&, NamesSeen&)) {
    std::vector<T> all;
    NamesSeen seen;
    for (const auto& item : value.list(kind.what))
        all.push_back(read(item, seen));
    return all;
}

} // namespace

std::vector<policies::Class> read_classes(const Value& value) {
    std::vector<policies::Class> classes;
    for (const auto& [entry, each] : value.map(language::kClasses.what)) {
        check_name(each, entry->place, entry->key);
        classes.push_back({entry->key, read_expression(each).value_or(Expression{}), entry->place});
    }
    if (value.node().kind == Node::Kind::Map && classes.empty())
        value.error("LIST_EMPTY", "has no classes", "Name at least one, as in prospect: status = 'prospect'.");
    return classes;
}

std::vector<policies::Rule> read_rules(const Value& value) {
    return read_all(value, language::kRules, read_rule);
}

std::vector<policies::Floor> read_floors(const Value& value) {
    return read_all(value, language::kFloors, read_floor);
}

std::vector<policies::Hold> read_holds(const Value& value) {
    return read_all(value, language::kHolds, read_hold);
}

} // namespace retention::config
