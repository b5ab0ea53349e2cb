// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::jobs {

// Who asks for something, as the kernel says.
struct Person {
    std::string name;               // "dpo (uid 1001)"
    long long uid = -1;
    std::string login = {};         // as whom they logged in, where that is known and another: "dpo (uid 1001)" of a root by sudo
    long long login_uid = -1;       // -1: not known

    // The numbers by which it is told whether two are one person: whoever shares any of them is.
    std::vector<long long> uids() const {
        std::vector<long long> numbers{uid};
        if (login_uid >= 0 && login_uid != uid)
            numbers.push_back(login_uid);
        return numbers;
    }
};

} // namespace retention::jobs
