// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/target.hpp"
#include "daemon/platform/log.hpp"
#include "daemon/platform/notify.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace retention::service {

// The daemon's word to the service manager: where it stands in its life, what it does now (STATUS=), and that it is well
// (WATCHDOG=1). Lives on the io thread, whose loop turning is one half of being well; the other half is that no thread of
// the targets is stalled. Without a manager it does nothing.
class ManagerLink {
public:
    // The others outlive it.
    ManagerLink(boost::asio::io_context& io, const std::vector<std::unique_ptr<jobs::Target>>& targets, platform::Log& log);

    // From now on, until stopping().
    void start();

    void ready() noexcept { notify_.ready(); }
    void reloading() noexcept { notify_.reloading(); }
    void stopping() noexcept;

private:
    void keep_watchdog();
    void keep_status();
    bool is_well();
    std::string status() const;

    const std::vector<std::unique_ptr<jobs::Target>>& targets_;
    platform::Log& log_;
    platform::Notify notify_;
    boost::asio::steady_timer watchdog_;
    boost::asio::steady_timer status_;
    std::chrono::microseconds interval_{0};   // within which the manager wants to hear
    bool has_complained_ = false;
    std::string told_;                        // the last status
};

} // namespace retention::service
