// SPDX-License-Identifier: Apache-2.0
//
// A generated policy as the test knows it. One function writes it as the file that the product reads; the oracle works
// on these values.
#pragma once

#include "tests/random/scene.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retention::random {

struct Fact {
    enum class Form { Count, Exists, Max, Min, Sum, Value };

    std::string name;
    Form form = Form::Count;
    std::size_t column = 0; // all but Count and Exists
    std::vector<std::size_t>
        path; // keys from the fact's table to the subject; for Value the one that leaves the subject
    bool names_via = false;
    std::optional<std::pair<std::size_t, std::string>> where; // this column has this value
};

// What conditions and dates are about.
struct Term {
    enum class Of { Column, Fact, Consent, ConsentEnded, Basis, BasisEnded };

    Of of = Of::Column;
    std::size_t number = 0; // of the column, the fact, the purpose
};

struct Condition {
    enum class Form { Equals, Above, IsNull, IsNotNull, IsTrue, Not, And, Or };

    Form form = Form::IsTrue;
    Term term;
    std::string value;
    std::vector<Condition> parts;
};

struct Days {
    int years = 0, months = 0, days = 0;
};
enum class From { Exact, EndOfMonth, EndOfYear };

struct Rule {
    std::string name;
    std::vector<std::size_t> classes;
    Days keep;
    std::vector<Term> after; // the first that is not null
    From from = From::Exact;
    std::optional<Condition> when, unless;
    std::size_t then = 0;
};

struct Floor {
    std::optional<Condition> where;
    Days keep;
    std::vector<Term> after;
    From from = From::Exact;
    std::vector<std::size_t> blocks; // empty: all
};

struct Treatment {
    std::optional<std::size_t> column; // nothing: "*"
    std::string anonymizer;
    std::string argument; // empty: none
};

struct Line {
    enum class Kind { Keep, Delete, DeleteUnlessShared, Map };

    std::size_t table = 0;
    std::optional<std::string> schema; // in place of a table: all of a schema's that no other line speaks of
    std::vector<std::size_t> via;      // columns of `table`, or of `from` where that is given
    std::optional<std::size_t> from;   // outward: the table that points here
    Kind kind = Kind::Keep;
    std::vector<Treatment> treatments;
};

inline bool deletes(const Line& line) {
    return line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared;
}

// Whether a number, of a column or another, is among those given.
inline bool contains(const std::vector<std::size_t>& numbers, std::size_t number) {
    return std::count(numbers.begin(), numbers.end(), number) > 0;
}

struct Action {
    std::string name;
    std::vector<Line> lines; // the subject's own first
};

struct Purpose {
    std::string name;
    std::optional<Days> valid_for;
};

struct Policy {
    std::optional<Condition> subject_where;
    std::vector<Fact> facts;
    std::vector<Purpose> purposes;
    bool consents_are_log = false;
    std::vector<Condition> classes;
    std::vector<Rule> rules;
    std::vector<Floor> floors;
    std::vector<Condition> holds;
    std::vector<Action> actions;
    bool names_identifiers = false;
};

// The text of the policy's file.
std::string to_yaml(const Scene& scene, const Policy& policy);

// A policy for a scene. Many are refused by the check, and should be.
Policy make_policy(Dice& dice, const Scene& scene);

} // namespace retention::random
