// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/watch.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/outcome.hpp"
#include "daemon/ctl/progress.hpp"

#include <map>
#include <ostream>
#include <thread>

namespace retention::ctl {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kPollEvery = 200ms;

// A daemon that is restarted is back sooner.
constexpr auto kAbsenceMax = 60s;

// The bars of several runs, one line each, drawn over those of the time before.
class Display {
public:
    Display(const Screen& screen, std::ostream& out) : screen_(screen), out_(out) {}

    // Each database counts its own runs.
    using Id = std::pair<std::string, long long>;
    static Id id_of(const json& run) { return {text(run, "database"), number(run, "run")}; }

    void show(const json& run) { bars_[id_of(run)].update(run, SteadyClock::now()); }

    void draw() {
        if (!screen_.is_terminal) {
            for (auto& [run, progress] : bars_)
                if (const auto line = progress.news())
                    out_ << *line << std::endl;
            return;
        }
        if (lines_drawn_ > 0)
            out_ << "\x1b[" << lines_drawn_ << "A";
        for (const auto& [run, progress] : bars_)
            out_ << "\r\x1b[K" << progress.bar(screen_) << "\n";
        out_ << std::flush;
        lines_drawn_ = bars_.size();
    }

    const std::map<Id, Progress>& bars() const noexcept { return bars_; }

private:
    const Screen& screen_;
    std::ostream& out_;
    std::map<Id, Progress> bars_;
    std::size_t lines_drawn_ = 0;
};

// Asks again while the daemon is away, unless it was never there.
class PatientClient {
public:
    explicit PatientClient(const Client& client) : client_(client) {}

    json call(const std::string& method, const json& params) {
        for (;;) {
            try {
                auto result = client_.call(method, params, 30s);
                last_answer_ = SteadyClock::now();
                return result;
            } catch (const Unreachable&) {
                give_up_after_a_while();
            } catch (const Refusal& refusal) {
                // The daemon is there, but its database is not yet.
                if (refusal.error().code != control::ErrorCode::Unavailable)
                    throw;
                give_up_after_a_while();
            }
            std::this_thread::sleep_for(kPollEvery);
        }
    }

private:
    // Called while an exception is being handled: throws it on.
    void give_up_after_a_while() const {
        if (!last_answer_ || SteadyClock::now() - *last_answer_ > kAbsenceMax)
            throw;
    }

    const Client& client_;
    std::optional<SteadyClock::time_point> last_answer_;
};

bool waits_for_a_person(const std::string& state) {
    return state == "awaiting_approval";
}

} // namespace

json watch_run(const Client& client, const json& run, Until until, const Screen& screen, std::ostream& out) {
    PatientClient patient(client);
    Display display(screen, out);
    for (;;) {
        auto document = patient.call("run.show", run);
        display.show(document);
        display.draw();
        const auto state = text(document, "state");
        if (has_ended(state) || (until == Until::NeedsAPerson && waits_for_a_person(state)))
            return document;
        std::this_thread::sleep_for(kPollEvery);
    }
}

json watch_all(const Client& client, const Screen& screen, std::ostream& out) {
    PatientClient patient(client);
    std::optional<SteadyClock::time_point> last_whole;
    Display display(screen, out);
    for (;;) {
        auto status = patient.call("status", json::object());
        std::map<Display::Id, const json*> active;
        bool is_busy = false;
        for (const auto& run : elements(status, "runs")) {
            active[Display::id_of(run)] = &run;
            is_busy = is_busy || !waits_for_a_person(text(run, "state"));
            display.show(run);
        }
        // Runs that have left the list: how did they end?
        for (const auto& [id, progress] : display.bars())
            if (!active.contains(id) && !has_ended(progress.state()))
                display.show(patient.call("run.show", {{"run", id.second}, {"database", id.first.empty() ? json() : json(id.first)}}));
        display.draw();
        // Of runs in a database that can't be reached nothing is known: those that were seen may go on when it is back.
        if (!has_unreachable_database(status))
            last_whole = SteadyClock::now();
        const bool may_go_on = last_whole && has_unreachable_database(status) && SteadyClock::now() - *last_whole < kAbsenceMax;
        if (!is_busy && !may_go_on)
            return status;
        std::this_thread::sleep_for(kPollEvery);
    }
}

} // namespace retention::ctl
