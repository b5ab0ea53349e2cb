// SPDX-License-Identifier: Apache-2.0
//
// In whose time zone moments are told.
#include "daemon/jobs/administration.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <sstream>

namespace retention::jobs {
namespace {

class ZoneOfMoments : public testing::Test {
protected:
    static std::shared_ptr<const policies::Policy> policy_in(const char* zone, const std::string& name) {
        auto made = std::make_shared<policies::Policy>();
        made->name = name;
        made->schedule.emplace();
        made->schedule->timezone = zone;
        return made;
    }

    std::string started_at() {
        const auto started =
            platform::SystemTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + std::chrono::hours(12));
        Administration administration({"0.1.0", 1, started, ""}, {&crm_, &shop_}, log_,
                                      [] { return nlohmann::json(); });
        return administration.status()["started_at"];
    }

    std::ostringstream text_;
    platform::SystemClock clock_;
    platform::Log log_{clock_, platform::LogLevel::Error, platform::LogStyle::Plain, text_};
    Target crm_{
        {.name = "crm", .dsn = database::Dsn("host=/nowhere dbname=a"), .pace = {}, .workers = 1}, clock_, log_};
    Target shop_{
        {.name = "shop", .dsn = database::Dsn("host=/nowhere dbname=b"), .pace = {}, .workers = 1}, clock_, log_};
};

TEST_F(ZoneOfMoments, IsThatOfThePolicy) {
    crm_.book().replace({policy_in("Europe/Amsterdam", "a"), policy_in("America/New_York", "b")});
    EXPECT_EQ(Targets({&crm_, &shop_}).zone("a"), "Europe/Amsterdam");
    EXPECT_EQ(Targets({&crm_, &shop_}).zone("b"), "America/New_York");
}

TEST_F(ZoneOfMoments, IsTheOneThatAllPoliciesHave) {
    crm_.book().replace({policy_in("Europe/Amsterdam", "a"), policy_in("Europe/Amsterdam", "b")});
    shop_.book().replace({policy_in("Europe/Amsterdam", "c")});
    EXPECT_EQ(Targets({&crm_, &shop_}).zone(), "Europe/Amsterdam");
    EXPECT_EQ(started_at(), "2026-01-15T13:00:00+01:00");
}

TEST_F(ZoneOfMoments, IsUtcWherePoliciesDiffer) {
    crm_.book().replace({policy_in("Europe/Amsterdam", "a")});
    shop_.book().replace({policy_in("America/New_York", "c")});
    EXPECT_EQ(Targets({&crm_, &shop_}).zone(), "UTC");
    EXPECT_EQ(started_at(), "2026-01-15T12:00:00+00:00");
}

TEST_F(ZoneOfMoments, IsUtcWithoutAPolicy) {
    EXPECT_EQ(Targets({&crm_, &shop_}).zone(), "UTC");
}

} // namespace
} // namespace retention::jobs
