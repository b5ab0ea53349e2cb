// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/outline.hpp"
#include "daemon/drafting/table_role.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// The keys that lead straight to the subject, by what they say about whose the rows are. `material` must outlive it. Pure.
class SubjectKeys {
public:
    explicit SubjectKeys(const Material& material) : material_(material) {}

    KeyRole role_of(const policies::ForeignKey& key) const;

    // But for those that say who did something, and those of the subject's own table.
    std::vector<const policies::ForeignKey*> of_rows() const;

    // Those by which rows are the subject's own.
    std::vector<const policies::ForeignKey*> own() const;

    // Those that say who wrote something. Whoever posted last week is not silent, whatever the post is about.
    std::vector<const policies::ForeignKey*> of_writers() const;

    // The key's columns where several keys of its table lead to the subject, else nothing.
    std::vector<std::string> via_of(const policies::ForeignKey& key) const;

private:
    const Material& material_;
};

} // namespace retention::drafting
