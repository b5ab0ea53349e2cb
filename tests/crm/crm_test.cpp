// SPDX-License-Identifier: Apache-2.0
//
// The sample CRM and its oracle are what other tests trust, so they are tested too.
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>

namespace retention::test {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(RETENTIOND_SOURCE_DIR) / "tests" / "crm";
constexpr const char* kDatabase = "crm_sample";
constexpr const char* kAsOf = "2026-01-01";

// Loaded once: no test changes it.
class SampleCrm : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cluster_ = std::make_unique<PrivateCluster>();
        load(kDatabase, "4000");
        cluster_->load_file(kDatabase, kFolder / "expected.sql");
    }
    static void TearDownTestSuite() { cluster_.reset(); }

    static void load(const std::string& database, const std::string& persons) {
        cluster_->create_database(database);
        cluster_->load_file(database, kFolder / "crm.sql", {{"persons", persons}});
    }

    static long long count(const std::string& sql) { return std::stoll(cluster_->value(kDatabase, sql)); }

    // A digest of all rows of all tables.
    static std::string digest(const std::string& database) {
        std::string digests;
        for (const auto& row : cluster_->query(database, "select oid::regclass from pg_class where relkind = 'r' and "
                                                         "relnamespace = 'crm'::regnamespace order by relname"))
            digests += cluster_->value(database, "select coalesce(md5(string_agg(t::text, '' order by t::text collate "
                                                 "\"C\")), 'empty') from " +
                                                     *row[0] + " as t");
        return digests;
    }

    static std::unique_ptr<PrivateCluster> cluster_;
};

std::unique_ptr<PrivateCluster> SampleCrm::cluster_;

TEST_F(SampleCrm, IsTheSameEachTime) {
    load("crm_again", "4000");
    EXPECT_EQ(digest("crm_again"), digest(kDatabase));
}

TEST_F(SampleCrm, HasAsManyPersonsAsAsked) {
    EXPECT_EQ(count("select count(*) from crm.person"), 4000);
}

TEST_F(SampleCrm, LiesBeforeItsDate) {
    EXPECT_EQ(
        count("select (select count(*) from crm.person where created_at >= date '2026-01-01' or ended_on >= "
              "date '2026-01-01') + (select count(*) from crm.activity where happened_at >= date '2026-01-01') + "
              "(select count(*) from crm.consent where greatest(granted_at, withdrawn_at) >= date '2026-01-01') + "
              "(select count(*) from crm.invoice where invoiced_on >= date '2026-01-01')"),
        0);
}

TEST_F(SampleCrm, HasAnIndexForEachForeignKey) {
    EXPECT_EQ(
        count("select count(*) from pg_constraint as c where contype = 'f' and connamespace = 'crm'::regnamespace "
              "and not exists (select 1 from pg_index as i where i.indrelid = c.conrelid and i.indkey[0] = "
              "c.conkey[1])"),
        0);
}

TEST_F(SampleCrm, MentionsPeopleInFreeText) {
    EXPECT_GT(count("select count(*) from crm.activity as a join crm.person as p on p.id = a.person_id where "
                    "position(p.email in a.body) > 0"),
              100);
}

TEST_F(SampleCrm, HasAboutAQuarterDue) {
    const auto due = count("select count(*) from expected.outcome('2026-01-01') where due_rule is not null");
    EXPECT_GT(due, 4000 / 5);
    EXPECT_LT(due, 4000 / 3);
}

TEST_F(SampleCrm, HasAPersonForEachOutcome) {
    std::map<std::string, int> outcomes;
    for (const auto& row : cluster_->query(
             kDatabase, "select distinct coalesce(due_rule, stopped_by, 'kept') from expected.outcome($1::timestamptz)",
             {kAsOf}))
        ++outcomes[row[0].value_or("")];
    for (const char* outcome :
         {"silent-prospects", "consent-ended", "lost-customers", "hold", "floor", "unless", "kept"})
        EXPECT_TRUE(outcomes.contains(outcome)) << outcome;
}

TEST_F(SampleCrm, HasPersonsWithoutAClassAndWithoutAStartingPoint) {
    EXPECT_GT(count("select count(*) from expected.outcome('2026-01-01') where class is null"), 0);
    EXPECT_GT(count("select count(*) from expected.rules('2026-01-01') where starting_point is null"), 0);
}

} // namespace
} // namespace retention::test
