// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/metrics_report.hpp"

#include "daemon/jobs/overdue.hpp"
#include "daemon/jobs/pace.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// A document with everything in it.
json status() {
    return json::parse(R"({
      "version": "0.1.0", "started_at": "2026-11-23T10:15:02+01:00", "refused_reload": null,
      "databases": [{"database": "crm", "state": "ok", "runs": {"finished": 11}, "holds": 2}, {"database": "hr", "state": "unreachable", "runs": null, "holds": null}],
      "policies": [
        {"policy": "contacts", "database": "crm", "mode": "enforce", "state": "ok", "subjects": 20000, "due": 1204, "unclassified": 10, "never_due": 3,
         "overdue": {"hold": 2, "failed": 1}, "counted_at": "2026-11-23T10:15:02+01:00", "read_at": "2026-11-23T10:15:03+01:00",
         "last_success_at": "2026-11-23T02:15:09+01:00", "next_run": "2026-11-24T02:15:00+01:00",
         "requests": {"open": 1, "oldest_at": "2026-11-22T09:30:00+01:00"},
         "overdue_parts": [{"reason": "hold", "subjects": 2, "in_order": true, "oldest_on": "2026-10-01"},
                           {"reason": "failed", "subjects": 1, "in_order": false, "oldest_on": "2026-10-04"}],
         "last_run": {"run": 12, "planned": 300, "done": 297, "pending": 0, "skipped_total": 2, "failed": 1}},
        {"policy": "broken", "database": "", "mode": null, "state": "broken", "subjects": null, "due": null, "unclassified": null, "never_due": null,
         "overdue": {}, "overdue_parts": [], "counted_at": null, "read_at": null, "last_success_at": null, "next_run": null, "last_run": null}
      ]})");
}

std::vector<MeasuredWork> work() {
    WorkCounts counts;
    counts.batch_done("contacts", "delete", 250, {{"unless", 3}},
                      {{"crm.person", {.deleted = 250, .updated = 1, .shared = 2}}}, 42ms);
    counts.batch_put_off("contacts", "40001");
    counts.batch_halved("contacts", "23503");
    counts.subject_set_aside("contacts", "23503");
    return {{"crm", counts.all(), 125, "replica_lag"}};
}

