// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/written_tables.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

using policies::BoundAction;
using policies::BoundLine;
using policies::OnDelete;

// The server empties the key of rows that stay when what they point to is deleted.
bool is_let_go(const policies::Binding& binding, const BoundAction& action, const BoundLine& line) {
    if (line.key == nullptr || line.is_outward || line.key->is_link ||
        (line.key->on_delete != OnDelete::SetNull && line.key->on_delete != OnDelete::SetDefault))
        return false;
    return std::any_of(action.lines.begin(), action.lines.end(), [&](const BoundLine& other) {
        return other.deletes() && binding.graph.is_within(other.table, line.key->parent);
    });
}

} // namespace

std::vector<WrittenTable> written_tables(const policies::Binding& binding) {
    std::vector<WrittenTable> tables;
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            const bool is_changed = line.changes() || (!line.deletes() && is_let_go(binding, action, line));
            if (!line.deletes() && !is_changed)
                continue;
            WrittenTable written{line.table, "actions." + action.action->name + "." + line.line->written, line.line, line.deletes(), is_changed};
            tables.push_back(written);
            for (const auto* part : binding.schema->parts_of(line.table)) {
                written.name = part->name;
                tables.push_back(written);
            }
        }
    return tables;
}

} // namespace retention::jobs
