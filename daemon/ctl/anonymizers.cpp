// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/anonymizers.hpp"

#include "anonymizers/catalogue.hpp"
#include "anonymizers/suggestion.hpp"
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/table.hpp"

#include <vector>

namespace retention::ctl {

namespace {

using nlohmann::json;

json described(const anonymizers::Operator& anonymizer) {
    return {{"name", anonymizer.name},
            {"summary", anonymizer.summary},
            {"takes", anonymizer.takes},
            {"suits", anonymizer.suits},
            {"result", anonymizers::strength_of(anonymizer)},
            {"unique", anonymizers::uniqueness_of(anonymizer)},
            {"example", anonymizer.example}};
}

std::string in_detail(const json& one) {
    std::string result = text(one, "name") + ": " + text(one, "summary") + "\n\n";
    const auto line = [&](const char* heading, const char* member) {
        std::string padded(heading);
        padded.resize(9, ' ');
        result += padded + text(one, member) + "\n";
    };
    line("takes", "takes");
    line("suits", "suits");
    line("result", "result");
    line("unique", "unique");
    line("example", "example");
    return result;
}

} // namespace

json anonymizers_document(const std::string& name) {
    json list = json::array();
    for (const auto* each : anonymizers::catalogue())
        if (name.empty() || each->name == name)
            list.push_back(described(*each));
    return {{"anonymizers", list}};
}

std::string anonymizer_hint(const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto* each : anonymizers::catalogue())
        names.push_back(each->name);
    const auto meant = anonymizers::did_you_mean(name, names);
    return meant.empty() ? "Known are " + anonymizers::one_of(names) + "." : meant;
}

std::string render_anonymizers(const json& document, const Screen& screen) {
    const auto& list = elements(document, "anonymizers");
    if (list.size() == 1)
        return in_detail(*list.begin());
    Table table({{"NAME"}, {"RESULT"}, {"UNIQUE"}, {"SUITS"}, {"SUMMARY"}});
    for (const auto& one : list)
        table.add({text(one, "name"), text(one, "result"), text(one, "unique"), text(one, "suits"), text(one, "summary")});
    return table.render(screen);
}

} // namespace retention::ctl
