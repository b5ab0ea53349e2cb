// SPDX-License-Identifier: Apache-2.0
#include "config/settings_reader.hpp"

#include "config/diagnostics.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace retention::config {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSmall = "databases: { crm: \"service=crm\" }\n";

policies::Findings findings_in(const std::string& text) {
    Source source("retentiond.yaml", text);
    policies::Findings findings;
    read_settings(source, "/etc/retentiond", findings);
    return findings;
}

Settings read(const std::string& text) {
    Source source("retentiond.yaml", text);
    policies::Findings findings;
    auto settings = read_settings(source, "/etc/retentiond", findings);
    EXPECT_TRUE(findings.empty()) << render(findings, source);
    return settings;
}

bool is_accepted(const std::string& more) {
    return findings_in(kSmall + more).empty();
}

TEST(SettingsReader, OneDatabaseIsEnough) {
    const auto settings = read(kSmall);
    EXPECT_EQ(settings.databases.at("crm").dsn, "service=crm");
    EXPECT_EQ(settings.policies, "/etc/retentiond/policies.d");
    EXPECT_EQ(settings.state, "/var/lib/retentiond");
    EXPECT_EQ(settings.socket, "/run/retentiond/control.sock");
    EXPECT_EQ(settings.workers, 1);
    EXPECT_EQ(settings.pace.batch_time, 50ms);
    EXPECT_EQ(settings.count.every, 1h);
    EXPECT_FALSE(settings.metrics.textfile);
    EXPECT_EQ(settings.pace.statement_timeout, 60s);
    EXPECT_EQ(settings.access.administrator, (std::vector<Grant>{{Grant::Kind::User, "root", 0}}));
    EXPECT_EQ(settings.log_level, LogLevel::Info);
}

TEST(SettingsReader, PathsAreAbsoluteWhateverTheFileSays) {
    for (const auto* text : {"", "[]", "policies: [a]\n", kSmall}) {
        Source source("retentiond.yaml", text);
        policies::Findings findings;
        const auto settings = read_settings(source, "/etc/retentiond", findings);
        EXPECT_EQ(settings.policies, "/etc/retentiond/policies.d") << text;
        EXPECT_EQ(settings.socket, "/run/retentiond/control.sock") << text;
    }
}

TEST(SettingsReader, ApprovalAsksForNothingUnlessToldTo) {
    using Asked = Approval::Asked;
    EXPECT_EQ(read(kSmall).approval.four_eyes, Asked::Optional);
    const auto settings = read(kSmall + std::string("approval: { four_eyes: required, reason: required }\n"));
    EXPECT_EQ(settings.approval.four_eyes, Asked::Required);
    EXPECT_EQ(settings.approval.reason, Asked::Required);
    EXPECT_FALSE(is_accepted("approval: { four_eyes: true }\n"));
}

TEST(SettingsReader, ReadsEverySetting) {
    const auto settings = read(R"(databases:
  crm: postgresql://db/crm
  shop: { dsn: "dbname=shop", passfile: shop.pgpass }
policies: ../policies
state: state
socket: /tmp/x.sock
workers: 4
pace:
  batch_time: 100ms
  lock_timeout: 2s
  statement_timeout: 5m
  replica_lag: null
  rows_per_second: 1000
  dead_rows: ~
  batch_rows: 10
access: { viewer: ["group:a", "gid:7"], operator: "user:b", administrator: [] }
count: { every: 30m }
metrics: { textfile: numbers/retentiond.prom, every: 1m }
log: { level: debug }
)");
    EXPECT_EQ(settings.databases.at("shop").passfile, "/etc/retentiond/shop.pgpass");
    EXPECT_EQ(settings.policies, "/etc/policies");
    EXPECT_EQ(settings.state, "/etc/retentiond/state");
    EXPECT_EQ(settings.workers, 4);
    EXPECT_EQ(settings.pace.statement_timeout, 5min);
    EXPECT_FALSE(settings.pace.replica_lag);
    EXPECT_FALSE(settings.pace.dead_rows);
    EXPECT_EQ(settings.pace.rows_per_second, 1000);
    EXPECT_EQ(settings.access.viewer.size(), 2U);
    EXPECT_EQ(settings.access.operators.at(0).name, "b");
    EXPECT_TRUE(settings.access.administrator.empty());
    EXPECT_EQ(settings.count.every, 30min);
    EXPECT_EQ(settings.metrics.textfile, "/etc/retentiond/numbers/retentiond.prom");
    EXPECT_EQ(settings.metrics.every, 1min);
    EXPECT_EQ(settings.log_level, LogLevel::Debug);
}

