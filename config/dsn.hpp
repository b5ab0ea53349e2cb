// SPDX-License-Identifier: Apache-2.0
//
// Connection strings, read before libpq sees them: its own complaint about a malformed one repeats it, password and
// all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace retention::config {

struct Dsn {
    std::map<std::string, std::string> parameters; // without those that are secret
    bool has_password = false;
};

// Reads `keyword=value …` or `postgresql://…`. Nothing when it is neither; the reason is then in `error`, which repeats
// nothing of the text.
std::optional<Dsn> parse_dsn(std::string_view text, std::string& error);

// For people and logs: host, dbname and service, and nothing else: "service=crm", "host=db.example dbname=crm".
std::string describe(const Dsn& dsn);

} // namespace retention::config
