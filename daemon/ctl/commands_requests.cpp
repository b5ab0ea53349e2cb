// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_requests() {
    auto* erase = add(*app_, "erase", "record that a subject asked to be erased: due from now on unless something stops it", [this] {
        return ask_and_show("erase", {{"policy", policy_}, {"key", key()}, {"reason", reason_}}, render_request_recorded);
    });
    add_policy(erase)->required();
    add_key(erase);
    erase->add_option("--reason", reason_, "who asked, such as the number of the ticket; without personal data")->required();

    auto* request = app_->add_subcommand("request", "erasure requests of subjects");
    request->require_subcommand(1);

    auto* withdraw = add(*request, "withdraw", "end a request", [this] {
        return ask_and_show("request.withdraw", with_reason(with_database({{"request", request_}})), render_request_withdrawn);
    });
    add_number(withdraw, "ID", request_, "the request's number")->required();
    add_database(withdraw);
    add_reason(withdraw);

    auto* list = add(*request, "list", "the open requests, and what stops them", [this] {
        return ask_and_show("request.list", with_policy(json::object()),
                            [this](const json& shown) { return render_requests(shown, screen_); });
    });
    add_any_policy(list);
}

} // namespace retention::ctl
