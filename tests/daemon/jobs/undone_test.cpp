// SPDX-License-Identifier: Apache-2.0
#include "config/policy_reader.hpp"
#include "daemon/jobs/administration.hpp"
#include "daemon/jobs/census.hpp"
#include "daemon/jobs/redo_commands.hpp"
#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

// Who was anonymized, and has again what was taken away.
class Undone : public ShopTest {
protected:
    void SetUp() override {
        ShopTest::SetUp();
        policy_ = compile(with_name("redact"));
        ASSERT_EQ(work_off(policy_, start_run(policy_).run), "finished");
    }

    static std::string with_name(const std::string& anonymizer) {
        std::string text = policy_text();
        const std::string drawn = "{ fake: last_name }";
        return text.replace(text.find(drawn), drawn.size(), anonymizer);
    }

    Census census(const std::shared_ptr<const CompiledPolicy>& policy) {
        database::Session session(dsn());
        return Planner(clock_).count(session, *policy, std::nullopt);
    }

    long long redo() {
        database::Session session(dsn());
        database::Transaction transaction(session, database::Transaction::Mode::ReadWrite, policy_->policy->timezone());
        const auto sent = send_undone_again(transaction, *policy_);
        transaction.commit();
        return sent;
    }

    std::shared_ptr<const CompiledPolicy> policy_;
};

TEST_F(Undone, IsNobodyWhoIsAsTheActionLeftThem) { EXPECT_EQ(census(policy_).undone, 0); }

TEST_F(Undone, AreToldAndNotDue) {
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    const auto found = census(policy_);
    EXPECT_EQ(found.undone, 2);
    EXPECT_EQ(found.due, 0);
    EXPECT_EQ(start_run(policy_).planned, 0);
}

TEST_F(Undone, AreFoundBesideOneWhoCanNotBeJudged) {
    auto text = with_name("redact");
    const std::string prospect = "prospect: status = 'prospect'";
    policy_ = compile(text.insert(text.find(prospect) + prospect.size(), " and 10 / length(name) > 0"));
    exec("update shop.person set name = 'Ann' where id in (107, 108); update shop.person set name = '' where id in (201, 202)");
    EXPECT_EQ(census(policy_).undone, 2);
    EXPECT_EQ(census(policy_).unjudged_subjects(), 2);
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(start_run(policy_).planned, 2);
}

TEST_F(Undone, AreErasedAgainWhenSomebodySaysSo) {
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(redo(), 0);
    EXPECT_EQ(census(policy_).undone, 0) << "they are due now";
    EXPECT_EQ(census(policy_).due, 2);
    const auto run = start_run(policy_).run;
    EXPECT_EQ(work_off(policy_, run), "finished");
    EXPECT_EQ(outcome(run, "done"), 2);
    EXPECT_EQ(count("shop.person where name = 'Ann'"), 0);
    EXPECT_EQ(census(policy_).undone, 0);
    EXPECT_EQ(census(policy_).due, 0);
}

TEST_F(Undone, AHoldStillStopsThem) {
    exec("update shop.person set name = 'Ann' where id = 107");
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '107', 'court', "
         "'dpo')");
    EXPECT_EQ(redo(), 1);
    EXPECT_EQ(start_run(policy_).planned, 0);
    EXPECT_EQ(census(policy_).undone, 0);
    EXPECT_EQ(census(policy_).held.subjects.at("operator"), 1);
}

// Anonymized after some years, to be deleted after more and the books': what a restore brings back must not hide behind the books.
TEST_F(Undone, AreToldAlsoWhereAFloorStopsWhatComesNext) {
    auto text = with_name("redact");
    text.insert(text.find("actions:"), "  - { name: remove, class: former, keep: P6Y, after: ended_on, then: delete }\n"
                                       "floors: [ { name: books, keep: P20Y, after: ended_on, because: law, blocks: [delete] } ]\n");
    policy_ = compile(text);
    ASSERT_EQ(census(policy_).floored.subjects, (std::map<std::string, long long>{{"books", 20}}));
    exec("update shop.person set name = 'Ann' where id in (107, 108)");
    const auto found = census(policy_);
    EXPECT_EQ(found.undone, 2);
    EXPECT_EQ(found.floored.subjects, (std::map<std::string, long long>{{"books", 18}})) << "each counts once";
    EXPECT_EQ(redo(), 2);
    EXPECT_EQ(census(policy_).due, 2);
}

