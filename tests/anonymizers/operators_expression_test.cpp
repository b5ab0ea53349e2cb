// SPDX-License-Identifier: Apache-2.0
//
// What single operators make of values, on a real server; promises_test.cpp has what holds of all of them.
#include "anonymizers/sql.hpp"
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

namespace retention::anonymizers::test {
namespace {

const Column kDate = column(TypeFamily::Date, "date");
const Column kTimestamp = column(TypeFamily::Timestamp, "timestamp without time zone");
const Column kUuid = column(TypeFamily::Uuid, "uuid");
const Column kInteger = column(TypeFamily::Integer, "integer");

std::vector<std::string> seeds(std::size_t count) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back(seed_of(i));
    return made;
}

Values apply(const char* name, const Argument& argument, const Column& where, const Values& values,
             const std::vector<std::string>& of = {}) {
    return expressions().apply(name, argument, where, values, of);
}

// The value that each of so many subjects gets in place of the same one.
Values of_subjects(std::size_t count, const char* name, const Argument& argument, const Column& where,
                   const char* value) {
    return apply(name, argument, where, Values(count, value), seeds(count));
}

Values random_texts(unsigned seed, std::size_t count) {
    std::mt19937 random(seed);
    Values texts;
    for (std::size_t i = 0; i < count; ++i)
        texts.emplace_back(random_text(random, 12));
    return texts;
}

TEST(Empty, OfADocumentIsOfItsKind) {
    for (const char* type : {"json", "jsonb"})
        EXPECT_EQ(apply("empty", Argument::none(), column(TypeFamily::Json, type),
                        {" {\"a\": 1}", "\n[1]", "\"x\"", "1", "true", "null", "{}", "[]", std::nullopt}),
                  (Values{"{}", "[]", "\"\"", "\"\"", "\"\"", "\"\"", "{}", "[]", std::nullopt}))
            << type;
}

TEST(Mask, KeepsWhatItIsToldAtBothEnds) {
    const auto argument = map_of({{"keep_first", "1"}, {"keep_last", "2"}});
    EXPECT_EQ(apply("mask", argument, text(), {"NL91ABNA0417", "abcd", "abc", "ab", "a", "äöüß"}),
              (Values{"N*********17", "a*cd", "***", "**", "*", "ä*üß"}));
    EXPECT_EQ(apply("mask", map_of("keep_last", "4"), text(), {"4111 1111 1111 1234", "1234"}),
              (Values{"***************1234", "****"}));
}

TEST(Mask, MasksEachPartAroundASeparator) {
    EXPECT_EQ(apply("mask", map_of({{"keep_first", "1"}, {"around", "@"}}), text(),
                    {"john@example.org", "j@e", "@", "a@b@cde", "none", "ends@"}),
              (Values{"j***@e**********", "*@*", "@", "*@*@c**", "n***", "e***@"}));
    EXPECT_EQ(apply("mask", map_of({{"around", "--"}, {"with", "x"}}), text(), {"ab---c", "-"}),
              (Values{"xx--xx", "x"}));
}

TEST(Mask, KeepsTheLengthAndNeverTheWholeText) {
    const auto texts = random_texts(21, 400);
    for (const auto& argument : {map_of("with", "█"), map_of({{"keep_first", "2"}, {"keep_last", "3"}, {"with", "█"}}),
                                 map_of({{"keep_first", "3"}, {"around", " "}, {"with", "█"}})}) {
        const auto masked = apply("mask", argument, text(), texts);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(characters(*masked[i]), characters(*texts[i])) << *texts[i];
            const bool is_blank = texts[i]->find_first_not_of(" ") == std::string::npos;
            EXPECT_TRUE(is_blank || masked[i] != texts[i]) << *texts[i];
        }
    }
}

TEST(Mask, ChangesNothingInASecondPassWhateverTheText) {
    const auto texts = random_texts(22, 1000);
    for (const char* around : {"", "@", "  ", "--", "a", "removed", "\\1", "'"})
        for (const char* with : {"*", "x", "█", "."}) {
            std::vector<std::pair<std::string, std::string>> parameters = {
                {"keep_first", "1"}, {"keep_last", "2"}, {"with", with}};
            if (*around != '\0')
                parameters.emplace_back("around", around);
            const auto once = apply("mask", map_of(parameters), text(), texts);
            EXPECT_EQ(apply("mask", map_of(parameters), text(), once), once) << around << " " << with;
        }
}

