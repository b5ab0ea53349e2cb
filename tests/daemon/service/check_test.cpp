// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"
#include "tests/daemon/service/daemon_command.hpp"

#include <nlohmann/json.hpp>

namespace retention::test {
namespace {

class Check : public CrashTest {
protected:
    Outcome check(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"--check", "--config", installation().settings().string()});
        return daemon_command(more);
    }
    void change_policy(const std::string& from, const std::string& to) const {
        auto text = Installation::read(installation().policy());
        ASSERT_NE(text.find(from), std::string::npos);
        text.replace(text.find(from), from.size(), to);
        Installation::write(installation().policy(), text);
    }
};

TEST_F(Check, OfASoundConfigurationIsZero) {
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output << outcome.errors;
    EXPECT_NE(outcome.output.find("1 policy file, 0 errors"), std::string::npos) << outcome.output;
    EXPECT_EQ(crm().value("select count(*) from pg_namespace where nspname = 'retentiond'"), "0")
        << "it changes nothing";
}

TEST_F(Check, OfBrokenYamlIsOneAndTellsThePlace) {
    change_policy("mode: enforce", "mode: \"enforce");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("contacts.yaml:"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfAMissingColumnShowsPlaceCaretAndHint) {
    change_policy("unless: consent_marketing", "unless: consent_marketng");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    for (const char* part :
         {"contacts.yaml:60:13: ", "rules.silent-prospects.unless: column \"consent_marketng\" does not exist", "^",
          "HINT: ", "\"consent_marketing\""})
        EXPECT_NE(outcome.output.find(part), std::string::npos) << part << "\n" << outcome.output;
    EXPECT_NE(check({"--json"}).output.find("\"hint\""), std::string::npos);
}

TEST_F(Check, OfAColumnThatTheApplicationTookAwayIsOne) {
    crm().cluster().exec(Crm::kDatabase, "alter table crm.person rename column phone to telephone");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("phone"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfADatabaseThatIsNotThereIsOne) {
    installation().write_settings("host=/nowhere dbname=crm");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("databases.crm"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfADatabaseThatHasTwoNamesIsOne) {
    const auto dsn = crm().cluster().dsn(Crm::kDatabase);
    auto settings = Installation::read(installation().settings());
    settings.replace(settings.find("policies:"), 0, "  crm2: \"" + dsn + " application_name=other\"\n");
    Installation::write(installation().settings(), settings);
    change_policy("policy: contacts\n", "policy: contacts\ndatabase: crm\n");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("databases.crm2: this is the database \"crm\" under another name"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfflineAsksNoDatabase) {
    installation().write_settings("host=/nowhere dbname=crm");
    EXPECT_EQ(check({"--offline"}).exit_status, 0);
}

TEST_F(Check, OfSettingsThatAreNotThereIsOne) {
    const auto outcome = daemon_command({"--check", "--config", "/nowhere/retentiond.yaml"});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE((outcome.output + outcome.errors).find("/nowhere/retentiond.yaml"), std::string::npos);
}

TEST_F(Check, OfOtherFilesAsksForThose) {
    const auto path = installation().folder() / "draft.yaml";
    Installation::write(path, Installation::read(installation().policy()) + "nonsense: 1\n");
    const auto outcome = check({path.string()});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("draft.yaml"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfAFolderAsksForThePoliciesInIt) {
    const auto folder = installation().folder() / "drafts";
    std::filesystem::create_directory(folder);
    Installation::write(folder / "a.yaml", Installation::read(installation().policy()));
    Installation::write(folder / "b.yaml", "policy: contacts\n" + Installation::read(installation().policy()));
    const auto outcome = check({"--offline", folder.string()});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("b.yaml:"), std::string::npos) << outcome.output;
    EXPECT_NE(outcome.output.find("2 policy files, 1 error,"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfFilesNeedsNoSettingsOffline) {
    const auto policy = installation().policy().string();
    EXPECT_EQ(daemon_command({"--check", "--offline", policy}).exit_status, 0) << "in a place without settings";
    EXPECT_EQ(daemon_command({"--check", "--offline"}).exit_status, 1) << "which policies?";
}

// libpq would take its own idea of a database instead, and the policies would be checked against that.
TEST_F(Check, OfAConnectionStringThatIsRefusedConnectsNowhere) {
    auto settings = Installation::read(installation().settings());
    settings.insert(settings.find("crm: \"") + 6, "password=geheim ");
    Installation::write(installation().settings(), settings);
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_NE(outcome.output.find("[DSN_PASSWORD]"), std::string::npos) << outcome.output;
    EXPECT_EQ(outcome.output.find("[DATABASE_UNREACHABLE]"), std::string::npos) << outcome.output;
}

TEST_F(Check, OfWarningsIsZeroUnlessItIsStrict) {
    crm().cluster().exec(Crm::kDatabase, "create function crm.look() returns trigger language plpgsql as 'begin return old; end';"
                                         "create trigger looked before delete on crm.activity for each row execute function crm.look()");
    const auto outcome = check();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("[TRIGGER_RUNS]"), std::string::npos) << outcome.output;
    EXPECT_EQ(check({"--strict"}).exit_status, 1);
}

TEST_F(Check, TellsProgramsWhatItTellsPeople) {
    change_policy("mode: enforce", "mode: enforced");
    const auto outcome = check({"--offline", "--json"});
    const auto document = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(document.at("errors"), 1);
    EXPECT_EQ(document.at("warnings"), 0);
    EXPECT_EQ(document.at("notes"), 0);
    ASSERT_EQ(document.at("files").size(), 2U);
    EXPECT_EQ(document.at("files").at(0).at("file"), installation().settings().string());
    EXPECT_EQ(document.at("files").at(0).at("ok"), true);
    EXPECT_EQ(document.at("files").at(1).at("ok"), false);
    const auto& finding = document.at("findings").at(0);
    EXPECT_EQ(finding.at("code"), "VALUE_INVALID");
    EXPECT_EQ(finding.at("severity"), "error");
    EXPECT_EQ(finding.at("path"), "mode");
    EXPECT_GT(finding.at("line").get<int>(), 1);
}

} // namespace
} // namespace retention::test
