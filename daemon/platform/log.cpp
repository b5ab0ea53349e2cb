// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/log.hpp"

#include "daemon/platform/system_journal.hpp"

#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace retention::platform {
namespace {

struct LevelWords {
    LogLevel level;
    spdlog::level::level_enum backend;
    std::string_view name;
    std::string_view journal; // the prefix of sd-daemon(3)
    std::string_view colour;
};

constexpr LevelWords kLevels[] = {
    {LogLevel::Error, spdlog::level::err, "error", "<3>", "\x1b[31m"},
    {LogLevel::Warning, spdlog::level::warn, "warning", "<4>", "\x1b[33m"},
    {LogLevel::Info, spdlog::level::info, "info", "<6>", "\x1b[32m"},
    {LogLevel::Debug, spdlog::level::debug, "debug", "<7>", "\x1b[2m"},
};

constexpr std::string_view kColourEnd = "\x1b[0m";

const LevelWords& words_of(spdlog::level::level_enum level) noexcept {
    for (const auto& words : kLevels)
        if (words.backend == level)
            return words;
    return kLevels[0];
}

spdlog::level::level_enum backend_level(LogLevel level) noexcept {
    return kLevels[static_cast<std::size_t>(level)].backend;
}

std::string utc_text(spdlog::log_clock::time_point time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(time - day)};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

class LineFormatter final : public spdlog::formatter {
public:
    explicit LineFormatter(LogStyle style) : style_(style) {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
        const auto& words = words_of(message.level);
        const auto append = [&line](std::string_view text) { line.append(text.data(), text.data() + text.size()); };

        if (style_ == LogStyle::Journal) {
            append(words.journal);
        } else {
            append(utc_text(message.time));
            append(" ");
            append(style_ == LogStyle::Colour ? words.colour : "");
            append(words.name);
            append(style_ == LogStyle::Colour ? kColourEnd : "");
            append(" ");
        }
        append({message.payload.data(), message.payload.size()});
        append("\n");
    }

    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(style_); }

private:
    LogStyle style_;
};

bool is_journal_stream(int descriptor) {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr || ::fstat(descriptor, &status) != 0)
        return false;
    return stream == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

} // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) noexcept {
    for (const auto& words : kLevels)
        if (words.name == text)
            return words.level;
    return std::nullopt;
}

LogStyle log_style_for(int descriptor) {
    if (is_journal_stream(descriptor))
        return LogStyle::Journal;
    const char* no_colour = std::getenv("NO_COLOR");
    const bool wants_colour = no_colour == nullptr || *no_colour == '\0';
    return wants_colour && ::isatty(descriptor) == 1 ? LogStyle::Colour : LogStyle::Plain;
}

std::string escape_control_characters(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
        // U+0080 to U+009F, the second set of control characters, are C2 80 to C2 9F in UTF-8.
        const bool is_second_set = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
        if (byte == '\n') {
            escaped += "\\n";
        } else if (byte == '\r') {
            escaped += "\\r";
        } else if (byte == '\t') {
            escaped += "\\t";
        } else if (byte < 0x20 || byte == 0x7f || is_second_set) {
            char code[8];
            std::snprintf(code, sizeof code, "\\x%02x", is_second_set ? next : static_cast<unsigned>(byte));
            escaped += code;
            at += is_second_set ? 1 : 0;
        } else {
            escaped += static_cast<char>(byte);
        }
    }
    return escaped;
}

struct Log::Backend {
    Backend(LogStyle style, std::ostream& out)
        : uses_journal(style == LogStyle::Journal && has_journal()),
          logger("retentiond", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true)) {
        logger.set_formatter(std::make_unique<LineFormatter>(style));
    }

    const bool uses_journal;

    spdlog::logger logger;
};

Log::Log(const Clock& clock, LogLevel level, LogStyle style, std::ostream& out)
    : clock_(clock), backend_(std::make_unique<Backend>(style, out)) {
    set_level(level);
}

Log::~Log() = default;

void Log::error(std::string_view id, std::string_view message, const LogFields& fields) noexcept {
    write(LogLevel::Error, id, message, fields);
}
void Log::warning(std::string_view id, std::string_view message, const LogFields& fields) noexcept {
    write(LogLevel::Warning, id, message, fields);
}
void Log::info(std::string_view id, std::string_view message, const LogFields& fields) noexcept {
    write(LogLevel::Info, id, message, fields);
}
void Log::debug(std::string_view id, std::string_view message, const LogFields& fields) noexcept {
    write(LogLevel::Debug, id, message, fields);
}

void Log::set_level(LogLevel level) noexcept {
    backend_->logger.set_level(backend_level(level));
}

bool Log::is_enabled(LogLevel level) const noexcept {
    return backend_->logger.should_log(backend_level(level));
}

void Log::write(LogLevel level, std::string_view id, std::string_view message, const LogFields& fields) noexcept {
    if (!is_enabled(level))
        return;
    try {
        // What the journal does not take, such as while it restarts, goes the way of all output.
        if (backend_->uses_journal && send_to_journal(level, id, escape_control_characters(message), fields))
            return;
        std::string text{id};
        text += ' ';
        text += escape_control_characters(message);
        const auto time = std::chrono::time_point_cast<spdlog::log_clock::duration>(clock_.now());
        backend_->logger.log(time, spdlog::source_loc{}, backend_level(level), spdlog::string_view_t(text));
    } catch (...) {
        // Out of memory: a lost line is better than a daemon that dies while it reports.
    }
}

} // namespace retention::platform
