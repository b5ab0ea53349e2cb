// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

bool acts(const BoundLine& line) { return line.deletes() || line.changes(); }

bool passes_through(const BoundLine& line, const BoundLine& other) {
    if (!other.key)
        return true;   // every path ends at the subject's own row
    return std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
        return std::find(path.begin() + 1, path.end(), other.key) != path.end();
    });
}

// Whether `a` has to be carried out before `b`.
bool comes_before(const BoundLine& a, const BoundLine& b) {
    if (&a == &b || a.is_outward)
        return false;
    if (b.is_outward)
        return true;   // after everything that may still point to the outward row
    if (!a.key)
        return false;
    if (passes_through(a, b))
        return true;   // b may cut the way on which a finds its rows
    return b.deletes() && a.key->parent == b.table;
}

} // namespace

Order order_lines(const Binding&, const BoundAction& action) {
    std::vector<const BoundLine*> waiting;
    for (const auto& line : action.lines)
        if (acts(line))
            waiting.push_back(&line);
    // Among lines that are free to go, deletes first: fewer rows are left to change.
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const BoundLine* a, const BoundLine* b) { return a->deletes() && !b->deletes(); });
    Order order;
    while (!waiting.empty()) {
        const auto is_free = [&](const BoundLine* candidate) {
            return std::none_of(waiting.begin(), waiting.end(),
                                [&](const BoundLine* other) { return comes_before(*other, *candidate); });
        };
        auto next = std::find_if(waiting.begin(), waiting.end(), is_free);
        if (next == waiting.end()) {
            if (order.is_ordered)
                order.cycle = waiting;
            order.is_ordered = false;
            // The deepest first; the subject's own row never goes before its dependents.
            next = std::max_element(waiting.begin(), waiting.end(), [](const BoundLine* a, const BoundLine* b) {
                const auto depth = [](const BoundLine* line) { return line->paths.empty() ? 0 : line->paths.front().size(); };
                return depth(a) < depth(b);
            });
        }
        order.lines.push_back(*next);
        waiting.erase(next);
    }
    return order;
}

} // namespace retention::policies
