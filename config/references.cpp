// SPDX-License-Identifier: Apache-2.0
#include "config/references.hpp"

#include "config/reader.hpp"

#include <algorithm>

namespace retention::config {

namespace {

// The keys of the map called `section`; nothing when it is missing or no map, which has been reported.
std::optional<std::vector<std::string>> names_in(const Node& root, std::string_view section) {
    const Node* map = root.find(section);
    if (map == nullptr || map->kind != Node::Kind::Map || map->entries.empty())
        return std::nullopt;
    std::vector<std::string> names;
    for (const auto& entry : map->entries)
        names.push_back(entry.key);
    return names;
}

void check_word(const Value& value, std::string_view what, const std::vector<std::string>& known) {
    if (value.is_text() && !value.node().text.empty() &&
        std::find(known.begin(), known.end(), value.node().text) == known.end())
        value.error_at(value.node().text_place, "NAME_UNKNOWN",
                       "there is no " + std::string(what) + " " + in_quotes(value.node().text),
                       suggest(value.node().text, known));
}

// A word, or each of a list of words.
void check_words(const Value& value, std::string_view what, const std::vector<std::string>& known) {
    check_word(value, what, known);
    for (std::size_t i = 0; i < value.node().items.size(); ++i)
        check_word(value.item(i), what, known);
}

// What stands at `key` of each item of the list called `section`.
void check_section(const Value& root, std::string_view section, std::string_view key, std::string_view what,
                   const std::optional<std::vector<std::string>>& known) {
    const auto list = root.find(section);
    if (!known || !list)
        return;
    for (std::size_t i = 0; i < list->node().items.size(); ++i)
        if (const auto value = list->item(i).find(key))
            check_words(*value, what, *known);
}

} // namespace

void check_references(const Node& root, policies::Findings& findings) {
    const auto classes = names_in(root, "classes");
    const auto actions = names_in(root, "actions");
    const Value top(root, "", findings);
    check_section(top, "rules", "class", "class", classes);
    check_section(top, "rules", "then", "action", actions);
    check_section(top, "floors", "blocks", "action", actions);
}

} // namespace retention::config
