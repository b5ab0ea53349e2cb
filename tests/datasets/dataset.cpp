// SPDX-License-Identifier: Apache-2.0
#include "tests/datasets/dataset.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_data.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <memory>

namespace retention::test {

namespace {

namespace fs = std::filesystem;

const fs::path kSource = RETENTIOND_SOURCE_DIR;
const fs::path kOracles = kSource / "tests" / "datasets";

std::unique_ptr<PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new ClusterEnd);

PrivateCluster& cluster() {
    if (!running)
        running = std::make_unique<PrivateCluster>();
    return *running;
}

// "schema.table deleted updated inserted", in order; no lines for tables in which nothing happened.
std::vector<std::string> counted(const PrivateCluster& in, const std::string& database, const std::string& from) {
    std::vector<std::string> lines;
    for (const auto& row : in.query(database, "select concat_ws(' ', tab, deleted, updated, inserted) from " + from +
                                                  " where deleted + updated + inserted > 0 order by 1"))
        lines.push_back(row[0].value_or(""));
    return lines;
}

} // namespace

void DatasetTest::SetUp() {
    const auto data = sample_data(sample_.name);
    if (!fs::exists(data))
        GTEST_SKIP() << "the sample data is not there: " << data;
    cluster().create_database(database(), "template0");
    cluster().load_file(database(), data);
    cluster().load_file(database(), kOracles / "oracle.sql");
    exec("drop role if exists " + database());
    exec("create role " + database() + " login nosuperuser nobypassrls");
    exec("grant create on database " + database() + " to " + database());
    exec(sample_.grants);
}

void DatasetTest::TearDown() {
    daemon_.reset();
    if (!running)
        return;
    cluster().drop_database(database());
    cluster().exec("postgres", "drop role if exists " + database());
}

void DatasetTest::begin() {
    load(sample_.oracle);
    exec("call oracle.watch()");
    exec("analyze");
    daemon_.emplace(cluster().dsn(database(), database()), kSource / sample_.file);
}

std::string DatasetTest::take_printed_grants() {
    TemporaryFolder folder;
    fs::create_directory(folder.path() / "policies.d");
    fs::copy_file(kSource / sample_.file, folder.path() / "policies.d" / "policy.yaml");
    std::ofstream(folder.path() / "retentiond.yaml") << "databases: { sample: \"" << cluster().dsn(database()) << "\" }\n";
    const auto program = fs::path(RETENTIOND_BINARY_DIR) / "bin" / "retentiond";
    const auto printed = run({{program.string(), "--grants", "--role", database(), "--config", (folder.path() / "retentiond.yaml").string()},
                              {}, {}, -1});
    EXPECT_TRUE(printed.succeeded()) << printed.errors;
    exec("drop owned by " + database() + "; revoke create on database " + database() + " from " + database());
    exec(printed.output);
    return printed.output;
}

void DatasetTest::load(const std::string& file, const std::map<std::string, std::string>& variables) {
    cluster().load_file(database(), kOracles / file, variables);
}

nlohmann::json DatasetTest::start() {
    return daemon_->ask({"run", sample_.policy, "--as-of", sample_.as_of});
}

nlohmann::json DatasetTest::approve(const nlohmann::json& started) {
    const auto run = started.at("run").get<long long>();
    if (started.at("state") == "awaiting_approval")
        daemon_->ask({"approve", std::to_string(run), "--digest", started.at("digest").get<std::string>()});
    return daemon_->outcome_of(run);
}

void DatasetTest::expect_sound_plan(const nlohmann::json& plan) {
    for (const auto& rule : plan.at("rules")) {
        const auto of = [&](const char* member) { return rule.at(member).get<long long>(); };
        EXPECT_EQ(of("expired"), of("due") + of("unless") + of("floor") + of("hold") + of("done")) << rule;
        EXPECT_LE(of("takes"), of("due")) << rule;
    }
    auto subjects = plan.at("unclassified").get<long long>();
    for (const auto& [name, count] : plan.at("classes").items())
        subjects += count.get<long long>();
    EXPECT_EQ(subjects, plan.at("subjects").get<long long>());
    for (const auto& action : list("select distinct action from oracle.due"))
        EXPECT_EQ(plan.at("due_by_action").value(action, 0), static_cast<int>(due(action).size())) << action;
    EXPECT_EQ(plan.at("due").get<long long>(), number("select count(*) from oracle.due"));
}

void DatasetTest::expect_sound_outcome(const nlohmann::json& outcome) {
    EXPECT_EQ(outcome.at("state"), "finished") << outcome << daemon_->log();
    EXPECT_EQ(outcome.at("planned").get<long long>(), number("select count(*) from oracle.due"));
    EXPECT_EQ(outcome.at("done"), outcome.at("planned"));
    EXPECT_EQ(outcome.at("failed"), 0);

    exec("call oracle.take('oracle.after')");
    const std::vector<std::string> none;
    EXPECT_EQ(list("select * from oracle.differences() order by 1 limit 20"), none);
    EXPECT_EQ(list("select * from oracle.broken_keys()"), none);
    EXPECT_EQ(list("select * from oracle.traces()"), none);
    EXPECT_EQ(list("select t::text from (table oracle.takings except table oracle.takings_before) as t"), none);

    exec("create table oracle.journal (tab text, deleted bigint, updated bigint, inserted bigint)");
    for (const auto& [table, counts] : outcome.at("tables").items())
        cluster().query(
            database(),
            "insert into oracle.journal select n.nspname || '.' || c.relname, $2, $3, 0 from pg_class as c join "
            "pg_namespace as n on n.oid = c.relnamespace where c.oid = oracle.family($1::regclass)",
            {table, counts.at("deleted").dump(), counts.at("updated").dump()});
    EXPECT_EQ(
        counted(cluster(), database(),
                "(select tab, sum(deleted) as deleted, sum(updated) as updated, 0 as inserted from oracle.journal "
                "group by tab) as journal"),
        counted(cluster(), database(), "oracle.counts()"));
}

void DatasetTest::expect_nothing_more_is_due() {
    const auto changes = number("select count(*) from oracle.change");
    const auto second = run_to_the_end();
    EXPECT_EQ(second.at("state"), "finished");
    EXPECT_EQ(second.at("planned"), 0);
    EXPECT_EQ(number("select count(*) from oracle.change"), changes);
}

void DatasetTest::exec(const std::string& sql) {
    cluster().exec(database(), sql);
}

std::string DatasetTest::value(const std::string& sql) {
    return cluster().value(database(), sql);
}

std::vector<std::string> DatasetTest::list(const std::string& sql) {
    std::vector<std::string> values;
    for (const auto& row : cluster().query(database(), sql))
        values.push_back(row[0].value_or("null"));
    return values;
}

Keys DatasetTest::due(const std::string& action) {
    Keys keys;
    for (const auto& key : list("select key from oracle.due where action = '" + action + "'"))
        keys.insert(key);
    return keys;
}

std::vector<std::string> DatasetTest::changed_columns(const std::string& table, const std::string& key) {
    return list("select column_name || ': ' || changed from oracle.changed_columns('" + table + "', '" + key + "')");
}

} // namespace retention::test
