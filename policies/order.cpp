// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <deque>
#include <set>

namespace retention::policies {

namespace {

// Found by a link to the subject's key, and not kept from being deleted late by any constraint.
bool is_late(const Binding& binding, const BoundLine& line) {
    return line.key && !line.is_outward && !line.paths.empty() &&
           std::all_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
               return !path.empty() && path.back()->is_link && compares_with_key(binding, *path.back());
           });
}

bool passes_through(const BoundLine& line, const BoundLine& other) {
    if (!other.key)
        return true;   // every path ends at the subject's own row
    return std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
        return std::find(path.begin() + 1, path.end(), other.key) != path.end();
    });
}

// Whether rows of `a` may keep those of `b`.
bool points_to(const Binding& binding, const BoundLine& a, const BoundLine& b) {
    const auto keys = binding.graph.out_of(a.table);
    return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) { return binding.graph.is_within(key->parent, b.table); });
}

// Whether rows below those of `line` may no longer be found by their keys afterwards.
bool cuts_way(const Binding& binding, const BoundLine& line) {
    if (line.deletes() || line.is_detaching)
        return true;
    for (const auto* key : binding.graph.into(line.table))
        for (const auto& treatment : line.line->columns)
            if (treatment.anonymizer != "keep" && (treatment.column == "*" || std::find(key->parent_columns.begin(), key->parent_columns.end(),
                                                                                          treatment.column) != key->parent_columns.end()))
                return true;
    return false;
}

// The table of `line`, and those whose rows the server deletes with its rows.
std::set<TableName> deleted_with(const Binding& binding, const BoundLine& line) {
    std::set<TableName> tables{line.table};
    std::deque<TableName> open{line.table};
    for (; !open.empty(); open.pop_front())
        for (const auto* key : binding.graph.into(open.front()))
            if (key->on_delete == OnDelete::Cascade && !key->is_link && tables.insert(key->child).second)
                open.push_back(key->child);
    return tables;
}

// Whether `a` has to be carried out before `b`. With `is_remembered` the rows of a delete are known beforehand, and a link, or a key that
// waits for the end of the transaction, asks for no order.
bool comes_before(const Binding& binding, const BoundAction& action, const BoundLine& a, const BoundLine& b,
                  bool is_remembered) {
    if (&a == &b)
        return false;
    if (a.is_outward && b.is_outward)
        return (b.below && &action.lines[*b.below] == &a) || (points_to(binding, a, b) && !points_to(binding, b, a));
    if (a.is_outward)
        return false;
    if (!b.is_outward && is_late(binding, a) != is_late(binding, b) && (!a.key || !b.key))
        return !a.key;   // the subject's own row before the late ones
    if (b.is_outward)
        return true;   // after everything that may still point to the outward row
    if (!a.key)
        return false;
    const bool is_known = is_remembered && a.deletes() && b.key;
    if (a.ring && a.ring == b.ring ? !is_known && cuts_way(binding, b) : !is_known && passes_through(a, b))
        return true;   // b may cut the way on which a finds its rows
    if (!b.deletes() || (is_known && (a.key->is_link || a.key->is_deferrable)))
        return false;
    const auto tables = deleted_with(binding, b);
    return std::any_of(tables.begin(), tables.end(), [&](const TableName& table) { return binding.graph.is_within(a.key->parent, table); });
}

// Those of `waiting` that wait for themselves in the end.
template <typename Before>
std::vector<const BoundLine*> on_cycles(const std::vector<const BoundLine*>& waiting, const Before& is_before) {
    std::vector<const BoundLine*> around;
    for (const auto* start : waiting) {
        std::set<const BoundLine*> reached;
        for (std::deque<const BoundLine*> open{start}; !open.empty(); open.pop_front())
            for (const auto* next : waiting)
                if (is_before(*open.front(), *next) && reached.insert(next).second)
                    open.push_back(next);
        if (reached.count(start))
            around.push_back(start);
    }
    return around;
}

} // namespace

Order order_lines(const Binding& binding, const BoundAction& action) {
    std::vector<const BoundLine*> waiting;
    for (const auto& line : action.lines)
        if (line.acts())
            waiting.push_back(&line);
    // Among lines that are free to go, deletes first: fewer rows are left to change. What stays where others point to it comes last: the
    // subject's own rows, which are no others, don't point there any more.
    const auto turn = [](const BoundLine* line) { return line->may_stay() ? 2 : line->deletes() ? 0 : 1; };
    std::stable_sort(waiting.begin(), waiting.end(), [&](const BoundLine* a, const BoundLine* b) { return turn(a) < turn(b); });
    Order order;
    bool is_remembered = false;
    while (!waiting.empty()) {
        const auto is_before = [&](const BoundLine& a, const BoundLine& b) { return comes_before(binding, action, a, b, is_remembered); };
        const auto is_free = [&](const BoundLine* candidate) {
            return std::none_of(waiting.begin(), waiting.end(), [&](const BoundLine* other) { return is_before(*other, *candidate); });
        };
        auto next = std::find_if(waiting.begin(), waiting.end(), is_free);
        if (next == waiting.end() && !is_remembered) {
            is_remembered = true;
            for (const auto* line : waiting)
                if (line->deletes() && line->key && !line->is_outward && !binding.schema->find(line->table)->primary_key.empty())
                    order.remembered.insert(line);
            continue;
        }
        if (next == waiting.end()) {
            if (order.is_ordered)
                order.cycle = on_cycles(waiting, is_before);
            order.is_ordered = false;
            // The subject's own row never goes before its dependents.
            next = std::find_if(waiting.begin(), waiting.end(), [](const BoundLine* line) { return line->key != nullptr; });
            if (next == waiting.end())
                next = waiting.begin();
        }
        order.lines.push_back(*next);
        waiting.erase(next);
    }
    return order;
}

} // namespace retention::policies
