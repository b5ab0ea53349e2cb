// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/known_pattern.hpp"
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>

namespace retention::anonymizers::test {
namespace {

Values scrub(const Values& texts, const Values& known, const Column& where = text()) {
    return expressions().apply("scrub", Argument::none(), where, texts, {}, array_literal(known));
}

std::string scrub_one(const std::string& written, const Values& known) {
    return *scrub({written}, known).at(0);
}

TEST(Scrub, TakesOutNamesMailAddressesAndTelephoneNumbers) {
    EXPECT_EQ(scrub_one("Anna de Vries (anna@example.org, +31 6 1234 5678) called.",
                        {"Anna", "de Vries", "anna@example.org", "+31 6 1234 5678"}),
              "[removed] [removed] ([removed], [removed]) called.");
}

TEST(Scrub, IgnoresCase) {
    EXPECT_EQ(scrub_one("ANNA and anna and AnNa", {"Anna"}), "[removed] and [removed] and [removed]");
    EXPECT_EQ(scrub_one("ÉMILE, émile", {"Émile"}), "[removed], [removed]");
}

TEST(Scrub, FindsWholeWordsOnly) {
    EXPECT_EQ(scrub_one("Annabel, Joanna, Anna2, Annaé", {"Anna"}), "Annabel, Joanna, Anna2, Annaé");
    EXPECT_EQ(scrub_one("Anna's (Anna) Anna_x Anna-Maria", {"Anna"}),
              "[removed]'s ([removed]) [removed]_x [removed]-Maria");
}

TEST(Scrub, PrefersTheLongestValue) {
    EXPECT_EQ(scrub_one("anna@example.org, Anna Maria Vries", {"Anna", "anna@example.org", "Anna Maria"}),
              "[removed], [removed] Vries");
}

TEST(Scrub, TakesAnyWhiteSpaceForWhiteSpace) {
    EXPECT_EQ(scrub_one("De\tVries, de \n vries, deVries", {" de  Vries "}), "[removed], [removed], deVries");
}

TEST(Scrub, TakesHyphensForBlanksAndAnyApostrophe) {
    EXPECT_EQ(scrub_one("Ann Marie, ann - marie, AnnMarie", {"Ann-Marie"}), "[removed], [removed], AnnMarie");
    EXPECT_EQ(scrub_one("O’Brien, O'Brien, OBrien, Bobrien", {"O'Brien"}), "[removed], [removed], [removed], Bobrien");
    EXPECT_EQ(scrub_one("but Hoen, 't Hoen", {"'t Hoen"}), "but [removed], [removed]");
    EXPECT_EQ(scrub_one("Dear Ann- Lee, -Lee", {"Ann-", "-Lee"}), "Dear [removed] Lee, [removed]");
}

TEST(Scrub, FindsTheNamesWhateverStandsBetweenThem) {
    EXPECT_EQ(scrub_one("Joop, Visser; Cornelis Bakker, Piet, Marie Post, Chan", {"\"Joop\" Visser", "Kees (Cornelis) Bakker", "Piet/Marie Post", "Lee;Chan"}),
              "[removed], [removed]; [removed] [removed], [removed], [removed] [removed], [removed]");
    EXPECT_EQ(scrub_one("see org, example and page", {"https://example.org/page"}), "see org, example and page");
}

TEST(Scrub, FindsATelephoneNumberHoweverItIsWritten) {
    const Values known{"+31 6 1234 5678"};
    for (const char* number :
         {"+31612345678", "0031612345678", "+31 (6) 12-34-56-78", "+31.6.1234.5678", "00 31 6 12345678"})
        EXPECT_EQ(scrub_one(std::string("call ") + number + " now", known), "call [removed] now") << number;
    EXPECT_EQ(scrub_one("06-12 34 56 78", {"0612345678"}), "[removed]");
    EXPECT_EQ(scrub_one("0031 612345678; +31 612345678", {"0031612345678"}), "[removed]; [removed]");
}

TEST(Scrub, LeavesOtherNumbersAlone) {
    EXPECT_EQ(scrub_one("+316123456789, 1316123456780, 12345", {"+31612345678", "1234"}),
              "+316123456789, 1316123456780, 12345");
    EXPECT_EQ(scrub_one("1-2-3-4-5", {"12345"}), "1-2-3-4-5"); // five digits are no telephone number
}

TEST(Scrub, IgnoresValuesThatSayNothing) {
    EXPECT_EQ(scrub_one("a - -- n/a .", {"a", "", " ", "--", "-", ".", std::nullopt}), "a - -- n/a .");
}

TEST(Scrub, LeavesTheTextAloneWhenNothingIsKnown) {
    EXPECT_EQ(scrub({"Anna", std::nullopt, ""}, {}), (Values{"Anna", std::nullopt, ""}));
    EXPECT_EQ(scrub({"Anna"}, {std::nullopt}), (Values{"Anna"}));
    EXPECT_EQ(expressions().cluster().value(
                  Expressions::kDatabase,
                  "select " + find("scrub")->compile(Argument::none(), text(), {"'Anna'", "null", known_pattern("null::text[]")})),
              "Anna");
}

TEST(Scrub, FindsTheWordsOfAName) {
    EXPECT_EQ(scrub_one("Dear Jane, thanks. Mrs. de Vries of Vries Ltd", {"Jane de Vries"}),
              "Dear [removed], thanks. Mrs. de [removed] of [removed] Ltd");
    EXPECT_EQ(scrub_one("a part of van Dijk's; VAN and the rest, Dijkstra", {"Jan van Dijk"}),
              "a part of van [removed]'s; VAN and the rest, Dijkstra");
    EXPECT_EQ(scrub_one("Doe, Jane; 12 34 56 78; 34 m", {"Doe, Jane", "12 34 56 78"}), "[removed]; [removed]; 34 m");
    EXPECT_EQ(scrub_one("Al and Jo went", {"Al Jo"}), "Al and Jo went") << "words of two letters say too little alone";
}

TEST(Scrub, NeverFindsItsOwnMark) {
    EXPECT_EQ(scrub_one("Removed, [removed], rem", {"removed", "rem"}), "[removed], [removed], [removed]");
    EXPECT_EQ(scrub_one("foo anna", {"anna", "foo [removed]", "foo ["}), "[removed] [removed]");
}

TEST(Scrub, CutsALengthenedTextAtWhiteSpace) {
    EXPECT_EQ(scrub({"Jo met Annabel"}, {"Jo"}, varchar(20)), (Values{"[removed] met"})); // and not "... Anna"
    EXPECT_EQ(scrub({"Jo-Al"}, {"Jo", "Al"}, varchar(12)), (Values{"[removed]"}));
    EXPECT_EQ(scrub({"Jo met Al"}, {"Jo", "Al"}, varchar(23)), (Values{"[removed] met [removed]"}));
}

TEST(Scrub, WorksInAnyCollation) {
    const auto& cluster = expressions().cluster();
    const auto rows = cluster.query(Expressions::kDatabase, "select 1 from pg_collation where collname = 'und-x-icu'");
    if (rows.empty())
        GTEST_SKIP() << "the server has no ICU";
    cluster.exec(
        Expressions::kDatabase,
        "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
        "create table if not exists loose_text (c text collate loose); insert into loose_text values ('Anna')");
    EXPECT_EQ(cluster.value(Expressions::kDatabase,
                            "select " +
                                find("scrub")->compile(Argument::none(), text(), {"t.c", "null", known_pattern("array[t.c]")}) +
                                " from loose_text as t"),
              "[removed]");
}

TEST(Scrub, FindsNamesWhoseLettersAreWrittenOtherwise) {
    EXPECT_EQ(scrub_one("met Jose\xCC\x81 and JOSÉ", {"José"}), "met [removed] and [removed]") << "decomposed";
    EXPECT_EQ(scrub_one("met José today", {"Jose\xCC\x81"}), "met [removed] today") << "known decomposed";
    EXPECT_EQ(scrub_one("Großmann, GROSSMANN, GROẞMANN, Grossmann", {"Großmann"}), "[removed], [removed], [removed], [removed]");
    EXPECT_EQ(scrub_one("Annéx", {"Ann"}), "Annéx");
    EXPECT_EQ(scrub_one("Joséphine", {"José"}), "Joséphine");
    EXPECT_EQ(scrub_one("Jose\xCC\x81phine", {"José"}), "Jose\xCC\x81phine");
}

// In C no letter beyond ASCII is a letter: what is written exactly as it is known goes all the same.
TEST(Scrub, FindsTheExactSpellingWhereTheLocaleKnowsNoLetters) {
    const auto& cluster = expressions().cluster();
    for (const std::string encoding : {"UTF8", "LATIN1"}) {
        const std::string database = "scrub_in_c_" + encoding;
        cluster.exec("postgres", "drop database if exists \"" + database + "\"");
        cluster.exec("postgres", "create database \"" + database + "\" template template0 encoding '" + encoding + "' locale 'C'");
        const auto scrubbed = [&](const std::string& written, const std::string& known) {
            return cluster.value(database, "select " + find("scrub")->compile(Argument::none(), text(), {"t.c", "null", known_pattern("array[" + known + "]")}) +
                                               " = '[removed], [removed]. -' from (select " + written + " || ', ' || " + written + " || '. -') as t(c)");
        };
        EXPECT_EQ(scrubbed("'Zo' || chr(235)", "'Zo' || chr(235)"), "t") << encoding;
        EXPECT_EQ(scrubbed("'Zo' || chr(235)", "'Zo' || chr(235) || ' Vries', '-'"), "t") << encoding << ": a word of a name, three letters long";
        EXPECT_EQ(scrubbed("chr(201) || chr(233)", "chr(201) || chr(233)"), "t") << encoding << ": not one letter is known";
        if (encoding == "UTF8") {
            EXPECT_EQ(scrubbed("'Иван'", "'Иван Петров'"), "t");
        }
        cluster.exec("postgres", "drop database \"" + database + "\"");
    }
}

// As a reader would look for it: no regular expressions, and letters of ASCII only for the word's limits.
bool has_whole_word(const std::string& text, const std::string& word) {
    const auto is_letter = [](char c) {
        return static_cast<unsigned char>(c) >= 0x80U || std::isalnum(static_cast<unsigned char>(c)) != 0;
    };
    const auto lower = [](std::string value) {
        std::ranges::transform(value, value.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return value;
    };
    const std::string in = lower(text);
    const std::string what = lower(word);
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) {
        const auto end = at + what.size();
        const bool begins = at == 0 || !is_letter(what.front()) || !is_letter(in[at - 1]);
        const bool ends = end == in.size() || !is_letter(what.back()) || !is_letter(in[end]);
        if (begins && ends)
            return true;
    }
    return false;
}

// What the simple search above can look for.
bool says_something(const std::string& value) {
    const bool has_letter =
        std::ranges::any_of(value, [](unsigned char c) { return c < 0x80U && std::isalnum(c) != 0; });
    return value.size() >= 2 && has_letter && value.find_first_of(" \t\n") == std::string::npos;
}

TEST(Scrub, LeavesNothingOfWhatIsKnownAndNeverFails) {
    std::mt19937 random(23);
    for (int round = 0; round < 200; ++round) {
        Values known;
        for (int i = 0; i < 6; ++i)
            known.emplace_back(random_text(random, 5));
        known.emplace_back("Anna");
        Values texts;
        for (int i = 0; i < 20; ++i) {
            std::string written = random_text(random, 10);
            for (int j = 0; j < 3; ++j)
                written += " " + *known[random() % known.size()] + random_text(random, 3);
            texts.emplace_back(written);
        }
        const auto results = scrub(texts, known);
        ASSERT_EQ(results.size(), texts.size());
        EXPECT_EQ(scrub(results, known), results);
        for (const auto& result : results) {
            std::string without_marks = *result;
            for (auto at = without_marks.find("[removed]"); at != std::string::npos;
                 at = without_marks.find("[removed]"))
                without_marks.replace(at, 9, "\x01");
            for (const auto& value : known)
                EXPECT_FALSE(says_something(*value) && has_whole_word(without_marks, *value))
                    << *value << " in " << *result;
        }
    }
}

TEST(Scrub, TakesLongTextsInItsStride) {
    const auto repeated = [](std::string_view part, std::size_t length) {
        std::string result;
        while (result.size() < length)
            result += part;
        return result;
    };
    Values many;
    for (int i = 0; i < 300; ++i)
        many.emplace_back(std::to_string(i) + repeated("é[(x ", 400));
    for (const auto& known : {Values{"Anna", "1111112", "+1 1111112", "[rem", "a b", "((((", "\\\\x"}, many}) {
        const auto begin = std::chrono::steady_clock::now();
        Values texts;
        for (const char* part : {"anna ", "1 ", "+1", "[rem", "a ", "(", "\\", " ", "x", "é"})
            texts.emplace_back(repeated(part, 100'000));
        EXPECT_EQ(scrub(texts, known).size(), texts.size());
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
    }
}

TEST(Scrub, KnowsALongValueByItsBeginning) {
    const std::string value(400, 'x');
    EXPECT_EQ(scrub_one("a " + value + " b", {value}), "a [removed]" + std::string(150, 'x') + " b");
}

} // namespace
} // namespace retention::anonymizers::test
