// SPDX-License-Identifier: Apache-2.0
//
// The tests of the shipped policies pass, and notice when somebody changes what they are about.
#include "tests/daemon/proving/program.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/sample_data.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace retention::test {
namespace {

namespace fs = std::filesystem;

const fs::path kExamples = fs::path(RETENTIOND_SOURCE_DIR) / "config/examples";

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// The examples, to be changed.
class Examples : public testing::Test {
protected:
    void SetUp() override { fs::copy(kExamples, folder_.path() / "examples", fs::copy_options::recursive); }

    void change(const std::string& file, const std::string& from, const std::string& to) const {
        const auto path = folder_.path() / "examples" / file;
        auto text = read(path);
        const auto found = text.find(from);
        ASSERT_NE(found, std::string::npos) << from;
        std::ofstream(path) << text.replace(found, from.size(), to);
    }
    Outcome test_contacts(const std::string& filter = {}) const {
        std::vector<std::string> arguments{"policies.d"};
        if (!filter.empty())
            arguments.insert(arguments.end(), {"--filter", filter});
        return run_tests(arguments, folder_.path() / "examples");
    }
    void expect_noticed(const std::string& test) const {
        const auto outcome = test_contacts(test);
        EXPECT_EQ(outcome.exit_status, 1);
        EXPECT_NE(outcome.output.find("FAILED  " + test + "\n"), std::string::npos) << outcome.output;
    }

    TemporaryFolder folder_{"rtd-examples"};
};

TEST_F(Examples, OfContactsHold) {
    const auto outcome = test_contacts();
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output << outcome.errors;
}

TEST_F(Examples, NoticeAnotherPeriod) {
    change("policies.d/contacts.yaml", "keep: P2Y", "keep: P23M");
    expect_noticed("and not a day earlier");
}

TEST_F(Examples, NoticeAFloorThatIsGone) {
    change("policies.d/contacts.yaml", "keep: P7Y", "keep: P6Y");
    expect_noticed("who was sent an invoice is not deleted before the tax office lets go");
}

TEST_F(Examples, NoticeAColumnThatIsKept) {
    change("policies.d/contacts.yaml", "phone: null", "phone: keep");
    expect_noticed("thirty days after a withdrawn consent a prospect is anonymized");
}

TEST_F(Examples, NoticeAHoldThatIsTooNarrow) {
    change("policies.d/contacts.yaml", "where: legal_hold or open_cases > 0", "where: legal_hold");
    expect_noticed("nobody with an open case or in court is touched, nor anybody whom an operator holds");
}

// The daemon would refuse a folder of policies with something else in it.
TEST_F(Examples, AreNotTakenForPolicies) {
    const auto outcome = run({{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond", "--check", "--offline", "--config",
                               (kExamples / "retentiond.yaml").string()},
                              {},
                              {},
                              -1});
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("1 policy file,"), std::string::npos) << outcome.output;
}

// The schema of the example is that of the sample CRM, and does not grow old beside it.
TEST_F(Examples, OfContactsHaveTheSchemaOfTheSampleCrm) {
    PrivateCluster cluster;
    const std::string kColumns =
        "select string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default), e'\n' order by table_name, "
        "ordinal_position) from information_schema.columns where table_schema = 'crm'";
    const std::string kConstraints = "select string_agg(conrelid::regclass || ' ' || pg_get_constraintdef(oid), e'\n' order by 1) from (select *, "
                                     "conrelid::regclass || pg_get_constraintdef(oid) as text from pg_constraint where connamespace = "
                                     "'crm'::regnamespace order by text) c";
    cluster.create_database("proving_crm");
    cluster.load_file("proving_crm", fs::path(RETENTIOND_SOURCE_DIR) / "tests/crm/crm.sql", {{"persons", "10"}});
    cluster.create_database("proving_example");
    cluster.load_file("proving_example", kExamples / "crm.sql");
    for (const auto& question : {kColumns, kConstraints})
        EXPECT_EQ(cluster.value("proving_crm", question), cluster.value("proving_example", question));
}

// With the schema of a database that the settings name, which is read and not touched.
void expect_holds_on(const std::string& name, const std::string& data) {
    const auto file = sample_data(data);
    if (!fs::exists(file))
        GTEST_SKIP() << "the sample data " << data << " is not there";
    PrivateCluster cluster;
    const std::string database = "proving_" + name;
    cluster.create_database(database);
    cluster.load_file(database, file);
    cluster.exec(database, "alter database \"" + database + "\" set default_transaction_read_only = on");
    TemporaryFolder folder{"rtd-settings"};
    std::ofstream(folder.path() / "retentiond.yaml") << "databases: { sample: \"" + cluster.dsn(database) + "\" }\npolicies: .\n";
    const auto outcome = run_tests({(kExamples / name).string(), "--config", (folder.path() / "retentiond.yaml").string()});
    EXPECT_EQ(outcome.exit_status, 0) << outcome.output << outcome.errors;
}

TEST_F(Examples, OfPagilaHoldOnItsSchema) { expect_holds_on("pagila", "pagila"); }
TEST_F(Examples, OfEvergreenHoldOnItsSchema) { expect_holds_on("evergreen", "evergreen_patrons"); }

} // namespace
} // namespace retention::test
