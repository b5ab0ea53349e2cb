// SPDX-License-Identifier: Apache-2.0
//
// The fakes on a real server, against shapes and check digits that are told here a second time.
#include "anonymizers/locales/locales.hpp"
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"
#include "tests/anonymizers/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

namespace retention::anonymizers::test {
namespace {

constexpr std::size_t kSeeds = 20'000;

const std::vector<std::string>& seeds() {
    static const std::vector<std::string> drawn = [] {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < kSeeds; ++i)
            all.push_back(seed_of(i));
        return all;
    }();
    return drawn;
}

// What 20,000 subjects get, each a value; asked of the server once for all tests.
const std::vector<std::string>& fakes(const FakeUse& use) {
    static std::map<std::string, std::vector<std::string>> known;
    auto& values = known[use.kind + " " + use.locale];
    if (values.empty())
        for (const auto& value : expressions().apply("fake", use.argument(), text(), Values(kSeeds, "x"), seeds()))
            values.push_back(value.value());
    return values;
}

std::map<std::string, std::size_t> counts_of(const std::vector<std::string>& values) {
    std::map<std::string, std::size_t> counts;
    for (const auto& value : values)
        ++counts[value];
    return counts;
}

// Half as often to twice as often as on average, which is beyond chance for the lists that there are.
void expect_about_as_often(const std::map<std::string, std::size_t>& counts, std::size_t words, const FakeUse& use) {
    EXPECT_EQ(counts.size(), words) << use;
    for (const auto& [word, count] : counts) {
        EXPECT_GT(count, kSeeds / words / 2) << use << ": " << word;
        EXPECT_LT(count, kSeeds / words * 2) << use << ": " << word;
    }
}

std::string shape_of(const FakeUse& use) {
    const std::string word = "[A-Z][A-Za-z-]+( [A-Za-z]+)*";
    const std::map<std::string, std::string> alike = {
        {"first_name", "[A-Z][a-z]+"},
        {"last_name", "[A-Z][a-z]+"},
        {"full_name", "[A-Z][a-z]+ [A-Z][a-z]+"},
        {"city", word},
        {"email", "[0-9a-f]{16}@example\\.org"},
        {"card_number", "9999[0-9]{12}"},
        {"user_name", "user[0-9a-f]{16}"},
    };
    const std::map<std::string, std::string> company = {
        {"en", " Ltd"}, {"nl", " B\\.V\\."}, {"de", " GmbH"}, {"fr", " SARL"}, {"nb", " AS"}};
    const std::string house_number = "([1-9]|[1-9][0-9]|1[0-9][0-9])";
    const std::map<std::string, std::string> postcode = {
        {"en", "[A-PR-UWYZ][A-HK-Y][0-9] [0-9][ABD-HJLNP-UW-Z]{2}"}, // as Royal Mail has it
        {"nl", "[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}"},
        {"de", "[1-9][0-9]{4}"},
        {"fr", "[1-8][0-9]{4}"},
        {"nb", "[1-9][0-9]{3}"}};
    const std::map<std::string, std::string> phone = {
        {"en", "\\+44(7700900|1632960|2079460|1134960|1174960|1214960|1314960|1614960)[0-9]{3}"},
        {"nl", "\\+3119[0-9]{7}"},
        {"de", "\\+49(3023125|6990009|4066969|2214710|8999998)[0-9]{3}"},
        {"fr", "\\+33(19900|26191|35301|46571|53649|63998)[0-9]{4}"},
        {"nb", "\\+4760[0-9]{6}"}};
    const std::map<std::string, std::string> iban = {{"en", "GB[0-9]{2}XXXX000000[0-9]{8}"},
                                                     {"nl", "NL[0-9]{2}XXXX[0-9]{10}"},
                                                     {"de", "DE[0-9]{2}00000000[0-9]{10}"},
                                                     {"fr", "FR[0-9]{2}0000000000[0-9]{13}"},
                                                     {"nb", "NO[0-9]{2}0000[0-9]{7}"}};
    if (use.kind == "company")
        return word + company.at(use.locale);
    if (use.kind == "street")
        return use.locale == "en" || use.locale == "fr" ? house_number + " [A-Za-z ]+"
                                                        : "[A-Z][A-Za-z ]+ " + house_number;
    if (use.kind == "postcode")
        return postcode.at(use.locale);
    if (use.kind == "phone")
        return phone.at(use.locale);
    if (use.kind == "iban")
        return iban.at(use.locale);
    return alike.at(use.kind);
}

// Of a number of any length.
int modulo_97(const std::string& digits) {
    int remainder = 0;
    for (const char digit : digits)
        remainder = (remainder * 10 + (digit - '0')) % 97;
    return remainder;
}

// ISO 13616: country and check digits to the end, letters as numbers from 10 on; what is left is 1.
bool is_iban(const std::string& iban) {
    std::string digits;
    for (const char character : iban.substr(4) + iban.substr(0, 4))
        digits += character >= 'A' ? std::to_string(character - 'A' + 10) : std::string(1, character);
    return modulo_97(digits) == 1;
}

bool is_norwegian_account(const std::string& account) {
    constexpr int kWeights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t i = 0; i < account.size(); ++i)
        sum += (account[i] - '0') * kWeights[i];
    return sum % 11 == 0;
}

