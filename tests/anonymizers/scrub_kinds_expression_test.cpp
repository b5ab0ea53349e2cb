// SPDX-License-Identifier: Apache-2.0
//
// What `scrub` finds by shape and check digits. The numbers are made here, with check digits computed in C++.
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

namespace retention::anonymizers::test {
namespace {

Values scrub(const Argument& kinds, const Values& texts, const std::string& known = "{}",
             const Column& where = text()) {
    return expressions().apply("scrub", kinds, where, texts, {}, known);
}

std::string scrub_one(const char* kind, const std::string& written) {
    return *scrub(Argument::of(kind), {written}).at(0);
}

void expect_removed(const char* kind, const std::vector<std::string>& values) {
    Values texts;
    for (const auto& value : values)
        texts.emplace_back("see " + value + ", (" + value + ") and more.");
    const auto results = scrub(Argument::of(kind), texts);
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(results[i], "see [removed], ([removed]) and more.") << kind << ": " << values[i];
}

void expect_kept(const char* kind, const std::vector<std::string>& values) {
    const Values texts(values.begin(), values.end());
    const auto results = scrub(Argument::of(kind), texts);
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(results[i], texts[i]) << kind;
}

TEST(ScrubKinds, FindMailAddresses) {
    expect_removed("email", {"a@b.nl", "Jane.Doe+x@mail.example.org", "o'neil@example.com", "é@exämple.de",
                             "x@y.xn--p1ai", "jane_doe@a-b.co.uk"});
    expect_kept("email", {"a@b", "@example.org", "a @ b.nl", "user@localhost", "2@3.4"});
}

TEST(ScrubKinds, TakeTheKnownPartsOfAnAddressWithIt) {
    EXPECT_EQ(
        scrub(list_of({"known", "email", "url"}), {"jane.doe@example.org https://x.org/jane/profile?u=1"}, "{jane}")
            .at(0),
        "[removed] [removed]");
}

TEST(ScrubKinds, FindUrls) {
    expect_removed("url", {"https://example.org/a?b=c#d", "http://x", "ftp://a.b/c;d", "www.example.org",
                           "https://[::1]:80/x", "HTTPS://EXAMPLE.ORG/%20"});
    EXPECT_EQ(scrub_one("url", "See https://example.org/a. And <www.b.nl>, (http://c.d)!"),
              "See [removed]. And <[removed]>, ([removed])!");
    expect_kept("url", {"example.org", "http:", "xhttp://a", "https", "and/or"});
}

TEST(ScrubKinds, FindNetworkAddresses) {
    expect_removed("ip", {"192.0.2.1", "255.255.255.255", "0.0.0.0", "2001:db8::1", "fe80::1", "::1", "1:2:3:4:5:6:7:8",
                          "2001:DB8:0:0:8:800:200C:417A"});
    expect_kept(
        "ip", {"1.2.3", "1.2.3.4.5", "v.1.2.3.4.5", "256.1.1.1", "01.2.3.4", "12:30:45", "std::vector", "a::b", "a1.2.3.4", "x::1y"});
    EXPECT_EQ(scrub_one("ip", "It ended.192.0.2.1, ...192.0.2.7 [1].192.0.2.8 .192.0.2.9 [closed].192.0.2.3"), "It ended.[removed], ...[removed] [1].[removed] .[removed] [closed].[removed]");
    EXPECT_EQ(scrub_one("ip", "].192.0.2.1 [removed].192.0.2.2"), "].[removed] [removed].192.0.2.2");
    EXPECT_EQ(scrub_one("ip", ".192.0.2.1.192.0.2.7"), ".192.0.2.1.192.0.2.7") << "eight numbers are no address";
}

TEST(ScrubKinds, FindTelephoneNumbers) {
    expect_removed("phone", {"+31 6 1234 5678", "+31612345678", "0031 (0)6 12345678", "06-12345678", "06 12 34 56 78",
                             "020 123 4567", "01 99 00 12 34", "+49 (30) 23125-123", "0171/3920012", "(202) 555-0123",
                             "202-555-0123", "1-202-555-0123", "+1 202.555.0123", "07700 900123", "+47 40 61 23 45"});
    EXPECT_EQ(scrub_one("phone", "tel:(020) 1234567 or +31.6.12345678."), "tel:[removed] or [removed].");
    expect_kept("phone", {"01-02-2023", "01-02-2023 14", "2023-01-02 14:30:15", "31/12/1999", "order 12345678",
                          "0612345", "1234567890", "EUR 1.234.567,89", "1 234 567", "0.123456789", "a0612345678",
                          "0612345678b", "20230102123456", "1999-2023", "123-456-789"});
}

// --- Numbers with check digits.

std::string digits(std::mt19937& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += static_cast<char>('0' + random() % 10);
    return text;
}

int digit(const std::string& text, std::size_t at) {
    return text[at] - '0';
}

bool is_luhn(const std::string& number) {
    int sum = 0;
    for (std::size_t i = 0; i < number.size(); ++i) {
        int value = digit(number, number.size() - 1 - i);
        if (i % 2 == 1)
            value = value * 2 > 9 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    return sum % 10 == 0;
}

int modulo_97(const std::string& text) {
    int rest = 0;
    for (const char character : text) {
        const int value = character >= 'A' ? character - 'A' + 10 : character - '0';
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest;
}

bool is_iban(const std::string& number) {
    return modulo_97(number.substr(4) + number.substr(0, 4)) == 1;
}

bool is_weighted(const std::string& number, const std::vector<int>& weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += digit(number, i) * weights[i];
    return sum % 11 == 0;
}

bool is_bsn(const std::string& number) {
    return is_weighted(number, {9, 8, 7, 6, 5, 4, 3, 2, -1}) && number != "000000000";
}

bool is_fodselsnummer(const std::string& number) {
    return is_weighted(number, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) &&
           is_weighted(number, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) && number != "00000000000";
}

bool is_nir(const std::string& number) {
    return 97 - std::stoll(number.substr(0, 13)) % 97 == std::stoll(number.substr(13));
}

bool is_steuer_id(const std::string& number) {
    int product = 10;
    for (std::size_t i = 0; i < 10; ++i) {
        int sum = (digit(number, i) + product) % 10;
        sum = sum == 0 ? 10 : sum;
        product = sum * 2 % 11;
    }
    return (11 - product) % 10 == digit(number, 10);
}

// "1234" "56" for the groups 4 and 2
std::string grouped(const std::string& number, const std::vector<std::size_t>& sizes, const std::string& separator) {
    std::string text;
    std::size_t at = 0;
    for (const auto size : sizes) {
        if (at >= number.size())
            break;
        text += (text.empty() ? "" : separator) + number.substr(at, size);
        at += size;
    }
    return text;
}

struct Kind {
    const char* name;
    std::string (*draw)(std::mt19937&); // right or wrong
    bool (*is_valid)(const std::string&);
    std::vector<std::vector<std::size_t>> groups;
};

std::string draw_card(std::mt19937& random) {
    static const char* const kBeginnings[] = {"4", "51", "37", "6011", "2223"};
    const std::string begin = kBeginnings[random() % 5];
    return begin + digits(random, static_cast<int>(13 + random() % 7 - begin.size()));
}

std::string draw_iban(std::mt19937& random) {
    std::string rest;
    for (auto count = 11 + random() % 20; count > 0; --count)
        rest += random() % 4 == 0 ? static_cast<char>('A' + random() % 26) : static_cast<char>('0' + random() % 10);
    static const char* const kCountries[] = {"NL", "GB", "DE", "FR", "NO", "MT"};
    const std::string country = kCountries[random() % 6];
    const int check = 98 - modulo_97(rest + country + "00");
    const int written = random() % 2 == 0 ? check : static_cast<int>(2 + random() % 97);
    return country + (written < 10 ? "0" : "") + std::to_string(written) + rest;
}

const std::vector<Kind> kKinds = {
    {"card", draw_card, is_luhn, {{19}, {4, 4, 4, 4, 4}}},
    {"iban", draw_iban, is_iban, {{34}, {4, 4, 4, 4, 4, 4, 4, 4, 4}}},
    {"bsn", [](std::mt19937& random) { return digits(random, 9); }, is_bsn, {{9}, {4, 2, 3}, {3, 3, 3}}},
    {"fodselsnummer", [](std::mt19937& random) { return digits(random, 11); }, is_fodselsnummer, {{11}, {6, 5}}},
    {"nir",
     [](std::mt19937& random) { return "1" + digits(random, 12) + std::to_string(10 + random() % 87); },
     is_nir,
     {{15}, {13, 2}, {1, 2, 2, 2, 3, 3, 2}}},
    {"steuer_id", [](std::mt19937& random) { return "1" + digits(random, 10); }, is_steuer_id, {{11}, {2, 3, 3, 3}}},
};

// Draws until there are enough of each.
std::vector<std::string> drawn(const Kind& kind, std::mt19937& random, bool is_valid, std::size_t count) {
    std::vector<std::string> numbers;
    while (numbers.size() < count)
        if (auto number = kind.draw(random); kind.is_valid(number) == is_valid)
            numbers.push_back(std::move(number));
    return numbers;
}

TEST(ScrubKinds, FindNumbersWhoseCheckDigitsHoldAndNoOthers) {
    std::mt19937 random(41);
    for (const auto& kind : kKinds)
        for (const bool is_valid : {true, false}) {
            Values texts;
            Values expected;
            for (const auto& number : drawn(kind, random, is_valid, 300)) {
                // A part of a wrong one can be a right one, when it stands apart.
                const auto& groups = kind.groups[is_valid ? random() % kind.groups.size() : 0];
                const std::string written = grouped(number, groups, " ");
                texts.emplace_back("No. 12 " + written + ", then");
                expected.emplace_back(is_valid ? "No. 12 [removed], then" : *texts.back());
            }
            EXPECT_EQ(scrub(Argument::of(kind.name), texts), expected) << kind.name << is_valid;
        }
}

TEST(ScrubKinds, FindANumberWhateverStandsBesideIt) {
    EXPECT_EQ(scrub_one("card", "12345 4111 1111 1111 1111 99"), "12345 [removed] 99");
    EXPECT_EQ(scrub_one("card", "4111-1111-1111-1111 3782 822463 10005"), "[removed] [removed]");
    EXPECT_EQ(scrub_one("iban", "BE68 5390 0754 7034 from nl91abna0417164300 en GB82 WEST 1234 5698 7654 32"),
              "[removed] from [removed] en [removed]");
    EXPECT_EQ(scrub_one("bsn", "999 111 222 333 999"), "999 [removed] 999");
    EXPECT_EQ(scrub_one("nir", "2 69 05 49 588 157 80; 1 84 12 2A 451 089 46"),
              "[removed]; " + std::string("1 84 12 2A 451 089 46"));
    expect_kept("card", {"x4111111111111111", "4111111111111111x", "2019 2020 2021 2022"});
    expect_kept("bsn", {"000000000", "1112223330", "111222333a"});
}

TEST(ScrubKinds, FindNumbersByTheirShape) {
    expect_removed("nino", {"AB 12 34 56 C", "ab123456c", "JG 10 37 59 A"});
    expect_kept("nino", {"BG 12 34 56 C", "AB 12 34 56 E", "DB 12 34 56 A", "AB 12 34 56", "xAB123456C"});
    expect_removed("ssn", {"123-45-6789", "899 99 9999"});
    expect_kept("ssn", {"000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "123456789",
                        "123-45-67890"});
}

TEST(ScrubKinds, AreFoundOnlyWhenAskedFor) {
    const std::string written =
        "a@b.nl +31612345678 NL91ABNA0417164300 4111111111111111 192.0.2.1 http://x.y 111222333";
    EXPECT_EQ(scrub_one("known", written), written);
    EXPECT_EQ(scrub(Argument::none(), {written}).at(0), written);
    EXPECT_EQ(scrub_one("all", written), "[removed] [removed] [removed] [removed] [removed] [removed] [removed]");
    EXPECT_EQ(scrub(list_of({"email", "bsn"}), {written}, "{http}").at(0),
              "[removed] +31612345678 NL91ABNA0417164300 4111111111111111 192.0.2.1 http://x.y [removed]");
}

TEST(ScrubKinds, LeaveNullAndEmptyAndTheColumnsLength) {
    EXPECT_EQ(scrub(Argument::of("all"), {std::nullopt, "", "a@b.nl c"}, "{}", varchar(10)),
              (Values{std::nullopt, "", "[removed]"}));
}

std::string random_piece(std::mt19937& random) {
    static const std::vector<std::string> kPieces = {"+31612345678",
                                                     "06-12345678",
                                                     "(020) 1234567",
                                                     "0031",
                                                     "+",
                                                     "(",
                                                     "1.2.3.4",
                                                     "::1",
                                                     "fe80::",
                                                     "http://a.b/c",
                                                     "www.x.nl",
                                                     "jane@x.nl",
                                                     "@x.nl",
                                                     "anna",
                                                     "[removed]",
                                                     "4111 1111 1111 1111",
                                                     "4111",
                                                     "1111",
                                                     "NL91 ABNA 0417 1643 00",
                                                     "NL91",
                                                     "111222333",
                                                     "111 222 333",
                                                     "AB 12 34 56 C",
                                                     "123-45-6789",
                                                     "01-02-2023",
                                                     "5",
                                                     "x",
                                                     "é",
                                                     ":",
                                                     ".",
                                                     "-",
                                                     "/",
                                                     "_",
                                                     " ",
                                                     " ",
                                                     " ",
                                                     "\n",
                                                     "'",
                                                     "%"};
    return kPieces[random() % kPieces.size()];
}

TEST(ScrubKinds, FindNothingInASecondPass) {
    std::mt19937 random(43);
    const auto known = array_literal({"anna", "foo-", "4111", "01", "x", "é-", "1.2"});
    for (const char* kinds : {"all", "phone", "ip", "card"}) {
        Values texts;
        for (int i = 0; i < 3'000; ++i) {
            std::string written;
            for (auto count = random() % 12; count > 0; --count)
                written += random_piece(random);
            texts.emplace_back(written);
        }
        const auto once = scrub(Argument::of(kinds), texts, known);
        const auto twice = scrub(Argument::of(kinds), once, known);
        for (std::size_t i = 0; i < texts.size(); ++i)
            EXPECT_EQ(twice[i], once[i]) << *texts[i];
    }
}

TEST(ScrubKinds, CostLittleWhereThereIsNothingToFind) {
    const auto& cluster = expressions().cluster();
    cluster.exec(
        Expressions::kDatabase,
        "create table if not exists plain as select 'On 12 March 2021 we spoke about invoice 20213 of EUR 1.250,00; "
        "the parcel of order 1234567 came on 2021-03-10 at 14:30.' || n as c from generate_series(1, 20000) n");
    const auto expression =
        find("scrub")->compile(Argument::of("all"), text(), {.old_value = "t.c", .seed = {}, .known = "null::text"});
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(cluster.value(Expressions::kDatabase, "select count(*) from plain as t where t.c <> " + expression), "0");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
}

TEST(ScrubKinds, TakeLongTextsInTheirStride) {
    const auto repeated = [](std::string_view part) {
        std::string result;
        while (result.size() < 30'000)
            result += part;
        return result;
    };
    const auto begin = std::chrono::steady_clock::now();
    for (const char* part : {"1 ", "1", "a@", "a.", "1.1.", ":1", "4111 1111 1111 1111 ", "http://", "+31", "NL91 ",
                             "06-", "[removed]", "(", "1a"})
        EXPECT_TRUE(scrub(Argument::of("all"), {repeated(part)}).at(0)) << part;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
}

} // namespace
} // namespace retention::anonymizers::test