char kind_of(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return std::isupper(byte) != 0 ? 'A' : std::islower(byte) != 0 ? 'a' : std::isdigit(byte) != 0 ? '0' : character;
}

std::string shape_of(const std::string& written) {
    std::string shape;
    for (const char character : written)
        shape += kind_of(character);
    return shape;
}

TEST(Shape, KeepsCapitalsDigitsAndEverythingElse) {
    for (const char* value : {"NL91 ABNA 0417-1643.00", "Anna de Vries", "x", "-- 7 --", "a\nB\t'\"\\", "???"})
        EXPECT_EQ(shape_of(*apply("shape", Argument::none(), text(), {value}).at(0)), shape_of(value)) << value;
    EXPECT_EQ(shape_of(*apply("shape", Argument::none(), text(), {"Zoë Éä 中ж"}).at(0)), "Aaa Aa aa");
}

TEST(Shape, DependsOnTheSeedAndThePlaceAlone) {
    const auto shapes = apply("shape", Argument::none(), text(), {"Anna 12", "Bert 99", "Bert", "An-a 12"});
    EXPECT_EQ(shapes[0], shapes[1]);
    EXPECT_EQ(shapes[0]->substr(0, 4), *shapes[2]);
    EXPECT_EQ(shapes[0]->substr(4), shapes[3]->substr(4));
    EXPECT_EQ(apply("shape", Argument::none(), varchar(20), {"Anna 12"}).at(0), shapes[0]);
    EXPECT_NE(apply("shape", Argument::none(), text(), {"Anna 12"}, {seed_of(77)}).at(0), shapes[0]);
}

TEST(Shape, UsesEveryLetterAndDigitAboutAsOften) {
    constexpr std::size_t kSeeds = 5200;
    std::map<char, std::size_t> letters;
    std::map<char, std::size_t> digits;
    for (const auto& value : of_subjects(kSeeds, "shape", Argument::none(), text(), "q5")) {
        ++letters[value->at(0)];
        ++digits[value->at(1)];
    }
    EXPECT_EQ(letters.size(), 26U);
    EXPECT_EQ(digits.size(), 10U);
    for (const auto& [letter, count] : letters) {
        EXPECT_GT(count, kSeeds / 26 / 2) << letter;
        EXPECT_LT(count, kSeeds / 26 * 2) << letter;
    }
}

TEST(Truncate, CutsAtTheEndOfAWord) {
    EXPECT_EQ(
        apply("truncate", Argument::of("10"), text(),
              {"Anna called yesterday", "Anna calls now", "Anna", "Annemarieke called", "Anna  \n called", "1234567890",
               "12345678901", "éßäöüéßäöüx", ""}),
        (Values{"Anna", "Anna calls", "Anna", "Annemariek", "Anna", "1234567890", "1234567890", "éßäöüéßäöü", ""}));
}

TEST(Truncate, IsNeverLongerAndAlwaysTheBeginning) {
    const auto texts = random_texts(23, 500);
    for (const char* length : {"1", "3", "8"}) {
        const auto cut = apply("truncate", Argument::of(length), text(), texts);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_LE(characters(*cut[i]), static_cast<std::size_t>(std::stoi(length))) << *texts[i];
            EXPECT_TRUE(texts[i]->starts_with(*cut[i])) << *texts[i];
        }
        EXPECT_EQ(apply("truncate", Argument::of(length), text(), cut), cut) << length;
    }
}

TEST(Truncate, KeepsTheFirstBytesAndElements) {
    EXPECT_EQ(apply("truncate", Argument::of("2"), column(TypeFamily::Bytes, "bytea"), {"\\x010203", "\\x01", "\\x"}),
              (Values{"\\x0102", "\\x01", "\\x"}));
    EXPECT_EQ(apply("truncate", Argument::of("2"), column(TypeFamily::Array, "text[]"),
                    {"{a,b,c}", "[7:9]={a,b,c}", "{a}", "{}", "{{a,b},{c,d},{e,f}}"}),
              (Values{"{a,b}", "{a,b}", "{a}", "{}", "{{a,b},{c,d}}"}));
}

