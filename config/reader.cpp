// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include "policies/nearest.hpp"

#include <algorithm>
#include <cassert>

namespace retention::config {

namespace {

using policies::Place;
using policies::Severity;

constexpr std::size_t kQuotedBytesMax = 80;

std::vector<std::string> names_of(const language::Map& map) {
    std::vector<std::string> names;
    for (const auto& key : map.keys)
        names.emplace_back(key.name);
    return names;
}

} // namespace

void Value::report(Severity severity, Place place, std::string code, std::string message, std::string hint) const {
    findings_->push_back({severity, std::move(code), path_, place, std::move(message), std::move(hint)});
}

std::optional<Value> Value::find(std::string_view key) const {
    for (const auto& each : node_->entries)
        if (each.key == key)
            return entry(each);
    return std::nullopt;
}

void Value::error(std::string code, std::string message, std::string hint) const {
    report(Severity::Error, node_->place, std::move(code), std::move(message), std::move(hint));
}

void Value::error_at(Place place, std::string code, std::string message, std::string hint) const {
    report(Severity::Error, place, std::move(code), std::move(message), std::move(hint));
}

void Value::warning(std::string code, std::string message, std::string hint) const {
    report(Severity::Warning, node_->place, std::move(code), std::move(message), std::move(hint));
}

void Value::expected(std::string_view what) const {
    switch (node_->kind) {
    case Node::Kind::Refused:
        return;
    case Node::Kind::Absent:
        return error("VALUE_MISSING", "has no value", "Write " + std::string(what) + ".");
    default:
        return error("KIND_WRONG", "must be " + std::string(what) + ", not " + std::string(describe(node_->kind)));
    }
}

std::optional<std::string> Value::text(std::string_view what) const {
    if (!is_text()) {
        expected(what);
        return std::nullopt;
    }
    if (node_->text.find_first_not_of(" \t\r\n") == std::string::npos) {
        error("VALUE_MISSING", "is empty", "Write " + std::string(what) + ".");
        return std::nullopt;
    }
    return node_->text;
}

std::optional<policies::Text> Value::placed_text(std::string_view what) const {
    if (auto word = text(what))
        return policies::Text{std::move(*word), node_->text_place};
    return std::nullopt;
}

std::vector<policies::Text> Value::texts(std::string_view what) const {
    std::vector<policies::Text> words;
    if (is_text()) {
        if (auto word = placed_text(what))
            words.push_back(std::move(*word));
        return words;
    }
    for (const auto& each : list(what)) {
        auto word = each.placed_text();
        const auto is_same = [&](const policies::Text& other) { return word->value == other.value; };
        if (word && std::any_of(words.begin(), words.end(), is_same))
            each.error("NAME_DUPLICATE", in_quotes(word->value) + " is already in this list", "Remove one of the two.");
        else if (word)
            words.push_back(std::move(*word));
    }
    return words;
}

std::vector<std::pair<const Entry*, Value>> Value::map(std::string_view what) const {
    std::vector<std::pair<const Entry*, Value>> entries;
    if (node_->kind != Node::Kind::Map) {
        expected(what);
        return entries;
    }
    for (const auto& each : node_->entries)
        entries.emplace_back(&each, entry(each));
    return entries;
}

std::vector<Value> Value::list(std::string_view what) const {
    std::vector<Value> items;
    if (node_->kind != Node::Kind::List) {
        expected(what);
        return items;
    }
    if (node_->items.empty())
        error("LIST_EMPTY", "is an empty list", "Write " + std::string(what) + ".");
    for (std::size_t i = 0; i < node_->items.size(); ++i)
        items.push_back(item(i));
    return items;
}

Fields::Fields(Value map, const language::Map& known) : map_(std::move(map)), known_(&known) {
    refuse_others(names_of(known));
    for (const auto& key : known.keys)
        if (key.is_required())
            need(key.name, std::string(key.missing));
}

void Fields::refuse_others(const std::vector<std::string>& known) const {
    if (!is_map())
        return map_.expected("a map");
    for (const auto& entry : map_.node().entries)
        if (std::find(known.begin(), known.end(), entry.key) == known.end())
            map_.entry(entry).error_at(entry.place, "KEY_UNKNOWN",
                                       std::string(what()) + " has no key " + in_quotes(entry.key),
                                       suggest(entry.key, known));
}

std::optional<Value> Fields::find(std::string_view key) const {
    return map_.find(key);
}

std::optional<Value> Fields::need(std::string_view key, std::string hint) const {
    auto value = find(key);
    if (!value && is_map())
        map_.error("KEY_MISSING", std::string(what()) + " needs a key " + in_quotes(key), std::move(hint));
    return value;
}

const language::Kind& Fields::kind(std::string_view key) const {
    const auto* known = known_->find(key);
    assert(known != nullptr);
    return *known->kind;
}

std::string suggest(std::string_view word, const std::vector<std::string>& known) {
    std::string otherwise;
    if (known.size() == 1)
        otherwise = "Known is only " + known.front() + ".";
    else if (!known.empty())
        otherwise = "Known are " + enumerate(known) + ".";
    return policies::did_you_mean(std::string(word), known, otherwise);
}

std::string enumerate(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

std::string in_quotes(std::string_view word) {
    auto end = std::min(word.size(), kQuotedBytesMax);
    while (end < word.size() && end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U)
        --end;
    std::string text = "\"";
    for (const char c : word.substr(0, end))
        text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return text + (end < word.size() ? "...\"" : "\"");
}

} // namespace retention::config
