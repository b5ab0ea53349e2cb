// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

namespace retention::test {

namespace {

std::unique_ptr<Crm> running;

// Stops the cluster before main() ends.
class CrmEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new CrmEnd);

} // namespace

Crm& CrashTest::crm() {
    if (!running)
        running = std::make_unique<Crm>();
    return *running;
}

void CrashTest::SetUp() {
    crm().reset();
    installation_.emplace(crm().cluster());
}

long long CrashTest::pending() {
    return std::stoll(crm().value("select count(*) from retentiond.batch where state = 'pending'"));
}

void CrashTest::wait_for_the_middle() {
    ASSERT_TRUE(wait_until(
        [] {
            return crm().value("select count(*) filter (where state = 'done') > 1 and count(*) filter (where state = "
                               "'pending') "
                               "> 3 from retentiond.batch") == "t";
        },
        kLongEnough));
}

void CrashTest::wait_until_quiet() {
    constexpr const char* kAtWork =
        "select count(*) > 0 from pg_stat_activity where application_name like 'retentiond%' and backend_xid is not null";
    std::optional<long long> before;
    ASSERT_TRUE(wait_until(
        [&] {
            const auto now = crm().value(kAtWork) == "t" ? std::nullopt : std::optional(changes());
            if (now && now == before)
                return true;
            before = now;
            std::this_thread::sleep_for(300ms);   // somebody may have been about to begin
            return false;
        },
        kLongEnough));
}

long long CrashTest::changes() { return std::stoll(crm().value("select count(*) from proof.change")); }

bool CrashTest::is_stopped(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto end = text.rfind(") ");
    return end != std::string::npos && text.substr(end + 2, 1) == "T";
}

bool CrashTest::ends_well() const {
    crm().speed_up();
    return wait_for_state(installation(), "finished");
}

void CrashTest::expect_sound() {
    EXPECT_EQ(crm().complaints("wrong_among_others"), "");
    EXPECT_EQ(crm().complaints("half_erased"), "");
    EXPECT_EQ(crm().complaints("journal_differs"), "");
}

void CrashTest::expect_all_done() {
    expect_sound();
    EXPECT_EQ(crm().complaints("wrong_among_due"), "");
    EXPECT_EQ(crm().value("select sum((outcomes ->> 'done')::bigint) from retentiond.batch"),
              crm().value("select count(*) from proof.due"))
        << "each once";
    EXPECT_EQ(
        crm().value("select count(*) from retentiond.batch where state in ('pending', 'failed') or keys is not null"),
        "0");
}

} // namespace retention::test
