// SPDX-License-Identifier: Apache-2.0
//
// The tests of a policy as values: people as rows, a date, and what is expected of them. docs/policy-tests.md describes
// the language; config/policy_test_reader makes these values; daemon/proving carries them out.
#pragma once

#include "config/source.hpp"
#include "policies/finding.hpp"
#include "policies/policy.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retention::config {

// A value as written, before it meets a column.
struct TestValue {
    enum class Kind { Null, Text, List, Map };

    Kind kind = Kind::Null;
    std::string text;  // Text: as written; List and Map: as JSON
    std::string array; // List: as PostgreSQL writes an array
    policies::Place place;
};

// A column of a row, with the value that it gets.
struct TestCell {
    std::string column;
    policies::Place place;
    TestValue value;
};

struct TestRow {
    std::vector<TestCell> cells;
    policies::Place place;
};

// The rows that a test puts into a table.
struct TestTable {
    policies::TableName table;
    policies::Place place;
    std::vector<TestRow> rows;
};

// What a column of a row is expected to hold afterwards.
struct ExpectedCell {
    enum class Kind {
        Any,
        Equal,
        Differs, // { not: VALUE }; null differs from every value but null
        Like,    // { like: PATTERN }
        Matches, // { matches: REGULAR EXPRESSION }
    };

    std::string column;
    policies::Place place;
    Kind kind = Kind::Equal;
    TestValue value;
};

struct ExpectedRow {
    std::vector<ExpectedCell> cells;
    policies::Place place;
};

// What a table looks like afterwards: just these rows, or whatever it had before.
struct ExpectedTable {
    policies::TableName table;
    policies::Place place;
    bool is_unchanged = false;
    std::vector<ExpectedRow> rows;
};

// One thing that is expected of a subject before anything is done.
struct Expectation {
    enum class About {
        NoSubject, // the subject is none: there is no such row, or `subject.where` leaves it out
        Class,
        Action,
        Rule,
        NextAction,
        NextRule,
        NextOn,
        Fact,    // `name`: of the fact
        Consent, // `name`: a column such as consent_marketing
        FloorEnds,
        Holds,
        StartingPoint, // `name` of this and what follows: of the rule
        ExpiresOn,
        State,
        StoppedBy,
    };

    About about = About::Class;
    std::string name;
    std::optional<std::string> value; // nothing: none; for Holds and StoppedBy see `names`
    std::vector<std::string> names;   // empty: nothing holds it up
    std::string path;                 // for people: rules.silent-prospects.state
    policies::Place place;
};

struct ExpectedSubject {
    std::string key; // as an administrator writes it: 42, or ["acme", "42"]
    policies::Place place;
    std::vector<Expectation> expectations;
};

struct PolicyTest {
    std::string name;
    policies::Place place;
    policies::Text as_of;
    std::vector<TestTable> tables;
    std::vector<policies::Text> holds; // keys of subjects on whom an operator has placed a hold
    std::vector<policies::Text> requests; // keys of subjects who asked to be erased on that day
    std::vector<ExpectedSubject> subjects;
    std::vector<ExpectedTable> after; // empty: nothing is done
};

struct PolicyTests {
    policies::Text policy;                // a path, relative to the file
    std::optional<policies::Text> schema; // likewise
    std::vector<TestTable> tables;        // rows that every test starts with
    std::vector<PolicyTest> tests;
};

// One file of tests as it was found.
struct PolicyTestFile {
    std::filesystem::path path;
    std::shared_ptr<const Source> source;
    policies::Findings findings;
    std::shared_ptr<const PolicyTests> tests; // null when a finding is an error
};

} // namespace retention::config
