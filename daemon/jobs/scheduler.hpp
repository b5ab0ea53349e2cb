// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/clock.hpp"
#include "policies/policy.hpp"

#include <optional>

namespace retention::jobs {

// What a schedule wants.
struct Appointment {
    std::optional<platform::SystemTime> due;    // a time that has come and was not answered: run now, once
    std::optional<platform::SystemTime> next;   // the first time after now
};

// Reads `schedule` at `now`. `answered`: the last scheduled time that has a run, or when the policy was first seen: times up to
// it need nothing. Of several missed times only the last is caught up. Pure.
Appointment appointment(const policies::Schedule& schedule, platform::SystemTime answered, platform::SystemTime now);

} // namespace retention::jobs