// From the right, every second digit doubled, and nine off what is above nine.
bool is_luhn(const std::string& number) {
    int sum = 0;
    bool is_doubled = false;
    for (auto digit = number.rbegin(); digit != number.rend(); ++digit) {
        int value = *digit - '0';
        if (is_doubled && (value *= 2) > 9)
            value -= 9;
        sum += value;
        is_doubled = !is_doubled;
    }
    return sum % 10 == 0;
}

std::string without_number(std::string street) {
    std::erase_if(street, [](unsigned char letter) { return std::isdigit(letter) != 0; });
    return street;
}

TEST(FakeExpression, HasTheShapeOfItsKind) {
    for (const auto& use : fake_uses()) {
        const std::regex shape(shape_of(use));
        for (const auto& [value, count] : counts_of(fakes(use)))
            ASSERT_TRUE(std::regex_match(value, shape)) << use << ": " << value;
    }
}

TEST(FakeExpression, HasTheCheckDigitsOfAnIban) {
    EXPECT_TRUE(is_iban("GB82WEST12345698765432")); // the registry's own examples
    EXPECT_TRUE(is_iban("NO9386011117947"));
    EXPECT_FALSE(is_iban("NO9386011117948"));
    for (const auto& locale : kFakeLocales)
        for (const auto& iban : fakes({"iban", locale}))
            ASSERT_TRUE(is_iban(iban)) << iban;
}

TEST(FakeExpression, HasTheCheckDigitsOfItsCountry) {
    EXPECT_TRUE(is_norwegian_account("86011117947"));
    EXPECT_FALSE(is_norwegian_account("86011117946"));
    for (const auto& iban : fakes({"iban", "nb"}))
        ASSERT_TRUE(is_norwegian_account(iban.substr(4))) << iban;
    EXPECT_EQ(modulo_97("20041010050500013402606"), 0); // bank, branch, account and key are one number
    for (const auto& iban : fakes({"iban", "fr"}))
        ASSERT_EQ(modulo_97(iban.substr(4)), 0) << iban;
}

TEST(FakeExpression, HasTheCheckDigitOfACard) {
    EXPECT_TRUE(is_luhn("79927398713"));
    EXPECT_FALSE(is_luhn("79927398710"));
    for (const auto& number : fakes({"card_number", "en"}))
        ASSERT_TRUE(is_luhn(number)) << number;
}

