// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace retention::database {

// Told when a session begins and ends to wait for its server: to connect, to have a statement answered. On the session's
// own thread; must not throw.
class WaitObserver {
public:
    virtual void wait_begins() noexcept = 0;
    virtual void wait_ends() noexcept = 0;

protected:
    ~WaitObserver() = default;
};

// Such a wait, for as long as it lives. Without an observer nobody is told.
class Wait {
public:
    explicit Wait(WaitObserver* observer) noexcept : observer_(observer) {
        if (observer_)
            observer_->wait_begins();
    }
    ~Wait() {
        if (observer_)
            observer_->wait_ends();
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

private:
    WaitObserver* observer_;
};

} // namespace retention::database
