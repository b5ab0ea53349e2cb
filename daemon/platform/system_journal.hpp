// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/log.hpp"

#include <string_view>

namespace retention::platform {

// Whether systemd's journal has a socket here that takes messages with fields. In a container it may not.
bool has_journal() noexcept;

// Sends a message with its fields (docs/log-messages.md). `message` is harmless already. False when the journal did not
// take it.
bool send_to_journal(LogLevel level, std::string_view id, std::string_view message, const LogFields& fields);

// The fixed MESSAGE_ID of the message `id`, 32 hexadecimal digits; empty for a message that has none.
std::string_view message_id(std::string_view id) noexcept;

} // namespace retention::platform
