// SPDX-License-Identifier: Apache-2.0
//
// The bad days of docs/operations.md, each followed from its first command to its last on a database to which it
// happens.
#include "tests/guide/page.hpp"
#include "tests/guide/scene.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <map>
#include <memory>

namespace retention::guide {
namespace {

namespace fs = std::filesystem;

class BadDay : public testing::Test {
protected:
    // Every command of the section that stands by itself.
    void follow(const std::string& section) {
        int typed = 0;
        for (const auto& written : commands_of(fs::path(RETENTIOND_SOURCE_DIR) / "docs/operations.md"))
            if (written.section == section && written.where == Written::Where::Indented) {
                SCOPED_TRACE("docs/operations.md:" + std::to_string(written.line) + ": " + written.command);
                type(written.command);
                ++typed;
            }
        EXPECT_GT(typed, 8) << section;
    }

    void type(const std::string& command) {
        if (const auto done = instead_.find(command); done != instead_.end())
            return done->second();
        auto line = command;
        for (const auto& [written, means] : means_)
            if (const auto at = line.find(written); at != std::string::npos)
                line.replace(at, written.size(), means());
        if (line.ends_with(" &"))
            return start_second(line.substr(0, line.size() - 2));
        const auto outcome = scene_.type(line);
        EXPECT_TRUE(outcome.exit_status == 0 || outcome.exit_status == 3) << outcome.exit_status.value_or(-1) << ":\n"
                                                                          << outcome.output;
    }

    void start_second(const std::string& line) {
        second_ = std::make_unique<test::Process>(scene_.command("exec " + line));
    }

    void TearDown() override {
        if (second_) {
            second_->signal(SIGTERM);
            (void)second_->wait(std::chrono::minutes(1));
        }
        scene_.drop("crm_before");
    }

    std::string count(const std::string& where) const {
        return scene_.value("select count(*) from crm.person where " + where);
    }

    // Plans, approves, and waits.
    void run() {
        EXPECT_EQ(scene_.type("retentionctl run contacts --wait").exit_status, 3);
        EXPECT_EQ(scene_.type("retentionctl approve " + scene_.last_run()).exit_status, 0);
        EXPECT_EQ(scene_.type("retentionctl await done --timeout 240").exit_status, 0);
    }

    Scene scene_;
    std::unique_ptr<test::Process> second_;
    std::map<std::string, std::function<void()>> instead_; // what a service manager does
    std::map<std::string, std::function<std::string()>> means_{{"12", [this] { return scene_.last_run(); }},
                                                               {"--timeout 3600", [] { return "--timeout 240"; }}};
};

TEST_F(BadDay, ARestoredDatabaseForgetsAgainWhoWasForgotten) {
    EXPECT_EQ(scene_.type("pg_dump --format=custom --file=crm.dump crm").exit_status, 0);
    const auto due = scene_.keys_of_the_due("delete");
    const auto held = scene_.value("select min(id) from crm.person where id in (" + due + ")");
    ASSERT_NE(count("id in (" + due + ")"), "0");
    run();
    ASSERT_EQ(count("id in (" + due + ")"), "0");

    means_["4711"] = [held] { return held; };
    instead_["pg_dump --format=custom --file=crm.dump crm"] = [] {}; // was made before it happened
    instead_["systemctl stop retentiond.socket retentiond"] = [this] { scene_.stop_daemon(); };
    instead_["systemctl start retentiond"] = [this] { scene_.start_daemon(); };
    instead_["systemctl reload retentiond"] = [this] { EXPECT_EQ(scene_.type("retentionctl reload").exit_status, 0); };
    follow("Backup and restore");
    EXPECT_EQ(count("id in (" + due + ") and id <> " + held), "0") << "they are forgotten again";
    EXPECT_EQ(count("id = " + held), "1") << "the hold that came after the backup was placed again";
    EXPECT_EQ(scene_.value("select state from retentiond.run order by run desc limit 1"), "finished");
}

TEST_F(BadDay, AfterTooMuchWasErasedItIsKnownWho) {
    EXPECT_EQ(scene_.type("pg_dump --format=custom --file=crm.dump crm").exit_status, 0);
    const auto deleted = scene_.keys_of_the_due("delete");
    const auto somebody = scene_.value("select min(id) from crm.person where id in (" + deleted + ")");
    // Slowly, so that somebody sees it in its middle.
    EXPECT_EQ(scene_.type("retentionctl set pace.batch_rows=1 pace.rows_per_second=5").exit_status, 0);
    EXPECT_EQ(scene_.type("retentionctl run contacts --wait").exit_status, 3);
    EXPECT_EQ(scene_.type("retentionctl approve " + scene_.last_run()).exit_status, 0);
    ASSERT_TRUE(test::wait_until(
        [&] { return scene_.value("select count(*) from retentiond.batch where state = 'done'") != "0"; },
        std::chrono::minutes(5)));

    means_["4711"] = [somebody] { return somebody; };
    instead_["systemctl reload retentiond"] = [this] { EXPECT_EQ(scene_.type("retentionctl reload").exit_status, 0); };
    scene_.write_settings_of_another("before", "crm_before");
    follow("It erased too much. What now?");
    const auto as_of = scene_.value("select as_of from retentiond.run order by run desc limit 1");
    EXPECT_EQ(
        scene_
            .type("diff <(sort deleted.txt) <(psql --dbname=crm_before --no-align --tuples-only --command=\"select id "
                  "from expected.outcome('" +
                  as_of + "') where action = 'delete'\" | sort) | grep '^<'")
            .output,
        "")
        << "nobody is in the list who was not due";
    EXPECT_NE(scene_.type("cat deleted.txt").output, "");
    EXPECT_EQ(scene_.value("select state from retentiond.run order by run desc limit 1"), "cancelled");
    EXPECT_EQ(scene_.value("select string_agg(what, ', ' order by command) from retentiond.command where outcome = "
                           "'done' and what not in "
                           "('run.start', 'run.approve', 'pace.set')"),
              "pause, run.cancel, reload, resume");
    EXPECT_NE(scene_.type("retentionctl --socket before/control.sock explain contacts " + somebody)
                  .output.find("silent-prospects"),
              std::string::npos);
}

} // namespace
} // namespace retention::guide
