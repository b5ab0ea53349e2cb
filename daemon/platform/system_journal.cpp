// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/system_journal.hpp"

// Where in our code a message was made is nothing to search by.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace retention::platform {

namespace {

// As sd_journal_sendv() has it; it does not say when nobody listens there.
constexpr const char* kSocket = "/run/systemd/journal/socket";

const char* priority_of(LogLevel level) noexcept {
    switch (level) {
    case LogLevel::Error:
        return "3";
    case LogLevel::Warning:
        return "4";
    case LogLevel::Info:
        return "6";
    case LogLevel::Debug:
        return "7";
    }
    return "3";
}

} // namespace

bool has_journal() noexcept {
    struct stat status {};
    return ::stat(kSocket, &status) == 0 && S_ISSOCK(status.st_mode) && ::access(kSocket, W_OK) == 0;
}

bool send_to_journal(LogLevel level, std::string_view id, std::string_view message, const LogFields& fields) {
    std::vector<std::string> lines{"MESSAGE=" + std::string(id) + " " + std::string(message),
                                   std::string("PRIORITY=") + priority_of(level), "SYSLOG_IDENTIFIER=retentiond",
                                   "RETENTIOND_EVENT=" + std::string(id)};
    const auto add = [&lines](const char* name, std::string_view value) {
        if (!value.empty())
            lines.push_back(name + std::string(value));
    };
    add("MESSAGE_ID=", message_id(id));
    add("RETENTIOND_DATABASE=", fields.database);
    add("RETENTIOND_POLICY=", fields.policy);
    add("RETENTIOND_RUN=", fields.run > 0 ? std::to_string(fields.run) : "");
    std::vector<iovec> parts;
    for (auto& line : lines)
        parts.push_back({line.data(), line.size()});
    return sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

} // namespace retention::platform
