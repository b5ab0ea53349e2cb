// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/wait_record.hpp"

#include <algorithm>

namespace retention::jobs {

namespace {

using database::Transaction;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// Shorter waits are the ordinary course of things.
constexpr std::chrono::seconds kWorthTelling{1};
// How much of a wait a daemon that is killed may take with it: so long, or a share of it. Not the same number for ever, because a
// standby that is delayed on purpose would never catch up with one that keeps telling that it waits for it.
constexpr std::chrono::seconds kTellAgain{5};
constexpr int kTellAgainShare = 4;
// Waits of one reason with less in between are one wait.
constexpr std::chrono::seconds kQuietMax{60};
// A round that took longer was not spent waiting.
constexpr std::chrono::seconds kRoundMax{2};

constexpr const char* kBegin = R"(
insert into retentiond.wait (run, reason, detail, began_at, until_at, waited_ms)
select $1::bigint, $2, $3, clock_timestamp() - $4::bigint * interval '1 millisecond', clock_timestamp(), $4::bigint
returning wait)";

constexpr const char* kGoOn = R"(
update retentiond.wait set until_at = clock_timestamp() - $2::bigint * interval '1 millisecond', waited_ms = $3, detail = $4
where wait = $1)";

std::string in_milliseconds(microseconds time) { return std::to_string(duration_cast<milliseconds>(time).count()); }

} // namespace

bool WaitRecord::note(Transaction& transaction, const std::vector<Waiting>& waiting) {
    const auto now = clock_->steady_now();
    const auto elapsed = last_ ? std::min<microseconds>(now - *last_, kRoundMax) : microseconds(0);
    last_ = now;
    for (auto& [key, open] : open_)
        open.quiet += elapsed;
    for (const auto& [run, why] : waiting) {
        Open& open = open_[{run, why.word}];
        open.waited += elapsed;
        open.quiet = microseconds(0);
        open.text = why.text;
    }
    bool was_told = false;
    for (auto& [key, open] : open_) {
        const bool has_ended = open.quiet > microseconds(0);
        const auto worth = has_ended || open.row == 0 ? microseconds(1) : std::max<microseconds>(kTellAgain, open.told / kTellAgainShare);
        if (open.waited < kWorthTelling || open.waited - open.told < worth)
            continue;
        tell(transaction, key.first, key.second, open);
        was_told = true;
    }
    std::erase_if(open_, [](const auto& entry) { return entry.second.quiet > kQuietMax; });
    return was_told;
}

void WaitRecord::tell(Transaction& transaction, long long run, const std::string& word, Open& open) {
    if (open.row == 0)
        open.row = transaction.exec("begin_wait", kBegin, {std::to_string(run), word, open.text, in_milliseconds(open.waited)}).get_int64(0, 0);
    else
        transaction.exec("go_on_waiting", kGoOn, {std::to_string(open.row), in_milliseconds(open.quiet), in_milliseconds(open.waited), open.text});
    open.told = open.waited;
}

void WaitRecord::note_gap(Transaction& transaction, long long run, milliseconds gap) {
    if (gap >= kWorthTelling)
        transaction.exec("begin_wait", kBegin,
                         {std::to_string(run), "unreachable", "the database was out of reach", std::to_string(gap.count())});
}

} // namespace retention::jobs
