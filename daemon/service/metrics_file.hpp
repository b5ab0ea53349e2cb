// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/platform/log.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace retention::service {

// Keeps a file for the textfile collector of Prometheus' node exporter up to date, readable for everybody (mode 0644).
// On a thread of its own, because a database may take seconds to say that it is not there.
//
// A file that can't be written is told once, and tried again each time: it stops nothing else. When the daemon ends,
// the file is removed: numbers of a daemon that does not run would pass for true ones.
class MetricsFile {
public:
    // `log` outlives it; so does what `text` uses. Starts at once.
    MetricsFile(std::filesystem::path path, std::chrono::milliseconds every, std::function<std::string()> text,
                platform::Log& log);
    ~MetricsFile();
    MetricsFile(const MetricsFile&) = delete;
    MetricsFile& operator=(const MetricsFile&) = delete;

    // Writes no more. Doing it twice is fine.
    void stop_soon() noexcept;

private:
    void keep_writing();
    void write_once();

    const std::filesystem::path path_;
    const std::chrono::milliseconds every_;
    const std::function<std::string()> text_;
    platform::Log& log_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool is_stopping_ = false;
    std::string told_; // of the thread's alone: why it could not be written last; empty: it could
    std::thread thread_;
};

} // namespace retention::service
