// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {
namespace {

// A value in a table of facts: texts as they are, anything nested as JSON.
std::string value_text(const json& value) {
    if (value.is_null())
        return "-";
    if (value.is_structured())
        return plain_text(value.dump(-1, ' ', false, json::error_handler_t::replace));
    return text_of(value);
}

// "crm.activity 4711", "crm.case 1, 2, 3 and 9 more", "by query"
std::string rows_text(const json& origin) {
    if (text(origin, "kind") == "query")
        return "by query";
    const auto& rows = elements(origin, "rows");
    const auto rows_count = number(origin, "count");
    if (rows_count == 0)
        return "-";
    std::string list;
    for (const auto& row : rows)
        list += (list.empty() ? " " : ", ") + (row.is_array() ? "(" + listed(row) + ")" : text_of(row));
    const auto kind = text(origin, "kind");
    const auto others = rows_count - static_cast<long long>(rows.size());
    if (rows.empty())
        list = ", a row without a primary key";
    else if (others > 0 && (kind == "count" || kind == "sum" || kind == "exists"))
        list += " and " + with_separators(others) + " more";
    return text(origin, "table") + list;
}

const json& origin_of(const json& explanation, const std::string& name) {
    static const json nothing;
    for (const auto& origin : elements(explanation, "origins"))
        if (text(origin, "name") == name)
            return origin;
    return nothing;
}

// The record behind "consent_marketing" is the one behind "consent_marketing_ended".
std::string origin_text(const json& explanation, std::string name) {
    constexpr std::string_view kEnded = "_ended";
    if (name == "basis_ended")
        name = "basis_valid";
    else if (origin_of(explanation, name).is_null() && name.ends_with(kEnded))
        name.resize(name.size() - kEnded.size());
    const auto& origin = origin_of(explanation, name);
    return origin.is_null() ? std::string() : rows_text(origin);
}

// What gave a rule its starting point, down to the row; where that cannot be told, what it is made of.
std::string from_text(const json& explanation, const json& rule) {
    std::string giving;
    std::string used;
    for (const auto& name : elements(rule, "from")) {
        const auto word = text(name, "name");
        const auto row = origin_text(explanation, word);
        used += (used.empty() ? "" : ", ") + word;
        if (truth(name, "gives_starting_point"))
            giving += (giving.empty() ? "" : ", ") + word + (row.empty() || row == "-" ? "" : " of " + row);
    }
    return giving.empty() ? used : giving;
}

std::string named_values(const json& explanation, const json& values, const char* heading, const Screen& screen) {
    Table table({{heading}, {"VALUE"}, {"FROM"}});
    if (values.is_object())
        for (const auto& [name, value] : values.items())
            table.add({plain_text(name), value_text(value), origin_text(explanation, name)});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string state_text(const Screen& screen, const std::string& state) {
    std::string words = state;
    for (auto& letter : words)
        letter = letter == '_' ? ' ' : letter;
    if (state == "due")
        return coloured(screen, Colour::Red, words);
    return state == "hold" || state == "floor" ? coloured(screen, Colour::Yellow, words) : words;
}

std::string rules(const json& explanation, const Screen& screen) {
    Table table({{"RULE"}, {"ACTION"}, {"STARTING POINT"}, {"FROM"}, {"EXPIRES ON"}, {"STATE"}, {"STOPPED BY"}});
    for (const auto& rule : elements(explanation, "rules"))
        table.add({text(rule, "rule"), text(rule, "action"), text_or_dash(rule, "starting_point"),
                   from_text(explanation, rule), text_or_dash(rule, "expires_on"), state_text(screen, text(rule, "state")),
                   listed(member(rule, "stopped_by"))});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string floors(const json& explanation, const Screen& screen) {
    Table table({{"FLOOR"}, {"APPLIES"}, {"BLOCKS"}, {"ENDS ON"}});
    for (const auto& floor : elements(explanation, "floors")) {
        const auto blocked = listed(member(floor, "blocks"));
        table.add({text(floor, "floor"), text(floor, "applies"), blocked.empty() ? "every action" : blocked, text_or_dash(floor, "ends_on")});
    }
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string next_text(const json& next) {
    if (!next.is_object())
        return "next: nothing that is known now\n";
    const auto rule = text(next, "rule");
    return "next: " + text(next, "action") + " on " + text(next, "on") + (rule.empty() ? "" : " by rule " + rule) +
           "\n";
}

} // namespace

std::string render_explain(const json& explanation, const Screen& screen) {
    const auto name = text(explanation, "class");
    std::string result = "subject " + listed(member(explanation, "subject")) + " of policy " +
                         text(explanation, "policy") + " as of " + moment(explanation, "as_of") +
                         "\nclass: " + (name.empty() ? "none: it is never touched" : name) + "\n";
    if (const auto requested = text(explanation, "requested_on"); !requested.empty())
        result += "asked to be erased on " + requested + "\n";
    if (const auto holds = listed(member(explanation, "holds")); !holds.empty())
        result += coloured(screen, Colour::Yellow, "on hold: " + holds) + "\n";
    result += named_values(explanation, member(explanation, "facts"), "FACT", screen);
    result += named_values(explanation, member(explanation, "consent"), "CONSENT", screen);
    return result + rules(explanation, screen) + floors(explanation, screen) + "\n" +
           next_text(member(explanation, "next"));
}

} // namespace retention::ctl
