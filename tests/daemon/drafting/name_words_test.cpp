// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/vocabulary.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

using Words = std::vector<std::string>;

TEST(NameWords, AreFoundHoweverTheyAreJoined) {
    EXPECT_EQ(words_of_name("birth_date"), (Words{"birth", "date"}));
    EXPECT_EQ(words_of_name("birthDate2"), (Words{"birth", "date"}));
    EXPECT_EQ(words_of_name("IPAddress"), (Words{"ip", "address"}));
    EXPECT_EQ(words_of_name("FIRST-NAME"), (Words{"first", "name"}));
    EXPECT_EQ(words_of_name("Prénom"), (Words{"prenom"}));
    EXPECT_EQ(words_of_name("Straße"), (Words{"strasse"}));
    EXPECT_EQ(words_of_name("123"), Words{});
}

// PostgreSQL folds the names of other systems' tables to small letters, and nothing tells any more where a word begins.
TEST(NameWords, AreFoundWhereNothingStandsBetweenThem) {
    EXPECT_EQ(words_of_name("personphone"), (Words{"person", "phone"}));
    EXPECT_EQ(words_of_name("salesorderheader"), (Words{"sales", "order", "header"}));
    EXPECT_EQ(words_of_name("nationalidnumber"), (Words{"national", "id", "number"}));
    EXPECT_EQ(words_of_name("phonenumbertypeid"), (Words{"phone", "number", "type", "id"}));
    EXPECT_EQ(words_of_name("klantnaam"), (Words{"klant", "naam"}));
    EXPECT_EQ(words_of_name("PersonPhone"), (Words{"person", "phone"}));
}

TEST(NameWords, StayWholeWhereTheyAreOneWordOrHaveUnknownParts) {
    for (const auto* word : {"firstname", "address", "shipment", "emailpromotion", "template", "hostname", "android", "valid", "salesperson",
                             "reference", "mailing", "nationality", "noted", "voornaam", "telefoonnummer", "fodselsnummer", "membership"})
        EXPECT_EQ(words_of_name(word), Words{word});
}

TEST(NameWords, AreWholeWordsOrTheWholeName) {
    EXPECT_GT(longest_phrase(words_of_name("customer_first_name"), "first_name"), 0U);
    EXPECT_GT(longest_phrase(words_of_name("firstname"), "firstname"), 0U);
    EXPECT_EQ(longest_phrase(words_of_name("shipment"), "ip"), 0U);
}

TEST(NameWords, CountInTheSingular) {
    EXPECT_EQ(singular("companies"), "company");
    EXPECT_EQ(singular("addresses"), "address");
    EXPECT_EQ(singular("persons"), "person");
    EXPECT_EQ(singular("status"), "status");
    EXPECT_TRUE(has_word({"invoices"}, "order invoice"));
}

TEST(StateWords, AreKnownInSeveralLanguages) {
    for (const auto* word : {"former", "former_customer", "Inactive", "oud-klant", "ehemalig", "ancien"})
        EXPECT_EQ(state_of_word(word), StateWord::Former) << word;
    for (const auto* word : {"prospect", "Lead", "interessent"})
        EXPECT_EQ(state_of_word(word), StateWord::Prospect) << word;
    for (const auto* word : {"customer", "Active", "klant", "Mitglied"})
        EXPECT_EQ(state_of_word(word), StateWord::Current) << word;
    EXPECT_EQ(state_of_word("partner"), std::nullopt);
}

} // namespace
} // namespace retention::drafting
