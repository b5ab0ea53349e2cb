// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/metrics_file.hpp"

#include "daemon/platform/whole_file.hpp"

#include <system_error>

namespace retention::service {

namespace {

constexpr mode_t kReadableForAll = 0644;

} // namespace

MetricsFile::MetricsFile(std::filesystem::path path, std::chrono::milliseconds every, std::function<std::string()> text,
                         platform::Log& log)
    : path_(std::move(path)), every_(every), text_(std::move(text)), log_(log), thread_([this] { keep_writing(); }) {}

MetricsFile::~MetricsFile() {
    stop_soon();
    thread_.join();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void MetricsFile::stop_soon() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    stopping_.notify_all();
}

void MetricsFile::keep_writing() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        lock.unlock();
        write_once();
        lock.lock();
        stopping_.wait_for(lock, every_, [this] { return is_stopping_; });
    }
}

void MetricsFile::write_once() {
    std::string why;
    try {
        platform::replace_file(path_, text_(), kReadableForAll);
    } catch (const std::system_error& error) {
        why = error.code().message();
    } catch (const std::exception&) {
        why = "internal error"; // not what(): it may say more than a log should hold
    }
    if (why == told_)
        return;
    if (why.empty())
        log_.info("METRICS_WRITTEN", "metrics are written to " + path_.string() + " again");
    else
        log_.warning("METRICS_UNWRITABLE",
                     "metrics can't be written to " + path_.string() + ": " + why + "; retrying, nothing else stops");
    told_ = why;
}

} // namespace retention::service
