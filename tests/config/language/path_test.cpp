// SPDX-License-Identifier: Apache-2.0
#include "config/language/path.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config::language {
namespace {

// "policy: rules.keep", or the message and hint.
std::string found(std::string_view path) {
    const auto result = find_spot(path);
    if (const auto* none = std::get_if<NoSuchPath>(&result))
        return none->message + "; " + none->hint;
    const auto& spot = std::get<Spot>(result);
    return std::string(spot.document->name) + ": " + spot.path;
}

TEST(LanguagePath, LeadsToKeys) {
    EXPECT_EQ(found("rules"), "policy: rules");
    EXPECT_EQ(found("rules.keep"), "policy: rules.keep");
    EXPECT_EQ(found("consent.purposes.valid_for"), "policy: consent.purposes.valid_for");
    EXPECT_EQ(found("links.elements"), "policy: links.elements");
    EXPECT_EQ(found("pace.batch_time"), "settings: pace.batch_time");
    EXPECT_EQ(found("databases.passfile"), "settings: databases.passfile");
}

TEST(LanguagePath, MayBeThatOfAFinding) {
    EXPECT_EQ(found("rules.silent-prospects.keep"), "policy: rules.keep");
    EXPECT_EQ(found("rules[2].keep"), "policy: rules.keep");
    EXPECT_EQ(found("facts.last_activity.max"), "policy: facts.max");
    EXPECT_EQ(found("facts.last_activity"), "policy: facts");
    EXPECT_EQ(found("classes.prospect"), "policy: classes");
    EXPECT_EQ(found("databases.crm.dsn"), "settings: databases.dsn");
    EXPECT_EQ(found("links.crm.note.column"), "policy: links.column");
    EXPECT_EQ(found("actions.delete.crm.person.email"), "policy: actions");
}

TEST(LanguagePath, MayBeginWithTheKindOfFile) {
    EXPECT_EQ(found("policy"), "policy: ");
    EXPECT_EQ(found("settings"), "settings: ");
    EXPECT_EQ(found("policy.rules.keep"), "policy: rules.keep");
    EXPECT_EQ(found("policy.policy"), "policy: policy");
    EXPECT_EQ(found("settings.log.level"), "settings: log.level");
}

TEST(LanguagePath, SuggestsWhatWasMeant) {
    EXPECT_EQ(found("rules.kep"), "there is no \"kep\" below rules; Did you mean \"keep\"?");
    EXPECT_EQ(found("ruels"), "there is no key \"ruels\"; Did you mean \"rules\"?");
    EXPECT_EQ(found("limits.people"), "there is no \"people\" below limits; Known are persons, share and growth.");
    EXPECT_EQ(found("rules.keep.years"), "there is no \"years\" below rules.keep; Nothing stands below it.");
    EXPECT_EQ(found("settings.polices"), "there is no key \"polices\"; Did you mean \"policies\"?");
    EXPECT_EQ(found("settings.rules"), "there is no key \"rules\"; `retentionctl schema --list` shows them all.");
    EXPECT_EQ(found(""), "there is no key \"\"; `retentionctl schema --list` shows them all.");
}

TEST(LanguagePath, EverySpotIsFoundByItsPath) {
    for (const auto& document : documents())
        for (const auto& spot : all_spots(document))
            EXPECT_EQ(found(std::string(document.name) + "." + spot.path), std::string(document.name) + ": " + spot.path);
}

} // namespace
} // namespace retention::config::language
