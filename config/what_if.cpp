// SPDX-License-Identifier: Apache-2.0
#include "config/what_if.hpp"

#include "config/policy_reader.hpp"
#include "config/reader.hpp"
#include "config/yaml_document.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace retention::config {

namespace {

using policies::Findings;
using policies::Severity;

// Who is due depends on nothing else.
const std::vector<std::string> kReplaceable{"subject", "links", "facts", "consent", "classes", "rules", "floors", "holds"};

void refuse(const Replacement& replacement, std::string message, std::string hint, Findings& findings) {
    findings.push_back({Severity::Error, "SET_UNKNOWN", replacement.path, {}, std::move(message), std::move(hint)});
}

// Values that were not read from the file have no place in it.
void forget_places(Node& node) {
    node.place = {};
    node.text_place = {};
    for (auto& item : node.items)
        forget_places(item);
    for (auto& entry : node.entries) {
        entry.place = {};
        forget_places(entry.value);
    }
}

std::optional<Node> read_value(const Replacement& replacement, Findings& findings) {
    Node node;
    if (!replacement.value.starts_with('[') && !replacement.value.starts_with('{')) {
        node.kind = Node::Kind::Text;
        node.text = replacement.value;
        return node;
    }
    Findings found;
    auto read = read_yaml(Source(replacement.path, replacement.value), found);
    if (read)
        forget_places(*read);
    for (auto& finding : found) {
        finding.path = replacement.path;
        finding.place = {};
        findings.push_back(std::move(finding));
    }
    return read;
}

// Keys may have dots in them (crm.person): the longest that `path` begins with. Npos: none of them.
std::size_t entry_at(const std::vector<Entry>& entries, std::string_view path) {
    std::size_t best = std::string_view::npos;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& key = entries[i].key;
        const bool begins = path == key || (path.starts_with(key) && path[key.size()] == '.');
        if (begins && (best == std::string_view::npos || key.size() > entries[best].key.size()))
            best = i;
    }
    return best;
}

// "silent.keep" in a list: the item of that name, else of that number, and how much of the path that was.
std::size_t item_at(const std::vector<Node>& items, std::string_view path, std::size_t& length) {
    const auto word = path.substr(0, path.find('.'));
    length = word.size();
    for (std::size_t i = 0; i < items.size(); ++i)
        if (const auto* name = items[i].find("name"); name != nullptr && name->text == word)
            return i;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = error == std::errc() && end == word.data() + word.size() && number >= 1 && number <= items.size();
    return is_number ? number - 1 : std::string_view::npos;
}

std::vector<std::string> names_in(const Node& node) {
    std::vector<std::string> names;
    for (const auto& entry : node.entries)
        names.push_back(entry.key);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const auto* name = node.items[i].find("name");
        names.push_back(name != nullptr ? name->text : std::to_string(i + 1));
    }
    return names;
}

std::string without_brackets(std::string path) {
    std::replace(path.begin(), path.end(), '[', '.');
    std::erase(path, ']');
    return path;
}

void put(Node& map, const std::string& key, const Replacement& replacement, Findings& findings) {
    const auto same = [&](const Entry& entry) { return entry.key == key; };
    if (replacement.value == "null") {
        std::erase_if(map.entries, same);
        return;
    }
    auto value = read_value(replacement, findings);
    if (!value)
        return;
    if (const auto found = std::find_if(map.entries.begin(), map.entries.end(), same); found != map.entries.end())
        found->value = std::move(*value);
    else
        map.entries.push_back({key, {}, std::move(*value)});
}

// A whole item of the list called `section`. A list that is left empty goes with its key: empty ones are refused.
void put(Node& root, const std::string& section, Node& list, std::size_t index, const Replacement& replacement, Findings& findings) {
    const auto at = list.items.begin() + static_cast<std::ptrdiff_t>(index);
    if (replacement.value == "null") {
        list.items.erase(at);
        if (list.items.empty())
            std::erase_if(root.entries, [&](const Entry& entry) { return entry.key == section && entry.value.items.empty(); });
        return;
    }
    if (!replacement.value.starts_with('{'))
        return refuse(replacement, "is a whole item of a list", "Name one of its keys, or write null to take it out.", findings);
    if (auto value = read_value(replacement, findings))
        *at = std::move(*value);
}

void replace(Node& root, const Replacement& replacement, Findings& findings) {
    const std::string path = without_brackets(replacement.path);
    const auto top = path.substr(0, path.find('.'));
    if (std::find(kReplaceable.begin(), kReplaceable.end(), top) == kReplaceable.end())
        return refuse(replacement, "nobody is more or less due by " + in_quotes(top), suggest(top, kReplaceable), findings);
    Node* here = &root;
    std::string_view rest = path;
    while (true) {
        if (here->kind == Node::Kind::List) {
            std::size_t length = 0;
            const auto index = item_at(here->items, rest, length);
            if (index == std::string_view::npos)
                return refuse(replacement, "there is no " + in_quotes(rest.substr(0, length)),
                              suggest(rest.substr(0, length), names_in(*here)), findings);
            if (length == rest.size())
                return put(root, top, *here, index, replacement, findings);
            here = &here->items[index];
            rest.remove_prefix(length + 1);
            continue;
        }
        const auto index = entry_at(here->entries, rest);
        const bool is_last = index != std::string_view::npos ? here->entries[index].key.size() == rest.size()
                                                             : rest.find('.') == std::string_view::npos;
        if (here->kind == Node::Kind::Map && is_last && !rest.empty())
            return put(*here, std::string(rest), replacement, findings);
        if (index == std::string_view::npos)
            return refuse(replacement, "there is no " + in_quotes(rest.substr(0, rest.find('.'))),
                          suggest(rest.substr(0, rest.find('.')), names_in(*here)), findings);
        rest.remove_prefix(here->entries[index].key.size() + 1);
        here = &here->entries[index].value;
    }
}

} // namespace

std::optional<Replacement> parse_replacement(std::string_view text) {
    const auto at = text.find('=');
    if (at == std::string_view::npos || at == 0 || text.find_first_not_of(" \t\r\n", at + 1) == std::string_view::npos)
        return std::nullopt;
    return Replacement{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::optional<policies::Policy> read_policy_with(const Source& source, std::span<const Replacement> replacements,
                                                 policies::Findings& findings) {
    return read_policy(source, findings, [&](Node& root, Findings& found) {
        for (const auto& replacement : replacements)
            replace(root, replacement, found);
    });
}

} // namespace retention::config
