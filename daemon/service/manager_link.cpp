// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/manager_link.hpp"

#include <algorithm>

namespace retention::service {

namespace {

using namespace std::chrono_literals;

constexpr auto kStatusRound = 1s;

// Threads that have nothing to do sleep for five seconds at most: no manager can ask for more than this.
constexpr std::chrono::microseconds kPatienceMin = 10s;

// Often enough that one withheld word in doubt does not end us.
constexpr int kWordsInInterval = 4;

} // namespace

ManagerLink::ManagerLink(boost::asio::io_context& io, const std::vector<std::unique_ptr<jobs::Target>>& targets,
                         platform::Log& log)
    : targets_(targets), log_(log), watchdog_(io), status_(io) {}

void ManagerLink::start() {
    keep_status();
    if (const auto interval = notify_.watchdog_interval()) {
        interval_ = *interval;
        keep_watchdog();
    }
}

void ManagerLink::stopping() noexcept {
    watchdog_.cancel();
    status_.cancel();
    notify_.stopping();
    notify_.status("stopping: batches in progress come to their end");
}

void ManagerLink::keep_watchdog() {
    watchdog_.expires_after(interval_ / kWordsInInterval);
    watchdog_.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        if (is_well())
            notify_.watchdog();
        keep_watchdog();
    });
}

// What the manager allows the io thread, every other thread may have, too.
bool ManagerLink::is_well() {
    for (const auto& target : targets_) {
        const auto stalled = target->progress().stalled(std::max(interval_, kPatienceMin));
        if (stalled.empty())
            continue;
        if (!has_complained_)
            log_.error("WATCHDOG_WITHHELD",
                       stalled.front().who + " has not got on for " +
                           std::to_string(std::chrono::floor<std::chrono::seconds>(stalled.front().silent_for).count()) +
                           " s: the service manager will restart the daemon, batches in progress are rolled back");
        has_complained_ = true;
        return false;
    }
    has_complained_ = false;
    return true;
}

void ManagerLink::keep_status() {
    if (auto now = status(); now != told_ && notify_.status(now))
        told_ = std::move(now);
    status_.expires_after(kStatusRound);
    status_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            keep_status();
    });
}

std::string ManagerLink::status() const {
    std::vector<jobs::Activity> activities;
    for (const auto& target : targets_)
        activities.push_back(target->activity());
    return jobs::in_one_line(activities);
}

} // namespace retention::service
