// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/standing.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <tuple>

namespace retention::proving {

namespace {

using config::Expectation;
using nlohmann::json;
using About = Expectation::About;

constexpr const char* kNone = "none";

std::string text_or_none(const json& value) {
    return value.is_string() ? value.get<std::string>() : kNone;
}

// As somebody would write it into a test.
std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

const json& named(const json& list, const char* key, const std::string& name) {
    static const json kAbsent;
    const auto found = std::find_if(list.begin(), list.end(), [&](const json& each) { return each.at(key) == name; });
    return found == list.end() ? kAbsent : *found;
}

std::string joined(std::set<std::string> names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? kNone : text;
}

std::set<std::string> set_of(const json& names) {
    return names.get<std::set<std::string>>();
}

bool is_due(const json& explanation) {
    const auto& rules = explanation.at("rules");
    return std::any_of(rules.begin(), rules.end(), [](const json& rule) { return rule.at("state") == "due"; });
}

std::string end_of_floor(const json& floor) {
    if (!floor.at("applies").get<bool>())
        return kNone;
    return floor.at("ends_on").is_null() ? "unknown" : floor.at("ends_on").get<std::string>();
}

std::string next_part(const json& explanation, const char* part) {
    const auto& next = explanation.at("next");
    return next.is_null() ? kNone : text_or_none(next.at(part));
}

// How the subject stands in this respect, as text.
std::string actual_of(const Expectation& expectation, const json& explanation) {
    const auto rule = [&]() -> const json& { return named(explanation.at("rules"), "rule", expectation.name); };
    switch (expectation.about) {
    case About::NoSubject:
        return "a subject of class " + text_or_none(explanation.at("class"));
    case About::Class:
        return text_or_none(explanation.at("class"));
    case About::Action:
        return is_due(explanation) ? next_part(explanation, "action") : kNone;
    case About::Rule:
        return is_due(explanation) ? next_part(explanation, "rule") : kNone;
    case About::NextAction:
        return next_part(explanation, "action");
    case About::NextRule:
        return next_part(explanation, "rule");
    case About::NextOn:
        return next_part(explanation, "on");
    case About::Fact:
        return text_of(explanation.at("facts").at(expectation.name));
    case About::Consent:
        return text_of(explanation.at("consent").at(expectation.name));
    case About::FloorEnds:
        return end_of_floor(named(explanation.at("floors"), "floor", expectation.name));
    case About::Holds:
        return joined(set_of(explanation.at("holds")));
    case About::StartingPoint:
        return text_or_none(rule().at("starting_point"));
    case About::ExpiresOn:
        return text_or_none(rule().at("expires_on"));
    case About::State:
        return text_or_none(rule().at("state"));
    case About::StoppedBy:
        return joined(set_of(rule().at("stopped_by")));
    }
    return {};
}

bool is_value(About about) {
    return about == About::Fact || about == About::Consent;
}

std::string expected_of(const Expectation& expectation) {
    if (expectation.about == About::NoSubject)
        return "no_subject";
    if (expectation.about == About::Holds || expectation.about == About::StoppedBy)
        return joined({expectation.names.begin(), expectation.names.end()});
    return expectation.value.value_or(is_value(expectation.about) ? "null" : kNone);
}

std::optional<double> number_in(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' ? std::optional(number) : std::nullopt;
}

// Whether `exact`, a time such as 2026-01-31T12:00:00+01:00, lies in what `written` says of it.
bool is_within(std::string written, const std::string& exact) {
    constexpr std::size_t kDay = 10;
    if (written.size() > kDay && written[kDay] == ' ')
        written[kDay] = 'T';
    const bool is_time = exact.size() > kDay && exact[kDay] == 'T' && exact[4] == '-' && exact[7] == '-';
    return is_time && written.size() >= kDay && exact.starts_with(written) &&
           std::string_view("T:.+-Z").find(exact[written.size()]) != std::string_view::npos;
}

bool is_same_value(const std::string& written, const json& actual) {
    if (actual.is_number()) {
        const auto number = number_in(written);
        return number && *number == actual.get<double>();
    }
    const auto text = text_of(actual);
    return text == written || (actual.is_string() && text.size() > written.size() && is_within(written, text));
}

bool holds_true(const Expectation& expectation, const json& explanation) {
    if (expectation.about == About::NoSubject)
        return false;
    if (!is_value(expectation.about))
        return expected_of(expectation) == actual_of(expectation, explanation);
    const auto& actual = explanation.at(expectation.about == About::Fact ? "facts" : "consent").at(expectation.name);
    return expectation.value ? is_same_value(*expectation.value, actual) && !actual.is_null() : actual.is_null();
}

} // namespace

std::vector<Difference> compare_standing(const config::ExpectedSubject& expected, const std::optional<json>& explanation) {
    std::vector<Difference> differences;
    const bool expects_none = expected.expectations.size() == 1 && expected.expectations.front().about == About::NoSubject;
    if (!explanation) {
        if (!expects_none)
            differences.push_back({expected.place, expected.key, "a subject", "no_subject"});
        return differences;
    }
    for (const auto& each : expected.expectations)
        if (!holds_true(each, *explanation))
            differences.push_back({each.place, expected.key + (each.about == About::NoSubject ? "" : "." + each.path), expected_of(each),
                                   actual_of(each, *explanation)});
    std::stable_sort(differences.begin(), differences.end(), [](const Difference& a, const Difference& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    return differences;
}

} // namespace retention::proving
