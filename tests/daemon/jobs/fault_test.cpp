// SPDX-License-Identifier: Apache-2.0
//
// What a server may answer in the middle of a batch, and one policy or person in the way of others.
#include "tests/daemon/jobs/fixture.hpp"

#include "daemon/database/migrations.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <fstream>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;
using database::Session;

// Conditions that pass by themselves: each is raised by the server's own hand for the first rows, in any of the tables.
struct Passing {
    const char* sqlstate;
    const char* name;
};

class PassingFault : public ShopTest, public testing::WithParamInterface<Passing> {};

TEST_P(PassingFault, CostsNobodyTheirTurnAndDoesNobodyTwice) {
    exec("create sequence shop.tries");
    for (const auto* table : {"person", "activity", "attachment", "consent"})
        exec(std::string("create function shop.fail_") + table + "() returns trigger language plpgsql as $$ begin if nextval('shop.tries') % 7 = 3 " +
             "and currval('shop.tries') < 60 then raise exception 'of the server' using errcode = '" + GetParam().sqlstate +
             "'; end if; return coalesce(new, old); end $$; create trigger fail before update or delete on shop." + table +
             " for each row execute function shop.fail_" + table + "()");
    const auto policy = compile();
    const auto planned = start_run(policy, 10);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_GE(std::stoll(value("select last_value from shop.tries")), 60) << "it was raised";
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    EXPECT_EQ(outcome(planned.run, "failed"), 0);
    expect_sound(planned.run);
}

INSTANTIATE_TEST_SUITE_P(Any, PassingFault,
                         testing::Values(Passing{"40001", "Serialization"}, Passing{"40P01", "Deadlock"}, Passing{"55P03", "Lock"},
                                         Passing{"57014", "Cancelled"}, Passing{"53100", "DiskFull"}, Passing{"53200", "OutOfMemory"},
                                         Passing{"53300", "OutOfConnections"}, Passing{"25006", "ReadOnly"}, Passing{"58030", "InputOutput"},
                                         Passing{"57P03", "CannotConnectNow"}, Passing{"55006", "InUse"}),
                         [](const auto& fault) { return fault.param.name; });

