// SPDX-License-Identifier: Apache-2.0
#include "tests/random/ways.hpp"

#include <algorithm>

namespace retention::random {

namespace {

bool is_plain(const Database& database, std::size_t t) {
    return !database.tables[t].inherits && std::none_of(database.tables.begin(), database.tables.end(),
                                                        [&](const Table& table) { return table.inherits == t; });
}

std::vector<std::vector<std::size_t>> inward(const Database& database, std::size_t child) {
    std::vector<std::vector<std::size_t>> direct;
    std::vector<std::vector<std::size_t>> longer;
    for (std::size_t k = 0; k < database.keys.size(); ++k) {
        const Key& key = database.keys[k];
        if (key.child != child)
            continue;
        if (key.parent == database.subject)
            direct.push_back({k});
        for (std::size_t next = 0; next < database.keys.size() && key.parent != child && key.parent != database.subject;
             ++next)
            if (database.keys[next].child == key.parent && database.keys[next].parent == database.subject)
                longer.push_back({k, next});
    }
    return direct.empty() ? longer : direct;
}

} // namespace

bool is_folded(const Database& database, std::size_t number) {
    const Key& key = database.keys[number];
    const auto& inherits = database.tables[key.child].inherits;
    return inherits && std::any_of(database.keys.begin(), database.keys.end(), [&](const Key& other) {
               return !other.is_link && !key.is_link && other.child == *inherits && other.parent == key.parent &&
                      other.columns == key.columns;
           });
}

std::vector<std::vector<std::size_t>> fact_ways(const Database& database) {
    std::vector<std::vector<std::size_t>> ways;
    for (std::size_t t = 0; t < database.tables.size(); ++t) {
        if (t == database.subject || !is_plain(database, t))
            continue;
        for (const auto& way : inward(database, t)) {
            const auto found = inward(database, t);
            const bool is_only = std::count_if(found.begin(), found.end(), [&](const auto& other) {
                                     return database.keys[other[0]].columns == database.keys[way[0]].columns;
                                 }) == 1;
            if (is_only && is_plain(database, database.keys[way[0]].parent))
                ways.push_back(way);
        }
    }
    for (std::size_t k = 0; k < database.keys.size(); ++k) {
        const Key& key = database.keys[k];
        if (key.child == database.subject && key.parent != database.subject && !key.is_link &&
            is_plain(database, key.parent))
            ways.push_back({k});
    }
    return ways;
}

bool needs_via(const Database& database, const std::vector<std::size_t>& way) {
    const Key& first = database.keys[way[0]];
    if (first.child != database.subject)
        return inward(database, first.child).size() > 1;
    return std::count_if(database.keys.begin(), database.keys.end(), [&](const Key& key) {
               return key.child == database.subject && key.parent == first.parent;
           }) > 1;
}

} // namespace retention::random
