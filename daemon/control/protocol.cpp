// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/protocol.hpp"

#include <utility>

namespace retention::control {
namespace {

using nlohmann::json;

// Asked before parsing, so that a line cannot make the parser build what we then refuse. Brackets inside texts do not
// count.
bool is_too_deep(std::string_view line) noexcept {
    int depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char letter = line[at];
        if (in_text) {
            if (letter == '\\')
                ++at;
            else if (letter == '"')
                in_text = false;
        } else if (letter == '"') {
            in_text = true;
        } else if (letter == '{' || letter == '[') {
            if (++depth > kDepthMax)
                return true;
        } else if (letter == '}' || letter == ']') {
            --depth;
        }
    }
    return false;
}

// The document, or a discarded value.
json parse(std::string_view line) {
    return json::parse(line.begin(), line.end(), nullptr, false);
}

bool is_id(const json& id) noexcept {
    return id.is_string() || id.is_number_integer();
}

RefusedRequest refuse(Id id, ErrorCode code, std::string message, std::string hint = {}) {
    return {std::move(id), {code, std::move(message), std::move(hint)}};
}

std::string dump(const json& document) {
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string text_member(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<Error> decode_error(const json& error) {
    if (!error.is_object() || !error.contains("code") || !error["code"].is_number_integer())
        return std::nullopt;
    Error decoded;
    decoded.code = static_cast<ErrorCode>(error["code"].get<int>());
    decoded.message = text_member(error, "message");
    if (const auto data = error.find("data"); data != error.end() && data->is_object())
        decoded.hint = text_member(*data, "hint");
    return decoded;
}

json encode_error(const Error& error) {
    json encoded{{"code", static_cast<int>(error.code)}, {"message", error.message}};
    if (!error.hint.empty())
        encoded["data"] = {{"hint", error.hint}};
    return encoded;
}

} // namespace

std::variant<Request, RefusedRequest> decode_request(std::string_view line) {
    if (is_too_deep(line))
        return refuse(nullptr, ErrorCode::Parse, "nested deeper than " + std::to_string(kDepthMax) + " levels");
    const json document = parse(line);
    if (document.is_discarded())
        return refuse(nullptr, ErrorCode::Parse, "not a line of JSON in UTF-8");
    if (document.is_array())
        return refuse(nullptr, ErrorCode::InvalidRequest, "batches are not supported",
                      "Send one request on each line; they are answered in order.");
    if (!document.is_object())
        return refuse(nullptr, ErrorCode::InvalidRequest, "a request is an object");

    const auto id = document.find("id");
    if (id == document.end())
        return refuse(nullptr, ErrorCode::InvalidRequest, "notifications are not supported",
                      "Give the request an \"id\"; the reply carries it.");
    if (!is_id(*id))
        return refuse(nullptr, ErrorCode::InvalidRequest, "\"id\" is neither a text nor a whole number");
    if (text_member(document, "jsonrpc") != "2.0")
        return refuse(*id, ErrorCode::InvalidRequest, "\"jsonrpc\" is not \"2.0\"");
    const auto method = document.find("method");
    if (method == document.end() || !method->is_string())
        return refuse(*id, ErrorCode::InvalidRequest, "\"method\" is missing or not a text");

    Request request{*id, method->get<std::string>()};
    if (const auto params = document.find("params"); params != document.end()) {
        if (!params->is_object())
            return refuse(*id, ErrorCode::InvalidParameters, "parameters go by name",
                          "Write \"params\" as an object, or leave it out.");
        request.params = *params;
    }
    return request;
}

std::optional<Reply> decode_reply(std::string_view line) {
    if (is_too_deep(line))
        return std::nullopt;
    json document = parse(line);
    if (!document.is_object() || text_member(document, "jsonrpc") != "2.0" || !document.contains("id"))
        return std::nullopt;
    if (const auto error = document.find("error"); error != document.end()) {
        auto decoded = decode_error(*error);
        if (!decoded)
            return std::nullopt;
        return Reply{document["id"], std::move(*decoded)};
    }
    if (const auto result = document.find("result"); result != document.end())
        return Reply{document["id"], std::move(*result)};
    return std::nullopt;
}

std::string encode(const Request& request) {
    return dump({{"jsonrpc", "2.0"}, {"id", request.id}, {"method", request.method}, {"params", request.params}});
}

std::string encode(const Reply& reply) {
    json document{{"jsonrpc", "2.0"}, {"id", reply.id}};
    if (const auto* error = std::get_if<Error>(&reply.outcome))
        document["error"] = encode_error(*error);
    else
        document["result"] = std::get<json>(reply.outcome);
    return dump(document);
}

} // namespace retention::control
