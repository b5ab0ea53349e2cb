// SPDX-License-Identifier: Apache-2.0
#include "config/loader.hpp"

#include "config/yaml_document.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace retention::config {
namespace {

using std::filesystem::path;

std::string policy(const std::string& name, const std::string& more = "") {
    return "policy: " + name + "\n" + more + R"(subject: { table: crm.person }
classes: { prospect: "true" }
rules: [{ name: silent, class: prospect, keep: P2Y, after: created_at, then: delete }]
actions: { delete: { crm.person: delete } }
)";
}

// A configuration in a folder of its own.
class Loader : public testing::Test {
protected:
    Loader() {
        std::filesystem::create_directory(folder_ / "policies.d");
        write("retentiond.yaml", "databases: { crm: service=crm }\n");
    }

    void write(const path& name, const std::string& text) { std::ofstream(folder_ / name, std::ios::binary) << text; }

    Configuration load_all() { return load(folder_ / "retentiond.yaml"); }

    test::TemporaryFolder temporary_folder_;
    path folder_ = temporary_folder_.path();
};

std::vector<std::string> codes(const policies::Findings& findings) {
    std::vector<std::string> result;
    for (const auto& finding : findings)
        result.push_back(finding.code);
    return result;
}

using Codes = std::vector<std::string>;

TEST_F(Loader, ReadsEveryPolicyInOrderOfName) {
    write("policies.d/b.yaml", policy("second"));
    write("policies.d/a.yaml", policy("first"));
    write("policies.d/.hidden.yaml", "not read");
    write("policies.d/notes.txt", "not read");
    const auto configuration = load_all();
    EXPECT_FALSE(configuration.has_errors());
    ASSERT_EQ(configuration.policies.size(), 2U);
    EXPECT_EQ(configuration.policies[0].policy->name, "first");
    EXPECT_EQ(configuration.policies[1].policy->name, "second");
}

TEST_F(Loader, OneBadPolicyHidesNoOther) {
    write("policies.d/a.yaml", "policy: [\n");
    write("policies.d/b.yaml", policy("good"));
    const auto configuration = load_all();
    EXPECT_TRUE(configuration.has_errors());
    ASSERT_EQ(configuration.policies.size(), 2U);
    EXPECT_FALSE(configuration.policies[0].policy);
    EXPECT_TRUE(configuration.policies[1].policy);
}

TEST_F(Loader, RefusesASecondPolicyOfTheSameName) {
    write("policies.d/a.yaml", policy("contacts"));
    write("policies.d/b.yaml", policy("contacts"));
    const auto configuration = load_all();
    EXPECT_TRUE(configuration.policies[0].policy);
    EXPECT_FALSE(configuration.policies[1].policy);
    EXPECT_EQ(codes(configuration.policies[1].findings), Codes{"POLICY_DUPLICATE"});
}

TEST_F(Loader, APolicyNamesItsDatabaseWhenThereAreSeveral) {
    write("retentiond.yaml", "databases: { crm: service=crm, shop: service=shop }\n");
    write("policies.d/a.yaml", policy("a"));
    write("policies.d/b.yaml", policy("b", "database: shopp\n"));
    write("policies.d/c.yaml", policy("c", "database: shop\n"));
    const auto configuration = load_all();
    EXPECT_EQ(codes(configuration.policies[0].findings), Codes{"DATABASE_UNKNOWN"});
    EXPECT_EQ(codes(configuration.policies[1].findings), Codes{"DATABASE_UNKNOWN"});
    EXPECT_TRUE(configuration.policies[2].policy);
}

TEST_F(Loader, MissingFilesAreFindings) {
    std::filesystem::remove(folder_ / "policies.d");
    EXPECT_EQ(codes(load_all().findings), Codes{"FILE_UNREADABLE"});
    EXPECT_EQ(codes(load(folder_ / "none.yaml").findings), Codes{"FILE_UNREADABLE"});
    EXPECT_EQ(codes(load_policy_file(folder_ / "none.yaml").findings), Codes{"FILE_UNREADABLE"});
}

