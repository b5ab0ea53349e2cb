// SPDX-License-Identifier: Apache-2.0
//
// The one table of commands: what can be asked over the control socket, by whom, and with which parameters. Whatever
// holds for a command before it is carried out stands here and is checked in dispatch(); `help` prints the table.
#pragma once

#include "daemon/control/access.hpp"
#include "daemon/control/arguments.hpp"
#include "daemon/jobs/operations.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>

namespace retention::control {

// What stays of a command in the journal.
enum class Trace {
    Recorded,  // who asked, and what came of it
    Explained, // that, and why, where the settings ask for reasons
    None,      // it only reads
};

struct Command {
    // What a handler gets: arguments of the declared kinds, and the peer for the journal, "root (uid 0)".
    using Handler = nlohmann::json (*)(jobs::Operations& operations, const Arguments& arguments, const std::string& by);

    std::string_view method;
    Role role = Role::Administrator; // the least that may
    bool is_slow = false;            // may scan whole tables: must not hold up the others
    std::span<const Parameter> parameters;
    std::string_view help;
    Handler handler = nullptr;
    Trace trace = Trace::Recorded; // whoever adds a command and thinks of nothing has it recorded
};

// In the order in which help shows them.
std::span<const Command> commands() noexcept;

// The command of that name, or null.
const Command* find_command(std::string_view method) noexcept;

} // namespace retention::control
