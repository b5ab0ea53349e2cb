// SPDX-License-Identifier: Apache-2.0
//
// What anonymizers make of a value, by hand. What nobody can foretell is a pattern: who it must be alike for, and its form.
#pragma once

#include "tests/random/policy_model.hpp"

#include <map>
#include <set>
#include <string>

namespace retention::random {

inline constexpr char kPattern = '\x01'; // begins a cell that is a list of patterns
inline constexpr char kBetween = '\x02'; // stands between two of them

std::string lower(std::string text);

// The text of an SQL literal.
std::string without_quotes(std::string text);

// What becomes of `old` in the rows of `whose`, of whom `known` is known: the value itself, or a pattern.
std::string new_value(const std::string& old, const Column& column, const Treatment& treatment, const std::string& whose,
                      const std::set<std::string>& known);

// Collects what random values have to do with each other: those of one subject are alike in all tables, those of two
// are not.
class Comparison {
public:
    // Whether `seen` is what the oracle foretold.
    bool is_as_expected(const Cell& expected, const Cell& seen);

private:
    bool is_one_of(const std::string& pattern, const Cell& seen, bool is_only);
    bool is_alike(const std::string& whose, const std::string& seen);

    std::map<std::string, std::string> known_;
    std::map<std::string, std::string> owners_;
};

} // namespace retention::random
