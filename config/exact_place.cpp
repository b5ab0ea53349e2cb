// SPDX-License-Identifier: Apache-2.0
#include "config/exact_place.hpp"

#include "config/yaml_document.hpp"

#include <algorithm>
#include <vector>

namespace retention::config {

namespace {

using policies::Place;

bool is_same(const Place& a, const Place& b) noexcept {
    return a.line == b.line && a.column == b.column;
}

// What is left of `path` behind `step`; nothing when it does not begin so.
std::optional<std::string_view> behind(std::string_view path, std::string_view step) noexcept {
    if (!path.starts_with(step) || step.empty())
        return std::nullopt;
    path.remove_prefix(step.size());
    if (path.starts_with('.'))
        return path.substr(1);
    return path.empty() || path.starts_with('[') ? std::optional(path) : std::nullopt;
}

// The walk along a path: where it stands, and the places that it has passed.
struct Walk {
    const Node* node;
    std::string_view rest;
    std::vector<Place> passed;
    Place end;

    void enter(const Node& next, Place place, std::string_view left) {
        passed.push_back(end);
        passed.push_back(node->place);
        end = place;
        node = &next;
        rest = left;
    }

    // The longest key that fits: names of tables have dots in them.
    bool step_into_map() {
        const Entry* longest = nullptr;
        for (const auto& entry : node->entries)
            if (behind(rest, entry.key) && (longest == nullptr || entry.key.size() > longest->key.size()))
                longest = &entry;
        if (longest == nullptr)
            return false;
        const bool is_text = longest->value.kind == Node::Kind::Text;
        enter(longest->value, is_text ? longest->value.text_place : longest->place, *behind(rest, longest->key));
        return true;
    }

    bool step_into_list() {
        for (std::size_t i = 0; i < node->items.size(); ++i) {
            const auto& item = node->items[i];
            if (const auto left = behind(rest, path_to_item("", item, i))) {
                enter(item, item.place, *left);
                return true;
            }
        }
        return false;
    }
};

Place exact(const Node& root, const policies::Finding& finding) {
    Walk walk{&root, finding.path, {}, root.place};
    while (!walk.rest.empty())
        if (!walk.step_into_map() && !walk.step_into_list())
            return finding.place;
    const auto is_here = [&](const Place& place) { return is_same(place, finding.place); };
    const bool is_coarse = finding.place.line == 0 || std::any_of(walk.passed.begin(), walk.passed.end(), is_here);
    return is_coarse ? walk.end : finding.place;
}

} // namespace

void find_exact_places(policies::Findings& findings, const Source& source) {
    policies::Findings ignored;
    const auto root = read_yaml(source, ignored);
    if (!root)
        return;
    for (auto& finding : findings)
        if (!finding.path.empty())
            finding.place = exact(*root, finding);
}

} // namespace retention::config