TEST_F(Undone, IsNobodyWhoReturned) {
    exec("update shop.person set name = 'Ann', ended_on = current_date + 1 where id = 107");
    EXPECT_EQ(census(policy_).undone, 0) << "not expired: a customer with a name";
    EXPECT_EQ(redo(), 0);
}

TEST_F(Undone, IsWhomAPolicyThatTakesMoreByNowHasLeft) {
    const auto drawn = compile(with_name("{ fake: last_name }"));
    exec("update shop.person set name = 'Ann' where id = 107");
    EXPECT_EQ(census(drawn).undone, 0) << "a name that is drawn tells nothing";
    exec("update shop.person set name = 'Bob' where id between 101 and 120");
    EXPECT_EQ(census(policy_).undone, 20);
}

// Whom a policy has left by a text that has changed, where no row of theirs tells: somebody says who is to be done again.
class Redo : public Undone {
protected:
    void SetUp() override {
        Undone::SetUp();
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("shop.yaml", with_name("redact")), findings);
        target_.replace_policies({std::make_shared<const policies::Policy>(std::move(*policy))});
    }

    // How many, or why nobody.
    std::string one(const std::string& key) {
        try {
            return administration_.redo_subject("shop", key, "dpo")["subjects"].dump();
        } catch (const OperationError& error) {
            return error.what();
        }
    }

    Target target_{{.name = "shop", .dsn = dsn(), .pace = {}, .workers = 1}, clock_, log_};
    Administration administration_{{}, {&target_}, log_, [] { return nlohmann::json(); }};
};

TEST_F(Redo, OfOneSubjectIsOfNobodyElse) {
    EXPECT_EQ(one("0107"), "1") << "however the key is written";
    EXPECT_EQ(one("107"), "0") << "asked for already";
    EXPECT_EQ(value("select string_agg(key, ',') from retentiond.marker where again"), "107");
    EXPECT_EQ(census(policy_).due, 1);
    const auto run = start_run(policy_).run;
    EXPECT_EQ(work_off(policy_, run), "finished");
    EXPECT_EQ(outcome(run, "done"), 1);
    EXPECT_EQ(census(policy_).due, 0);
    EXPECT_EQ(log_text_.str().find("107"), std::string::npos);
    EXPECT_EQ(value("select string_agg(distinct detail::text, ',') from retentiond.event where what = 'sent_again'"), "{\"subjects\": 1}");
}

TEST_F(Redo, OfSomebodyWhoWasNeverDoneIsRefused) {
    EXPECT_EQ(one("201"), "nothing was done for this subject that could be done again");
    EXPECT_EQ(one("99999"), "there is no such subject");
    EXPECT_EQ(census(policy_).due, 0);
}

TEST_F(Redo, OfAllIsOfThoseWhoAreThere) {
    exec("begin; set local session_replication_role = replica; delete from shop.person where id = 120; commit");   // whoever points there stays
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '107', 'court', 'dpo')");
    EXPECT_EQ(administration_.redo_all("shop", "dpo")["subjects"], 19);
    EXPECT_EQ(administration_.redo_all("shop", "dpo")["subjects"], 0);
    EXPECT_EQ(start_run(policy_).planned, 18) << "a hold wins";
}

TEST_F(Redo, OfAllTakesNobodyWhoReturned) {
    exec("update shop.person set ended_on = current_date + 1 where id = 107");
    EXPECT_EQ(administration_.redo_all("shop", "dpo")["subjects"], 20);
    EXPECT_EQ(census(policy_).due, 19) << "judged as if never done: a customer again";
}

} // namespace
} // namespace retention::jobs