long long day_of(const Value& date) {
    return std::stoll(
        expressions().cluster().value(Expressions::kDatabase, "select $1::date - date '1970-01-01'", {date.value()}));
}

TEST(ShiftDate, GoesOneToSoManyDaysEitherWayAndNeverNone) {
    std::map<Value, int> counts;
    for (const auto& date : of_subjects(3000, "shift_date", Argument::of("3"), kDate, "1970-01-10"))
        ++counts[date];
    std::set<long long> days;
    for (const auto& [date, count] : counts) {
        days.insert(day_of(date) - 9);
        EXPECT_GT(count, 3000 / 6 / 2) << *date;
    }
    EXPECT_EQ(days, (std::set<long long>{-3, -2, -1, 1, 2, 3}));
}

TEST(ShiftDate, MovesAllDatesOfASubjectAlike) {
    for (unsigned long long i = 0; i < 20; ++i) {
        const auto dates = apply("shift_date", Argument::of("30"), kDate, {"1984-08-17", "2000-02-29"}, {seed_of(i)});
        const auto moments =
            apply("shift_date", Argument::of("30"), kTimestamp, {"1984-08-17 12:34:56.789"}, {seed_of(i)});
        EXPECT_EQ(day_of(dates[1]) - day_of(dates[0]), day_of("2000-02-29") - day_of("1984-08-17"));
        EXPECT_EQ(*moments[0], *dates[0] + " 12:34:56.789");
    }
}

TEST(ShiftDate, LeavesInfinityAndNeverLeavesTheType) {
    for (unsigned long long i = 0; i < 20; ++i) {
        const Values dates = {"infinity", "-infinity", "5874897-12-31", "4713-01-01 BC"};
        const auto moved = apply("shift_date", Argument::of("36500"), kDate, dates, {seed_of(i)});
        EXPECT_EQ(moved[0], "infinity");
        EXPECT_EQ(moved[1], "-infinity");
        EXPECT_LT(day_of(moved[2]), day_of(dates[2]));
        EXPECT_GT(day_of(moved[3]), day_of(dates[3]));
        for (const char* type : {"timestamp without time zone", "timestamp with time zone"}) {
            const auto moments =
                apply("shift_date", Argument::of("36500"), column(TypeFamily::Timestamp, type),
                      {"infinity", "-infinity", "294276-12-31 23:59:59", "4713-01-01 00:00 BC"}, {seed_of(i)});
            EXPECT_EQ(moments[0], "infinity");
            EXPECT_EQ(moments[1], "-infinity");
            EXPECT_NE(moments[2], std::nullopt);
        }
    }
}

TEST(Noise, StaysWithinItsShareAndGoesBothWays) {
    int above = 0;
    std::set<Value> different;
    for (const auto& moved :
         of_subjects(2000, "noise", Argument::of("10%"), column(TypeFamily::Number, "numeric(12,2)"), "-1000.00")) {
        const double number = std::stod(*moved);
        EXPECT_LE(number, -900.0);
        EXPECT_GE(number, -1100.0);
        above += number > -1000.0 ? 1 : 0;
        different.insert(moved);
    }
    EXPECT_GT(above, 800);
    EXPECT_LT(above, 1200);
    EXPECT_GT(different.size(), 1000U);
}

// At its edges, for many subjects: the server would refuse what does not fit.
TEST(Noise, NeverLeavesTheType) {
    struct Edge {
        const char* type;
        TypeFamily family;
        const char* value;
    };
    for (const auto& edge : std::vector<Edge>{
             {"smallint", TypeFamily::Integer, "32767"},
             {"smallint", TypeFamily::Integer, "-32768"},
             {"integer", TypeFamily::Integer, "-2147483648"},
             {"bigint", TypeFamily::Integer, "9223372036854775807"},
             {"bigint", TypeFamily::Integer, "-9223372036854775808"},
             {"numeric(4,2)", TypeFamily::Number, "99.99"},
             {"numeric(4,2)", TypeFamily::Number, "-99.99"},
             {"real", TypeFamily::Number, "3.4028235e38"},
             {"real", TypeFamily::Number, "1e-45"},
             {"double precision", TypeFamily::Number, "-1.7976931348623157e308"},
             {"double precision", TypeFamily::Number, "5e-324"},
             {"double precision", TypeFamily::Number, "1e-30"},
             {"money", TypeFamily::Number, "92233720368547758.07"},
             {"money", TypeFamily::Number, "-92233720368547758.08"},
         })
        for (const char* percent : {"1%", "100%"})
            EXPECT_EQ(
                of_subjects(100, "noise", Argument::of(percent), column(edge.family, edge.type), edge.value).size(),
                100U)
                << edge.type << " " << edge.value;
}

