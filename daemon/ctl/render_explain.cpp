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

std::string named_values(const json& values, const char* heading, const Screen& screen) {
    Table table({{heading}, {"VALUE"}});
    if (values.is_object())
        for (const auto& [name, value] : values.items())
            table.add({plain_text(name), value_text(value)});
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
    Table table({{"RULE"}, {"ACTION"}, {"STARTING POINT"}, {"EXPIRES ON"}, {"STATE"}, {"STOPPED BY"}});
    for (const auto& rule : elements(explanation, "rules"))
        table.add({text(rule, "rule"), text(rule, "action"), text_or_dash(rule, "starting_point"),
                   text_or_dash(rule, "expires_on"), state_text(screen, text(rule, "state")),
                   listed(member(rule, "stopped_by"))});
    return table.is_empty() ? "" : "\n" + table.render(screen);
}

std::string floors(const json& explanation, const Screen& screen) {
    Table table({{"FLOOR"}, {"APPLIES"}, {"ENDS ON"}});
    for (const auto& floor : elements(explanation, "floors"))
        table.add({text(floor, "floor"), text(floor, "applies"), text_or_dash(floor, "ends_on")});
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
                         text(explanation, "policy") + " as of " + text(explanation, "as_of") +
                         "\nclass: " + (name.empty() ? "none: it is never touched" : name) + "\n";
    if (const auto holds = listed(member(explanation, "holds")); !holds.empty())
        result += coloured(screen, Colour::Yellow, "on hold: " + holds) + "\n";
    result += named_values(member(explanation, "facts"), "FACT", screen);
    result += named_values(member(explanation, "consent"), "CONSENT", screen);
    return result + rules(explanation, screen) + floors(explanation, screen) + "\n" +
           next_text(member(explanation, "next"));
}

} // namespace retention::ctl
