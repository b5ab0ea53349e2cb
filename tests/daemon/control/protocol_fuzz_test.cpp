// SPDX-License-Identifier: Apache-2.0
//
// Seeded mutations of good lines: whatever a client sends, the decoder answers, and a request that it accepts goes all
// the way through admission. A failure names the seed.
#include "daemon/control/dispatch.hpp"
#include "daemon/control/protocol.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace retention::control {
namespace {

const std::string kLines[] = {
    R"({"jsonrpc":"2.0","id":1,"method":"status"})",
    R"({"jsonrpc":"2.0","id":"a","method":"explain","params":{"policy":"contacts","key":["1","é"],"as_of":"2026-01-01"}})",
    R"({"jsonrpc":"2.0","id":9007199254740993,"method":"run.show","params":{"run":7}})",
    R"({"jsonrpc":"2.0","id":1,"method":"hold.add","params":{"policy":"p","key":42,"reason":"\u0000\ud83d\ude00"}})",
    R"([{"jsonrpc":"2.0","id":1,"method":"status"}])",
    R"({"jsonrpc":"2.0","id":1,"result":{"due":3}})",
    R"({"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"no","data":{"hint":"Wait."}}})",
};

const std::string kPieces[] = {"{",           "}",        "[",
                               "]",           "\"",       "\\",
                               "\\u",         "null",     "1e999",
                               "-0",          ",",        ":",
                               "\xff",        "\xc2\x9b", std::string(1, '\0'),
                               "\"params\":", "\"id\":",  "99999999999999999999999"};

std::string mutated(std::mt19937_64& random) {
    const auto pick = [&random](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    std::string line = kLines[pick(std::size(kLines))];
    for (std::size_t left = pick(8) + 1; left > 0; --left) {
        const std::size_t at = pick(line.size() + 1);
        switch (pick(5)) {
        case 0:
            line.insert(at, kPieces[pick(std::size(kPieces))]);
            break;
        case 1:
            line.erase(at, pick(6));
            break;
        case 2:
            if (at < line.size())
                line[at] = static_cast<char>(pick(256));
            break;
        case 3:
            line.insert(at, line.substr(pick(line.size() + 1), pick(40) + 1));
            break;
        default:
            line.insert(at, std::string(pick(64), "[{"[pick(2)]));
            break;
        }
    }
    return line;
}

TEST(ProtocolFuzz, EveryLineGetsAnAnswerThatCanBeSent) {
    constexpr int kRounds = 30'000;
    int accepted = 0;
    for (int seed = 0; seed < kRounds; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random(static_cast<std::uint64_t>(seed));
        const auto line = mutated(random);

        auto decoded = decode_request(line);
        if (auto* refused = std::get_if<RefusedRequest>(&decoded)) {
            ASSERT_TRUE(decode_reply(encode(Reply{refused->id, refused->error})));
        } else {
            auto& request = std::get<Request>(decoded);
            ASSERT_TRUE(request.params.is_object());
            ASSERT_EQ(std::get<Request>(decode_request(encode(request))).params, request.params);
            static_cast<void>(admit(request, Role::Administrator));
            ++accepted;
        }
        if (const auto reply = decode_reply(line)) {
            ASSERT_TRUE(decode_reply(encode(*reply)));
        }
    }
    EXPECT_GT(accepted, kRounds / 100) << "the mutations are too wild to reach anything";
}

} // namespace
} // namespace retention::control
