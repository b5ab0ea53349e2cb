// SPDX-License-Identifier: Apache-2.0
//
// Lines of the control protocol: nothing throws, and what was understood is understood again when it is written.
#include "daemon/control/protocol.hpp"
#include "tests/fuzz/claim.hpp"

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto line = fuzz::text_of(data, size);
    const auto decoded = control::decode_request(line);
    if (const auto* request = std::get_if<control::Request>(&decoded)) {
        fuzz::claim(request->params.is_object(), "parameters are an object");
        const auto written = control::encode(*request);
        fuzz::claim(written.find('\n') == written.npos, "a request is one line");
        fuzz::claim(std::holds_alternative<control::Request>(control::decode_request(written)), "and a request again");
    } else {
        const auto& refused = std::get<control::RefusedRequest>(decoded);
        fuzz::claim(!control::encode(control::Reply{refused.id, refused.error}).empty(), "a refusal can be told");
    }
    if (const auto reply = control::decode_reply(line))
        fuzz::claim(control::decode_reply(control::encode(*reply)).has_value(), "a reply is one again");
    return 0;
}