TEST_F(Loader, ForbiddenFilesAreFindings) {
    write("policies.d/a.yaml", policy("a"));
    chmod((folder_ / "policies.d/a.yaml").c_str(), 0);
    const auto user = geteuid();
    if (user == 0) {   // root may read every file
        std::filesystem::permissions(folder_, std::filesystem::perms(0755));
        ASSERT_EQ(seteuid(65534), 0);
    }
    const auto configuration = load_all();
    ASSERT_EQ(seteuid(user), 0);
    EXPECT_EQ(codes(configuration.findings), Codes{});
    EXPECT_EQ(codes(configuration.policies.at(0).findings), Codes{"FILE_UNREADABLE"});
}

TEST_F(Loader, NeverWaitsForAPipe) {
    ASSERT_EQ(mkfifo((folder_ / "policies.d/a.yaml").c_str(), 0600), 0);
    std::filesystem::create_directory(folder_ / "policies.d/b.yaml");
    const auto configuration = load_all();
    EXPECT_EQ(codes(configuration.policies.at(0).findings), Codes{"FILE_UNREADABLE"});
    EXPECT_EQ(codes(configuration.policies.at(1).findings), Codes{"FILE_UNREADABLE"});
}

TEST_F(Loader, DoesNotTakeTestsForPolicies) {
    write("policies.d/a.yaml", policy("a"));
    write("policies.d/a.test.yaml", "policy: a.yaml\n");
    const auto configuration = load_all();
    EXPECT_EQ(configuration.policies.size(), 1U);
    EXPECT_FALSE(configuration.has_errors());
}

TEST_F(Loader, WarnsOfAnEndingThatIsNotRead) {
    write("policies.d/a.yml", policy("a"));
    const auto configuration = load_all();
    EXPECT_EQ(codes(configuration.findings), Codes{"FILE_IGNORED"});
    EXPECT_FALSE(configuration.has_errors());
    EXPECT_TRUE(configuration.policies.empty());
}

TEST_F(Loader, RefusesAFileThatIsTooLarge) {
    write("policies.d/a.yaml", policy("a") + "#" + std::string(kFileBytesMax, 'x'));
    EXPECT_EQ(codes(load_all().policies.at(0).findings), Codes{"YAML_LIMIT"});
}

TEST_F(Loader, FoldersThatAreNamedStandForThePoliciesInThem) {
    write("policies.d/a.yaml", policy("first"));
    write("policies.d/b.yml", policy("ignored"));
    write("c.yaml", policy("third"));
    const auto files = load_policy_files({folder_ / "policies.d", folder_ / "c.yaml"});
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(codes(files[0].findings), Codes{"FILE_IGNORED"}) << "told of the folder";
    EXPECT_EQ(files[1].policy->name, "first");
    EXPECT_EQ(files[2].policy->name, "third");
}

TEST_F(Loader, AFolderWithoutPoliciesThatIsNamedIsAnError) {
    const auto files = load_policy_files({folder_ / "policies.d"});
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(codes(files[0].findings), Codes{"FILE_UNREADABLE"});
}

TEST_F(Loader, AFileThatIsNamedTwiceIsReadOnce) {
    write("policies.d/a.yaml", policy("first"));
    const auto files = load_policy_files({folder_ / "policies.d/a.yaml", folder_ / "policies.d", folder_ / "policies.d/../policies.d/a.yaml"});
    ASSERT_EQ(files.size(), 1U);
    EXPECT_TRUE(files[0].policy);
}

TEST_F(Loader, TwoFilesThatAreNamedMayNotDefineOnePolicy) {
    write("a.yaml", policy("same"));
    write("b.yaml", policy("same"));
    const auto files = load_policy_files({folder_ / "a.yaml", folder_ / "b.yaml"});
    ASSERT_EQ(files.size(), 2U);
    EXPECT_TRUE(files[0].policy);
    EXPECT_EQ(codes(files[1].findings), Codes{"POLICY_DUPLICATE"});
}

} // namespace
} // namespace retention::config