TEST(SettingsReader, MetricsFileIsOneThatTheCollectorReads) {
    EXPECT_TRUE(is_accepted("metrics: { textfile: /x/a.prom }\n"));
    EXPECT_FALSE(is_accepted("metrics: { textfile: /x/a.txt }\n"));
    EXPECT_FALSE(is_accepted("metrics: { textfile: /x/prom }\n"));
    EXPECT_FALSE(is_accepted("metrics: { textfile: \"\" }\n"));
}

TEST(SettingsReader, LimitsHold) {
    EXPECT_FALSE(is_accepted("workers: 0\n"));
    EXPECT_TRUE(is_accepted("workers: 1\n"));
    EXPECT_TRUE(is_accepted("workers: 16\n"));
    EXPECT_FALSE(is_accepted("workers: 17\n"));
    EXPECT_FALSE(is_accepted("pace: { batch_time: 0ms }\n"));
    EXPECT_TRUE(is_accepted("pace: { batch_time: 1ms }\n"));
    EXPECT_TRUE(is_accepted("pace: { batch_time: 60s }\n"));
    EXPECT_FALSE(is_accepted("pace: { batch_time: 60001ms }\n"));
    EXPECT_TRUE(is_accepted("pace: { batch_rows: 1 }\n"));
    EXPECT_FALSE(is_accepted("pace: { batch_rows: 0 }\n"));
    EXPECT_FALSE(is_accepted("count: { every: 59s }\n"));
    EXPECT_TRUE(is_accepted("count: { every: 1m }\n"));
    EXPECT_TRUE(is_accepted("count: { every: 24h }\n"));
    EXPECT_FALSE(is_accepted("count: { every: 1441m }\n"));
    EXPECT_FALSE(is_accepted("metrics: { every: 999ms }\n"));
    EXPECT_TRUE(is_accepted("metrics: { every: 1s }\n"));
    EXPECT_TRUE(is_accepted("metrics: { every: 1h }\n"));
    EXPECT_FALSE(is_accepted("metrics: { every: 61m }\n"));
}

TEST(SettingsReader, BoundsHaveAnOrder) {
    EXPECT_TRUE(is_accepted("pace: { batch_rows: 5000 }\n"));
    EXPECT_FALSE(is_accepted("pace: { batch_rows: 5001 }\n"));
    EXPECT_TRUE(is_accepted("pace: { lock_timeout: 60s }\n"));
    EXPECT_FALSE(is_accepted("pace: { lock_timeout: 61s }\n"));
}

TEST(SettingsReader, NothingOfAConnectionStringIsShown) {
    for (const std::string& dsn : std::vector<std::string>{"host=db password=hunter2", "hunter2",
                                                           "postgresql://me:hunter2@db/crm", "host='hunter2"}) {
        for (const std::string& text : std::vector<std::string>{
                 "databases:\n  crm: \"" + dsn + "\"\nworker: 2\n", "databases: { crm: { dsn: \"" + dsn + "\" } }\n",
                 "databases:\n  crm: |\n    " + dsn + "\n", "databases:\n  crm: [\"" + dsn + "\"\n"}) {
            Source source("retentiond.yaml", text);
            policies::Findings findings;
            read_settings(source, "/etc/retentiond", findings);
            EXPECT_FALSE(findings.empty());
            EXPECT_EQ(render(findings, source).find("hunter2"), std::string::npos) << render(findings, source);
        }
    }
}

} // namespace
} // namespace retention::config
