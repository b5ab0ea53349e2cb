// SPDX-License-Identifier: Apache-2.0
#include "policies/cron.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <span>
#include <utility>
#include <vector>

namespace retention::policies {

namespace {

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr std::pair<std::string_view, std::string_view> kNicknames[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"},
};

// The gap between two leap days is never longer than this: 2096 to 2104.
constexpr std::chrono::years kSearchMax{8};

struct Field {
    std::string_view name;
    int least;
    int most;
    std::span<const std::string_view> words = {}; // names for `least`, `least` + 1, ...
};

constexpr Field kMinute{"minute", 0, 59};
constexpr Field kHour{"hour", 0, 23};
constexpr Field kDay{"day of month", 1, 31};
constexpr Field kMonth{"month", 1, 12, kMonths};
constexpr Field kWeekday{"day of week", 0, 7, kWeekdays};

struct Range {
    int first;
    int last;
    int step = 1;
};

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return result;
}

// Cuts `text` at every `separator`; "a,,b" has an empty part.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    std::vector<std::string_view> words;
    for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;
         begin = text.find_first_not_of(kBlanks)) {
        text.remove_prefix(begin);
        const auto length = std::min(text.find_first_of(kBlanks), text.size());
        words.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return words;
}

// Reads one of the five fields; the first complaint stays in `error`.
class FieldReader {
public:
    FieldReader(const Field& field, CronError& error) : field_(field), error_(error) {}

    std::optional<std::vector<Range>> read(std::string_view text) {
        std::vector<Range> ranges;
        for (const auto part : split(text, ',')) {
            const auto range = read_part(part);
            if (!range)
                return {};
            ranges.push_back(*range);
        }
        return ranges;
    }

private:
    // "*", "*/2", "5", "1-5" or "1-5/2"
    std::optional<Range> read_part(std::string_view part) {
        if (part.empty())
            return complain("has an empty part");
        const auto pieces = split(part, '/');
        if (pieces.size() > 2)
            return complain(quoted(part) + " has more than one step");
        auto range = read_range(pieces[0]);
        if (!range || pieces.size() == 1)
            return range;
        if (pieces[0] != "*" && pieces[0].find('-') == std::string_view::npos)
            return complain(quoted(part) + " has a step without a range before it");
        return with_step(*range, pieces[1]);
    }

    std::optional<Range> read_range(std::string_view text) {
        if (text == "*")
            return Range{field_.least, field_.most};
        const auto ends = split(text, '-');
        if (ends.size() > 2)
            return complain(quoted(text) + " is not a range");
        const auto first = read_value(ends[0]);
        if (!first || ends.size() == 1)
            return first ? std::optional(Range{*first, *first}) : std::nullopt;
        auto last = read_value(ends[1]);
        if (!last)
            return {};
        if (*first > 0 && lower(ends[1]) == "sun") // "fri-sun": the week's last day, as 7 is
            last = 7;
        if (*first > *last)
            return complain(quoted(text) + " runs backwards");
        return Range{*first, *last};
    }

    std::optional<Range> with_step(Range range, std::string_view text) {
        const auto step = read_number(text);
        if (!step)
            return {};
        if (*step == 0)
            return complain("has a step of 0");
        if (*step > field_.most)
            return complain("step " + std::string(text) + " is beyond " + std::to_string(field_.most));
        range.step = *step;
        return range;
    }

    std::optional<int> read_value(std::string_view text) {
        const auto word = std::ranges::find(field_.words, lower(text));
        if (word != field_.words.end())
            return field_.least + static_cast<int>(word - field_.words.begin());
        const auto number = read_number(text);
        if (!number)
            return {};
        if (*number > field_.most)
            complain(std::string(text) + " is beyond " + std::to_string(field_.most));
        else if (*number < field_.least)
            complain(std::string(text) + " is below " + std::to_string(field_.least));
        else
            return number;
        return {};
    }

    std::optional<int> read_number(std::string_view text) {
        constexpr std::size_t kDigitsMax = 4; // so that no number overflows
        const bool is_digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
        if (!is_digits || text.size() > kDigitsMax) {
            complain(quoted(text) + (is_digits ? " is too large" : " is not a number"));
            return {};
        }
        int number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }

