// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace retention::jobs {

// Whoever asked something that takes long: nobody works on for somebody who has left. Safe from any thread.
class Asker {
public:
    void leave() noexcept { has_left_ = true; }
    bool has_left() const noexcept { return has_left_; }

private:
    std::atomic<bool> has_left_{false};
};

} // namespace retention::jobs
