// SPDX-License-Identifier: Apache-2.0
//
// What the forms of arguments say, against what the checks take: neither may know more than the other.
#include "anonymizers/argument_form.hpp"

#include "anonymizers/checks.hpp"
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <regex>
#include <set>

namespace retention::anonymizers::test {
namespace {

using Form = ArgumentForm;

std::vector<Column> columns_of_every_family() {
    std::vector<Column> all{text(),
                            varchar(40),
                            column(TypeFamily::Integer, "bigint"),
                            column(TypeFamily::Integer, "smallint"),
                            column(TypeFamily::Number, "numeric"),
                            column(TypeFamily::Number, "double precision"),
                            column(TypeFamily::Boolean, "boolean"),
                            column(TypeFamily::Date, "date"),
                            column(TypeFamily::Timestamp, "timestamp with time zone"),
                            column(TypeFamily::Time, "time without time zone"),
                            column(TypeFamily::Uuid, "uuid"),
                            column(TypeFamily::Bytes, "bytea"),
                            column(TypeFamily::Json, "jsonb"),
                            column(TypeFamily::Array, "text[]"),
                            column(TypeFamily::Hstore, "public.hstore"),
                            column(TypeFamily::Xml, "xml"),
                            column(TypeFamily::Search, "tsvector"),
                            column(TypeFamily::LargeObject, "oid"),
                            column(TypeFamily::Network, "inet"),
                            column(TypeFamily::Point, "point"),
                            column(TypeFamily::Other, "box")};
    for (auto& each : all) {
        each.has_row_key = true;
        each.others = {"title", "body"};
    }
    return all;
}

bool some_check_takes(const Operator& anonymizer, const Argument& argument) {
    static const auto all = columns_of_every_family();
    return std::any_of(all.begin(), all.end(), [&](const Column& each) { return !anonymizer.check(argument, each); });
}

bool is_allowed(const Operator& anonymizer, const Argument& argument);

bool is_nested(const Argument& argument) {
    if (argument.kind == Argument::Kind::Null)
        return true;
    const auto* named = argument.kind == Argument::Kind::Text ? find(argument.text)
                        : argument.kind == Argument::Kind::Map
                            ? (argument.map.size() == 1 ? find(argument.map.front().first) : nullptr)
                            : nullptr;
    if (named == nullptr)
        return false;
    return argument.kind == Argument::Kind::Text ? stands_alone(*named)
                                                 : is_allowed(*named, argument.map.front().second);
}

bool is_allowed(const Form& form, const Argument& argument);

bool are_parameters(const Form& form, const Argument& argument) {
    for (const auto& [name, value] : argument.map) {
        const auto known = std::ranges::find(form.parameters, name, &Parameter::name);
        if (known == form.parameters.end() || !is_allowed(*known->form, value))
            return false;
    }
    for (const auto& each : form.parameters)
        if (each.is_required() && argument.find(each.name) == nullptr)
            return false;
    return form.needs == Form::Needs::Any ||
           (form.needs == Form::Needs::One ? !argument.map.empty() : argument.map.size() == 1);
}

bool is_list(const Form& form, const std::vector<Argument>& list) {
    std::set<std::string> seen;
    for (const auto& each : list)
        if (!is_allowed(*form.each, each) || (!seen.insert(each.text).second && form.is_set))
            return false;
    return static_cast<long long>(list.size()) >= form.min && static_cast<long long>(list.size()) <= form.max;
}

bool has_pattern(const std::string& written, std::string_view pattern) {
    static std::map<std::string, std::regex, std::less<>> known;
    auto found = known.find(pattern);
    if (found == known.end())
        found = known.emplace(pattern, std::regex(pattern.empty() ? "\\S" : std::string(pattern))).first;
    return std::regex_search(written, found->second);
}

bool is_allowed(const Form& form, const Argument& argument) {
    if (form.may_be_null && argument.kind == Argument::Kind::Null)
        return true;
    const bool is_text = argument.kind == Argument::Kind::Text;
    const bool is_map = argument.kind == Argument::Kind::Map;
    const auto matches = [&](const std::string& written) { return has_pattern(written, form.pattern); };
    switch (form.kind) {
    case Form::Kind::Nothing:
        return is_absent(argument);
    case Form::Kind::Value:
        return is_text && matches(argument.text);
    case Form::Kind::Word:
        return is_text && std::ranges::find(form.words, argument.text) != form.words.end();
    case Form::Kind::Whole:
        return is_text && whole_number(argument.text, form.min, form.max).has_value();
    case Form::Kind::Percent:
        return is_text && argument.text.ends_with('%') &&
               whole_number(std::string_view(argument.text).substr(0, argument.text.size() - 1), form.min, form.max)
                   .has_value();
    case Form::Kind::List:
        return argument.kind == Argument::Kind::List && is_list(form, argument.list);
    case Form::Kind::Parameters:
        return is_map && are_parameters(form, argument);
    case Form::Kind::Parts:
        return is_map && !argument.map.empty() && std::ranges::all_of(argument.map, [&](const auto& part) {
                   return (form.pattern.empty() || matches(part.first)) && is_nested(part.second);
               });
    case Form::Kind::Anonymizer:
        return is_nested(argument);
    }
    return false;
}

bool is_allowed(const Operator& anonymizer, const Argument& argument) {
    return std::ranges::any_of(forms_of(anonymizer), [&](const Form& form) { return is_allowed(form, argument); });
}

// Arguments that `form` allows, at its limits, and some just beyond.
std::vector<Argument> around(const Form& form) {
    std::vector<Argument> all;
    const auto add_number = [&](long long number, const char* unit) {
        all.push_back(Argument::of(std::to_string(number) + unit));
    };
    const char* unit = form.kind == Form::Kind::Percent ? "%" : "";
    switch (form.kind) {
    case Form::Kind::Nothing:
        return {Argument::none(), Argument::null()};
    case Form::Kind::Value:
        for (const auto* each : {"x", "0", "@", "title", "english", "a{token}", "a{pseudonym}", "", " ", "xy", "7%"})
            all.push_back(Argument::of(each));
        break;
    case Form::Kind::Word:
        for (const auto word : form.words)
            all.push_back(Argument::of(std::string(word)));
        all.push_back(Argument::of("nonsense"));
        break;
    case Form::Kind::Whole:
    case Form::Kind::Percent:
        for (const auto number : {form.min, form.max, (form.min + form.max) / 2})
            add_number(number, unit);
        if (form.min > std::numeric_limits<long long>::min())
            add_number(form.min - 1, unit);
        if (form.max < std::numeric_limits<long long>::max())
            add_number(form.max + 1, unit);
        break;
    case Form::Kind::List:
        for (const auto& one : around(*form.each)) {
            all.push_back({Argument::Kind::List, {}, {one}, {}});
            all.push_back({Argument::Kind::List, {}, {one, one}, {}});
            for (const auto& other : around(*form.each))
                all.push_back({Argument::Kind::List, {}, {one, other}, {}});
        }
        all.push_back(empty_list());
        break;
    case Form::Kind::Parameters:
        all.push_back(map_of(std::vector<std::pair<std::string, Argument>>{}));
        all.push_back(map_of("nonsense", "1"));
        for (const auto& first : form.parameters)
            for (const auto& one : around(*first.form)) {
                all.push_back(map_of({{std::string(first.name), one}}));
                for (const auto& second : form.parameters)
                    if (second.name != first.name)
                        for (const auto& other : around(*second.form))
                            all.push_back(map_of({{std::string(first.name), one}, {std::string(second.name), other}}));
            }
        break;
    case Form::Kind::Parts:
        for (const auto* name : {"$.a", "a", "@a", "*", "$"})
            for (const auto& each :
                 {Argument::of("redact"), Argument::of("remove"), Argument::null(), Argument::of("nonsense"),
                  map_of("prefix", "2"), map_of("prefix", "0"), empty_list()})
                all.push_back(map_of({{name, each}}));
        all.push_back(map_of(std::vector<std::pair<std::string, Argument>>{}));
        break;
    case Form::Kind::Anonymizer:
        return {Argument::of("redact"), Argument::of("remove"), Argument::of("prefix"), map_of("prefix", "2"),
                Argument::null()};
    }
    return all;
}

std::string written(const Argument& argument) {
    std::string text = std::to_string(static_cast<int>(argument.kind)) + argument.text;
    for (const auto& each : argument.list)
        text += "[" + written(each) + "]";
    for (const auto& [name, value] : argument.map)
        text += "{" + name + ":" + written(value) + "}";
    return text;
}

// All of them for every operator: what one takes another one must refuse.
std::map<std::string, Argument> arguments() {
    std::map<std::string, Argument> all;
    const auto add = [&all](const Argument& argument) { all.emplace(written(argument), argument); };
    for (const auto& argument :
         {Argument::none(), Argument::null(), empty_list(), list_of({"red", "green"}), list_of({"red"})})
        add(argument);
    for (const auto* each : catalogue())
        for (const auto& form : forms_of(*each))
            for (const auto& argument : around(form))
                add(argument);
    return all;
}

TEST(ArgumentForms, AllowWhatTheChecksTake) {
    const auto all = arguments();
    EXPECT_GT(all.size(), 500U);
    for (const auto& [text, argument] : all)
        for (const auto* each : catalogue())
            if (!is_allowed(*each, argument) && some_check_takes(*each, argument))
                ADD_FAILURE() << each->name << " takes what its forms do not allow: " << text;
}

// Each limit, word and parameter is one that some column takes.
TEST(ArgumentForms, AreAllTakenSomewhere) {
    for (const auto* each : catalogue()) {
        if (each->name == "remove")
            continue; // a part of something else
        for (const auto& form : forms_of(*each)) {
            bool is_taken = false;
            for (const auto& argument : around(form)) {
                const bool takes = some_check_takes(*each, argument);
                is_taken = is_taken || takes;
                const bool is_exact =
                    form.kind == Form::Kind::Word || form.kind == Form::Kind::Whole || form.kind == Form::Kind::Percent;
                EXPECT_TRUE(takes || !is_exact || !is_allowed(form, argument)) << each->name << " " << argument.text;
            }
            EXPECT_TRUE(is_taken) << each->name << ": " << form.what;
        }
    }
}

TEST(ArgumentForms, LimitsOfParametersAreThoseOfTheChecks) {
    for (const auto* each : catalogue())
        for (const auto& form : forms_of(*each))
            for (const auto& parameter : form.parameters) {
                if (parameter.form->kind != Form::Kind::Whole || each->name == "random")
                    continue;
                for (const auto number : {parameter.form->min, parameter.form->max})
                    EXPECT_TRUE(some_check_takes(*each, map_of(std::string(parameter.name), std::to_string(number))))
                        << each->name << "." << parameter.name << " " << number;
            }
    EXPECT_TRUE(
        some_check_takes(*find("random"), map_of({{"from", "-9223372036854775808"}, {"to", "9223372036854775807"}})));
}

TEST(ArgumentForms, AreTheOnesThatTheDocumentationTellsOf) {
    const auto expect_named = [](const Operator& anonymizer, std::string_view word) {
        EXPECT_NE(anonymizer.takes.find(word), std::string_view::npos)
            << anonymizer.name << " does not tell of " << word;
    };
    for (const auto* each : catalogue()) {
        EXPECT_EQ(stands_alone(*each), each->takes.find("nothing") != std::string_view::npos) << each->name;
        for (const auto& form : forms_of(*each)) {
            for (const auto word : form.words)
                expect_named(*each, each->name == "random" && word == "uuid" ? "uuid" : "`" + std::string(word) + "`");
            for (const auto& parameter : form.parameters)
                expect_named(*each, parameter.name);
        }
    }
}

} // namespace
} // namespace retention::anonymizers::test
