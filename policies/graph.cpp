// SPDX-License-Identifier: Apache-2.0
#include "policies/graph.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

Graph::Graph(const Schema& schema, std::vector<ForeignKey> links) : keys_(schema.foreign_keys()) {
    for (auto& link : links)
        keys_.push_back(std::move(link));
    for (const auto& [name, table] : schema.tables())
        if (!table.parents.empty())
            ancestors_[name] = schema.ancestors_of(name);
    for (std::size_t at = 0; at < keys_.size(); ++at) {
        leaving_[keys_[at].child].push_back(at);
        entering_[keys_[at].parent].push_back(at);
        if (const auto above = ancestors_.find(keys_[at].parent); above != ancestors_.end())
            for (const auto& whole : above->second)
                entering_[whole].push_back(at);
    }
}

std::vector<const ForeignKey*> Graph::at(const std::vector<std::size_t>& places) const {
    std::vector<const ForeignKey*> found;
    found.reserve(places.size());
    for (const auto place : places)
        found.push_back(&keys_[place]);
    return found;
}

std::vector<const ForeignKey*> Graph::into(const TableName& parent) const {
    const auto found = entering_.find(parent);
    return found == entering_.end() ? std::vector<const ForeignKey*>() : at(found->second);
}

bool Graph::is_within(const TableName& part, const TableName& whole) const {
    if (part == whole)
        return true;
    const auto above = ancestors_.find(part);
    return above != ancestors_.end() && above->second.count(whole) > 0;
}

std::vector<const ForeignKey*> Graph::out_of(const TableName& child) const {
    std::vector<std::size_t> places;
    const auto add = [&](const TableName& whole) {
        if (const auto found = leaving_.find(whole); found != leaving_.end())
            places.insert(places.end(), found->second.begin(), found->second.end());
    };
    add(child);
    if (const auto above = ancestors_.find(child); above != ancestors_.end())
        for (const auto& whole : above->second)
            add(whole);
    std::sort(places.begin(), places.end());
    return at(places);
}

std::vector<Path> Graph::shortest(const TableName& child, const TableName& subject,
                                  const std::vector<std::string>& via) const {
    std::vector<Path> arrived;
    std::vector<Path> front;
    for (const auto* key : out_of(child))
        if (via.empty() || same_columns(key->columns, via))
            front.push_back({key});
    std::set<TableName> seen{child};
    while (!front.empty() && arrived.empty()) {
        std::vector<Path> next;
        std::set<TableName> entered;
        for (const auto& path : front) {
            const TableName& here = path.back()->parent;
            if (is_within(here, subject)) {
                arrived.push_back(path);
                continue;
            }
            if (seen.count(here))
                continue;
            entered.insert(here);
            for (const auto* key : out_of(here)) {
                Path longer = path;
                longer.push_back(key);
                next.push_back(std::move(longer));
            }
        }
        seen.insert(entered.begin(), entered.end());
        front = std::move(next);
    }
    return arrived;
}

std::string describe(const ForeignKey& key) {
    return to_text(key.child) + "." + join(key.columns, ", ") + " -> " + to_text(key.parent);
}

bool same_columns(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::set<std::string>(a.begin(), a.end()) == std::set<std::string>(b.begin(), b.end());
}

} // namespace retention::policies
