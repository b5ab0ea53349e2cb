// SPDX-License-Identifier: Apache-2.0
//
// Random people for the oracle of the judgement: what it knows of them in C++, and the rows that say the same to a
// server.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace retention::policies::test {

// A timestamptz column: seconds since 1970, or infinite; nothing for null.
using Instant = std::optional<double>;
// A date column: days since 1970, or infinite; nothing for null.
using Day = std::optional<double>;

inline constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct ConsentRecord {
    std::optional<std::string> purpose;
    std::optional<std::string> basis;
    Instant granted;
    Instant expires;
    Instant withdrawn;
};

struct Invoice {
    Day invoiced_on;
    bool is_void = false;
};

struct Person {
    std::vector<std::string> key;
    std::optional<std::string> status;
    Instant created_at;
    Day ended_on;
    std::optional<bool> is_frozen;
    std::vector<Instant> activities;
    std::vector<Invoice> invoices;
    int open_cases = 0;
    int closed_cases = 0;
    std::vector<ConsentRecord> consents;
    bool has_hold = false;         // placed by an operator
    bool has_removed_hold = false; // has no effect any more
    Instant marked;                // when "anonymize" was taken
};

// The tables that hold people: with one integer for a key, or two texts that are full of quotes.
struct Layout {
    std::vector<std::string> key_columns;
    std::string key_type;

    static Layout simple() { return {{"id"}, "integer"}; }
    static Layout composite() { return {{"tenant", "code"}, "text"}; }
    bool is_composite() const { return key_columns.size() > 1; }
};

using Random = std::mt19937;

// One of `choices`.
template <typename Choices>
const auto& one_of(Random& random, const Choices& choices) {
    return choices[random() % choices.size()];
}
inline bool chance(Random& random, unsigned percent) {
    return random() % 100 < percent;
}

// People of whom many are a few hours or days from the end of a period, seen from `as_of`.
std::vector<Person> random_people(Random& random, const Layout& layout, double as_of, int count);

// Statements that make the tables, and that fill them with these people and no others.
std::string create_tables(const Layout& layout);
std::string fill_tables(const Layout& layout, const std::string& policy, const std::vector<Person>& people);

} // namespace retention::policies::test