bool has(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(MetricsReport, HasEachFamilyThatThereIs) {
    const auto text = metrics_text(status(), work());
    for (const auto& family : metric_families())
        EXPECT_NE(text.find("# TYPE " + std::string(family.name) + " "), std::string::npos) << family.name;
}

TEST(MetricsReport, TellsWhatStatusTells) {
    const auto text = metrics_text(status(), work());
    for (const auto* line : {"retentiond_database_up{database=\"hr\"} 0", "retentiond_last_reload_successful 1",
                             "retentiond_due_subjects{database=\"crm\",policy=\"contacts\"} 1204",
                             "retentiond_overdue_subjects{database=\"crm\",policy=\"contacts\",reason=\"failed\"} 1",
                             "retentiond_overdue_subjects{database=\"crm\",policy=\"contacts\",reason=\"paused\"} 0",
                             "retentiond_overdue_attention_subjects{database=\"crm\",policy=\"contacts\"} 1",
                             "retentiond_overdue_oldest_timestamp_seconds{database=\"crm\",policy=\"contacts\",reason="
                             "\"hold\"} 1790812800",
                             "retentiond_policy_state{database=\"\",policy=\"broken\",state=\"broken\"} 1",
                             "retentiond_run_subjects{database=\"crm\",policy=\"contacts\",outcome=\"skipped\"} 2",
                             "retentiond_next_run_timestamp_seconds{database=\"crm\",policy=\"contacts\"} 1795482900",
                             "retentiond_runs{database=\"crm\",state=\"paused\"} 0"})
        EXPECT_TRUE(has(text, line)) << line << "\n" << text;
}

TEST(MetricsReport, CountsWhatTheWorkersDid) {
    const auto text = metrics_text(status(), work());
    for (const auto* line :
         {"retentiond_subjects_done_total{database=\"crm\",policy=\"contacts\",action=\"delete\"} 250",
          "retentiond_subjects_skipped_total{database=\"crm\",policy=\"contacts\",reason=\"unless\"} 3",
          "retentiond_subjects_set_aside_total{database=\"crm\",policy=\"contacts\",sqlstate_class=\"23\"} 1",
          "retentiond_batch_failures_total{database=\"crm\",policy=\"contacts\",sqlstate_class=\"23\"} 2",
          "retentiond_batch_failures_total{database=\"crm\",policy=\"contacts\",sqlstate_class=\"40\"} 1",
          "retentiond_batches_total{database=\"crm\",policy=\"contacts\",outcome=\"halved\"} 1",
          "retentiond_rows_total{database=\"crm\",table=\"crm.person\",kind=\"shared\"} 2",
          "retentiond_batch_duration_seconds_bucket{database=\"crm\",policy=\"contacts\",le=\"0.05\"} 1",
          "retentiond_pace_waiting{database=\"crm\",reason=\"replica_lag\"} 1",
          "retentiond_pace_waiting{database=\"crm\",reason=\"dead_rows\"} 0",
          "retentiond_batch_subjects_max{database=\"crm\"} 125"})
        EXPECT_TRUE(has(text, line)) << line << "\n" << text;
}

TEST(MetricsReport, SaysNothingOfWhatWasNeverCounted) {
    const auto text = metrics_text(status(), {});
    EXPECT_EQ(text.find("retentiond_overdue_subjects{database=\"\",policy=\"broken\""), std::string::npos);
    EXPECT_EQ(text.find("retentiond_due_subjects{database=\"\",policy=\"broken\""), std::string::npos);
}

// Why the pace holds batches back, as the metrics tell it.
std::string waiting(const Pace& pace) {
    const auto text = metrics_text(status(), {{"crm", {}, 1, pace.wait()->word}});
    std::string reasons;
    for (const auto* reason : {"replica_lag", "wal_mb_per_second", "active_sessions", "dead_rows", "rows_per_second", "stop_file"})
        if (text.find("retentiond_pace_waiting{database=\"crm\",reason=\"" + std::string(reason) + "\"} 1\n") != text.npos)
            reasons += reason;
    return reasons;
}

TEST(MetricsReport, KnowsEachReasonOfPace) {
    platform::ManualClock clock;
    PaceSettings settings;
    settings.rows_per_second = 1;
    settings.active_sessions = 3;
    Pace lag(settings, clock);
    lag.set_replica_lag(20s);
    EXPECT_EQ(waiting(lag), "replica_lag");
    Pace dead(settings, clock);
    dead.set_dead_rows("crm.rows_per_second");
    EXPECT_EQ(waiting(dead), "dead_rows");
    Pace busy(settings, clock);
    busy.set_active_sessions(9);
    EXPECT_EQ(waiting(busy), "active_sessions");
    Pace rows(settings, clock);
    rows.batch_took(1ms, 1, 1000);
    EXPECT_EQ(waiting(rows), "rows_per_second");
}

TEST(EpochOf, ReadsTimesAndDays) {
    EXPECT_EQ(epoch_of("1970-01-02"), 86400);
    EXPECT_EQ(epoch_of("2026-11-23T10:15:02+01:00"), 1795425302);
    EXPECT_EQ(epoch_of("2026-11-23T10:15:02.5+05:30"), 1795425302 - 4.5 * 3600 + 0.5);
    EXPECT_EQ(epoch_of("2026-11-23T09:15:02Z"), 1795425302);
    EXPECT_EQ(epoch_of("2026-11-23T05:15:02-04"), 1795425302);
    for (const auto* nothing : {"", "-", "infinity", "2026-13-01", "2026-11-23T", "2026-11-23T10:15:02"})
        EXPECT_FALSE(epoch_of(nothing)) << nothing;
}

} // namespace
} // namespace retention::jobs
