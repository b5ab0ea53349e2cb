// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/progress.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/outcome.hpp"

#include <algorithm>
#include <cstdio>

namespace retention::ctl {
namespace {

constexpr std::size_t kBarWidth = 24;

// A rate from less than this says nothing.
constexpr std::chrono::milliseconds kRateAfter{1500};

std::string bar_of(int percent, const Screen& screen) {
    const bool is_plain = screen.is_terminal && !screen.has_blocks;
    std::string bar;
    const auto filled = kBarWidth * static_cast<std::size_t>(percent) / 100;
    for (std::size_t at = 0; at < kBarWidth; ++at)
        bar += at < filled ? (is_plain ? "#" : "█") : (is_plain ? "." : "░");
    return bar;
}

std::string duration_text(std::chrono::seconds duration) {
    const auto seconds = static_cast<long long>(duration.count());
    char text[40];
    if (seconds >= 3600)
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld", seconds / 60, seconds % 60);
    return text;
}

// `skipped_total` in short documents, `skipped` by reason in the long one.
long long skipped_of(const json& run) {
    return member(run, "skipped").is_object() ? total(member(run, "skipped")) : number(run, "skipped_total");
}

} // namespace

void Progress::update(const json& run, Time now) {
    run_ = number(run, "run");
    policy_ = text(run, "policy");
    state_ = text(run, "state");
    reason_ = text(run, "reason");
    if (reason_.empty() && state_ == "awaiting_approval")
        reason_ = listed(member(run, "reasons"));
    planned_ = number(run, "planned");
    handled_ = number(run, "done") + skipped_of(run) + number(run, "failed");
    if (state_ == "running" && !first_time_) {
        first_time_ = now;
        first_handled_ = handled_;
    }
    last_time_ = now;
}

int Progress::percent() const {
    if (planned_ <= 0)
        return has_ended(state_) ? 100 : 0;
    return static_cast<int>(std::clamp(handled_ * 100 / planned_, 0LL, 100LL));
}

std::string Progress::label() const {
    return "run " + std::to_string(run_) + " " + policy_;
}

std::string Progress::counts() const {
    return with_separators(handled_) + " of " + with_separators(planned_);
}

std::optional<std::chrono::seconds> Progress::time_left() const {
    if (state_ != "running" || !first_time_ || last_time_ - *first_time_ < kRateAfter || handled_ <= first_handled_)
        return std::nullopt;
    const auto elapsed = std::chrono::duration<double>(last_time_ - *first_time_);
    const auto left =
        elapsed * (static_cast<double>(planned_ - handled_) / static_cast<double>(handled_ - first_handled_));
    return std::chrono::ceil<std::chrono::seconds>(left);
}

std::string Progress::bar(const Screen& screen) const {
    std::string line = label() + "  " + bar_of(percent(), screen) + "  " + std::to_string(percent()) + "%  " + counts();
    if (state_ != "running")
        line += "  " + state_;
    if (!reason_.empty())
        line += "  (" + reason_ + ")";
    if (const auto left = time_left())
        line += "  " + duration_text(*left) + " left";
    return screen.width == 0 ? line : shortened(line, screen.width - 1);
}

std::optional<std::string> Progress::news() {
    const int tenth = percent() / 10;
    if (state_ == told_state_ && tenth == told_tenth_)
        return std::nullopt;
    told_state_ = state_;
    told_tenth_ = tenth;
    return label() + ": " + state_ + ", " + counts() + " (" + std::to_string(percent()) + "%)" +
           (reason_.empty() ? "" : ": " + reason_);
}

} // namespace retention::ctl
