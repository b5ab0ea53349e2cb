// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/json_schema.hpp"

#include "anonymizers/catalogue.hpp"
#include "config/language/anonymizer.hpp"
#include "config/language/in_words.hpp"
#include "daemon/ctl/yaml_value.hpp"

#include <algorithm>
#include <string>

namespace retention::ctl {

namespace {

using config::language::Document;
using config::language::Key;
using config::language::Kind;
using config::language::Map;
using Form = config::language::Kind::Form;

constexpr const char* kDialect = "http://json-schema.org/draft-07/schema#";
constexpr const char* kAnonymizer = "#/definitions/anonymizer";

ordered schema_of(const Kind& kind);

std::string description_of(const anonymizers::Operator& anonymizer) {
    return std::string(anonymizer.summary) + " Suits: " + std::string(anonymizer.suits) + ".";
}

std::string description_of(const Key& key) {
    std::string text = std::string(key.help) + ".";
    if (key.without.empty())
        return text;
    if (key.without.starts_with("required"))
        return text + " R" + std::string(key.without.substr(1)) + ".";
    return text + " Default: " + std::string(key.without) + ".";
}

// What stands between backticks is the value itself, anything else says it in words.
void add_default(const Key& key, ordered& schema) {
    const bool is_value = key.without.size() > 2 && key.without.front() == '`' && key.without.back() == '`';
    if (is_value && key.kind->form != Form::Keys)
        schema["default"] = yaml_value(std::string(key.without.substr(1, key.without.size() - 2)));
}

ordered schema_of(const Key& key) {
    ordered schema{{"title", key.name}, {"description", description_of(key)}};
    schema.update(schema_of(*key.kind));
    add_default(key, schema);
    schema["examples"] = ordered::array({example_value(key)});
    return schema;
}

ordered each_required(std::span<const char* const> keys) {
    ordered choices = ordered::array();
    for (const auto* key : keys)
        choices.push_back({{"required", {key}}});
    return choices;
}

ordered schema_of(const Map& map) {
    ordered schema{{"type", "object"}, {"properties", ordered::object()}};
    ordered required = ordered::array();
    for (const auto& key : map.keys) {
        schema["properties"][std::string(key.name)] = schema_of(key);
        if (key.is_required())
            required.push_back(key.name);
    }
    if (!required.empty())
        schema["required"] = std::move(required);
    if (!map.exactly_one.empty())
        schema["oneOf"] = each_required(map.exactly_one);
    if (!map.at_least_one.empty())
        schema["anyOf"] = each_required(map.at_least_one);
    schema["additionalProperties"] = false;
    return schema;
}

// A text that YAML may take for something else is right all the same: `true` is SQL, and a policy may be called 2026.
ordered text_schema(const Kind& kind) {
    ordered schema{{"type", "string"}};
    if (kind.may_be_number)
        schema["type"] = {"string", "number", "boolean"};
    schema["pattern"] = kind.pattern.empty() ? "\\S" : kind.pattern;
    return schema;
}

ordered names_schema(const Kind& kind) {
    ordered schema{{"type", "object"}, {"additionalProperties", schema_of(*kind.each)}};
    if (!kind.names->pattern.empty())
        schema["propertyNames"] = {{"pattern", kind.names->pattern}};
    if (!kind.may_be_empty)
        schema["minProperties"] = 1;
    return schema;
}

ordered list_schema(const Kind& kind) {
    ordered schema{{"type", "array"}, {"items", schema_of(*kind.each)}};
    if (!kind.may_be_empty)
        schema["minItems"] = std::max(1LL, kind.min);
    if (kind.max > 0)
        schema["maxItems"] = kind.max;
    if (kind.is_set)
        schema["uniqueItems"] = true;
    return schema;
}

ordered any_of(std::span<const Kind* const> choices) {
    ordered schemas = ordered::array();
    for (const auto* choice : choices)
        schemas.push_back(schema_of(*choice));
    return {{"anyOf", std::move(schemas)}};
}

ordered schema_without_null(const Kind& kind) {
    switch (kind.form) {
    case Form::Whole:
        return {{"type", "integer"}, {"minimum", kind.min}, {"maximum", kind.max}};
    case Form::Factor:
        return {{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", kind.max}};
    case Form::Word:
        return {{"enum", kind.words}};
    case Form::Anonymizer:
        return {{"$ref", kAnonymizer}};
    case Form::Keys:
        return schema_of(*kind.map);
    case Form::Names:
        return names_schema(kind);
    case Form::List:
        return list_schema(kind);
    case Form::Either:
        return any_of(kind.choices);
    case Form::Anything:
        return {{"description", kind.what}};
    case Form::Text:
    case Form::Percent:
    case Form::Duration:
        break;
    }
    return text_schema(kind);
}

ordered or_null(ordered schema) {
    const auto type = schema.find("type");
    if (type == schema.end())
        return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
    if (!type->is_array())
        *type = ordered::array({*type});
    type->push_back("null");
    return schema;
}

ordered schema_of(const Kind& kind) {
    auto schema = schema_without_null(kind);
    return kind.may_be_null ? or_null(std::move(schema)) : schema;
}

bool names_anonymizers(const Kind& kind) noexcept {
    return kind.form == Form::Anonymizer || (kind.each != nullptr && names_anonymizers(*kind.each)) ||
           std::any_of(kind.choices.begin(), kind.choices.end(), [](const auto* each) { return names_anonymizers(*each); });
}

bool names_anonymizers(const Map& map) noexcept {
    return std::any_of(map.keys.begin(), map.keys.end(), [](const Key& key) { return names_anonymizers(*key.kind); });
}

// Its description is that of the catalogue, where its name stands for all of it.
ordered argument_schema(const Key& key, const anonymizers::Operator& anonymizer) {
    ordered schema{{"description", description_of(anonymizer) + " Takes: " + std::string(anonymizer.takes) + "."}};
    schema.update(schema_of(*key.kind));
    schema["examples"] = ordered::array();
    for (const auto& form : anonymizers::forms_of(anonymizer))
        if (!form.example.empty())
            schema["examples"].push_back(yaml_value(form.example));
    return schema;
}

// What may stand at a column: null, one word, or a map with one key.
ordered anonymizer_schema() {
    ordered choices = ordered::array({{{"type", "null"}, {"description", "Removes the value."}}});
    ordered properties = ordered::object();
    for (const auto* each : anonymizers::catalogue()) {
        if (anonymizers::stands_alone(*each))
            choices.push_back({{"const", each->name}, {"description", description_of(*each)}});
        if (const auto* key = config::language::anonymizers_with_arguments().find(each->name))
            properties[std::string(each->name)] = argument_schema(*key, *each);
    }
    choices.push_back({{"type", "object"},
                       {"properties", std::move(properties)},
                       {"additionalProperties", false},
                       {"minProperties", 1},
                       {"maxProperties", 1}});
    return {{"title", "an anonymizer"},
            {"description", "What becomes of a column: null, one word, or a map with one key."},
            {"anyOf", std::move(choices)}};
}

ordered with_definitions(ordered schema, bool is_needed) {
    if (is_needed)
        schema["definitions"] = {{"anonymizer", anonymizer_schema()}};
    return schema;
}

} // namespace

ordered json_schema(const Document& document) {
    if (document.map == &config::language::anonymizers_with_arguments())
        return with_definitions({{"$schema", kDialect}, {"$ref", kAnonymizer}}, true);
    ordered schema{{"$schema", kDialect},
                   {"title", document.title},
                   {"description", std::string(document.map->help) + "."}};
    schema.update(schema_of(*document.map));
    return with_definitions(std::move(schema), names_anonymizers(*document.map));
}

ordered json_schema(const config::language::Spot& spot) {
    ordered schema{{"$schema", kDialect}};
    schema.update(schema_of(*spot.key));
    return with_definitions(std::move(schema), names_anonymizers(*spot.key->kind));
}

ordered example_value(const Key& key) {
    return yaml_value(key.example);
}

} // namespace retention::ctl
