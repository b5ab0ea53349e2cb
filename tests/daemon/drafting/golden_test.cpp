// SPDX-License-Identifier: Apache-2.0
//
// Drafts of known databases as text, to be read like code. RETENTIOND_UPDATE_GOLDEN=1 writes the files anew.
#include "tests/daemon/drafting/draft_fixture.hpp"
#include "tests/support/sample_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace retention::drafting {
namespace {

const std::filesystem::path kSource = RETENTIOND_SOURCE_DIR;

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void expect_golden(const std::string& name, const std::string& text) {
    const auto path = kSource / "tests/daemon/drafting/golden" / (name + ".yaml");
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN"))
        std::ofstream(path) << text;
    EXPECT_EQ(text, read(path)) << path;
}

void expect_golden_of_dataset(const std::string& name, const std::string& database, const std::string& schema, const std::string& table) {
    const auto data = test::sample_data(name);
    if (!std::filesystem::exists(data))
        GTEST_SKIP() << "the sample data is not there: " << data;
    cluster().create_database(database, "template0");
    cluster().load_file(database, data);
    cluster().exec(database, "analyze");
    const auto yaml = draft(database, schema, table);
    expect_sound(database, yaml);
    expect_golden(database, yaml);
}

TEST(GoldenDraft, OfTheSampleCrm) {
    cluster().create_database("draft_crm");
    cluster().load_file("draft_crm", kSource / "tests/crm/crm.sql", {{"persons", "2000"}});
    const auto yaml = draft("draft_crm", "crm", "person");
    expect_sound("draft_crm", yaml);
    expect_golden("draft_crm", yaml);
}

TEST(GoldenDraft, OfPagilasCustomers) {
    expect_golden_of_dataset("pagila", "draft_pagila", "public", "customer");
}

TEST(GoldenDraft, OfPagilasStaff) {
    expect_golden_of_dataset("pagila", "draft_pagila_staff", "public", "staff");
}

TEST(GoldenDraft, OfEvergreensPatrons) {
    expect_golden_of_dataset("evergreen_patrons", "draft_evergreen", "actor", "usr");
}

} // namespace
} // namespace retention::drafting
