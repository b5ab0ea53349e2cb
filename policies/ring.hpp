// SPDX-License-Identifier: Apache-2.0
//
// Tables whose keys lead around in a cycle: a team has members, and a member leads teams. An action that follows such keys follows
// them any number of times, as it follows replies to replies; the rows are told by table and primary key.
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

class Ring {
public:
    // `id`: BoundLine::ring of its lines. REQUIRES: each of its tables has a primary key.
    Ring(const Binding& binding, const BoundAction& action, std::size_t id);

    // The ring that the key is part of on a walk that begins where `below` says; nothing: none.
    static std::optional<std::size_t> of(const BoundAction& action, const ForeignKey& key, std::optional<std::size_t> below);

    // The same of path[begin], if the path leaves the ring again.
    static std::optional<std::size_t> entered(const BoundAction& action, const Path& path, std::size_t begin,
                                              std::optional<std::size_t> below);

    // The place in `path` of the first key behind `begin` that does not belong to it.
    std::size_t exit(const Path& path, std::size_t begin) const;

    // `name` as (...): columns tab, pk and `carried`. Begins with `first`, a SELECT of those for rows of the ring's tables, which
    // names tables by tag() and keys by key_of(), and goes down: to rows that refer to what was found.
    std::string down(const std::string& name, const std::string& first, const std::vector<std::string>& carried) const;

    // The same, upwards: to rows that those found refer to.
    std::string up(const std::string& name, const std::string& first) const;

    // The number of the table, or of the one that it is a part of.
    std::string tag(const TableName& table) const;

    // jsonb_build_array(t."id"::text)
    std::string key_of(const TableName& table, const std::string& alias) const;

    // `alias`, a row of `table`, is the one that the row `found` of down() or up() tells.
    std::vector<std::string> tells(const std::string& found, const TableName& table, const std::string& alias) const;

private:
    std::string step(const std::string& name, const BoundLine& line, bool is_down) const;
    void add_table(const TableName& table);

    const Binding& binding_;
    std::vector<const BoundLine*> lines_;
    std::vector<TableName> tables_;
};

} // namespace retention::policies