TEST(Noise, LeavesWhatIsNoNumber) {
    for (const char* type : {"numeric", "real", "double precision"}) {
        const Values odd = {"NaN", "Infinity", "-Infinity", "0"};
        EXPECT_EQ(apply("noise", Argument::of("10%"), column(TypeFamily::Number, type), odd), odd) << type;
    }
}

TEST(Noise, BringsADomainsNumbersNearerToZeroOnly) {
    expressions().cluster().exec(Expressions::kDatabase,
                                 "drop domain if exists small; create domain small as numeric(4,2)");
    std::set<Value> different;
    for (const auto& moved :
         of_subjects(500, "noise", Argument::of("50%"), column(TypeFamily::Number, "small"), "99.99")) {
        EXPECT_GE(std::stod(*moved), 49.99);
        different.insert(moved);
    }
    EXPECT_GT(different.size(), 400U);
}

TEST(Noise, KeepsTheDecimalsThatANumberHad) {
    const auto moved = apply("noise", Argument::of("10%"), column(TypeFamily::Number, "numeric"), {"1234.5", "1234"});
    EXPECT_EQ(moved[0]->find('.'), moved[0]->size() - 2) << *moved[0];
    EXPECT_EQ(moved[1]->find('.'), std::string::npos) << *moved[1];
}

TEST(Choice, UsesAllValuesAboutAsOftenAndIsAlikeForOneSeed) {
    std::map<Value, int> counts;
    for (const auto& value : of_subjects(3000, "choice", list_of({"1", "2", "3"}), kInteger, "7"))
        ++counts[value];
    EXPECT_EQ(counts.size(), 3U);
    for (const auto& [value, count] : counts)
        EXPECT_GT(count, 800) << *value;
    EXPECT_EQ(apply("choice", list_of({"1", "2", "3"}), kInteger, {"5"}),
              apply("choice", list_of({"1", "2", "3"}), varchar(5), {"x"}));
}

TEST(Random, IsAnotherInEachRowAndInAnotherColumn) {
    const Values values(50, "x");
    const auto tokens = apply("random", Argument::of("token"), text(), values);
    EXPECT_EQ(std::set<Value>(tokens.begin(), tokens.end()).size(), values.size());
    Column other = text();
    other.name = "another";
    EXPECT_NE(apply("random", Argument::of("token"), other, values).at(0), tokens.at(0));
    EXPECT_NE(apply("random", Argument::of("token"), text(), values, {seed_of(9)}).at(0), tokens.at(0));
}

TEST(Random, OfARangeUsesAllNumbersUpToBothEnds) {
    std::map<Value, int> counts;
    for (const auto& value : apply("random", map_of({{"from", "-1"}, {"to", "1"}}), kInteger, Values(3000, "7")))
        ++counts[value];
    EXPECT_EQ(counts.size(), 3U);
    for (const char* number : {"-1", "0", "1"})
        EXPECT_GT(counts[number], 800) << number;
}

TEST(Random, OfTheWidestRangeUsesAllOfIt) {
    const auto widest = map_of({{"from", "-9223372036854775808"}, {"to", "9223372036854775807"}});
    int negative = 0;
    int large = 0;
    for (const auto& value : apply("random", widest, column(TypeFamily::Integer, "bigint"), Values(1000, "7"))) {
        negative += value->front() == '-' ? 1 : 0;
        large += std::fabs(std::stod(*value)) > 4.6e18 ? 1 : 0;
    }
    EXPECT_GT(negative, 400);
    EXPECT_LT(negative, 600);
    EXPECT_GT(large, 400);
}

