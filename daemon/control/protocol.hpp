// SPDX-License-Identifier: Apache-2.0
//
// JSON-RPC 2.0, one object a line, as docs/control-protocol.md describes it. Pure: text in, values out, both ways.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace retention::control {

// The longest line that the daemon reads, without its end.
inline constexpr std::size_t kLineBytesMax = 1024 * 1024;

// How deep arrays and objects may be nested, the outermost counting as one.
inline constexpr int kDepthMax = 32;

enum class ErrorCode : int {
    Parse = -32700,
    InvalidRequest = -32600,
    UnknownMethod = -32601,
    InvalidParameters = -32602,
    Internal = -32603,
    NotFound = -32001,
    Refused = -32002,
    Unavailable = -32003,
    NotPermitted = -32004,
};

// `message` is lowercase without a full stop, `hint` a full sentence or empty; both free of personal data.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string hint;
};

// The id of a request, echoed in its reply: a text, a whole number, or null where the request's own could not be read.
using Id = nlohmann::json;

struct Request {
    Id id;
    std::string method;
    nlohmann::json params = nlohmann::json::object(); // always an object
};

// A line that is no request, with the id to answer to.
struct RefusedRequest {
    Id id;
    Error error;
};

struct Reply {
    Id id;
    std::variant<nlohmann::json, Error> outcome; // the result, or why there is none
};

// Never throws for bad input.
std::variant<Request, RefusedRequest> decode_request(std::string_view line);

// What `line` says, or nothing when it is no reply.
std::optional<Reply> decode_reply(std::string_view line);

// One line, without its end. Text that is not UTF-8 gets replacement characters.
std::string encode(const Request& request);
std::string encode(const Reply& reply);

} // namespace retention::control
