// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/clock.hpp"

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace retention::platform {

enum class LogLevel {
    Error,   // someone must act
    Warning, // we coped
    Info,    // events in the life of the daemon and its runs
    Debug,   // the rest
};

// "error", "warning", "info" or "debug".
std::optional<LogLevel> parse_log_level(std::string_view text) noexcept;

enum class LogStyle {
    Plain,   // 2026-11-23T10:15:02Z info RUN_STARTED run 12 of policy contacts started
    Colour,  // the same, with the level in colour
    Journal, // to systemd's journal, with fields; where that takes none, <6>RUN_STARTED run 12 of policy contacts started
};

// What a message is about, for those who search by fields. Empty and 0: nothing of the kind.
struct LogFields {
    std::string_view database{};
    std::string_view policy{};
    long long run = 0;
};

// What suits `descriptor`: Journal when systemd says that it is a stream to its journal (JOURNAL_STREAM), Colour on a
// terminal unless NO_COLOR is set, Plain otherwise.
LogStyle log_style_for(int descriptor);

// `text` on one line and harmless to a terminal: line ends and other control characters become \n, \t, \x1b.
std::string escape_control_characters(std::string_view text);

// The log: one message for each event, for operators. Every message has an id in capitals that docs/log-messages.md
// explains, and a text: lowercase, no full stop, no personal data. In the journal the id is also RETENTIOND_EVENT, and MESSAGE_ID as
// message_id() has it.
//
// Safe from any thread; never throws. Made once, in main, and passed by reference.
class Log {
public:
    // REQUIRES: `clock` and `out` outlive the log.
    Log(const Clock& clock, LogLevel level, LogStyle style, std::ostream& out);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void error(std::string_view id, std::string_view message, const LogFields& fields = {}) noexcept;
    void warning(std::string_view id, std::string_view message, const LogFields& fields = {}) noexcept;
    void info(std::string_view id, std::string_view message, const LogFields& fields = {}) noexcept;
    void debug(std::string_view id, std::string_view message, const LogFields& fields = {}) noexcept;

    // From now on messages below `level` are dropped.
    void set_level(LogLevel level) noexcept;

    // Whether a message of `level` would be written: spares the making of costly ones.
    bool is_enabled(LogLevel level) const noexcept;

private:
    struct Backend;

    void write(LogLevel level, std::string_view id, std::string_view message, const LogFields& fields) noexcept;

    const Clock& clock_;
    std::unique_ptr<Backend> backend_;
};

} // namespace retention::platform
