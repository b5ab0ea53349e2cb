// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/control/access.hpp"
#include "daemon/control/commands.hpp"
#include "daemon/control/protocol.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/platform/log.hpp"

#include <string>
#include <variant>

namespace retention::control {

// A command with its arguments, found to be permitted and well-formed.
struct Call {
    const Command* command = nullptr;
    Arguments arguments;
    Role role = Role::None; // of whoever asks, at this moment
};

// Everything that is checked before a handler: that the method exists, that `role` suffices, and the parameters.
std::variant<Call, Error> admit(const Request& request, Role role);

// Carries out `call` on behalf of `by`, logs that, and has it recorded where the command asks for it: before, and what came of it
// after. May block for long; safe from any thread. Never throws: of exceptions only an OperationError is shown to the peer, since the
// text of others could quote somebody's data.
std::variant<nlohmann::json, Error> carry_out(Call call, jobs::Person by, jobs::Operations& operations, platform::Log& log);

// An attempt that was not permitted, logged and recorded; `untold` others of the same user were not. As above.
void tell_refused(const std::string& method, Role role, const jobs::Person& by, std::size_t untold, jobs::Operations& operations,
                  platform::Log& log);

} // namespace retention::control
