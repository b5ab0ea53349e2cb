// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/action_program.hpp"
#include "policies/new_values.hpp"
#include "policies/reach.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// What the values of a line become, and how it is proved that they did.
struct Change {
    std::vector<NewValue> values;
    anonymizers::Draws draws;
    // Whether the rows can be asked what they should be. Else they are compared with what was expected of them before: where
    // their value depends on the old one, or on which of several subjects they were taken for.
    bool is_repeatable = true;

    std::string assignments() const;
    std::string holds() const;
    // The names of the columns that some row `t` has without their values, as one text; an aggregate.
    std::string unheld() const;
    // What `t` is, or will be, as a number that two rows share only by an accident of one in 10^19.
    std::string digest(bool of_expected) const;
};

// "update crm.activity", what logs and errors show of a statement.
std::string statement_name(const char* verb, const BoundLine& line);

// What a statement about the subjects is given that draws so.
std::vector<Bind> binds_of(const anonymizers::Draws& draws);

// Compiles `change` of the rows that `found` reaches in `target` (a table, or the text of a relation). `numbers` tell its settings from
// those of other steps of the action: its own; or, of one that is late, those of the steps that acted upon rows of the same line before.
// is_subject, is_askable_later, is_far and notes are left to the caller. Pure; `reaching` is of the same action.
Step update_step(const Binding& binding, const Reaching& reaching, const BoundLine& line, const Change& change, const Reach& found,
                 const std::string& target, const std::vector<std::size_t>& numbers);

} // namespace retention::policies
