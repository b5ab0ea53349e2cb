// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

using nlohmann::json;

void Commands::add_holds() {
    auto* hold = app_->add_subcommand("hold", "suspend every action on a subject");
    hold->require_subcommand(1);

    auto* add_hold = add(*hold, "add", "place a hold", [this] {
        const auto document = ask("hold.add", {{"policy", policy_}, {"key", key()}, {"reason", reason_}});
        show(document, render_hold_added);
        return truth(document, "too_late") ? Outcome::Failed : Outcome::Done;
    });
    add_policy(add_hold)->required();
    add_key(add_hold);
    add_hold->add_option("--reason", reason_, "why, for the journal; without personal data")->required();

    auto* remove = add(*hold, "remove", "end a hold", [this] {
        return ask_and_show("hold.remove", with_reason(with_database({{"hold", hold_}})), render_hold_removed);
    });
    add_number(remove, "ID", hold_, "the hold's number")->required();
    add_database(remove);
    add_reason(remove);

    auto* list = add(*hold, "list", "the holds that operators placed", [this] {
        return ask_and_show("hold.list", with_policy(json::object()),
                            [this](const json& shown) { return render_holds(shown, screen_); });
    });
    add_any_policy(list);
}

} // namespace retention::ctl
