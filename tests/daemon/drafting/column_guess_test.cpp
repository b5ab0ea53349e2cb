// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/column_guess.hpp"

#include "tests/policies/schema_text.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

using policies::Graph;
using policies::test::SchemaText;

// The guess for a column of a table of persons, or of another one.
ColumnGuess guess(const std::string& table, const std::string& columns, const std::string& column, const ColumnObservation* seen = nullptr) {
    SchemaText text;
    text.table("app.company", "id integer key");
    text.table(table, "id integer key; " + columns);
    const auto schema = text.build();
    const Graph graph(*schema, {});
    const auto& found = *schema->find(policies::test::table_name(table));
    return guess_column(graph, found, *found.find_column(column), seen, false);
}

Meaning of_person(const std::string& column, const std::string& type = "text") {
    return guess("app.person", column + " " + type, column).meaning;
}

Meaning of_other(const std::string& table, const std::string& columns, const std::string& column) {
    return guess(table, columns, column).meaning;
}

ColumnObservation all_of(Pattern pattern) {
    return {.filled = 100, .distinct = 100, .patterns = {{pattern, 100}}};
}

TEST(ColumnGuess, KnowsNamesInFiveLanguages) {
    for (const auto* name : {"first_name", "FirstName", "voornaam", "Vorname", "prénom", "fornavn", "given_name", "pref_first_given_name"})
        EXPECT_EQ(of_person(name), Meaning::FirstName) << name;
    for (const auto* name : {"last_name", "surname", "achternaam", "Nachname", "nom_de_famille", "etternavn"})
        EXPECT_EQ(of_person(name), Meaning::LastName) << name;
    for (const auto* name : {"phone", "day_phone", "telefoonnummer", "Telefon", "mobile"})
        EXPECT_EQ(of_person(name), Meaning::Phone) << name;
    for (const auto* name : {"dob", "birth_date", "geboortedatum", "geburtsdatum", "date_de_naissance", "fodselsdato"})
        EXPECT_EQ(of_person(name, "date"), Meaning::BirthDate) << name;
    for (const auto* name : {"street", "straat", "Strasse", "rue", "address_line1", "address2"})
        EXPECT_EQ(of_person(name), Meaning::Street) << name;
    for (const auto* name : {"zip", "postcode", "plz", "code_postal", "postnummer"})
        EXPECT_EQ(of_person(name), Meaning::Postcode) << name;
    for (const auto* name : {"bsn", "ssn", "passport_number", "steuer_id", "personnummer"})
        EXPECT_EQ(of_person(name), Meaning::NationalNumber) << name;
}

TEST(ColumnGuess, KnowsNamesThatWereRunTogether) {
    EXPECT_EQ(of_person("phonenumber"), Meaning::Phone);
    EXPECT_EQ(of_person("nationalidnumber"), Meaning::NationalNumber);
    EXPECT_EQ(of_person("passwordsalt"), Meaning::Secret);
    EXPECT_EQ(of_person("maritalstatus"), Meaning::Trait);
    EXPECT_EQ(of_person("persontype"), Meaning::State);
}

TEST(ColumnGuess, TakesTheWordThatANameEndsWith) {
    EXPECT_EQ(of_person("marital_status"), Meaning::Trait) << "of which it is only a part";
    EXPECT_EQ(of_person("guardian_email"), Meaning::Email);
    EXPECT_EQ(of_person("email_type"), Meaning::State);
    EXPECT_EQ(of_person("phone_count", "integer"), Meaning::Amount);
    EXPECT_EQ(of_person("password_hash"), Meaning::Secret);
    EXPECT_EQ(of_person("ip_address"), Meaning::IpAddress);
    EXPECT_EQ(of_person("company_name"), Meaning::Company);
}

