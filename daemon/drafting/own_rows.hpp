// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/outline.hpp"

#include <string>
#include <string_view>

namespace retention::drafting {

inline constexpr std::string_view kPersonOfItsOwn =
    "a person's row of its own, as it seems, for which other periods may hold: has its turn come with this person's";

// A shop, a country, a department: many have it in common.
bool is_named_like_list(const policies::SchemaTable& table);

// Whose the rows are that the subject points to: an address is the person's alone, a branch is everybody's, and a manager is a person.
// Guesses by names and by how often values repeat. `material` must outlive it. Pure.
class OwnRows {
public:
    explicit OwnRows(const Material& material) : material_(material) {}

    // Whether a row of `target` is mostly one subject's, or a household's. Says nothing of what it holds.
    bool is_own(const policies::ForeignKey& key, const policies::SchemaTable& target) const;

    // So many have it in common that nobody but the administrator knows: an address may be a home's or an office's.
    bool may_be_own(const policies::ForeignKey& key, const policies::SchemaTable& target) const;

    // Why the row stays until somebody has said that it goes; empty where it may go.
    std::string why_not(const policies::ForeignKey& key, const policies::SchemaTable& target) const;

    // The customers whom an employee looks after. Where the key is the row's own, it is the same person, of one kind more.
    bool is_another_person(const policies::ForeignKey& key, const policies::SchemaTable& child) const;

private:
    bool is_person(const policies::SchemaTable& target) const;
    bool may_name_another(const policies::ForeignKey& key, const policies::SchemaTable& target) const;
    bool is_unique(std::vector<std::string> columns) const;

    const Material& material_;
};

} // namespace retention::drafting
