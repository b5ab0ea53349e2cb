// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/anonymizer_schema.hpp"

#include "anonymizers/catalogue.hpp"
#include "daemon/ctl/yaml_value.hpp"

#include <string>

namespace retention::ctl {

namespace {

using anonymizers::Operator;
using ordered = nlohmann::ordered_json;

// Its documentation says whether it can stand without an argument, and whether it can have one.
bool needs_no_argument(const Operator& anonymizer) noexcept {
    return anonymizer.takes.find("nothing") != std::string_view::npos;
}
bool takes_argument(const Operator& anonymizer) noexcept {
    return anonymizer.takes != "nothing";
}

std::string description_of(const Operator& anonymizer) {
    return std::string(anonymizer.summary) + " Suits: " + std::string(anonymizer.suits) + ".";
}

ordered word_schema(const Operator& anonymizer) {
    return {{"const", anonymizer.name}, {"description", description_of(anonymizer)}};
}

ordered argument_schema(const Operator& anonymizer) {
    ordered schema{{"description", description_of(anonymizer) + " Takes: " + std::string(anonymizer.takes) + "."}};
    const auto example = yaml_value(anonymizer.example);
    if (example.is_object() && example.contains(anonymizer.name))
        schema["examples"] = ordered::array({example.at(anonymizer.name)});
    return schema;
}

} // namespace

ordered anonymizer_schema() {
    ordered choices = ordered::array({{{"type", "null"}, {"description", "Removes the value."}}});
    ordered properties = ordered::object();
    for (const auto* each : anonymizers::catalogue()) {
        if (needs_no_argument(*each))
            choices.push_back(word_schema(*each));
        if (takes_argument(*each))
            properties[std::string(each->name)] = argument_schema(*each);
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

} // namespace retention::ctl