TEST(ColumnGuess, IsNotTakenInByFalseFriends) {
    EXPECT_EQ(of_person("name"), Meaning::FullName);
    EXPECT_EQ(of_other("app.product", "name text", "name"), Meaning::Title) << "a product has one, too";
    EXPECT_EQ(of_other("app.order", "state text", "state"), Meaning::State);
    EXPECT_EQ(of_other("app.address", "street text; state text; zip text", "state"), Meaning::Region);
    EXPECT_EQ(of_other("app.order", "shipment text", "shipment"), Meaning::Unknown) << "no IP address";
    EXPECT_EQ(of_other("app.order", "email_sent boolean", "email_sent"), Meaning::Flag);
    EXPECT_EQ(of_other("app.order", "email_sent_at timestamptz", "email_sent_at"), Meaning::Moment);
    EXPECT_EQ(of_other("app.person", "first_name text; title text", "title"), Meaning::Salutation);
    EXPECT_EQ(of_other("app.case", "title text", "title"), Meaning::Title);
}

TEST(ColumnGuess, SeesWhatTheNameDoesNotSay) {
    auto emails = all_of(Pattern::Email);
    const auto by_content = guess("app.thing", "field7 text", "field7", &emails);
    EXPECT_EQ(by_content.meaning, Meaning::Email);
    EXPECT_EQ(by_content.certainty, Certainty::Sure);
    EXPECT_EQ(by_content.reason, "100 % of the sample are mail addresses");

    ColumnObservation talk{.filled = 100, .distinct = 100, .mentioning = 30};
    EXPECT_EQ(guess("app.thing", "field7 text", "field7", &talk).meaning, Meaning::FreeText);
}

TEST(ColumnGuess, SaysHowMuchOfTheSampleAgrees) {
    ColumnObservation seen{.filled = 50, .distinct = 50, .patterns = {{Pattern::Email, 49}}};
    EXPECT_EQ(guess("app.person", "email text", "email", &seen).reason, "by name and 98 % of the sample");
}

TEST(ColumnGuess, DoubtsANameThatTheSampleContradicts) {
    ColumnObservation seen{.filled = 50, .distinct = 50};
    EXPECT_EQ(guess("app.person", "email text", "email", &seen).certainty, Certainty::Unsure);
    auto emails = all_of(Pattern::Email);
    EXPECT_EQ(guess("app.person", "city text", "city", &emails).meaning, Meaning::Email);
}

TEST(ColumnGuess, AsksWhatNothingTells) {
    const auto nothing = guess("app.thing", "field7 text", "field7");
    EXPECT_EQ(nothing.meaning, Meaning::Unknown);
    EXPECT_EQ(nothing.certainty, Certainty::Unsure);
}

TEST(ColumnGuess, KnowsKeysForCertain) {
    EXPECT_EQ(of_other("app.thing", "company_id integer -> app.company", "id"), Meaning::Key);
    EXPECT_EQ(of_other("app.thing", "company_id integer -> app.company", "company_id"), Meaning::Reference);
    EXPECT_EQ(of_other("app.thing", "email text generated", "email"), Meaning::Generated);
}

// A key may be data, too.
TEST(ColumnGuess, SeesSomebodyInAKey) {
    SchemaText text;
    text.table("app.line", "person_id integer key; line text key; code text key; note_no integer key; created text");
    const auto schema = text.build();
    const Graph graph(*schema, {});
    const auto& table = *schema->find({"app", "line"});
    const auto phones = all_of(Pattern::Phone);
    EXPECT_EQ(guess_column(graph, table, *table.find_column("line"), &phones, false).meaning, Meaning::Phone);
    EXPECT_EQ(guess_column(graph, table, *table.find_column("code"), nullptr, false).meaning, Meaning::Key);
    EXPECT_EQ(guess_column(graph, table, *table.find_column("note_no"), &phones, false).meaning, Meaning::Key);
}

TEST(ColumnGuess, AsksAboutANumberOfWhichEachIsThereOnce) {
    const auto unique = guess("app.person", "membership integer unique", "membership");
    EXPECT_EQ(unique.meaning, Meaning::ForeignId);
    EXPECT_EQ(unique.certainty, Certainty::Unsure);
    EXPECT_EQ(guess("app.person", "membership integer", "membership").meaning, Meaning::Amount);
}

} // namespace
} // namespace retention::drafting
