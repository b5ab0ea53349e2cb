// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_strictness.hpp"

#include <map>
#include <string>
#include <utility>

namespace retention::config {

namespace {

using policies::Findings;
using policies::Place;
using policies::Severity;

void report(Findings& findings, std::string code, std::string path, Place place, std::string message,
            std::string hint) {
    findings.push_back({Severity::Error, std::move(code), std::move(path), place, std::move(message), std::move(hint)});
}

void refuse_properties(const Node& node, const std::string& path, Findings& findings) {
    constexpr const char* hint = "Write the value itself in both places.";
    switch (node.refusal) {
    case Node::Refusal::None:
        break;
    case Node::Refusal::Anchor:
        report(findings, "YAML_ANCHOR", path, node.place, "anchors can't be used", hint);
        break;
    case Node::Refusal::Alias:
        report(findings, "YAML_ANCHOR", path, node.place, "aliases can't be used", hint);
        break;
    case Node::Refusal::Tag:
        report(findings, "YAML_TAG", path, node.place, "tags can't be used",
               "Remove the tag, or put a text that begins with an exclamation mark between quotes.");
        break;
    }
}

// Tells whether the entry may stay.
bool examine_key(const Entry& entry, std::map<std::string, Place>& seen, const std::string& path, Findings& findings) {
    if (entry.key == "<<") {
        report(findings, "YAML_MERGE_KEY", path, entry.place, "merge keys can't be used", "Write the keys themselves.");
        return false;
    }
    const auto [first, is_new] = seen.emplace(entry.key, entry.place);
    if (!is_new)
        report(findings, "KEY_DUPLICATE", path, entry.place,
               "this key is already on line " + std::to_string(first->second.line), "Remove one of the two.");
    return is_new;
}

void refuse_keys(Node& map, const std::string& path, Findings& findings) {
    std::map<std::string, Place> seen;
    std::vector<Entry> kept;
    for (auto& entry : map.entries)
        if (examine_key(entry, seen, path_to_entry(path, entry.key), findings))
            kept.push_back(std::move(entry));
    map.entries = std::move(kept);
}

// Recursion is bounded by kDepthMax.
void walk(Node& node, const std::string& path, Findings& findings) {
    refuse_properties(node, path, findings);
    refuse_keys(node, path, findings);
    for (auto& entry : node.entries)
        walk(entry.value, path_to_entry(path, entry.key), findings);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        walk(node.items[i], path_to_item(path, node.items[i], i), findings);
}

} // namespace

void refuse_ambiguity(Node& root, Findings& findings) {
    walk(root, "", findings);
}

} // namespace retention::config
