// SPDX-License-Identifier: Apache-2.0
//
// A corpus of policies that are well written and do not fit the database: refused/NNN-name.yaml, completed by what it
// lacks of frame.yaml, against schema.sql and odd.sql; and beside it, in NNN-name.expected, exactly what its author reads.
// Those called NNN-warning-… are not refused. To write the expected texts anew after a wanted change, run the test with
// RETENTIOND_UPDATE_GOLDEN=1 and read the difference.
#include "daemon/service/inspection.hpp"
#include "tests/support/cluster.hpp"
#include "tests/support/policy_fragment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

namespace retention::service {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(RETENTIOND_SOURCE_DIR) / "tests/daemon/service/refused";
constexpr const char* kDatabase = "refused";
constexpr const char* kFrame = "frame";

std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& each : fs::directory_iterator(kFolder))
        if (each.path().extension() == ".yaml" && each.path().stem() != kFrame)
            names.push_back(each.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::unique_ptr<test::PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new ClusterEnd);

test::PrivateCluster& cluster() {
    if (!running) {
        running = std::make_unique<test::PrivateCluster>();
        running->create_database(kDatabase);
        running->load_file(kDatabase, kFolder / "schema.sql");
        running->load_file(kDatabase, kFolder / "odd.sql");
    }
    return *running;
}

std::string without(const std::string& part, std::string text) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part))
        text.erase(at, part.size());
    return text;
}

// The tests are a superuser, which the check notes; it is no matter of the policy's.
std::string without_role(const std::string& text) {
    std::istringstream lines(text);
    std::string kept;
    bool is_of_role = false;
    for (std::string line; std::getline(lines, line);) {
        is_of_role = is_of_role || line.find("[ROLE_TOO_STRONG]") != std::string::npos;
        if (!is_of_role)
            kept += line + "\n";
        is_of_role = is_of_role && !line.starts_with("HINT: ");
    }
    return kept;
}

// What `retentiond --check` says of a policy, and its exit status.
std::string checked(const std::string& name, const std::string& policy) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / (name + ".yaml");
    const auto settings = folder.path() / "retentiond.yaml";
    write(folder.path() / "secret", std::string(64, 'k'));
    fs::permissions(folder.path() / "secret", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_directory(folder.path() / "policies.d");
    write(file, policy);
    write(settings, "databases: { crm: \"" + cluster().dsn(kDatabase) + "\" }\n" +
                        (name.ends_with("-without-key") ? "" : "pseudonym_key: secret\n"));
    std::ostringstream out;
    const int status = check({settings, {file}}, out);
    return without(folder.path().string() + "/", without_role(out.str())) + "exit status " + std::to_string(status) + "\n";
}

class Refused : public testing::TestWithParam<std::string> {};

TEST_P(Refused, TellsItsAuthorWhatAndWhere) {
    const auto expected_file = kFolder / (GetParam() + ".expected");
    const auto frame = read(kFolder / "frame.yaml");
    const auto text = checked(GetParam(), test::complete(read(kFolder / (GetParam() + ".yaml")), frame));
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
        write(expected_file, text);
    EXPECT_EQ(text, read(expected_file));
    const bool is_refused = GetParam().find("-warning-") == std::string::npos;
    EXPECT_TRUE(text.ends_with(is_refused ? "\nexit status 1\n" : "\nexit status 0\n"));
}

// Else a case could be refused for what it does not show.
TEST(RefusedFrame, IsNoneItself) {
    EXPECT_EQ(checked(kFrame, read(kFolder / "frame.yaml")), "1 policy file, 0 errors, 0 warnings\nexit status 0\n");
}

INSTANTIATE_TEST_SUITE_P(Corpus, Refused, testing::ValuesIn(case_names()), [](const auto& instance) {
    std::string name = "Case" + instance.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace retention::service
