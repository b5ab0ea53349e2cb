// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace retention::jobs {

// What the settings ask of people who release what others, or they themselves, started.
struct ApprovalRules {
    bool needs_four_eyes = false;   // a run that somebody starts waits for another person
    bool needs_reason = false;      // commands that change what becomes of people say why
};

} // namespace retention::jobs
