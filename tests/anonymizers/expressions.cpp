// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/expressions.hpp"

#include "anonymizers/catalogue.hpp"
#include "anonymizers/known_pattern.hpp"
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace retention::anonymizers::test {

namespace {

// Ends the shared server after the last test.
class ServerEnvironment : public ::testing::Environment {
public:
    void TearDown() override { expressions_.reset(); }
    const Expressions& get() {
        if (!expressions_)
            expressions_ = std::make_unique<Expressions>();
        return *expressions_;
    }

private:
    std::unique_ptr<Expressions> expressions_;
};

ServerEnvironment* const kServer = [] {
    auto environment = std::make_unique<ServerEnvironment>();
    ServerEnvironment* const server = environment.get();
    ::testing::AddGlobalTestEnvironment(environment.release()); // owned by gtest
    return server;
}();

} // namespace

const Expressions& expressions() {
    return kServer->get();
}

Expressions::Expressions() {
    cluster_.create_database(std::string(kDatabase));
    // As in the daemon's sessions.
    cluster_.exec(kDatabase, "alter database " + std::string(kDatabase) + " set jit = off");
    // One of them in a schema that is on no search path.
    cluster_.exec(kDatabase, "create schema \"My ext\"");
    for (const auto& row : cluster_.query(
             kDatabase, "select name from pg_available_extensions where name in ('citext', 'hstore')"))
        cluster_.exec(kDatabase, "create extension " + *row.at(0) + (row.at(0) == "hstore" ? " schema \"My ext\"" : ""));
}

bool Expressions::has_extension(std::string_view name) const {
    return cluster_.value(kDatabase, "select count(*) from pg_extension where extname = $1", {std::string(name)}) ==
           "1";
}

std::string seed_of(unsigned long long number) {
    // Spread over all 16 bytes: real seeds are random.
    std::seed_seq sequence{static_cast<unsigned>(number), static_cast<unsigned>(number >> 32U)};
    unsigned words[4];
    sequence.generate(std::begin(words), std::end(words));
    char digits[33];
    std::snprintf(digits, sizeof digits, "%08x%08x%08x%08x", words[0], words[1], words[2], words[3]);
    return digits;
}

std::string random_text(std::mt19937& random, std::size_t length_max) {
    static const std::vector<std::string> kPieces = {
        "a",      "B",      "anna", "De",   "1",    "42",          " ",         "  ",   "\t",      "\n",    "'",  "''",
        "\"",     "\\",     "\\1",  "\\y",  "[",    "]",           "(",         ")",    "(?",      "{",     "}",  "{2}",
        "*",      "+",      "?",    ".",    "^",    "$",           "|",         "/",    "-",       "_",     "@",  "#",
        "%",      "&",      ",",    ";",    ":",    "é",           "É",         "ß",    "ø",       "Ж",     "ж",  "中",
        "\u0301", "\u00a0", "😀",    "***:", "(?i)", "[[:alpha:]]", "[removed]", "[rem", "removed", "oved]", "00", "06",
    };
    std::string text;
    const std::size_t pieces = random() % (length_max + 1);
    for (std::size_t i = 0; i < pieces; ++i)
        text += kPieces[random() % kPieces.size()];
    return text;
}

std::string array_literal(const Values& values) {
    std::string literal = "{";
    for (const auto& value : values) {
        if (literal.size() > 1)
            literal += ',';
        if (!value) {
            literal += "NULL";
            continue;
        }
        literal += '"';
        for (const char character : *value) {
            if (character == '"' || character == '\\')
                literal += '\\';
            literal += character;
        }
        literal += '"';
    }
    return literal + "}";
}

Values Expressions::apply(std::string_view name, const Argument& argument, const Column& column, const Values& values,
                          const std::vector<std::string>& seeds, const std::string& known) const {
    const Operator* const used = find(name);
    const auto refusal = used->check(argument, column);
    EXPECT_FALSE(refusal) << name << " " << refusal.value_or(Refusal{}).message;

    Values all_seeds(seeds.begin(), seeds.end());
    const Value first = seeds.empty() ? seed_of(1) : seeds.front();
    all_seeds.resize(std::max(values.size(), seeds.size()), first);

    Values moved_on = values;
    if (!moved_on.empty())
        std::rotate(moved_on.begin(), moved_on.begin() + 1, moved_on.end());
    const auto rows = cluster_.query(
        kDatabase,
        "select (" + used->compile(argument, column, inputs()) +
            ")::text from unnest($1::text[], $2::text[], $4::text[]) with ordinality as u(c, seed, next, number)," +
            " lateral (select cast(u.c as " + column.type + ") as c) as t," +
            " lateral (select decode(u.seed, 'hex') as seed, " + known_pattern("$3::text[]") + " as known," +
            " sha256(('pseudonym ' || u.seed)::bytea) as pseudonym," +
            " encode(sha256(convert_to(t.c::text, 'UTF8')), 'hex') as keyed_hash, u.number::text as row," +
            " cast(u.next as " + column.type + ")::text as shuffled) as s order by u.number",
        {array_literal(values), array_literal(all_seeds), known, array_literal(moved_on)});
    Values results;
    for (const auto& row : rows)
        results.push_back(row.at(0));
    return results;
}

} // namespace retention::anonymizers::test
