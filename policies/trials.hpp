// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// What a line would write, and by what a link finds rows, tried on the first rows of its table without writing anything: whether CHECK
// constraints and domains would take it, and whether an expression of the policy's own can be worked out. A schema alone can't tell.
struct Trial {
    std::string path;
    Place place;
    std::string constraint;   // the CHECK constraint; empty: the domains of the columns
    std::string of_one;       // of an expression of the policy's own, which may fail in any way that the server knows: for one row, after $1
                              // others, whether it is there and whether it is one that the expression is for
    bool is_link = false;     // the expression of a link
    bool is_fixed = false;    // nothing in it depends on the rows: what fails once fails always
    std::string sql;          // gives the rows tried and those that would violate; a domain makes it fail with 23514

    bool is_own() const noexcept { return !of_one.empty(); }
};

// Every trial that a line of an action gives reason for. Pure.
std::vector<Trial> trials(const Binding& binding);

} // namespace retention::policies
