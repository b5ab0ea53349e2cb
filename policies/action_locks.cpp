// SPDX-License-Identifier: Apache-2.0
#include "policies/action_locks.hpp"

#include "policies/locks.hpp"
#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/update_step.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

class Locking {
public:
    Locking(const Binding& binding, const BoundAction& action, const Reaching& reaching, bool is_below)
        : binding_(binding), action_(action), reaching_(reaching) {
        for (const auto& line : action.lines)
            if (!line.is_outward && line.below.has_value() == is_below && (line.deletes() || line.changes()))
                lines_.push_back(&line);
    }

    Locks run() {
        lock_between();
        // Around a ring, and down a thread, rows of the same tables lie between.
        lock_whole([this](const BoundLine& line, const Path& path) { return line.ring || is_around(line, path, 0); });
        // Two workers, each with one of two subjects who share a row, would each leave it to the other: the second waits, and looks
        // again.
        lock_whole([this](const BoundLine&, const Path& path) { return is_shared_on(path); });
        // Whoever is about to point to a row has it locked too weakly for a DELETE to look again when it has waited.
        lock_whole([](const BoundLine& line, const Path&) { return line.may_stay(); });
        return std::move(locks_);
    }

private:
    void lock_between() {
        std::size_t longest = 0;
        for (const auto* line : lines_)
            for (const auto& path : line->paths)
                longest = std::max(longest, path.size());
        for (std::size_t steps = 1; steps < longest; ++steps)
            for (const auto* line : lines_)
                for (const auto& path : line->paths)
                    if (steps < path.size())
                        lock(*line, {path.end() - static_cast<std::ptrdiff_t>(steps), path.end()});
    }

    void lock_whole(const auto& is_wanted) {
        for (const auto* line : lines_)
            for (const auto& path : line->paths)
                if (!path.empty() && is_wanted(*line, path))
                    lock(*line, path);
    }

    void lock(const BoundLine& line, const Path& way) {
        const TableName& table = way.front()->child;
        if (!can_be_locked(binding_, table))
            return;
        const Reach found = reaching_.rows(line, way, "t", true);
        const bool is_found_around = goes_around(line, way);
        const std::string what = is_found_around ? "count(*), coalesce(sum(hashtextextended(x.row, 0)), 0)::text" : "count(*)";
        const std::string row = is_found_around ? "t.tableoid::text || t.ctid::text as row" : "1";
        const std::string sql = reaching_.with(found) + "\nselect " + what + " from (select " + row + " from " + quote_table(table) + " t, " +
                                found.tables() + " where " + found.conditions() + " for update of t) x";
        if (seen_.insert(sql).second)
            (is_found_around ? locks_.around : locks_.once).push_back({"lock " + to_text(table), sql, binds_of({})});
    }

    // Whether way[i] leads from rows of a thread or a ring, or to them.
    bool is_around(const BoundLine& line, const Path& way, std::size_t i) const {
        return Ring::of(action_, *way[i], line.below).has_value() || reaching_.is_thread(line, way, i);
    }

    bool goes_around(const BoundLine& line, const Path& way) const {
        for (std::size_t i = 0; i < way.size(); ++i)
            if (is_around(line, way, i))
                return true;
        return false;
    }

    bool is_shared_on(const Path& path) const {
        return std::any_of(path.begin(), path.end(), [&](const ForeignKey* key) { return reaching_.may_be_shared(*key); });
    }

    const Binding& binding_;
    const BoundAction& action_;
    const Reaching& reaching_;
    std::vector<const BoundLine*> lines_;
    std::set<std::string> seen_;
    Locks locks_;
};

} // namespace

Locks action_locks(const Binding& binding, const BoundAction& action, const Reaching& reaching, bool is_below) {
    return Locking(binding, action, reaching, is_below).run();
}

} // namespace retention::policies
