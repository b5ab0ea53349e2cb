// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/protocol.hpp"

#include <gtest/gtest.h>

namespace retention::control {
namespace {

using nlohmann::json;

Request accepted(std::string_view line) {
    return std::get<Request>(decode_request(line));
}
RefusedRequest refused(std::string_view line) {
    return std::get<RefusedRequest>(decode_request(line));
}

std::string nested(int depth) {
    return R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":)" +
           std::string(static_cast<std::size_t>(depth - 2), '[') +
           std::string(static_cast<std::size_t>(depth - 2), ']') + "}}";
}

TEST(DecodeRequest, ReadsMethodIdAndParameters) {
    const auto request = accepted(R"({"jsonrpc":"2.0","id":7,"method":"run.show","params":{"run":12}})");
    EXPECT_EQ(request.id, 7);
    EXPECT_EQ(request.method, "run.show");
    EXPECT_EQ(request.params, (json{{"run", 12}}));
}

TEST(DecodeRequest, ParametersMayBeAbsent) {
    EXPECT_EQ(accepted(R"({"jsonrpc":"2.0","id":"a","method":"status"})").params, json::object());
}

TEST(DecodeRequest, RefusesWhatIsNoJson) {
    for (const char* line : {"", " ", "{", "nonsense", "{\"jsonrpc\":\"2.0\"", "\"\xff\"", "{} {}", "{\"a\":1,}"}) {
        EXPECT_EQ(refused(line).error.code, ErrorCode::Parse) << line;
        EXPECT_EQ(refused(line).id, nullptr) << line;
    }
}

TEST(DecodeRequest, RefusesWhatIsNoRequest) {
    for (const char* line :
         {"7", "null", "\"text\"", "[]", "[1]", "{}", R"([{"jsonrpc":"2.0","id":1,"method":"status"}])",
          R"({"jsonrpc":"2.0","method":"status"})", R"({"jsonrpc":"2.0","id":null,"method":"status"})",
          R"({"jsonrpc":"2.0","id":{},"method":"status"})", R"({"jsonrpc":"2.0","id":1.5,"method":"status"})"}) {
        EXPECT_EQ(refused(line).error.code, ErrorCode::InvalidRequest) << line;
        EXPECT_EQ(refused(line).id, nullptr) << line;
    }
}

TEST(DecodeRequest, RefusalCarriesTheIdOnceItIsKnown) {
    EXPECT_EQ(refused(R"({"id":7,"method":"status"})").id, 7);
    EXPECT_EQ(refused(R"({"jsonrpc":"1.0","id":"x","method":"status"})").id, "x");
    EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":7})").id, 7);
    EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":7,"method":8})").id, 7);
    const auto positional = refused(R"({"jsonrpc":"2.0","id":7,"method":"plan","params":["contacts"]})");
    EXPECT_EQ(positional.id, 7);
    EXPECT_EQ(positional.error.code, ErrorCode::InvalidParameters);
}

TEST(DecodeRequest, NotificationsAndBatchesAreRefusedWithAdvice) {
    const auto notification = refused(R"({"jsonrpc":"2.0","method":"status"})").error;
    EXPECT_EQ(notification.message, "notifications are not supported");
    EXPECT_EQ(notification.hint, "Give the request an \"id\"; the reply carries it.");
    EXPECT_EQ(refused("[]").error.message, "batches are not supported");
}

TEST(DecodeRequest, DepthHasALimit) {
    EXPECT_NO_THROW(accepted(nested(kDepthMax - 1)));
    EXPECT_NO_THROW(accepted(nested(kDepthMax)));
    EXPECT_EQ(refused(nested(kDepthMax + 1)).error.message, "nested deeper than 32 levels");
    EXPECT_EQ(refused(std::string(kLineBytesMax, '[')).error.code, ErrorCode::Parse);
}

TEST(DecodeRequest, BracketsInTextsAreNoDepth) {
    const auto line =
        R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"a":")" + std::string(100, '[') + R"(\"[[[["}})";
    EXPECT_EQ(accepted(line).params["a"], std::string(100, '[') + "\"[[[[");
}

TEST(Encode, RequestComesBack) {
    const Request request{"id\n1", "explain", {{"key", "Zoë \n \x01"}}};
    const auto line = encode(request);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto back = accepted(line);
    EXPECT_EQ(back.id, request.id);
    EXPECT_EQ(back.method, request.method);
    EXPECT_EQ(back.params, request.params);
}

TEST(Encode, ReplyComesBack) {
    const auto result = decode_reply(encode(Reply{7, json{{"due", 3}}}));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->id, 7);
    EXPECT_EQ(std::get<json>(result->outcome), (json{{"due", 3}}));

    const auto error = decode_reply(encode(Reply{"x", Error{ErrorCode::Refused, "not now", "Wait."}}));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->id, "x");
    EXPECT_EQ(std::get<Error>(error->outcome).code, ErrorCode::Refused);
    EXPECT_EQ(std::get<Error>(error->outcome).message, "not now");
    EXPECT_EQ(std::get<Error>(error->outcome).hint, "Wait.");
}

TEST(Encode, ErrorHasTheShapeOfTheStandard) {
    EXPECT_EQ(encode(Reply{nullptr, Error{ErrorCode::Parse, "bad", ""}}),
              R"({"error":{"code":-32700,"message":"bad"},"id":null,"jsonrpc":"2.0"})");
    EXPECT_EQ(encode(Reply{1, Error{ErrorCode::NotFound, "bad", "Look."}}),
              R"({"error":{"code":-32001,"data":{"hint":"Look."},"message":"bad"},"id":1,"jsonrpc":"2.0"})");
}

TEST(Encode, TextThatIsNotUtf8IsReplacedAndNotFatal) {
    const auto line = encode(Reply{1, json{{"name", "Zo\xeb"}}});
    EXPECT_EQ(std::get<json>(decode_reply(line)->outcome)["name"], "Zo\xef\xbf\xbd");
}

TEST(DecodeReply, IsNothingForOtherLines) {
    for (const char* line : {"", "7", "[]", "{}", R"({"id":1,"result":1})", R"({"jsonrpc":"2.0","result":1})",
                             R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"error":"text"})",
                             R"({"jsonrpc":"2.0","id":1,"error":{"code":"x"}})"})
        EXPECT_FALSE(decode_reply(line)) << line;
}

} // namespace
} // namespace retention::control
