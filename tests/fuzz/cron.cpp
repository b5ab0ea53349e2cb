// SPDX-License-Identifier: Apache-2.0
//
// Cron expressions: the next minute lies ahead and is one that the fields name.
#include "policies/cron.hpp"
#include "tests/fuzz/claim.hpp"

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    policies::CronError error;
    const auto cron = policies::parse_cron(fuzz::text_of(data, size), error);
    if (!cron) {
        fuzz::claim(!error.message.empty(), "an error says something");
        return 0;
    }
    const policies::CivilMinute now{std::chrono::sys_days{std::chrono::year{2026} / 2 / 28} + std::chrono::hours{23}};
    if (const auto next = cron->next(now)) {
        fuzz::claim(*next > now, "the next minute lies ahead");
        const auto day = std::chrono::floor<std::chrono::days>(*next);
        const auto minute = static_cast<std::size_t>((*next - day).count());
        fuzz::claim(cron->minutes[minute % 60] && cron->hours[minute / 60], "the next minute is one of the fields'");
        const std::chrono::year_month_day date{day};
        fuzz::claim(cron->months[static_cast<unsigned>(date.month())], "the month is one of the fields'");
    }
    return 0;
}
