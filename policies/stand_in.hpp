// SPDX-License-Identifier: Apache-2.0
//
// A stand-in is the row that others are moved to when theirs goes: `guest_id: { constant: 0 }`, or the default of a key that is
// ON DELETE SET DEFAULT. It has to be there, and it must not be a person whose own turn comes, by this policy or by another one of the
// database.
#pragma once

#include "policies/surveys.hpp"

#include <string>
#include <vector>

namespace retention::policies {

struct StandIn {
    std::string action;
    std::string path;             // actions.delete.crm.booking.guest_id
    Place place;
    std::string table;            // as a message calls it
    std::string policy;           // of another one, which moves rows to a row of this one's subject: its name
    TableName moved;              // the table whose rows are moved
    bool is_subject = false;      // it is a row of the subject's table
    std::string must_exist;       // SELECT of its row; empty: none need be there
    std::string named;            // condition on the columns of its table, without an alias: this row
    std::string find;             // of the subject's table: SELECT of the keys (k1, k2 ... as text) of those of its rows that are subjects
};

// Every one that the actions name. Pure.
std::vector<StandIn> stand_ins(const Binding& binding);

// Those in the subject's table that the actions of the other policies of the database name, whatever their mode. Pure.
std::vector<StandIn> stand_ins_of_others(const Binding& binding);

// Whether `action`, taken upon a stand-in that is a subject, takes or changes the rows of others that were moved to it.
bool harms(const Binding& binding, const StandIn& stand_in, const BoundAction& action);

// Whether those of foreign keys exist, and those in the subject's table are no subjects. Pure.
std::vector<Survey> stand_in_surveys(const Binding& binding);

// What to do about one that is a subject.
std::string stand_in_hint(const Binding& binding);

} // namespace retention::policies