TEST(Random, OfAUuidHasVersionFourAndAPseudonymAndAHashVersionEight) {
    const Values some = {"c2d29867-3d0b-d497-9191-18a9d8ee7830"};
    const auto version = [&](const char* name) {
        const auto uuid = apply(name, Argument::none(), kUuid, some).at(0).value_or("");
        return std::string{uuid.at(14), uuid.at(19)};
    };
    EXPECT_EQ(version("random"), "48");
    EXPECT_EQ(version("pseudonym"), "88");
    EXPECT_EQ(version("hash"), "88");
}

TEST(Pseudonym, IsTheBeginningOfALongerOne) {
    for (const char* name : {"token", "pseudonym"}) {
        const auto longest = *apply(name, Argument::none(), text(), {"x"}).at(0);
        const auto shortest = *apply(name, Argument::none(), varchar(16), {"x"}).at(0);
        EXPECT_EQ(longest.size(), 24U) << name;
        EXPECT_EQ(shortest, longest.substr(0, 16)) << name;
    }
}

TEST(Hash, IsAlikeForLikeValuesAndForNoOthers) {
    const auto hashes = apply("hash", Argument::none(), text(), {"Anna", "Anna", "anna", "", std::nullopt});
    EXPECT_EQ(hashes[0], hashes[1]);
    EXPECT_NE(hashes[0], hashes[2]);
    EXPECT_EQ(hashes[0]->size(), 64U);
    EXPECT_EQ(hashes[3], "");
    EXPECT_EQ(hashes[4], std::nullopt);
    EXPECT_EQ(*apply("hash", Argument::of("20"), varchar(30), {"Anna"}).at(0), hashes[0]->substr(0, 20));
    EXPECT_EQ(*apply("hash", Argument::of("20"), column(TypeFamily::Bytes, "bytea"), {"\\x00"}).at(0),
              "\\x" + apply("hash", Argument::none(), text(), {"\\x00"}).at(0)->substr(0, 20));
}

TEST(Shuffle, GivesEachValueToAnotherRow) {
    EXPECT_EQ(apply("shuffle", Argument::none(), kDate, {"1984-08-17", std::nullopt, "2000-02-29"}),
              (Values{std::nullopt, "2000-02-29", "1984-08-17"}));
}

TEST(Generalize, MovesATimeToItsHourInItsOwnZone) {
    const auto on = [](const char* type, const Values& values) {
        return apply("generalize", Argument::of("hour"), column(TypeFamily::Time, type), values);
    };
    EXPECT_EQ(on("time without time zone", {"12:34:56.789", "00:00", "23:59:59.999999", "24:00", std::nullopt}),
              (Values{"12:00:00", "00:00:00", "23:00:00", "00:00:00", std::nullopt}));
    EXPECT_EQ(on("time with time zone", {"12:34:56+05:30", "00:10:00-08"}), (Values{"12:00:00+05:30", "00:00:00-08"}));
}

TEST(Generalize, MovesATimestampToItsHourOrDay) {
    EXPECT_EQ(apply("generalize", Argument::of("hour"), kTimestamp, {"1984-08-17 12:34:56.789", "infinity"}),
              (Values{"1984-08-17 12:00:00", "infinity"}));
    EXPECT_EQ(apply("generalize", Argument::of("day"), kTimestamp, {"1984-08-17 12:34:56"}),
              (Values{"1984-08-17 00:00:00"}));
}

