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
}

std::vector<const ForeignKey*> Graph::into(const TableName& parent) const {
    std::vector<const ForeignKey*> found;
    for (const auto& key : keys_)
        if (is_within(key.parent, parent))
            found.push_back(&key);
    return found;
}

bool Graph::is_within(const TableName& part, const TableName& whole) const {
    if (part == whole)
        return true;
    const auto above = ancestors_.find(part);
    return above != ancestors_.end() && above->second.count(whole) > 0;
}

std::vector<const ForeignKey*> Graph::out_of(const TableName& child) const {
    const auto above = ancestors_.find(child);
    std::vector<const ForeignKey*> found;
    for (const auto& key : keys_)
        if (key.child == child || (above != ancestors_.end() && above->second.count(key.child)))
            found.push_back(&key);
    return found;
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
