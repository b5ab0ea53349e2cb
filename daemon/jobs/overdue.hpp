// SPDX-License-Identifier: Apache-2.0
//
// Who is due and not done, as numbers with reasons: the last count, less what was done since, shared out among what
// keeps people waiting. docs/overdue.md tells the same; a test compares the reasons. Pure.
#pragma once

#include "daemon/jobs/count_record.hpp"
#include "policies/policy.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retention::jobs {

// A reason for which somebody whose period has ended is still there.
struct OverdueReason {
    std::string_view word;
    bool is_in_order;         // as it should be; else a person should look, and `status` ends with 3
    std::string_view because; // a sentence for people
};

// Every reason there is.
std::span<const OverdueReason> overdue_reasons() noexcept;

// What is known of a policy at one moment.
struct Standing {
    policies::Mode mode = policies::Mode::Observe;
    bool is_broken = false; // it does not fit the schema, or its file can't be read
    bool is_drifted = false;
    bool is_refused = false;   // it fits, and its last plan was refused all the same
    bool is_scheduled = false; // another run will come by itself
    bool is_outside_window = false;
    bool is_throttled = false;     // pace holds batches back
    bool has_been_planned = false; // ever, for more than observing
    std::optional<std::string> paused_at;
    std::optional<nlohmann::json> last_run; // as documents::run_in_brief()
    std::optional<Count> count;
};

struct Overdue {
    struct Part {
        std::string_view reason;
        long long subjects = 0;
        bool is_in_order = false;
        std::optional<std::string>
            oldest_on; // the day on which the first of them expired; of those who are due, the first of all
        std::optional<std::string> since; // from when on the reason has held, where that is known
    };

    long long due = 0;       // due and not done; others are stopped by a hold or a floor
    std::vector<Part> parts; // in the order of overdue_reasons(); only those of somebody
    std::optional<std::string> oldest_on;
};

// Nothing when nobody was ever counted.
std::optional<Overdue> overdue(const Standing& standing);

} // namespace retention::jobs
