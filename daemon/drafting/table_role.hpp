// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/graph.hpp"
#include "policies/schema.hpp"

#include <cstdint>
#include <string_view>

namespace retention::drafting {

// What a table of somebody's rows is for.
enum class TableRole : std::uint8_t { Consent, Books, Access, Contact, Writing, Activity, Connection, Other };

TableRole role_of_table(const policies::Graph& graph, const policies::SchemaTable& table);

// Whether the name speaks of invoices, payslips and the like, also where no amounts and dates say that these are books.
bool is_named_like_books(const policies::SchemaTable& table);

// For people: "bookkeeping".
std::string_view name_of(TableRole role) noexcept;

// A table of persons, and not of where they live, with whatever names.
bool is_somebody(const policies::SchemaTable& table);

// Whether the rows are persons, and no accounts that persons have.
bool is_person_of_its_own(const policies::SchemaTable& table);

// What a key to the subject says about the row.
enum class KeyRole : std::uint8_t {
    Own,     // it is the subject's
    Actor,   // the subject did something to it
    Unclear,
};

KeyRole role_of_key(const policies::Graph& graph, const policies::Schema& schema, const policies::ForeignKey& key,
                    const policies::SchemaTable& subject);

// Whether a key to `parent`, the subject or a detail of the subject's, says who did something to a row that is somebody else's: the interviewer of an
// interview, or the employee of a payment that is a customer's by another way.
bool names_who_acted(const policies::Graph& graph, const policies::Schema& schema, const policies::ForeignKey& key,
                     const policies::SchemaTable& parent);

// Whether the row is somebody else's, though its key leads to the subject or a detail of the subject's: another key that is never null leads
// to a person, and this one does not say that it is whose the row is. An encounter is the patient's, and not the attending doctor's.
bool is_another_persons(const policies::Graph& graph, const policies::Schema& schema, const policies::ForeignKey& key,
                        const policies::SchemaTable& subject);

// Whether further keys of a row lead to persons, too, to one of the same table for one: the customer that a note is about.
enum class Share : std::uint8_t {
    None,
    Perhaps,   // not in every row, or it is not said that the row is theirs
    Always,
};

Share share_of_others(const policies::Graph& graph, const policies::Schema& schema, const policies::ForeignKey& key);

} // namespace retention::drafting
