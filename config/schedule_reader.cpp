// SPDX-License-Identifier: Apache-2.0
#include "config/schedule_reader.hpp"

#include "config/language/maps.hpp"
#include "policies/cron.hpp"

#include <algorithm>
#include <cctype>

namespace retention::config {

namespace {

std::optional<int> parse_two_digits(std::string_view text, int max) noexcept {
    if (text.size() != 2 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number <= max ? std::optional(number) : std::nullopt;
}

// "06:30" as minutes since midnight
std::optional<int> parse_minute(std::string_view text) noexcept {
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    const auto hour = parse_two_digits(text.substr(0, 2), 23);
    const auto minute = parse_two_digits(text.substr(3), 59);
    return hour && minute ? std::optional(*hour * 60 + *minute) : std::nullopt;
}

bool is_zone_character(char c) noexcept {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '+' || c == '/' || c == '-';
}

void read_cron(const Value& value, const language::Kind& kind, policies::Schedule& schedule) {
    const auto text = value.text(kind.what);
    if (!text)
        return;
    policies::CronError error;
    if (auto cron = policies::parse_cron(*text, error))
        schedule.cron = std::move(*cron);
    else
        value.error("CRON_INVALID", error.message,
                    "Write minute, hour, day of month, month and day of week, such as \"15 2 * * *\", or @daily.");
}

void read_timezone(const Value& value, const language::Kind& kind, policies::Schedule& schedule) {
    const auto zone = value.text(kind.what);
    if (!zone)
        return;
    if (std::all_of(zone->begin(), zone->end(), is_zone_character))
        schedule.timezone = *zone;
    else
        value.error("VALUE_INVALID", in_quotes(*zone) + " is no name of a time zone",
                    "Write a name such as Europe/Amsterdam or UTC.");
}

void read_window(const Value& value, const language::Kind& kind, policies::Schedule& schedule) {
    const auto text = value.text(kind.what);
    if (!text)
        return;
    schedule.window = parse_window(*text);
    if (!schedule.window)
        value.error("VALUE_INVALID", in_quotes(*text) + " is no window of time",
                    "Write two different times of day, such as \"22:00-06:00\".");
}

} // namespace

std::optional<policies::Window> parse_window(std::string_view text) noexcept {
    const auto hyphen = text.find('-');
    if (hyphen == std::string_view::npos)
        return std::nullopt;
    const auto begin = parse_minute(text.substr(0, hyphen));
    const auto end = parse_minute(text.substr(hyphen + 1));
    if (!begin || !end || *begin == *end)
        return std::nullopt;
    return policies::Window{*begin, *end};
}

policies::Schedule read_schedule(const Value& value) {
    policies::Schedule schedule;
    schedule.place = value.node().place;
    const Fields fields(value, language::kSchedule);
    if (const auto cron = fields.find("cron"))
        read_cron(*cron, fields.kind("cron"), schedule);
    if (const auto timezone = fields.find("timezone"))
        read_timezone(*timezone, fields.kind("timezone"), schedule);
    if (const auto window = fields.find("window"))
        read_window(*window, fields.kind("window"), schedule);
    return schedule;
}

} // namespace retention::config
