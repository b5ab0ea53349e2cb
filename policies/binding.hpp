// SPDX-License-Identifier: Apache-2.0
//
// A policy that has met a schema: every name in it points at the table, column or key that it means.
#pragma once

#include "policies/graph.hpp"
#include "policies/policy.hpp"
#include "policies/schema.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retention::policies {

// A key column of the subject, with the type that arrays of it are passed as.
struct KeyColumn {
    std::string name;
    std::string type;   // without a length: a cast to varchar(5) would cut a longer key, and mean somebody else
    bool is_nullable = false;   // rows without it are no subjects, and the policy has to say that it knows
};

// How a fact's table and the subject are connected.
struct BoundFact {
    const Fact* fact = nullptr;
    TableName table;
    Path inward;      // from the fact's table to the subject; empty for Value outward and Query
    Path outward;     // from the subject to the fact's table: front() leaves the subject
};

struct BoundConsent {
    const Consent* consent = nullptr;
    TableName table;
    Path path;
};

// Whether `line` deletes the rows that `key` finds, or does more to them than to cut them off from it.
bool takes(const Line& line, const ForeignKey& key) noexcept;

// A line of an action together with the key that it answers for.
struct BoundLine {
    const Line* line = nullptr;
    TableName table;
    const ForeignKey* key = nullptr;          // nullptr: the subject's own row
    bool is_outward = false;                  // `key` arrives at `table`, from a row that points there
    std::optional<std::size_t> below;         // the outward line whose rows these belong to, or, of an outward line, point here;
                                              // nothing: the subject's
    bool is_detaching = false;                // changes columns of `key`: afterwards the rows are no longer the subject's
    bool ends_walk = false;                   // keep, or changes nothing but columns of `key`
    bool is_below_kept = false;               // found by going on below rows that are kept
    std::optional<std::size_t> ring;          // lines with the same number lead to each other's rows, around a cycle of keys
    std::vector<Path> paths;                  // every way to the subject, or to the rows of `below`, that the action walks; for an
                                              // outward line, the ways from the table that holds `key`; {} means the row itself

    bool deletes() const noexcept {
        return line->kind == Line::Kind::Delete || line->kind == Line::Kind::DeleteUnlessShared;
    }
    // Rows to which others point are not deleted.
    bool may_stay() const noexcept { return line->kind == Line::Kind::DeleteUnlessShared && !is_outward; }
    bool changes() const noexcept { return line->kind == Line::Kind::Columns; }
    bool acts() const noexcept { return deletes() || changes(); }

    // Whether `treatment` takes the subject's key out of an array of keys, and leaves the others'.
    bool removes_element(const ColumnTreatment& treatment) const noexcept {
        return treatment.anonymizer == kRemove && key && key->has_elements && key->expression.empty() &&
               key->columns.front() == treatment.column;
    }
    bool removes_elements() const noexcept;

    // Whether it deletes rows of a key, or does more to them than to cut them off from it.
    bool takes() const noexcept;

    // Whether its rows point nowhere by `other`, a key of their table, afterwards: they are gone, or it is set to something else.
    bool lets_go_of(const ForeignKey& other) const noexcept;
};

struct BoundAction {
    const Action* action = nullptr;
    std::vector<BoundLine> lines;             // the subject's own first, then in the order in which the walk met them

    bool deletes_subject() const noexcept;
    const BoundLine* subject_line() const noexcept;
};

// The policies that are in force in one database.
using Beside = std::vector<std::shared_ptr<const Policy>>;

// A link of another policy that does not fit the schema.
struct RefusedLink {
    std::string policy;
    TableName child;
    TableName parent;
    std::string why;
};

// Keeps the policy and the schema that it was made from.
struct Binding {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const Schema> schema;
    Graph graph;
    const SchemaTable* subject = nullptr;
    std::vector<KeyColumn> key;
    std::vector<BoundFact> facts;
    std::optional<BoundConsent> consent;
    std::vector<BoundAction> actions;
    std::vector<std::string> identifiers;     // columns of the subject whose values `scrub` looks for
    std::optional<Graph> wider;               // `graph` and what other policies link besides; absent: they link nothing else
    std::vector<RefusedLink> refused_links;   // of other policies
    Beside beside;                            // the policies of the database, this one perhaps among them

    Binding() = default;
    Binding(Binding&&) = default;
    Binding& operator=(Binding&&) = default;

    const BoundAction* find_action(const std::string& name) const noexcept;

    // Along these keys a hold is looked for, whichever policy knows of them. What is erased is said by `graph` alone.
    const Graph& ties() const noexcept { return wider ? *wider : graph; }

    // The keys by which others may point to rows of `table`, whichever policy knows of them: those of `graph`, and then the links of
    // other policies.
    std::vector<const ForeignKey*> pointing_to(const TableName& table) const;

    // Those of other policies, of a line that leaves rows alone to which others point; none of any other line.
    std::vector<const ForeignKey*> links_of_others(const BoundLine& line) const;

    // Whether rows of `table` are rows of the subject's: the table itself, or a partition of it.
    bool is_subject(const TableName& table) const { return graph.is_within(table, subject->name); }
};

// Binds `policy` to `schema`. What can't be bound is left out and reported in `findings`; the result may be compiled only
// when none of them is an error. `beside`: for ties(), pointing_to() and stand-ins; `policy` may be among them.
Binding bind(std::shared_ptr<const Policy> policy, std::shared_ptr<const Schema> schema, Findings& findings, const Beside& beside = {});

} // namespace retention::policies
