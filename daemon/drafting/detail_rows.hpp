// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/outline.hpp"

#include <vector>

namespace retention::drafting {

// Whose the rows are that hang below another row, by `key` of their table `child`. Guesses by names, keys and what the sample showed.
// `material` must outlive it. Pure.
class DetailRows {
public:
    explicit DetailRows(const Material& material) : material_(material) {}

    // An interview is the applicant's, and not the interviewer's, though that one may have been an applicant, too.
    bool is_done_to_another(const policies::ForeignKey& key) const;

    bool points_to_subject(const policies::SchemaTable& child) const;

    // Others refer to the row, or it is the rest of a row that is somewhere else: a shop has a seller, and is not the seller's.
    bool stands_alone(const policies::SchemaTable& child, const policies::ForeignKey& key) const;

    // The row is the subject's by another key, which has a line of its own.
    bool is_found_otherwise(const policies::SchemaTable& child, const policies::ForeignKey& key) const;

    // So it is, and by that key often somebody else's: answers in a topic are by anybody, payments of an order by whoever ordered.
    bool is_by_anybody(const policies::SchemaTable& child, const policies::ForeignKey& key) const;

    // The keys that say whose a row is may all be empty.
    bool may_be_nobodys(const policies::SchemaTable& child, const policies::ForeignKey& key) const;

private:
    bool is_subject(const policies::TableName& name) const;
    std::vector<const policies::ForeignKey*> own_keys_beside(const policies::SchemaTable& child, const policies::ForeignKey& key) const;

    const Material& material_;
};

} // namespace retention::drafting
