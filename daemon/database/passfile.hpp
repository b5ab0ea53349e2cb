// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace retention::database {

// A file with passwords, in a form that libpq takes.
//
// libpq passes over one that a group may read. Newer versions of systemd give a daemon its credentials by an access list, which
// shows as just that, although nobody else can enter their folder. Of such a file this is a copy in memory, for as long as it
// lives; any other is named as it is, and judged by libpq.
class Passfile {
public:
    // `path`: empty for none. What can't be read or copied is left to libpq, which tells.
    explicit Passfile(const std::string& path);
    ~Passfile();
    Passfile(const Passfile&) = delete;
    Passfile& operator=(const Passfile&) = delete;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
    int copy_ = -1;
};

} // namespace retention::database
