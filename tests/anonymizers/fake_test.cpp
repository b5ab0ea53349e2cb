// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::anonymizers::test {
namespace {

const std::string kKindMessage =
    "takes the kind \"first_name\", \"last_name\", \"full_name\", \"company\", \"street\", \"city\", \"postcode\", "
    "\"phone\", \"email\", \"iban\", \"card_number\" or \"user_name\"";

Traits traits_of(const Argument& argument) {
    return traits(*find("fake"), argument);
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

TEST(Fake, TakesEveryKindInEveryLocale) {
    for (const auto& use : fake_uses())
        EXPECT_FALSE(is_refused("fake", use.argument(), text())) << use;
}

TEST(Fake, TakesTheKindAloneOrInAMap) {
    for (const auto& kind : kFakeKinds) {
        EXPECT_FALSE(is_refused("fake", Argument::of(kind), text())) << kind;
        EXPECT_EQ(compile("fake", Argument::of(kind), text()), compile("fake", map_of("kind", kind), text())) << kind;
    }
}

TEST(Fake, IsEnglishWhereNoLocaleIsNamed) {
    for (const auto& kind : kFakeKinds)
        EXPECT_EQ(compile("fake", Argument::of(kind), text()), compile("fake", fake_of(kind, "en"), text())) << kind;
}

TEST(Fake, RefusesWhatIsNoKind) {
    for (const auto& argument : {Argument::none(), Argument::null(), Argument::of("address"), Argument::of(""),
                                 map_of("locale", "nl"), map_of("kind", "adress"), empty_list()})
        EXPECT_EQ(message("fake", argument, text()), kKindMessage);
    Argument nested = map_of("locale", "nl");
    nested.map.emplace_back("kind", map_of("city", "x"));
    EXPECT_EQ(message("fake", nested, text()), kKindMessage);
}

TEST(Fake, SuggestsTheKindThatWasMeant) {
    EXPECT_EQ(hint("fake", Argument::of("firstname"), text()), "Did you mean \"first_name\"?");
    EXPECT_EQ(hint("fake", map_of("kind", "username"), text()), "Did you mean \"user_name\"?");
    EXPECT_EQ(hint("fake", map_of("kind", "zipcode"), text()), "");
    EXPECT_EQ(hint("fake", Argument::none(), text()), "Write for example { fake: { kind: city, locale: nl } }.");
    EXPECT_EQ(hint("fake", map_of("locale", "nl"), text()), "Write for example { fake: { kind: city, locale: nl } }.");
}

TEST(Fake, RefusesALocaleThatThereIsNot) {
    const std::string expected = "takes the locale \"en\", \"nl\", \"de\", \"fr\" or \"nb\"";
    for (const auto* locale : {"es", "", "english", "n", "nlnl"})
        EXPECT_EQ(message("fake", fake_of("city", locale), text()), expected) << locale;
    Argument listed = map_of("kind", "city");
    listed.map.emplace_back("locale", empty_list());
    EXPECT_EQ(message("fake", listed, text()), expected);
}

TEST(Fake, SuggestsTheLocaleOfALanguageAndOfACountry) {
    const auto hint_for = [](const char* locale) { return hint("fake", fake_of("city", locale), text()); };
    EXPECT_EQ(hint_for("nl_NL"), "Did you mean \"nl\"?");
    EXPECT_EQ(hint_for("de-AT"), "Did you mean \"de\"?");
    EXPECT_EQ(hint_for("FR"), "Did you mean \"fr\"?");
    EXPECT_EQ(hint_for("no"), "Did you mean \"nb\"?");
    EXPECT_EQ(hint_for("gb"), "Did you mean \"en\"?");
    EXPECT_EQ(hint_for("es"), "Write for example { fake: { kind: city, locale: nl } }.");
}

TEST(Fake, RefusesAnUnknownParameter) {
    Argument argument = fake_of("city", "nl");
    argument.map.emplace_back("local", Argument::of("nl"));
    EXPECT_EQ(message("fake", argument, text()), "knows no parameter \"local\"");
    EXPECT_EQ(hint("fake", argument, text()), "Did you mean \"locale\"?");
    EXPECT_EQ(message("fake", map_of("first_name", "nl"), text()), "knows no parameter \"first_name\"");
}

TEST(Fake, SuitsTextOnly) {
    EXPECT_TRUE(is_refused("fake", Argument::of("first_name"), column(TypeFamily::Json, "jsonb")));
    EXPECT_TRUE(is_refused("fake", Argument::of("card_number"), column(TypeFamily::Integer, "bigint")));
}

TEST(Fake, FitsTheColumnWithItsLongestValue) {
    struct Case {
        const char* kind;
        const char* locale;
        int length;
    };
    for (const auto& each : {
             Case{"first_name", "en", 11},                             // Christopher
             Case{"last_name", "en", 10},                              // Cunningham
             Case{"full_name", "en", 22},   Case{"company", "nl", 34}, // Noorderlicht Groenvoorziening B.V.
             Case{"street", "fr", 26},                                 // 199 square des Marronniers
             Case{"city", "nl", 14},                                   // Bergen op Zoom
             Case{"postcode", "en", 7},     Case{"postcode", "nl", 7},   Case{"postcode", "de", 5},
             Case{"postcode", "nb", 4},     Case{"phone", "de", 13},     Case{"phone", "nb", 11},
             Case{"email", "en", 28},       Case{"iban", "en", 22},      Case{"iban", "nl", 18},
             Case{"iban", "de", 22},        Case{"iban", "fr", 27},      Case{"iban", "nb", 15},
             Case{"card_number", "en", 16}, Case{"user_name", "en", 20},
         }) {
        const auto argument = fake_of(each.kind, each.locale);
        EXPECT_FALSE(is_refused("fake", argument, varchar(each.length))) << each.kind << " " << each.locale;
        EXPECT_TRUE(is_refused("fake", argument, varchar(each.length - 1))) << each.kind << " " << each.locale;
        EXPECT_FALSE(is_refused("fake", argument, varchar(each.length + 1))) << each.kind << " " << each.locale;
    }
}

TEST(Fake, SaysWhatDoesNotFitAndWhatWould) {
    EXPECT_EQ(message("fake", fake_of("iban", "nl"), varchar(17)),
              "does not fit the column: an IBAN takes 18 characters, and the column holds 17");
    EXPECT_EQ(hint("fake", fake_of("iban", "nl"), varchar(17)), "Write { redact: \"x\" } or null instead.");
    EXPECT_EQ(hint("fake", fake_of("iban", "nl"), not_null(varchar(17))), "Write { redact: \"x\" } instead.");
}

TEST(Fake, KeepsAUniqueIndexUniqueByEmailAndUserNameOnly) {
    for (const auto& use : fake_uses())
        EXPECT_EQ(traits_of(use.argument()).is_unique_safe, use.kind == "email" || use.kind == "user_name") << use;
}

TEST(Fake, DrawsOnTheSeedAndNothingElse) {
    for (const auto& use : fake_uses()) {
        const auto draws = traits_of(use.argument()).draws;
        EXPECT_TRUE(draws.seed) << use;
        EXPECT_FALSE(draws.known || draws.pseudonym || draws.keyed_hash || draws.row || draws.shuffled || draws.others);
        EXPECT_EQ(traits_of(use.argument()).strength, Strength::Anonymous) << use;
    }
}

// What the old value may decide is whether there is one, and whether it is empty.
TEST(Fake, TakesNothingFromTheOldValue) {
    for (const auto& use : fake_uses()) {
        const auto sql = compile("fake", use.argument(), text());
        const bool is_unique_safe = traits_of(use.argument()).is_unique_safe;
        const std::string begin =
            is_unique_safe ? "cast(case when t.c is not null then " : "cast(case when t.c::text <> '' then ";
        const std::string end = is_unique_safe ? " end as text)" : " else t.c::text end as text)";
        EXPECT_TRUE(sql.starts_with(begin) && sql.ends_with(end)) << use;
        EXPECT_EQ(count_of(sql, "t.c"), is_unique_safe ? 1U : 2U) << use;
    }
}

TEST(Fake, WritesNoListTwice) {
    for (const auto& use : fake_uses()) {
        const auto sql = compile("fake", use.argument(), text());
        for (auto at = sql.find("array["); at != std::string::npos; at = sql.find("array[", at + 1))
            EXPECT_EQ(count_of(sql, sql.substr(at, sql.find(']', at) - at)), 1U) << use;
    }
}

TEST(Fake, IsAsciiSoThatEveryServerEncodingCanHoldIt) {
    for (const auto& use : fake_uses())
        EXPECT_TRUE(std::ranges::all_of(compile("fake", use.argument(), text()), [](char letter) {
            return letter >= ' ' && letter <= '~';
        })) << use;
}

} // namespace
} // namespace retention::anonymizers::test
