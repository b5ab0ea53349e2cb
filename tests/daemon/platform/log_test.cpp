// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/log.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <vector>

namespace retention::platform {
namespace {

using namespace std::chrono;

constexpr SystemTime kMorning = sys_days{2026y / November / 23} + 10h + 15min + 2s + 999'999us;

std::string written(LogStyle style, LogLevel level, std::string_view message) {
    const ManualClock clock{kMorning};
    std::ostringstream out;
    Log log(clock, LogLevel::Debug, style, out);
    switch (level) {
    case LogLevel::Error:
        log.error("SOME_ID", message);
        break;
    case LogLevel::Warning:
        log.warning("SOME_ID", message);
        break;
    case LogLevel::Info:
        log.info("SOME_ID", message);
        break;
    case LogLevel::Debug:
        log.debug("SOME_ID", message);
        break;
    }
    return out.str();
}

TEST(Log, PlainLineHasTimeLevelIdAndText) {
    EXPECT_EQ(written(LogStyle::Plain, LogLevel::Info, "run 12 started: 300 subjects"),
              "2026-11-23T10:15:02Z info SOME_ID run 12 started: 300 subjects\n");
}

TEST(Log, ColourIsOnlyAroundTheLevel) {
    EXPECT_EQ(written(LogStyle::Colour, LogLevel::Error, "text"),
              "2026-11-23T10:15:02Z \x1b[31merror\x1b[0m SOME_ID text\n");
}

TEST(Log, JournalLineHasAPriorityAndNoTime) {
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Error, "text"), "<3>SOME_ID text\n");
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Warning, "text"), "<4>SOME_ID text\n");
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Info, "text"), "<6>SOME_ID text\n");
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Debug, "text"), "<7>SOME_ID text\n");
}

TEST(Log, MessageCannotForgeALineOrSpeakToTheTerminal) {
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Info, "a\n<0>b\r\t\x1b[2J\x7f\xc2\x9b"),
              "<6>SOME_ID a\\n<0>b\\r\\t\\x1b[2J\\x7f\\x9b\n");
}

TEST(Log, OtherLettersStayAsTheyAre) {
    EXPECT_EQ(written(LogStyle::Journal, LogLevel::Info, "Zoë {} %s"), "<6>SOME_ID Zoë {} %s\n");
}

TEST(Log, BelowItsLevelSaysNothing) {
    const SystemClock clock;
    std::ostringstream out;
    Log log(clock, LogLevel::Warning, LogStyle::Plain, out);

    log.info("SOME_ID", "text");
    EXPECT_EQ(out.str(), "");
    EXPECT_FALSE(log.is_enabled(LogLevel::Info));

    log.set_level(LogLevel::Info);
    log.info("SOME_ID", "text");
    EXPECT_NE(out.str(), "");
}

TEST(Log, LinesOfSeveralThreadsAreWhole) {
    const ManualClock clock{kMorning};
    std::ostringstream out;
    Log log(clock, LogLevel::Info, LogStyle::Journal, out);

    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&log] {
            for (int line = 0; line < 500; ++line)
                log.info("SOME_ID", "a text of some length");
        });
    for (auto& thread : threads)
        thread.join();

    std::istringstream lines(out.str());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        ASSERT_EQ(line, "<6>SOME_ID a text of some length");
    EXPECT_EQ(count, 2000);
}

TEST(Log, LevelsAreReadByName) {
    EXPECT_EQ(parse_log_level("error"), LogLevel::Error);
    EXPECT_EQ(parse_log_level("debug"), LogLevel::Debug);
    EXPECT_EQ(parse_log_level("Info"), std::nullopt);
    EXPECT_EQ(parse_log_level(""), std::nullopt);
}

TEST(LogStyle, IsJournalOnlyForTheStreamThatSystemdNames) {
    const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(file, 0);
    struct stat status {};
    ASSERT_EQ(::fstat(file, &status), 0);
    const auto stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);

    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    EXPECT_EQ(log_style_for(file), LogStyle::Journal);
    ::setenv("JOURNAL_STREAM", "8:1", 1);
    EXPECT_EQ(log_style_for(file), LogStyle::Plain);
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_EQ(log_style_for(file), LogStyle::Plain);
    ::close(file);
}

} // namespace
} // namespace retention::platform
