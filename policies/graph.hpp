// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/schema.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace retention::policies {

// Foreign keys from a table up to the subject: front() leaves the table, back() arrives at the subject.
using Path = std::vector<const ForeignKey*>;

// The keys that lead to the subject: those of the catalog and the policy's `links`, as arrows from child to parent.
// Owns its keys; pointers into it stay valid while it lives, also after a move.
class Graph {
public:
    Graph() = default;
    Graph(const Schema& schema, std::vector<ForeignKey> links);

    std::span<const ForeignKey> keys() const noexcept { return keys_; }

    // Keys of other tables (or of itself) that refer to `parent`, or to a part of it.
    std::vector<const ForeignKey*> into(const TableName& parent) const;

    // Keys of `child`, those of the tables that it is a part of included: its rows are theirs.
    std::vector<const ForeignKey*> out_of(const TableName& child) const;

    // Whether rows of `part` are rows of `whole`: the same table, or a partition or inheritance child of it.
    bool is_within(const TableName& part, const TableName& whole) const;

    // The shortest paths from `child` to `subject`, all of the same length; with `via`, those whose first key has just these
    // columns. Empty when there is none.
    std::vector<Path> shortest(const TableName& child, const TableName& subject,
                               const std::vector<std::string>& via) const;

private:
    std::vector<const ForeignKey*> at(const std::vector<std::size_t>& places) const;

    std::vector<ForeignKey> keys_;
    std::map<TableName, std::set<TableName>> ancestors_;
    std::map<TableName, std::vector<std::size_t>> entering_;   // places in keys_, by the table that they refer to and those it is a part of
    std::map<TableName, std::vector<std::size_t>> leaving_;    // by the table that declares them
};

// For people: crm.activity.person_id -> crm.person
std::string describe(const ForeignKey& key);

// Whether `a` and `b` name the same columns, in any order.
bool same_columns(const std::vector<std::string>& a, const std::vector<std::string>& b);

} // namespace retention::policies
