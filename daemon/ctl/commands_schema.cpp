// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/json_schema.hpp"
#include "daemon/ctl/schema.hpp"

#include <CLI/CLI.hpp>

namespace retention::ctl {

namespace {

using config::language::Spot;

Spot spot_of(const std::string& path) {
    const auto found = config::language::find_spot(path);
    if (const auto* none = std::get_if<config::language::NoSuchPath>(&found))
        throw CLI::ValidationError("PATH", plain_text(none->message) + "; " + plain_text(none->hint));
    return std::get<Spot>(found);
}

// Of the kind of file that `name` is; of all without it.
std::vector<Spot> spots_of(const std::string& name) {
    std::vector<Spot> spots;
    const auto* wanted = name.empty() ? nullptr : spot_of(name).document;
    for (const auto& document : config::language::documents())
        if (wanted == nullptr || wanted == &document)
            for (const auto& spot : all_spots(document))
                spots.push_back(spot);
    return spots;
}

} // namespace

void Commands::add_schema() {
    auto* schema = add(*app_, "schema", "the language of policies and settings, for editors and people", [this] {
        const auto print = [this](const ordered& document) {
            out_ << document.dump(2, ' ', screen_.is_terminal) << "\n";
        };
        if (is_list_) {
            const auto spots = spots_of(name_);
            if (wants_json_)
                print(spots_document(spots));
            else
                out_ << render_spots(spots, screen_);
            return Outcome::Done;
        }
        const auto spot = spot_of(name_.empty() ? "policy" : name_);
        if (spot.key == nullptr)
            print(json_schema(*spot.document));
        else if (wants_json_)
            print(json_schema(spot));
        else
            out_ << render_spot(spot, screen_);
        return Outcome::Done;
    });
    schema->add_option("PATH", name_,
                       "policy (the usual) or settings: a JSON Schema; or a path such as rules.keep: what may stand there");
    schema->add_flag("--list", is_list_, "every path in a line");
}

} // namespace retention::ctl
