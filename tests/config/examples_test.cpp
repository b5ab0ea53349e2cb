// SPDX-License-Identifier: Apache-2.0
//
// The examples that we ship are right, and the documentation names every key that readers know.
#include "config/diagnostics.hpp"
#include "config/loader.hpp"

#include "anonymizers/catalogue.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace retention::config {
namespace {

const std::string kRoot = RETENTIOND_SOURCE_DIR;

std::string read(const std::string& path) {
    std::ifstream stream(kRoot + "/" + path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Examples, LoadWithoutAFinding) {
    const auto configuration = load(kRoot + "/config/examples/retentiond.yaml");
    EXPECT_EQ(render(configuration.findings, *configuration.source), "");
    ASSERT_EQ(configuration.policies.size(), 1U);
    EXPECT_EQ(render(configuration.policies[0].findings, *configuration.policies[0].source), "");
    EXPECT_TRUE(configuration.policies[0].policy);
}

TEST(Examples, ContactsSaysWhatTheDesignSays) {
    const auto file = load_policy_file(kRoot + "/config/examples/policies.d/contacts.yaml");
    ASSERT_TRUE(file.policy);
    const auto& policy = *file.policy;
    EXPECT_EQ(policy.classes.size(), 3U);
    EXPECT_EQ(policy.rules.size(), 3U);
    EXPECT_EQ(policy.floors.size(), 1U);
    EXPECT_EQ(policy.holds.size(), 1U);
    EXPECT_EQ(policy.actions.size(), 2U);
}

TEST(Documentation, NamesEveryPolicyKey) {
    const auto text = read("docs/policy-language.md");
    for (const auto* key :
         {"policy",    "description", "owner",      "database",    "mode",    "subject",     "schedule", "links",
          "facts",     "consent",     "classes",    "rules",       "floors",  "holds",       "actions",  "limits",
          "table",     "key",         "where",      "identifiers", "cron",    "timezone",    "window",   "column",
          "to",        "max",         "min",        "sum",         "count",   "exists",      "value",    "query",
          "via",       "columns",     "purposes",   "legal_bases", "purpose", "legal_basis", "granted",  "expires",
          "withdrawn", "source",      "updated_by", "valid_for",   "name",    "class",       "keep",     "after",
          "from",      "when",        "unless",     "then",        "because", "blocks",      "persons",  "share",
          "growth",    "elements"})
        EXPECT_NE(text.find("`" + std::string(key) + "`"), std::string::npos) << key;
}

TEST(Documentation, NamesEverySetting) {
    const auto text = read("docs/settings.md");
    for (const auto* key : {"databases",
                            "dsn",
                            "passfile",
                            "policies",
                            "state",
                            "socket",
                            "workers",
                            "pseudonym_key",
                            "pace",
                            "batch_time",
                            "lock_timeout",
                            "statement_timeout",
                            "replica_lag",
                            "rows_per_second",
                            "dead_rows",
                            "batch_rows",
                            "access",
                            "viewer",
                            "operator",
                            "administrator",
                            "log",
                            "level"})
        EXPECT_NE(text.find("`" + std::string(key) + "`"), std::string::npos) << key;
}

// Row by row: what the catalogue says is what the documentation says.
TEST(Documentation, TellsOfEveryAnonymizerWhatTheCatalogueTells) {
    const auto text = read("docs/policy-language.md");
    for (const auto* each : anonymizers::catalogue()) {
        std::string row = "|";
        const auto add = [&row](std::string_view cell) { row += " " + std::string(cell) + " |"; };
        add("`" + std::string(each->name) + "`");
        add(each->summary);
        add(each->takes);
        add(each->suits);
        add(anonymizers::strength_of(*each));
        add(anonymizers::uniqueness_of(*each));
        add("`" + std::string(each->example) + "`");
        EXPECT_NE(text.find("\n" + row + "\n"), std::string::npos) << row;
    }
}

} // namespace
} // namespace retention::config