TEST(FakeExpression, UsesAllWordsAboutAsOften) {
    for (const Locale* locale : locales()) {
        const std::string name(locale->name);
        expect_about_as_often(counts_of(fakes({"first_name", name})), locale->first_names.size(), {"first_name", name});
        expect_about_as_often(counts_of(fakes({"last_name", name})), locale->last_names.size(), {"last_name", name});
        expect_about_as_often(counts_of(fakes({"city", name})), locale->cities.size(), {"city", name});
        std::vector<std::string> streets;
        for (const auto& street : fakes({"street", name}))
            streets.push_back(without_number(street));
        expect_about_as_often(counts_of(streets), locale->streets.size(), {"street", name});
        EXPECT_EQ(std::set<std::string>(fakes({"company", name}).begin(), fakes({"company", name}).end()).size(),
                  locale->company_words.size() * locale->company_trades.size());
    }
}

TEST(FakeExpression, UsesAllDigitsAboutAsOften) {
    struct Case {
        FakeUse use;
        std::size_t first; // of the digits that are drawn one by one
        std::size_t count;
    };
    const std::vector<Case> cases = {
        {{"card_number", "en"}, 4, 11}, {{"iban", "en"}, 14, 8},    {{"iban", "nl"}, 8, 10},
        {{"iban", "de"}, 12, 10},       {{"iban", "fr"}, 14, 11},   {{"iban", "nb"}, 8, 5},
        {{"phone", "en"}, 10, 3},       {{"phone", "nl"}, 5, 7},    {{"phone", "de"}, 10, 3},
        {{"phone", "fr"}, 8, 4},        {{"phone", "nb"}, 5, 6},    {{"postcode", "en"}, 2, 1},
        {{"postcode", "nl"}, 1, 3},     {{"postcode", "de"}, 1, 4}, {{"postcode", "fr"}, 1, 4},
        {{"postcode", "nb"}, 1, 3},
    };
    for (const auto& each : cases)
        for (std::size_t i = each.first; i < each.first + each.count; ++i) {
            std::map<char, std::size_t> counts;
            for (const auto& value : fakes(each.use))
                ++counts[value.at(i)];
            EXPECT_EQ(counts.size(), 10U) << each.use << " at " << i;
            for (const auto& [digit, count] : counts) {
                EXPECT_GT(count, kSeeds / 10 * 9 / 10) << each.use << " at " << i << ": " << digit;
                EXPECT_LT(count, kSeeds / 10 * 11 / 10) << each.use << " at " << i << ": " << digit;
            }
        }
}

TEST(FakeExpression, UsesAllPrefixesAboutAsOften) {
    for (const Locale* locale : locales())
        for (const auto& [kind, numbering] :
             {std::pair{"phone", locale->phone}, std::pair{"postcode", locale->postcode}}) {
            std::vector<std::string> prefixes;
            for (const auto& value : fakes({kind, std::string(locale->name)}))
                prefixes.push_back(value.substr(0, numbering.prefixes.front().size()));
            expect_about_as_often(counts_of(prefixes), numbering.prefixes.size(), {kind, std::string(locale->name)});
        }
}

TEST(FakeExpression, DrawsFirstAndLastNameApart) {
    for (const auto& locale : kFakeLocales) {
        const auto names = counts_of(fakes({"full_name", locale}));
        EXPECT_GT(names.size(), kSeeds * 3 / 4) << locale; // one drawn with the other would leave some hundreds
        for (std::size_t i = 0; i < kSeeds; ++i)
            ASSERT_EQ(fakes({"full_name", locale})[i],
                      fakes({"first_name", locale})[i] + " " + fakes({"last_name", locale})[i]);
    }
}

TEST(FakeExpression, DrawsUniqueKindsApart) {
    for (const auto* kind : {"email", "user_name"})
        EXPECT_EQ(counts_of(fakes({kind, "en"})).size(), kSeeds) << kind;
    EXPECT_NE(fakes({"email", "en"})[0].substr(0, 16), fakes({"user_name", "en"})[0].substr(4));
}

