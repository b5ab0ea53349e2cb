// SPDX-License-Identifier: Apache-2.0
//
// A reload of files with errors changes nothing, and whoever asks later is told.
#include "tests/crash/crash_fixture.hpp"

#include <future>

namespace retention::test {
namespace {

using nlohmann::json;

class Reload : public CrashTest {
protected:
    Outcome ctl(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {program("retentionctl").string(), "--socket", installation().socket().string()});
        return run({arguments, {}, {}, -1});
    }

    json status() const { return ask(installation(), {"status"}).value_or(json::object()); }
};

TEST_F(Reload, ThatIsRefusedStaysInStatusUntilOneIsTaken) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    EXPECT_TRUE(status()["refused_reload"].is_null());

    const auto sound = Installation::read(installation().policy());
    Installation::write(installation().policy(), sound + "nonsense: 1\n");
    EXPECT_EQ(ctl({"reload"}).exit_status, 1);
    const auto refused = status();
    ASSERT_TRUE(refused["refused_reload"].is_object()) << refused;
    EXPECT_NE(refused["refused_reload"]["errors"][0].get<std::string>().find("\"nonsense\""), std::string::npos) << refused;
    EXPECT_EQ(refused["policies"][0]["state"], "ok") << "the old one works on";
    const auto shown = ctl({"status"});
    EXPECT_EQ(shown.exit_status, 3);
    EXPECT_NE(shown.output.find("was refused; what was read before stays in force:\n  " + installation().policy().string() + ":"), std::string::npos) << shown.output;

    Installation::write(installation().policy(), sound);
    EXPECT_EQ(ctl({"reload"}).exit_status, 0);
    EXPECT_TRUE(status()["refused_reload"].is_null());
}

// As VACUUM FULL does for hours: the policies that read the table wait, and nobody else does.
TEST_F(Reload, IsNotHeldUpByALockedTable) {
    crm().cluster().exec(Crm::kDatabase, "create table crm.visitor (id integer primary key, seen date); insert into crm.visitor values (1, '2001-01-01')");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    const auto lock = std::async(std::launch::async, [&] {
        EXPECT_ANY_THROW(crm().cluster().exec(Crm::kDatabase, "begin; lock table crm.visitor in access exclusive mode; select pg_sleep(3600)"));
    });
    const std::string holder = "from pg_locks where relation = 'crm.visitor'::regclass and mode = 'AccessExclusiveLock' and granted";
    ASSERT_TRUE(wait_until([&] { return crm().value("select count(*) " + holder) == "1"; }, kLongEnough));
    Installation::write(installation().other_policy(), R"(policy: another
mode: enforce
subject: { table: crm.visitor }
classes: { all: "true" }
rules:
  - { name: unseen, class: all, keep: P1Y, after: seen, then: delete }
actions: { delete: { crm.visitor: delete } }
)");
    const auto check = ctl({"check", "--config", installation().settings().string()});
    EXPECT_EQ(check.exit_status, 1);
    EXPECT_NE(check.output.find("TABLE_LOCKED"), std::string::npos) << check.output;
    EXPECT_EQ(check.output.find("DATABASE_UNREACHABLE"), std::string::npos) << check.output;

    const auto reload = ctl({"reload"});
    EXPECT_EQ(reload.exit_status, 0) << "it is no fault of the configuration";
    EXPECT_NE(reload.output.find("somebody holds a lock"), std::string::npos) << reload.output;
    const auto state = [&](const std::string& policy) -> std::string {
        const auto document = status();
        for (const auto& known : document["policies"])
            if (known["policy"] == policy)
                return known["state"];
        return {};
    };
    EXPECT_TRUE(wait_until([&] { return state("contacts") == "ok" && state("another") == "broken"; }, kLongEnough)) << status();
    EXPECT_EQ(daemon.process().errors().find("DATABASE_UNREACHABLE"), std::string::npos) << daemon.process().errors();
    crm().value("select pg_terminate_backend(pid)::text " + holder);
    EXPECT_TRUE(wait_until([&] { return state("another") == "ok"; }, kLongEnough)) << "it is asked again: " << status();
}

} // namespace
} // namespace retention::test
