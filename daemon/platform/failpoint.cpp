// SPDX-License-Identifier: Apache-2.0
#include "daemon/platform/failpoint.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

namespace retention::platform {
namespace {

enum class Effect { Kill, Stop, Throw, Exit, Hang };

constexpr std::pair<std::string_view, Effect> kEffects[] = {
    {"kill", Effect::Kill}, {"stop", Effect::Stop}, {"throw", Effect::Throw}, {"exit", Effect::Exit},
    {"hang", Effect::Hang}};

// The one piece of mutable state that is not passed around: points sit in functions that otherwise need nothing of the
// process, and must not get an argument for the sake of tests.
std::atomic<long long> hits_left{0};
std::atomic<Effect> armed_effect{Effect::Kill};

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw std::invalid_argument("failpoint '" + std::string{text} + "': " + why);
}

int point_of(std::string_view name, std::string_view text) {
    const auto* found = std::find(kFailpointNames.begin(), kFailpointNames.end(), name);
    if (found == kFailpointNames.end())
        refuse(text, "no failpoint has this name");
    return static_cast<int>(found - kFailpointNames.begin());
}

long long count_of(std::string_view number, std::string_view text) {
    long long count = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc{} || end != number.data() + number.size() || count < 1)
        refuse(text, "the second part must be a number from 1");
    return count;
}

Effect effect_of(std::string_view name, std::string_view text) {
    for (const auto& [known, effect] : kEffects)
        if (known == name)
            return effect;
    refuse(text, "the third part must be kill, stop, throw, exit or hang");
}

} // namespace

namespace detail {

std::atomic<int> armed_failpoint{-1};

void hit(Failpoint point) {
    if (hits_left.fetch_sub(1) != 1)
        return;
    switch (armed_effect.load()) {
    case Effect::Kill:
        // The default disposition cannot be changed, and nothing of ours runs any more.
        ::kill(::getpid(), SIGKILL);
        break;
    case Effect::Stop:
        ::kill(::getpid(), SIGSTOP);
        break;
    case Effect::Exit:
        ::_exit(kFailpointExitStatus);
    case Effect::Hang:
        for (;;)
            ::pause();
    case Effect::Throw:
        throw FailpointHit("failpoint " + std::string{kFailpointNames[static_cast<std::size_t>(point)]});
    }
}

} // namespace detail

void arm_failpoint(std::string_view text) {
    if (text.empty()) {
        detail::armed_failpoint = -1;
        return;
    }
    const auto first = text.find(':');
    const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos)
        refuse(text, "must be name:number:effect");

    const int point = point_of(text.substr(0, first), text);
    hits_left = count_of(text.substr(first + 1, second - first - 1), text);
    armed_effect = effect_of(text.substr(second + 1), text);
    detail::armed_failpoint = point;
}

void arm_failpoint_from_environment() {
    if (const char* text = std::getenv("RETENTIOND_FAILPOINT"); text != nullptr)
        arm_failpoint(text);
}

} // namespace retention::platform
