// SPDX-License-Identifier: Apache-2.0
//
// What the catalogue's traits promise, tried for every operator on every type of column that its check accepts.
#include "anonymizers/known_pattern.hpp"
#include "anonymizers/sql.hpp"
#include "tests/anonymizers/kinds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace retention::anonymizers::test {
namespace {

constexpr int kSubjects = 2000;

const std::string kKeyedHash = "encode(sha256(convert_to(t.c::text, 'UTF8')), 'hex')";

// For a table t of an id and the column c, all of one subject. Shuffled, each value stays where it is.
Inputs of_one_subject() {
    return {.old_value = "t.c",
            .seed = "'\\x00112233445566778899aabbccddeeff'::bytea",
            .known = known_pattern("array['anna', '98765']"),
            .pseudonym = "sha256('pseudonym'::bytea)",
            .keyed_hash = kKeyedHash,
            .row = "t.id::text",
            .shuffled = "t.c::text",
            .value_of = inputs().value_of,
            .over_row = inputs().over_row};
}

std::string compiled(const Use& use, const Inputs& inputs) {
    return use.used().compile(use.argument, use.kind.column, inputs);
}

// The uses that `is_meant` holds of, those of one kind of column together.
std::vector<std::vector<Use>> uses_by_kind(bool (*is_meant)(const Use&)) {
    std::vector<std::vector<Use>> result;
    for (auto& use : uses()) {
        if (!is_meant(use))
            continue;
        if (result.empty() || result.back().front().kind.column.type != use.kind.column.type)
            result.emplace_back();
        result.back().push_back(std::move(use));
    }
    return result;
}

TEST(Promises, EveryOperatorIsTried) {
    std::set<std::string_view> tried;
    for (const auto& use : uses())
        tried.insert(use.used().name);
    // `remove` is for parts of values, and `search` for tables of several columns: they have tests of their own.
    for (const Operator* each : catalogue())
        EXPECT_EQ(tried.count(each->name), each->name == "remove" || each->name == "search" ? 0U : 1U) << each->name;
}

// A table with the kind's values for each use, by its number.
void create_table(const Kind& kind, std::size_t uses_of_it) {
    const auto& cluster = expressions().cluster();
    cluster.exec(Expressions::kDatabase, "drop table if exists assigned;"
                                         "create table assigned (use integer, id bigint, c " +
                                             kind.column.type + ", primary key (use, id))");
    cluster.query(
        Expressions::kDatabase,
        "insert into assigned select use, id, cast(c as " + kind.column.type +
            ") from unnest($1::text[]) with ordinality as u(c, id), generate_series(0, $2::integer - 1) as use",
        {array_literal(kind.values), std::to_string(uses_of_it)});
}

// Assigns each expression to the column, as a batch does.
void assign(const std::vector<Use>& of_one_kind) {
    create_table(of_one_kind.front().kind, of_one_kind.size());
    std::string updates;
    for (std::size_t i = 0; i < of_one_kind.size(); ++i)
        updates += "update assigned as t set c = " + compiled(of_one_kind[i], of_one_subject()) +
                   " where use = " + std::to_string(i) + ";";
    expressions().cluster().exec(Expressions::kDatabase, updates);
}

// For each use, in how many rows the column does not hold its expression.
std::vector<std::string> rows_that_would_change(const std::vector<Use>& of_one_kind) {
    std::string columns;
    for (std::size_t i = 0; i < of_one_kind.size(); ++i)
        columns += std::string(i == 0 ? "" : ", ") + "count(*) filter (where use = " + std::to_string(i) +
                   " and t.c::text is distinct from cast(" + compiled(of_one_kind[i], of_one_subject()) + " as " +
                   of_one_kind[i].kind.column.type + ")::text)";
    const auto rows =
        expressions().cluster().query(Expressions::kDatabase, "select " + columns + " from assigned as t");
    std::vector<std::string> counts;
    for (const auto& count : rows.at(0))
        counts.push_back(count.value());
    return counts;
}

// Each on its own, to find those that the server refuses.
void name_refused(const std::vector<Use>& of_one_kind) {
    for (const auto& use : of_one_kind)
        try {
            assign({use});
        } catch (const std::runtime_error& error) {
            ADD_FAILURE() << use << ": " << error.what();
        }
}

TEST(Promises, AnExpressionIsAssignedWithoutACastAndARepeatableOneChangesNothingAgain) {
    for (const auto& some : uses_by_kind([](const Use&) { return true; }))
        try {
            assign(some);
            const auto counts = rows_that_would_change(some);
            for (std::size_t i = 0; i < some.size(); ++i)
                EXPECT_TRUE(counts[i] == "0" || !some[i].traits().is_repeatable) << some[i];
        } catch (const std::runtime_error& error) {
            ADD_FAILURE() << some.front().kind.column.type << ": " << error.what();
            name_refused(some);
        }
}

// What each of the uses, all of one kind, makes of the values: a row for each value, which itself comes first. One
// query, because there are more than a thousand uses.
retention::test::PrivateCluster::Rows made_of(const std::vector<Use>& of_one_kind, const Values& values) {
    std::string columns = "t.c::text";
    for (const auto& use : of_one_kind)
        columns += ", (" + compiled(use, of_one_subject()) + ")::text";
    return expressions().cluster().query(
        Expressions::kDatabase,
        "select " + columns +
            " from unnest($1::text[]) with ordinality as u(c, id), lateral (select u.id, cast(u.c as " +
            of_one_kind.front().kind.column.type + ") as c) as t order by u.id",
        {array_literal(values)});
}

TEST(Promises, NullStaysNullExceptForAConstant) {
    for (const auto& some : uses_by_kind([](const Use& use) { return use.name != "constant"; })) {
        const auto row = made_of(some, {std::nullopt}).at(0);
        for (std::size_t i = 0; i < some.size(); ++i)
            EXPECT_EQ(row[i + 1], std::nullopt) << some[i];
    }
}

TEST(Promises, AnEmptyTextStaysEmptyUnlessItMustDiffer) {
    const auto is_meant = [](const Use& use) {
        const std::set<std::string> others = {"constant", "null", "token", "pseudonym", "random"};
        // What must be different for each subject, a mail address for example, is for those with an empty one, too.
        const bool must_differ = use.name == "fake" && traits(use.used(), use.argument).is_unique_safe;
        return use.kind.column.family == TypeFamily::Text && others.count(use.name) == 0 && !must_differ;
    };
    for (const auto& some : uses_by_kind(is_meant)) {
        const auto row = made_of(some, {""}).at(0);
        for (std::size_t i = 0; i < some.size(); ++i)
            EXPECT_EQ(row[i + 1], "") << some[i];
    }
}

// In a column without limit the server cuts nothing off.
TEST(Promises, AValueFitsTheColumnsLength) {
    for (const auto& use : uses()) {
        if (!use.kind.column.length_max)
            continue;
        Column unlimited = text();
        unlimited.length_max = use.kind.column.length_max;
        for (const auto& result : expressions().apply(use.name, use.argument, unlimited, use.kind.values))
            EXPECT_LE(characters(result.value_or("")), static_cast<std::size_t>(*use.kind.column.length_max))
                << use << ": " << *result;
    }
}

// How many values 2,000 rows get, all of which had the same; every null is one.
int different_values(const Use& use, const Inputs& inputs) {
    const std::string value = compiled(use, inputs);
    return std::stoi(
        expressions().cluster().value(Expressions::kDatabase,
                                      "select count(distinct (" + value + ")::text) + count(*) filter (where (" +
                                          value + ") is null) from generate_series(1, " + std::to_string(kSubjects) +
                                          ") as g(number), lateral (select cast($1 as " + use.kind.column.type +
                                          ") as c) as t, lateral (select sha256(number::text::bytea) as digest) as d",
                                      {use.kind.values.back().value()}));
}

TEST(Promises, TwoThousandSubjectsGetTwoThousandValues) {
    Inputs inputs = of_one_subject();
    inputs.seed = "substring(d.digest from 1 for 16)";
    inputs.pseudonym = "d.digest";
    inputs.keyed_hash = "encode(d.digest, 'hex')";
    inputs.row = "'1'::text";
    int tried = 0;
    for (const auto& use : uses())
        if (use.traits().is_unique_safe && use.traits().strength != Strength::Unchanged) {
            EXPECT_EQ(different_values(use, inputs), kSubjects) << use;
            ++tried;
        }
    EXPECT_GT(tried, 20);
}

TEST(Promises, TwoThousandRowsOfASubjectGetTwoThousandValues) {
    Inputs inputs = of_one_subject();
    inputs.keyed_hash = "encode(d.digest, 'hex')";
    inputs.row = "g.number::text";
    int tried = 0;
    for (const auto& use : uses())
        if (use.traits().is_unique_in_each_row && use.traits().strength != Strength::Unchanged) {
            EXPECT_EQ(different_values(use, inputs), kSubjects) << use;
            ++tried;
        }
    EXPECT_GT(tried, 10);
}

// In lower case.
std::set<std::string> runs_of_four(const std::string& written) {
    std::set<std::string> runs;
    std::string run;
    for (const char character : written + " ") {
        if (std::isalnum(static_cast<unsigned char>(character)) == 0) {
            run.clear();
            continue;
        }
        run += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
        if (run.size() >= 4)
            runs.insert(run.substr(run.size() - 4));
    }
    return runs;
}

// There are but two booleans.
bool is_anonymous(const Use& use) {
    return use.traits().strength == Strength::Anonymous && use.kind.column.family != TypeFamily::Boolean;
}

TEST(Promises, AnAnonymousValueHoldsNothingOfTheOldOne) {
    int compared = 0;
    for (const auto& some : uses_by_kind(is_anonymous))
        for (const auto& row : made_of(some, some.front().kind.values)) {
            auto old = runs_of_four(row[0].value_or(""));
            old.erase("null"); // in the text of an array: nulls stay
            for (std::size_t i = 0; i < some.size(); ++i)
                for (const auto& run : runs_of_four(row[i + 1].value_or(""))) {
                    EXPECT_EQ(old.count(run), 0U) << some[i] << ": " << *row[0] << " became " << *row[i + 1];
                    ++compared;
                }
        }
    EXPECT_GT(compared, 500);
}

} // namespace
} // namespace retention::anonymizers::test
