// SPDX-License-Identifier: Apache-2.0
//
// Columns of every type that a server has, and arguments for every operator: what a claim about all of them is tried
// on.
#pragma once

#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace retention::anonymizers::test {

struct Kind {
    Column column;
    Values values;                      // some that it holds, null first
    std::vector<std::string> constants; // two that share nothing with them; empty where the type has no two
};

// The types that the server of expressions() knows.
std::vector<Kind> kinds();

struct Use {
    std::string name;
    Argument argument;
    Kind kind;

    const Operator& used() const { return *find(name); }
    Traits traits() const { return anonymizers::traits(used(), argument); }
};

std::ostream& operator<<(std::ostream& out, const Use& use);

// Every operator of the catalogue with each of its sample arguments, on every kind of column that it accepts. Fails the
// test for an operator without samples.
std::vector<Use> uses();

} // namespace retention::anonymizers::test