TEST(FakeExpression, ShowsNothingOfTheSeed) {
    for (const auto* kind : {"email", "user_name"})
        for (std::size_t i = 0; i < 100; ++i)
            for (std::size_t at = 0; at + 8 <= seeds()[i].size(); ++at)
                EXPECT_EQ(fakes({kind, "en"})[i].find(seeds()[i].substr(at, 8)), std::string::npos);
}

TEST(FakeExpression, IsAlikeInAllTablesOfASubject) {
    const std::vector<std::string> some(seeds().begin(), seeds().begin() + 200);
    for (const auto& use : fake_uses()) {
        const std::vector<std::string> expected(fakes(use).begin(), fakes(use).begin() + 200);
        for (const auto& kind : {varchar(shortest_column(use)), column(TypeFamily::Text, "name")}) {
            const auto other = expressions().apply("fake", use.argument(), kind, Values(some.size(), "y"), some);
            EXPECT_EQ(other, Values(expected.begin(), expected.end())) << use << " in " << kind.type;
        }
    }
}

TEST(FakeExpression, FillsTheShortestColumnAndNoMore) {
    for (const auto& use : fake_uses()) {
        std::size_t longest_seen = 0;
        for (const auto& value : fakes(use))
            longest_seen = std::max(longest_seen, value.size());
        const auto length = static_cast<std::size_t>(shortest_column(use));
        EXPECT_LE(longest_seen, length) << use;
        if (use.kind != "full_name") { // whose longest comes up once in tens of thousands
            EXPECT_EQ(longest_seen, length) << use;
        }
    }
}

TEST(FakeExpression, LeavesNullAndWhereItMayTheEmptyText) {
    for (const auto& use : fake_uses()) {
        const auto values = expressions().apply("fake", use.argument(), text(), {std::nullopt, ""});
        EXPECT_EQ(values.at(0), std::nullopt) << use;
        if (use.kind == "email" || use.kind == "user_name")
            EXPECT_EQ(values.at(1), fakes(use)[1]) << use; // the seed that apply() takes where there is none
        else
            EXPECT_EQ(values.at(1), "") << use;
    }
}

TEST(FakeExpression, ASecondPassChangesNothing) {
    const std::vector<std::string> some(seeds().begin(), seeds().begin() + 50);
    for (const auto& use : fake_uses()) {
        Values once(fakes(use).begin(), fakes(use).begin() + 50);
        EXPECT_EQ(expressions().apply("fake", use.argument(), text(), once, some), once) << use;
    }
}

// As a batch writes it: the update tells of each row whether it is as it should be, and a query asks again.
TEST(FakeExpression, StandsInAnUpdateInWhatItReturnsAndInItsProof) {
    const auto& cluster = expressions().cluster();
    for (const auto& use : fake_uses()) {
        const auto kind = fixed_char(shortest_column(use) + 1);
        const auto expression =
            find("fake")->compile(use.argument(), kind, {.old_value = "t.\"c\"", .seed = "k.seed", .known = ""});
        cluster.exec(Expressions::kDatabase, "drop table if exists faked; create table faked (id int, c " + kind.type +
                                                 "); insert into faked values (1, 'anna'), (1, null), (1, '')");
        const std::string with_seeds =
            "with k as (select 1 as id, '\\x00112233445566778899aabbccddeeff'::bytea as seed)";
        const std::string is_held = "(t.\"c\" is not distinct from (" + expression + "))";
        EXPECT_EQ(
            cluster.value(Expressions::kDatabase, with_seeds + ", acted as (update faked t set c = " + expression +
                                                      " from k where t.id = k.id returning " + is_held +
                                                      " as is_held) select count(*) filter (where is_held) from acted"),
            "3")
            << use;
        EXPECT_EQ(cluster.value(Expressions::kDatabase,
                                with_seeds + " select count(*) from faked t, k where t.id = k.id and not " + is_held),
                  "0")
            << use;
        EXPECT_EQ(cluster.value(Expressions::kDatabase, "select count(*) from faked where c = 'anna'"), "0") << use;
    }
}

} // namespace
} // namespace retention::anonymizers::test
