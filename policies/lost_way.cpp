// SPDX-License-Identifier: Apache-2.0
#include "policies/lost_way.hpp"

#include "policies/personal.hpp"
#include "policies/proof.hpp"
#include "policies/ring.hpp"
#include "policies/way.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

class Ways {
public:
    Ways(const Binding& binding, const BoundAction& action) : binding_(binding), action_(action) {}

    bool stays(const BoundLine& line, const Path& path) const {
        for (std::size_t i = 0; i < path.size(); ++i) {
            const ForeignKey& key = *path[i];
            if (const auto ring = Ring::of(action_, key, line.below); ring && !ring_stays(*ring))
                return false;
            if (i > 0 && points_elsewhere(key))
                return false;
            const bool is_found_by_key = i + 1 == path.size() && !line.below && compares_with_key(binding_, key);
            if (!is_found_by_key && is_touched(key.parent, key.parent_columns, false))
                return false;
        }
        return true;
    }

    bool is_lost(const BoundLine& line) const {
        if (!line.key || line.is_outward || line.may_stay() || line.removes_elements() || !line.acts())
            return false;
        return std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
            return !path.empty() && !stays(line, path) && (line.key->is_link || !parents_go(line, path));
        });
    }

    bool refers_to(const BoundLine& line, const BoundLine& to) const {
        if (!are_related(line.key->parent, to.table))
            return false;
        if (&line == &to)
            return line.key->child == line.key->parent;
        if (!to.key || to.is_outward)
            return (to.key ? line.below && &action_.lines[*line.below] == &to : !line.below) &&
                   std::any_of(line.paths.begin(), line.paths.end(), [](const Path& path) { return path.size() == 1; });
        return to.below == line.below && std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
                   return path.size() > 1 && (path[1] == to.key || (to.ring && Ring::of(action_, *path[1], line.below) == to.ring));
               });
    }

private:
    bool are_related(const TableName& a, const TableName& b) const { return binding_.graph.is_within(a, b) || binding_.graph.is_within(b, a); }

    // Whether a line deletes rows of `table`, by whichever way it finds them, or changes one of the columns, or any.
    bool is_touched(const TableName& table, const std::vector<std::string>& columns, bool by_any_column) const {
        return std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& line) {
            if (!line.acts() || !are_related(line.table, table))
                return false;
            const auto treated = treated_columns(binding_.graph, *binding_.schema->find(line.table), *line.line);
            return line.deletes() || std::any_of(treated.begin(), treated.end(), [&](const TreatedColumn& one) {
                       return by_any_column || std::find(columns.begin(), columns.end(), one.column->name) != columns.end();
                   });
        });
    }

    bool points_elsewhere(const ForeignKey& key) const {
        return is_touched(key.child, key.columns, !key.expression.empty() || !key.where.empty());
    }

    bool ring_stays(std::size_t ring) const {
        return std::none_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& line) {
            return line.ring == ring && (points_elsewhere(*line.key) || is_touched(line.key->parent, line.key->parent_columns, false));
        });
    }

    // Nothing can refer to what is deleted.
    bool parents_go(const BoundLine& line, const Path& path) const {
        if (path.size() == 1)
            return line.below ? action_.lines[*line.below].deletes() : action_.deletes_subject();
        return std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& parent) {
            return parent.key == path[1] && !parent.is_outward && parent.below == line.below && parent.deletes() && !parent.may_stay();
        });
    }

    const Binding& binding_;
    const BoundAction& action_;
};

} // namespace

bool stays(const Binding& binding, const BoundAction& action, const BoundLine& line, const Path& path) {
    return Ways(binding, action).stays(line, path);
}

std::vector<const BoundLine*> lost_lines(const Binding& binding, const BoundAction& action) {
    std::vector<const BoundLine*> lines;
    if (!runs_code_of_others(binding, action))
        return lines;
    for (const auto& line : action.lines)
        if (Ways(binding, action).is_lost(line))
            lines.push_back(&line);
    return lines;
}

bool refers_to(const Binding& binding, const BoundAction& action, const BoundLine& line, const BoundLine& to) {
    return Ways(binding, action).refers_to(line, to);
}

} // namespace retention::policies