// A file system of a megabyte, which the journal's markers lie on.
class SmallDisk {
public:
    SmallDisk() {
        const auto path = folder_.path().string();
        is_mounted_ = test::run({{"mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path}, {}, {}, -1}).succeeded() &&
                      test::run({{"chown", "postgres:postgres", path}, {}, {}, -1}).succeeded();
    }
    ~SmallDisk() { test::run({{"umount", "--lazy", folder_.path().string()}, {}, {}, -1}); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool is_mounted() const noexcept { return is_mounted_; }
    std::string path() const { return folder_.path().string(); }
    void fill() const {
        std::ofstream filler(folder_.path() / "filler", std::ios::binary);
        const std::string kilobyte(1024, 'x');
        while (filler.write(kilobyte.data(), 1024).flush()) {
        }
    }
    void free() const { std::filesystem::remove(folder_.path() / "filler"); }

private:
    test::TemporaryFolder folder_{"rtd-small"};
    bool is_mounted_ = false;
};

class DiskTest : public ShopTest {};

TEST_F(DiskTest, ThatIsFullIsWaitedForAndNothingHalfIsLeft) {
    if (cluster().is_shared())
        GTEST_SKIP() << "makes a tablespace";
    const SmallDisk disk;
    if (!disk.is_mounted())
        GTEST_SKIP() << "may not mount";
    std::filesystem::permissions(disk.path(), std::filesystem::perms(0755));
    cluster().exec("postgres", "create tablespace small location '" + disk.path() + "'");
    exec("alter table retentiond.marker set tablespace small");
    disk.fill();
    const auto policy = compile();
    const auto planned = start_run(policy, 10);
    Session session(dsn(), kTimeouts);
    for (int batch = 0; batch < 8; ++batch)
        one_batch(session, policy);
    EXPECT_EQ(outcome(planned.run, "done"), 20) << "those who are deleted leave no marker";
    EXPECT_EQ(value("select string_agg(distinct sqlstate, ',') from retentiond.batch where state = 'pending'"), "53100");
    EXPECT_EQ(count("shop.person where email like '%@anonymized.invalid'"), 0) << "nobody is erased whom the journal does not know";
    EXPECT_NE(log_text_.str().find("disk_full"), std::string::npos);
    expect_sound(planned.run);
    disk.free();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    EXPECT_EQ(outcome(planned.run, "failed"), 0);
    expect_sound(planned.run);
    exec("alter table retentiond.marker set tablespace pg_default");
    cluster().exec("postgres", "drop tablespace small");
}

class OneAmongOthers : public ShopTest {
protected:
    // A row in `table` takes a millisecond: a thousand of them are a person with a million. Each that was begun is counted, also where it
    // is rolled back.
    static void make_rows_slow(const std::string& table) {
        exec("create sequence shop.begun; create function shop.dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.001), "
             "nextval('shop.begun'); return coalesce(new, old); end $$; create trigger dawdle before delete on shop." +
             table + " for each row execute function shop.dawdle()");
    }
};

TEST_F(OneAmongOthers, APersonWithVeryManyRowsHoldsUpNobodyForLong) {
    exec("insert into shop.activity (person_id, happened_at) select 7, now() - interval '3 years' from generate_series(1, 3000)");
    make_rows_slow("activity");
    const auto policy = compile();
    const auto planned = start_run(policy);
    PaceSettings settings = with({1min, 200ms, 1min});
    settings.batch_time = 50ms;   // several persons: a second for a statement
    pace_.retune(settings);
    Session session(dsn(), kTimeouts);
    EXPECT_EQ(one_batch(session, policy), BatchRunner::Result::Worked);
    EXPECT_LT(std::stoll(value("select last_value from shop.begun")), 2000) << "given up long before all of them were gone";
    EXPECT_EQ(count("retentiond.batch where state = 'pending'"), 3) << "and halved at once";
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40) << "alone there is time enough";
    EXPECT_LE(std::stoll(value("select max(subjects) from retentiond.batch where (counts -> 'shop.activity' ->> 'deleted')::int > 3000")), 1);
    expect_sound(planned.run);
}

TEST_F(OneAmongOthers, APersonForWhomNoTimeIsEnoughIsSetAside) {
    exec("insert into shop.activity (person_id, happened_at) select 7, now() - interval '3 years' from generate_series(1, 3000)");
    make_rows_slow("activity");
    const auto policy = compile();
    const auto planned = start_run(policy, 1);
    pace_.retune(with({1s, 200ms, 1min}));
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 39);
    EXPECT_EQ(outcome(planned.run, "failed"), 1);
    EXPECT_EQ(value("select sqlstate from retentiond.batch where state = 'failed'"), "57014");
    EXPECT_NE(log_text_.str().find("statement_timeout"), std::string::npos) << "the log says what helps";
    expect_sound(planned.run);
}

TEST_F(OneAmongOthers, ARunInWhichNobodyIsEverInTimeEndsEarly) {
    exec("create function shop.too_late() returns trigger language plpgsql as $$ begin raise exception 'in time' using errcode = '57014'; end $$;"
         "create trigger too_late before update or delete on shop.person for each row execute function shop.too_late()");
    const auto policy = compile();
    const auto planned = start_run(policy, 1);
    EXPECT_EQ(work_off(policy, planned.run), "failed");
    EXPECT_EQ(outcome(planned.run, "failed"), 20);
    EXPECT_EQ(count("retentiond.batch where state = 'pending' or keys is not null"), 0);
    EXPECT_NE(log_text_.str().find("RUN_FAILED"), std::string::npos);
}

TEST_F(OneAmongOthers, PoliciesTakeTurns) {
    const auto first = compile();
    auto text = policy_text();
    text.replace(text.find("policy: shop"), 12, "policy: also");
    const auto second = compile(text);
    start_run(first, 2);
    start_run(second, 2);
    Session session(dsn(), kTimeouts);
    BatchRunner runner(pace_, log_);
    for (int batch = 0; batch < 6; ++batch)
        EXPECT_EQ(runner.run_one(session, {{"shop", first}, {"also", second}}), BatchRunner::Result::Worked);
    EXPECT_EQ(value("select string_agg(n::text, ' ') from (select count(*) as n from retentiond.batch where state = 'done' group by run) x"), "3 3");
}

TEST_F(OneAmongOthers, APolicyWhoseBatchesAllFailDelaysNoOther) {
    const auto first = compile();
    auto text = policy_text();
    text.replace(text.find("policy: shop"), 12, "policy: zinc");
    const auto second = compile(text);
    start_run(first, 20);
    const auto planned = start_run(second, 20);
    // The first is in trouble with whatever it does: its batches are put off.
    exec("update retentiond.batch set not_before = now() + interval '1 hour', attempts = 3, sqlstate = '40001' where run < " +
         std::to_string(planned.run));
    Session session(dsn(), kTimeouts);
    BatchRunner runner(pace_, log_);
    for (int batch = 0; batch < 2; ++batch)
        EXPECT_EQ(runner.run_one(session, {{"shop", first}, {"zinc", second}}), BatchRunner::Result::Worked);
    EXPECT_EQ(outcome(planned.run, "done"), 40);
}

// ALTER TABLE of an application that is being updated, open as long as it likes.
TEST_F(OneAmongOthers, ATableThatIsLockedAsAWholeIsWaitedForNoLongerThanAllowed) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    pace_.retune(with({10s, 100ms, 1min}));
    Application application(dsn());
    application.exec("lock table shop.person in access exclusive mode");
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(one_batch(policy), BatchRunner::Result::Worked);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 9s) << "a statement has ten seconds";
    EXPECT_EQ(value("select string_agg(sqlstate || ' ' || attempts, ', ') from retentiond.batch where sqlstate is not null"), "55P03 1");
    EXPECT_EQ(value("select count(*) from pg_stat_activity where state = 'idle in transaction' and application_name like 'retentiond%'"), "0");
    application.commit();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

TEST_F(OneAmongOthers, AJournalOfANewerProgramIsNoticedByOneThatRuns) {
    Session session(dsn());
    EXPECT_NO_THROW(database::require_known_version(session));
    exec("insert into retentiond.migration (version) values (1000)");
    EXPECT_THROW(database::require_known_version(session), database::MigrationError);
}

} // namespace
} // namespace retention::jobs