TEST(Generalize, RoundsANumberAndStaysInItsType) {
    const auto to = [](const char* decimals, TypeFamily family, const char* type, const Values& values) {
        return apply("generalize", map_of("decimals", decimals), column(family, type), values);
    };
    EXPECT_EQ(to("-2", TypeFamily::Integer, "smallint", {"149", "150", "-150", "32767", "-32768", std::nullopt}),
              (Values{"100", "200", "-200", "32700", "-32700", std::nullopt}));
    EXPECT_EQ(to("-18", TypeFamily::Integer, "bigint", {"9223372036854775807", "500000000000000000", "1"}),
              (Values{"9000000000000000000", "1000000000000000000", "0"}));
    EXPECT_EQ(to("1", TypeFamily::Number, "numeric(4,2)", {"1.25", "99.99", "-99.99", "NaN"}),
              (Values{"1.30", "99.90", "-99.90", "NaN"}));
    EXPECT_EQ(to("1", TypeFamily::Number, "double precision",
                 {"52.377956", "-0.04", "1e300", "NaN", "-Infinity", "5e-324", std::nullopt}),
              (Values{"52.4", "0", "1e+300", "NaN", "-Infinity", "0", std::nullopt}));
    EXPECT_EQ(to("0", TypeFamily::Number, "money", {"$1,234.56"}), (Values{"$1,235.00"}));
}

TEST(Generalize, OfADomainGoesTowardsZero) {
    expressions().cluster().exec(Expressions::kDatabase,
                                 "drop domain if exists tiny; create domain tiny as numeric(3,1)");
    const auto tiny = column(TypeFamily::Number, "tiny");
    EXPECT_EQ(apply("generalize", map_of("decimals", "0"), tiny, {"99.9", "-99.9"}), (Values{"99.0", "-99.0"}));
    EXPECT_EQ(apply("generalize", map_of("bucket", "10"), tiny, {"99.9", "-99.9"}), (Values{"90.0", "-90.0"}));
}

TEST(Generalize, IsStableForDecimalsOfFloatingPoint) {
    std::mt19937 random(18);
    for (const char* type : {"real", "double precision"})
        for (const char* decimals : {"-5", "-1", "0", "1", "3", "7", "15"}) {
            Values values;
            for (int i = 0; i < 1000; ++i) {
                char digits[64];
                std::snprintf(digits, sizeof digits, "%.17ge%d", static_cast<double>(random()) / 1e9 - 2,
                              static_cast<int>(random() % 40) - 20);
                values.emplace_back(digits);
            }
            const auto where = column(TypeFamily::Number, type);
            const auto once = apply("generalize", map_of("decimals", decimals), where, values);
            EXPECT_EQ(apply("generalize", map_of("decimals", decimals), where, once), once) << type << " " << decimals;
        }
}

TEST(Generalize, OfTheSmallestNumberIsItsBucket) {
    EXPECT_EQ(apply("generalize", map_of("bucket", "10"), column(TypeFamily::Number, "double precision"),
                    {"5e-324", "-5e-324", "-0.5"}),
              (Values{"0", "-10", "-10"}));
}

TEST(Generalize, RoundsThePlaceOfAPoint) {
    EXPECT_EQ(apply("generalize", map_of("decimals", "1"), column(TypeFamily::Point, "point"),
                    {"(52.377956,-4.89707)", "(NaN,Infinity)", std::nullopt}),
              (Values{"(52.4,-4.9)", "(NaN,Infinity)", std::nullopt}));
}

TEST(Generalize, MakesAnAddressItsNetwork) {
    const auto on = [](const char* type, const Argument& argument, const Values& values) {
        return apply("generalize", argument, column(TypeFamily::Network, type), values);
    };
    const auto network = Argument::of("network");
    EXPECT_EQ(on("inet", network, {"192.168.17.4", "192.168.17.4/26", "10.1.2.3/8", "2001:db8:1:2::9", std::nullopt}),
              (Values{"192.168.17.0/24", "192.168.17.0/24", "10.0.0.0/8", "2001:db8:1::/48", std::nullopt}));
    EXPECT_EQ(on("cidr", network, {"192.168.17.4/32", "10.0.0.0/8", "2001:db8:1:2::/64"}),
              (Values{"192.168.17.0/24", "10.0.0.0/8", "2001:db8:1::/48"}));
    EXPECT_EQ(on("inet", map_of({{"ipv4", "16"}, {"ipv6", "32"}}), {"192.168.17.4", "2001:db8:1:2::9"}),
              (Values{"192.168.0.0/16", "2001:db8::/32"}));
    EXPECT_EQ(on("inet", map_of("ipv4", "9"), {"192.168.17.4", "2001:db8:1:2::9"}),
              (Values{"192.128.0.0/9", "2001:db8:1::/48"}));
}

} // namespace
} // namespace retention::anonymizers::test
