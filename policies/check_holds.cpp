// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"

#include "policies/holds.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

// Whether an owner of the subject, or of an owner, may be looked for by a key of `child`.
bool is_on_a_way_up(const Binding& binding, const TableName& child) {
    if (binding.graph.is_within(binding.subject->name, child))
        return true;
    const auto ways = ways_to_owners(binding);
    return std::any_of(ways.begin(), ways.end(), [&](const Path& way) {
        return way.size() < kUpwardMax && binding.graph.is_within(way.back()->parent, child);
    });
}

} // namespace

// Nobody knows then whom a hold binds that stands already.
void check_holds(const Binding& binding, Findings& findings) {
    for (const auto& link : binding.refused_links)
        if (is_on_a_way_up(binding, link.child))
            findings.push_back({Severity::Error, "HOLD_LINK_REFUSED", "subject.table", binding.policy->subject.place,
                                "whom a hold binds here depends on what policy \"" + link.policy + "\" links " + to_text(link.child) +
                                    " to, and that does not fit the schema: " + link.why,
                                "Mend the links of that policy: until then nobody knows whether a hold reaches these rows."});
}

} // namespace retention::policies
