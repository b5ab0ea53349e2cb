// SPDX-License-Identifier: Apache-2.0
//
// The catalog of real databases, compared with the server's own information schema.
#include "daemon/database/catalog.hpp"
#include "tests/daemon/database/fixture.hpp"
#include "tests/support/sample_data.hpp"

#include <filesystem>

namespace retention::database {
namespace {

class DatasetsTest : public DatabaseTest, public ::testing::WithParamInterface<const char*> {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        const auto data = test::sample_data(GetParam());
        if (!std::filesystem::exists(data))
            GTEST_SKIP() << "the sample data is not there: " << data;
        cluster().load_file(kDatabase, data);
        exec("analyze");
        Session session(dsn());
        Transaction transaction(session, Transaction::Mode::ReadOnly);
        rows = read_catalog_rows(transaction);
    }

    std::string count(const std::string& from) const { return value("select count(*) from " + from); }

    CatalogRows rows;
};

TEST_P(DatasetsTest, HaveAllTablesAndColumns) {
    std::size_t columns = 0;
    std::size_t tables = 0;
    for (const auto& table : rows.tables) {
        tables += table.kind != 'm';
        columns += table.kind == 'm' ? 0 : table.columns.size();
    }
    const std::string ours = " where table_schema not in ('pg_catalog', 'information_schema')";
    EXPECT_EQ(std::to_string(tables), count("information_schema.tables" + ours));
    EXPECT_EQ(std::to_string(columns), count("information_schema.columns" + ours));
}

TEST_P(DatasetsTest, HaveAllKeys) {
    EXPECT_EQ(std::to_string(rows.foreign_keys.size()), count("pg_constraint where contype = 'f' and conparentid = 0"));
    std::size_t primary_keys = 0;
    for (const auto& table : rows.tables)
        primary_keys += !table.primary_key.empty();
    EXPECT_EQ(std::to_string(primary_keys),
              count("pg_constraint where contype = 'p' and connamespace <> 'pg_catalog'::regnamespace"));
}

TEST_P(DatasetsTest, HaveEstimatesNearTheCounts) {
    for (const auto& table : rows.tables) {
        if (table.kind != 'r' && table.kind != 'p')
            continue;
        const auto exact = std::stod(count("\"" + table.name.schema + "\".\"" + table.name.name + "\""));
        EXPECT_NEAR(table.rows_estimate, exact, 1 + exact / 10) << policies::to_text(table.name);
    }
}

INSTANTIATE_TEST_SUITE_P(Public, DatasetsTest, ::testing::Values("pagila", "evergreen_patrons"),
                         [](const auto& dataset) { return std::string(dataset.param); });

} // namespace
} // namespace retention::database
