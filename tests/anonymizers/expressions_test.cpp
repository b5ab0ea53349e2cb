// SPDX-License-Identifier: Apache-2.0
//
// The operators' expressions on a real server: types, nulls, lengths, uniqueness, and that a second pass changes
// nothing.
#include "anonymizers/known_pattern.hpp"
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

#include <set>

namespace retention::anonymizers::test {
namespace {

struct TextUse {
    std::string name;
    Argument argument;
    Column column;
};

std::ostream& operator<<(std::ostream& out, const TextUse& use) {
    return out << use.name << " on " << use.column.type;
}

// Every operator on every kind of text column it may stand on.
std::vector<TextUse> text_uses() {
    std::vector<TextUse> uses;
    for (const auto& kind : {text(), varchar(12), varchar(40), fixed_char(30), column(TypeFamily::Text, "name")}) {
        const std::vector<std::pair<std::string, Argument>> operators = {
            {"keep", Argument::none()},
            {"null", Argument::none()},
            {"constant", Argument::of("it's \\ x")},
            {"redact", Argument::none()},
            {"redact", Argument::of("")},
            {"token", Argument::none()},
            {"token", Argument::of("{token}@x.invalid")},
            {"fake", Argument::of("first_name")},
            {"fake", Argument::of("last_name")},
            {"fake", Argument::of("full_name")},
            {"prefix", Argument::of("2")},
            {"scrub", Argument::none()},
        };
        for (const auto& [name, argument] : operators)
            if (!is_refused(name, argument, kind))
                uses.push_back({name, argument, kind});
    }
    return uses;
}

Values random_values(std::mt19937& random, const Column& column, std::size_t count) {
    const auto values = [&] {
        Values drawn{std::nullopt, "", " ", "x"};
        while (drawn.size() < count)
            drawn.emplace_back(random_text(random, 12));
        return drawn;
    }();
    // Cut to the column's length by the server itself.
    return expressions().apply("keep", Argument::none(), column, values);
}

TEST(Expressions, ASecondPassChangesNothing) {
    std::mt19937 random(11);
    for (const auto& use : text_uses()) {
        const auto values = random_values(random, use.column, 300);
        const auto known =
            array_literal({"anna", "De", "42", "[rem", "removed", "a [removed]", random_text(random, 4)});
        const auto once = expressions().apply(use.name, use.argument, use.column, values, {}, known);
        const auto twice = expressions().apply(use.name, use.argument, use.column, once, {}, known);
        EXPECT_EQ(once, twice) << use;
    }
}

TEST(Expressions, AreAssignedToTheColumnWithoutACast) {
    std::mt19937 random(12);
    for (const auto& use : text_uses()) {
        if (use.name == "keep")
            continue;
        const auto& cluster = expressions().cluster();
        const auto expression = find(use.name)->compile(
            use.argument, use.column, {.old_value = "t.c", .seed = "'\\x00112233445566778899aabbccddeeff'::bytea", .known = known_pattern("array['anna']")});
        cluster.exec(Expressions::kDatabase, "drop table if exists assigned; create table assigned (c " +
                                                 use.column.type +
                                                 "); insert into assigned values ('anna'), (null), ('ab anna'), ('');"
                                                 "update assigned as t set c = " +
                                                 expression);
        EXPECT_EQ(cluster.value(Expressions::kDatabase,
                                "select count(*) from assigned as t where t.c is distinct from " + expression),
                  "0")
            << use;
    }
}

TEST(Expressions, NullStaysNull) {
    for (const auto& use : text_uses()) {
        if (use.name == "constant")
            continue;
        EXPECT_EQ(expressions().apply(use.name, use.argument, use.column, {std::nullopt}).at(0), std::nullopt) << use;
    }
}

TEST(Expressions, AnEmptyTextStaysEmptyExceptForATokenAndAConstant) {
    for (const auto& use : text_uses()) {
        if (use.name == "constant" || use.name == "null" || use.name == "token")
            continue;
        EXPECT_EQ(expressions().apply(use.name, use.argument, use.column, {""}).at(0), "") << use;
    }
    EXPECT_NE(expressions().apply("token", Argument::none(), text(), {""}).at(0), "");
}

TEST(Expressions, FitTheColumnsLength) {
    std::mt19937 random(13);
    for (const auto& use : text_uses()) {
        if (!use.column.length_max)
            continue;
        Column unlimited = text();
        unlimited.length_max = use.column.length_max; // the same expression, without the server cutting it off
        const auto values = random_values(random, use.column, 200);
        const auto results = expressions().apply(use.name, use.argument, unlimited, values, {}, "{a,b,42,de,anna}");
        for (const auto& result : results) {
            if (!result)
                continue;
            std::size_t length = 0;
            for (const char byte : *result)
                length += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
            EXPECT_LE(length, static_cast<std::size_t>(*use.column.length_max)) << use << ": " << *result;
        }
    }
}

TEST(Token, IsDifferentForEverySeed) {
    constexpr std::size_t kSeeds = 100'000;
    std::vector<std::string> seeds;
    for (std::size_t i = 0; i < kSeeds; ++i)
        seeds.push_back(seed_of(i));
    ASSERT_EQ(std::set<std::string>(seeds.begin(), seeds.end()).size(), kSeeds);
    for (const auto& kind : {text(), varchar(16), column(TypeFamily::Uuid, "uuid")}) {
        const Values values(kSeeds, "00000000-0000-0000-0000-000000000000");
        Column wide = kind.family == TypeFamily::Uuid ? kind : text();
        wide.length_max = kind.length_max;
        const auto tokens = expressions().apply("token", Argument::none(), wide, values, seeds);
        EXPECT_EQ(std::set<Value>(tokens.begin(), tokens.end()).size(), kSeeds) << kind.type;
    }
}

TEST(Token, IsAlikeForOneSeed) {
    const auto tokens =
        expressions().apply("token", Argument::of("{token}@x.invalid"), text(), {"a", "b", ""}, {seed_of(5)});
    EXPECT_EQ(tokens[0], tokens[1]);
    EXPECT_EQ(tokens[0], tokens[2]);
    EXPECT_EQ(tokens[0]->size(), 24 + std::string("@x.invalid").size());
}

TEST(Token, OfAUuidHasVersionFour) {
    const auto token = expressions()
                           .apply("token", Argument::none(), column(TypeFamily::Uuid, "uuid"),
                                  {"00000000-0000-0000-0000-000000000000"})
                           .at(0);
    ASSERT_TRUE(token);
    EXPECT_EQ((*token)[14], '4');
    EXPECT_EQ((*token)[19], '8');
}

TEST(Redact, EmptiesWhatIsNoText) {
    const auto redact = [](TypeFamily family, const char* type, const char* value) {
        return expressions().apply("redact", Argument::none(), column(family, type), {value, std::nullopt});
    };
    EXPECT_EQ(redact(TypeFamily::Json, "jsonb", "{\"a\": 1}"), (Values{"{}", std::nullopt}));
    EXPECT_EQ(redact(TypeFamily::Json, "json", "[1]"), (Values{"{}", std::nullopt}));
    EXPECT_EQ(redact(TypeFamily::Array, "integer[]", "{1,2}"), (Values{"{}", std::nullopt}));
    EXPECT_EQ(redact(TypeFamily::Bytes, "bytea", "\\x01"), (Values{"\\x", std::nullopt}));
}

TEST(Generalize, MovesADateToTheStartOfItsUnit) {
    const auto on = [](const char* unit, const char* value) {
        return *expressions().apply("generalize", Argument::of(unit), column(TypeFamily::Date, "date"), {value}).at(0);
    };
    EXPECT_EQ(on("month", "1984-08-17"), "1984-08-01");
    EXPECT_EQ(on("quarter", "1984-08-17"), "1984-07-01");
    EXPECT_EQ(on("year", "1984-08-17"), "1984-01-01");
    EXPECT_EQ(on("decade", "1984-08-17"), "1980-01-01");
    EXPECT_EQ(on("year", "infinity"), "infinity");
}

TEST(Generalize, MovesATimestampInTheSessionsZone) {
    const auto rows = expressions().apply("generalize", Argument::of("year"),
                                          column(TypeFamily::Timestamp, "timestamp without time zone"),
                                          {"1984-08-17 12:30", std::nullopt});
    EXPECT_EQ(rows, (Values{"1984-01-01 00:00:00", std::nullopt}));
    const auto expression =
        find("generalize")
            ->compile(Argument::of("year"), column(TypeFamily::Timestamp, "timestamp with time zone"),
                      {.old_value = "timestamptz '2025-12-31 23:30:00+00'", .seed = "", .known = ""});
    const auto& cluster = expressions().cluster();
    cluster.exec(Expressions::kDatabase, "create or replace function in_amsterdam() returns text language sql "
                                         "set timezone = 'Europe/Amsterdam' as $$ select (" +
                                             expression + ")::text $$");
    EXPECT_EQ(cluster.value(Expressions::kDatabase, "select in_amsterdam()"), "2026-01-01 00:00:00+01");
}

TEST(Generalize, MovesANumberDownToItsBucketOnceForAll) {
    struct Case {
        const char* type;
        TypeFamily family;
        Values values;
        Values expected;
    };
    const std::vector<Case> cases = {
        {"smallint",
         TypeFamily::Integer,
         {"0", "9", "10", "-1", "-32768", "32767", std::nullopt},
         {"0", "0", "10", "-10", "-32768", "32760", std::nullopt}},
        {"bigint",
         TypeFamily::Integer,
         {"9223372036854775807", "-9223372036854775808"},
         {"9223372036854775800", "-9223372036854775808"}},
        {"numeric",
         TypeFamily::Number,
         {"19.99", "-0.01", "123456789012345678901234567890.5", "NaN", std::nullopt},
         {"10.00", "-10.00", "123456789012345678901234567890.0", "NaN", std::nullopt}},
        {"double precision",
         TypeFamily::Number,
         {"19.99", "-0.5", "1e300", "-1e300", "Infinity", std::nullopt},
         {"10", "-10", "9.00719925474099e+15", "-9.00719925474099e+15", "9.00719925474099e+15", std::nullopt}},
        {"real",
         TypeFamily::Number,
         {"19.99", "50000012", "-50000012", std::nullopt},
         {"10", "1.677721e+07", "-1.677721e+07", std::nullopt}},
        {"money", TypeFamily::Number, {"$19.99"}, {"$10.00"}},
    };
    for (const auto& each : cases) {
        const auto where = column(each.family, each.type);
        const auto once = expressions().apply("generalize", map_of("bucket", "10"), where, each.values);
        EXPECT_EQ(once, each.expected) << each.type;
        EXPECT_EQ(expressions().apply("generalize", map_of("bucket", "10"), where, once), once) << each.type;
    }
}

TEST(Generalize, IsStableForFloatingPoint) {
    std::mt19937 random(17);
    for (const char* type : {"real", "double precision"})
        for (const char* bucket : {"1", "3", "7", "10", "1000", "999999937"}) {
            Values values;
            for (int i = 0; i < 500; ++i) {
                char digits[64];
                std::snprintf(digits, sizeof digits, "%.9ge%d", static_cast<double>(random()) / 1e9 - 2,
                              static_cast<int>(random() % 30) - 8);
                values.emplace_back(digits);
            }
            const auto where = column(TypeFamily::Number, type);
            const auto once = expressions().apply("generalize", map_of("bucket", bucket), where, values);
            EXPECT_EQ(expressions().apply("generalize", map_of("bucket", bucket), where, once), once)
                << type << " " << bucket;
        }
}

TEST(Prefix, CountsCharacters) {
    EXPECT_EQ(expressions().apply("prefix", Argument::of("2"), text(), {"éß中x", "a", ""}), (Values{"éß", "a", ""}));
}

TEST(Constant, ReachesTheServerAsWritten) {
    for (const char* value : {"", "it's", "a\\b", "\\'", "äß", "E'x'", "$$"})
        EXPECT_EQ(expressions().apply("constant", Argument::of(value), text(), {"x"}).at(0), value);
}

} // namespace
} // namespace retention::anonymizers::test
