// SPDX-License-Identifier: Apache-2.0
#include "policies/check_below_staying.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

class BelowStaying {
public:
    BelowStaying(const BoundAction& action, Findings& findings) : action_(action), findings_(findings) {}

    void run() {
        for (const auto& line : action_.lines)
            check(line);
    }

private:
    // A line takes what hangs below all rows of a table that the action has: it can't tell those that go from those that stay because
    // others point to them, nor those that are the person's by one key from those that are by another.
    void check(const BoundLine& line) {
        if (!line.deletes() || line.is_outward)
            return;
        for (const auto& path : line.paths)
            for (std::size_t i = 1; i < path.size(); ++i) {
                const BoundLine& above = inward_line(*path[i], line.below);
                if (above.may_stay())
                    return warn(line, above, "because others point to them ",
                                              "Right where they are the person's all the same. Where they are not, keep them: then what they "
                                              "hang below stays with them.");
                if (above.deletes())
                    break;   // and with it what hangs further down
                if (leads_on_otherwise(line, path, i))
                    return warn(line, above, "",
                                              "Right where they are the person's, whichever key leads there. Where they are not, keep them, or let "
                                              "a way end: a line that only sets its key to null leads no further.");
            }
    }

    void warn(const BoundLine& line, const BoundLine& above, const std::string& why, std::string hint) {
        findings_.push_back({Severity::Warning, "DELETES_BELOW_STAYING", "actions." + action_.action->name + "." + line.line->written,
                             line.line->place,
                             "rows of " + to_text(line.table) + " go below all of " + to_text(above.table) + ", also below those that stay " + why +
                                 "(" + above.line->written + ")",
                             std::move(hint)});
    }

    // Whether another path of the line arrives at the same row as the first keys of `path`, and goes on by another key.
    static bool leads_on_otherwise(const BoundLine& line, const Path& path, std::size_t keys) {
        return std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& other) {
            return other.size() > keys && other[keys] != path[keys] &&
                   std::equal(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(keys), other.begin());
        });
    }

    // The line of a key that a path leads along.
    const BoundLine& inward_line(const ForeignKey& key, std::optional<std::size_t> below) const {
        return *std::find_if(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& line) {
            return line.key == &key && !line.is_outward && line.below == below;
        });
    }

    const BoundAction& action_;
    Findings& findings_;
};

} // namespace

void check_below_staying(const BoundAction& action, Findings& findings) { BelowStaying(action, findings).run(); }

} // namespace retention::policies
