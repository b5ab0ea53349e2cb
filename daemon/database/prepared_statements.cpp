// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/prepared_statements.hpp"

#include <iterator>
#include <utility>

namespace retention::database {

PreparedStatements::Entry& PreparedStatements::use(const std::string& sql) {
    if (const auto known = by_sql_.find(sql); known != by_sql_.end()) {
        entries_.splice(entries_.begin(), entries_, known->second);
        return entries_.front();
    }
    if (entries_.size() >= count_max_)
        drop(std::prev(entries_.end()));
    entries_.push_front({sql, "retentiond_" + std::to_string(++names_given_), false, false});
    by_sql_.emplace(sql, entries_.begin());
    return entries_.front();
}

void PreparedStatements::forget(const std::string& sql) {
    if (const auto known = by_sql_.find(sql); known != by_sql_.end())
        drop(known->second);
}

void PreparedStatements::forget_all() {
    while (!entries_.empty())
        drop(entries_.begin());
}

std::vector<std::string> PreparedStatements::take_dropped() {
    return std::exchange(dropped_, {});
}

void PreparedStatements::drop(std::list<Entry>::iterator entry) {
    if (entry->is_prepared)
        dropped_.push_back(entry->name);
    by_sql_.erase(entry->sql);
    entries_.erase(entry);
}

} // namespace retention::database