    std::nullopt_t complain(const std::string& what) {
        error_.message = std::string(field_.name) + " " + what;
        return std::nullopt;
    }

    static std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

    const Field& field_;
    CronError& error_;
};

// 7 days of the week wrap to 0: both are Sunday.
template <std::size_t Size>
bool read_field(std::string_view text, const Field& field, std::bitset<Size>& bits, CronError& error) {
    const auto ranges = FieldReader(field, error).read(text);
    if (!ranges)
        return false;
    for (const auto& range : *ranges)
        for (int value = range.first; value <= range.last; value += range.step)
            bits.set(static_cast<std::size_t>(value) % Size);
    return true;
}

std::optional<Cron> parse_fields(std::string_view text, CronError& error) {
    const auto words = words_of(text);
    if (words.size() != 5) {
        error.message = "expected five fields (minute, hour, day of month, month, day of week), found " +
                        std::to_string(words.size());
        return {};
    }
    Cron cron;
    if (!read_field(words[0], kMinute, cron.minutes, error) || !read_field(words[1], kHour, cron.hours, error) ||
        !read_field(words[2], kDay, cron.days, error) || !read_field(words[3], kMonth, cron.months, error) ||
        !read_field(words[4], kWeekday, cron.weekdays, error))
        return {};
    // crontab(5): a day field that begins with "*" is not restricted, "*/2" neither: the other one decides with it.
    cron.is_any_day = words[2].starts_with('*');
    cron.is_any_weekday = words[4].starts_with('*');
    return cron;
}

// The five fields that a nickname stands for, or nothing.
std::optional<std::string_view> fields_of(std::string_view nickname) {
    for (const auto& [name, fields] : kNicknames)
        if (name == nickname)
            return fields;
    return {};
}

bool is_day(const Cron& cron, std::chrono::sys_days date) {
    const bool is_day_of_month = cron.days[static_cast<unsigned>(std::chrono::year_month_day{date}.day())];
    const bool is_weekday = cron.weekdays[std::chrono::weekday{date}.c_encoding()];
    if (cron.is_any_day || cron.is_any_weekday)
        return is_day_of_month && is_weekday;
    return is_day_of_month || is_weekday;
}

// The first minute of a day, from `begin` on.
std::optional<std::chrono::minutes> minute_of_day(const Cron& cron, std::chrono::minutes begin) {
    auto minute = static_cast<std::size_t>(begin.count() % 60);
    for (auto hour = static_cast<std::size_t>(begin.count() / 60); hour < cron.hours.size(); ++hour, minute = 0) {
        if (!cron.hours[hour])
            continue;
        for (; minute < cron.minutes.size(); ++minute)
            if (cron.minutes[minute])
                return std::chrono::hours{hour} + std::chrono::minutes{minute};
    }
    return {};
}

} // namespace

std::optional<CivilMinute> Cron::next(CivilMinute after) const {
    namespace chrono = std::chrono;
    const auto today = chrono::floor<chrono::days>(after);
    const CivilMinute last = chrono::sys_days{chrono::year_month_day{today} + kSearchMax} + (after - today);

    chrono::minutes earliest = after - today + chrono::minutes{1}; // 24:00 after a day's last minute
    for (chrono::sys_days date = today; date <= last; earliest = chrono::minutes{0}) {
        const chrono::year_month_day civil{date};
        if (!months[static_cast<unsigned>(civil.month())]) {
            date = (civil.year() / civil.month() + chrono::months{1}) / 1;
            continue;
        }
        if (is_day(*this, date))
            if (const auto minute = minute_of_day(*this, earliest))
                return date + *minute <= last ? std::optional<CivilMinute>(date + *minute) : std::nullopt;
        date += chrono::days{1};
    }
    return {};
}

std::optional<Cron> parse_cron(std::string_view text, CronError& error) {
    const auto words = words_of(text);
    std::optional<Cron> cron;
    if (words.size() == 1 && words[0].starts_with('@')) {
        const auto fields = fields_of(words[0]);
        if (!fields) {
            error.message = "\"" + std::string(words[0]) +
                            "\" is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually";
            return {};
        }
        cron = parse_fields(*fields, error);
    } else {
        cron = parse_fields(text, error);
    }
    if (cron)
        cron->text = text;
    return cron;
}

} // namespace retention::policies
