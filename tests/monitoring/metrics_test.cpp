// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_fixture.hpp"
#include "tests/monitoring/promtool.hpp"

#include <sys/stat.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace retention::test {
namespace {

using nlohmann::json;

class MetricsTest : public CrashTest {
protected:
    std::filesystem::path file() const { return installation().folder() / "retentiond.prom"; }

    void write_settings(const std::filesystem::path& textfile) const {
        installation().write_settings(crm().cluster().dsn(Crm::kDatabase),
                                      "metrics: { textfile: " + textfile.string() + ", every: 1s }\n");
    }

    std::string metrics() const {
        const auto document = ask(installation(), {"metrics"});
        return document ? (*document)["text"].get<std::string>() : std::string();
    }

    // The value of one sample as it is written; empty when there is none.
    static std::string sample(const std::string& text, const std::string& series) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(series + " "))
                return line.substr(series.size() + 1);
        return "";
    }

    static std::string errors_of(Daemon& daemon, const std::string& id) {
        std::istringstream lines(daemon.process().errors());
        std::string found;
        for (std::string line; std::getline(lines, line);)
            if (line.find(" " + id + " ") != std::string::npos)
                found += line + "\n";
        return found;
    }
};

// What stands in a line of the text format: a comment, or a sample.
TEST_F(MetricsTest, EachLineIsOfTheFormat) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    const auto text = metrics();
    const std::regex line_of_it(
        R"((# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="([^"\\]|\\[\\n"])*",?)*\})? (-?[0-9.]+(e[+-][0-9]+)?|[+-]Inf|NaN)))");
    std::istringstream lines(text);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_TRUE(std::regex_match(line, line_of_it)) << line;
    EXPECT_GT(count, 100);
    if (!has_promtool())
        GTEST_SKIP() << kNoPromtool;
    std::ofstream(file()) << text;
    const auto outcome = run({{"/bin/sh", "-c", promtool() + " check metrics < " + file().string()}, {}, {}, -1});
    EXPECT_TRUE(outcome.succeeded()) << outcome.output << outcome.errors;
    EXPECT_EQ(outcome.output + outcome.errors, "") << "not even a remark";
}

TEST_F(MetricsTest, CountWhatTheJournalCounts) {
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    const auto text = metrics();
    const std::string contacts = "database=\"crm\",policy=\"contacts\"";
    long long done = 0;
    for (const auto* action : {"delete", "anonymize"})
        done += std::stoll(sample(text, "retentiond_subjects_done_total{" + contacts + ",action=\"" + action + "\"}"));
    EXPECT_EQ(std::to_string(done), crm().value("select sum((outcomes ->> 'done')::int) from retentiond.batch"));
    EXPECT_EQ(sample(text, "retentiond_rows_total{database=\"crm\",table=\"crm.activity\",kind=\"deleted\"}"),
              crm().value("select sum((counts #>> '{crm.activity,deleted}')::int) from retentiond.batch"));
    EXPECT_EQ(sample(text, "retentiond_batch_duration_seconds_count{" + contacts + "}"),
              sample(text, "retentiond_batches_total{" + contacts + ",outcome=\"done\"}"));
    EXPECT_EQ(sample(text, "retentiond_run_subjects{" + contacts + ",outcome=\"done\"}"), std::to_string(done));
    EXPECT_EQ(sample(text, "retentiond_runs{database=\"crm\",state=\"finished\"}"), "1");
    EXPECT_NE(sample(text, "retentiond_last_success_timestamp_seconds{" + contacts + "}"), "");
}

TEST_F(MetricsTest, FileIsWrittenAgainAndAgainAndGoesWithTheDaemon) {
    write_settings(file());
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    ASSERT_TRUE(wait_until([this] { return std::filesystem::exists(file()); }, kLongEnough));
    struct stat status {};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0644U);
    const auto first = std::filesystem::last_write_time(file());
    EXPECT_TRUE(wait_until([&] { return std::filesystem::last_write_time(file()) > first; }, kLongEnough));
    daemon.process().signal(SIGTERM);
    ASSERT_TRUE(daemon.process().wait(kLongEnough));
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(MetricsTest, FileThatCanNotBeWrittenIsToldOnceAndStopsNothing) {
    const auto folder = installation().folder() / "not-yet";
    write_settings(folder / "retentiond.prom");
    Daemon daemon(installation());
    ASSERT_TRUE(daemon.wait_until_up());
    start_approved_run(installation());
    ASSERT_TRUE(wait_for_state(installation(), "finished"));
    EXPECT_TRUE(wait_until([&] { return !errors_of(daemon, "METRICS_UNWRITABLE").empty(); }, kLongEnough));
    std::this_thread::sleep_for(2500ms); // two more tries, at least
    const auto told = errors_of(daemon, "METRICS_UNWRITABLE");
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
    std::filesystem::create_directory(folder);
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(folder / "retentiond.prom"); }, kLongEnough));
    EXPECT_TRUE(wait_until([&] { return !errors_of(daemon, "METRICS_WRITTEN").empty(); }, kLongEnough));
}

} // namespace
} // namespace retention::test
