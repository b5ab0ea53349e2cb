// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"
#include "daemon/ctl/render.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

std::string render_pace(const json& pace, const Screen& screen) {
    Table table({{"DATABASE"}, {"SETTING"}, {"VALUE"}, {""}});
    bool is_by_hand = false;
    for (const auto& database : elements(pace, "databases"))
        for (const auto& setting : elements(database, "settings")) {
            const bool by_hand = truth(setting, "by_hand");
            is_by_hand = is_by_hand || by_hand;
            table.add({text(database, "database"), text(setting, "setting"), text(setting, "value"),
                       by_hand ? coloured(screen, Colour::Yellow, "set by hand") : ""});
        }
    return table.render(screen) + (is_by_hand ? "\nwhat is set by hand lasts until a restart or a reload\n" : "");
}

} // namespace retention::ctl
