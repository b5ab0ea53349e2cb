// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace retention::database {

// Which texts one session has prepared, under which names: a cache that drops what was not used for longest. Pure
// bookkeeping: the connection prepares and deallocates. One thread at a time.
class PreparedStatements {
public:
    // More than the statements of some dozens of policies, and of a batch that goes through a thousand tables: where a batch has more,
    // each text is dropped before its turn comes again, and all are prepared in every batch. Each costs the server some kilobytes.
    static constexpr std::size_t kCountMax = 3000;

    struct Entry {
        std::string sql;
        std::string name;
        bool is_prepared = false; // by the server
        bool has_run = false;     // at least once without an error
    };

    explicit PreparedStatements(std::size_t count_max = kCountMax) : count_max_(count_max) {}

    // The entry for `sql`, made when it is new. Valid until the next call.
    Entry& use(const std::string& sql);

    // Prepares `sql` anew when it is used next.
    void forget(const std::string& sql);

    // Prepares all anew: the server has none of them any more.
    void forget_all();

    // Names to deallocate, once: they can't be while a transaction is aborted.
    std::vector<std::string> take_dropped();

    std::size_t size() const noexcept { return entries_.size(); }

private:
    void drop(std::list<Entry>::iterator entry);

    std::size_t count_max_;
    unsigned long long names_given_ = 0;
    std::list<Entry> entries_; // the latest used first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_sql_;
    std::vector<std::string> dropped_;
};

} // namespace retention::database
