// SPDX-License-Identifier: Apache-2.0
//
// How readers walk a tree: each step knows its path and reports what is wrong without stopping, so that all errors of a
// file are found at once. What could not be read is an empty optional, already reported.
#pragma once

#include "config/language/description.hpp"
#include "config/node.hpp"
#include "policies/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::config {

// A node together with the path that leads to it and the list that complaints go to. A view: keeps neither alive.
class Value {
public:
    Value(const Node& node, std::string path, policies::Findings& findings)
        : node_(&node), path_(std::move(path)), findings_(&findings) {}

    const Node& node() const noexcept { return *node_; }
    const std::string& path() const noexcept { return path_; }

    bool is_text() const noexcept { return node_->kind == Node::Kind::Text; }
    bool is_null() const noexcept { return node_->kind == Node::Kind::Null; }

    Value entry(const Entry& entry) const { return {entry.value, path_to_entry(path_, entry.key), *findings_}; }
    Value item(std::size_t index) const {
        return {node_->items[index], path_to_item(path_, node_->items[index], index), *findings_};
    }

    // The value of `key`, when this is a map that has it.
    std::optional<Value> find(std::string_view key) const;

    void error(std::string code, std::string message, std::string hint = {}) const;
    void error_at(policies::Place place, std::string code, std::string message, std::string hint = {}) const;
    void warning(std::string code, std::string message, std::string hint = {}) const;

    // Reports that something of another kind was expected: "a list of columns". Says nothing of a refused node.
    void expected(std::string_view what) const;

    // The text, which must not be empty.
    std::optional<std::string> text(std::string_view what = "a text") const;
    std::optional<policies::Text> placed_text(std::string_view what = "a text") const;

    // A text, or a list of at least one text without duplicates.
    std::vector<policies::Text> texts(std::string_view what) const;

    // The entries of a map, or the items of a list; empty when it is none, which is reported.
    std::vector<std::pair<const Entry*, Value>> map(std::string_view what) const;
    std::vector<Value> list(std::string_view what) const;

private:
    void report(policies::Severity severity, policies::Place place, std::string code, std::string message,
                std::string hint) const;

    const Node* node_;
    std::string path_;
    policies::Findings* findings_;
};

// A map whose keys are known: reports all others.
class Fields {
public:
    // Also reports the keys that `known` needs and that are missing. `known` outlives this.
    Fields(Value map, const language::Map& known);

    // Whether it is a map at all.
    bool is_map() const noexcept { return map_.node().kind == Node::Kind::Map; }

    const Value& map() const noexcept { return map_; }
    std::string_view what() const noexcept { return known_->what; }

    // The value of `key`, when there.
    std::optional<Value> find(std::string_view key) const;

    // Likewise, and reports when it is missing.
    std::optional<Value> need(std::string_view key, std::string hint) const;

    // What may stand at `key`. REQUIRES: the table of the language has it.
    const language::Kind& kind(std::string_view key) const;

private:
    void refuse_others(const std::vector<std::string>& known) const;

    Value map_;
    const language::Map* known_;
};

// `Did you mean "keep"?`, or `Known are a, b and c.` when nothing resembles `word`.
std::string suggest(std::string_view word, const std::vector<std::string>& known);

// "a, b and c"
std::string enumerate(const std::vector<std::string>& words);

// "\"word\""; long ones are cut.
std::string in_quotes(std::string_view word);

} // namespace retention::config
