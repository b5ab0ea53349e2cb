// SPDX-License-Identifier: Apache-2.0
//
// A reload of files with errors changes nothing, and whoever asks later is told.
#include "tests/crash/crash_fixture.hpp"

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

} // namespace
} // namespace retention::test
