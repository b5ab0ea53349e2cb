// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/commands.hpp"

#include "daemon/ctl/json_schema.hpp"
#include "daemon/ctl/schema.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <variant>

namespace retention::ctl {

namespace {

using config::language::Spot;

Spot spot_of(const std::string& path) {
    const auto found = config::language::find_spot(path);
    if (const auto* none = std::get_if<config::language::NoSuchPath>(&found))
        throw CLI::ValidationError("PATH", plain_text(none->message) + "; " + plain_text(none->hint));
    return std::get<Spot>(found);
}

bool is_within(const Spot& spot, const Spot& outer) {
    return spot.document == outer.document &&
           (outer.path.empty() || spot.path == outer.path || spot.path.starts_with(outer.path + "."));
}

// Those of the kind of file, or below the key, that `path` names; all without it.
std::vector<Spot> spots_of(const std::string& path) {
    std::vector<Spot> spots;
    const auto outer = path.empty() ? std::nullopt : std::optional(spot_of(path));
    const auto add = [&](const config::language::Document& document) {
        for (const auto& spot : all_spots(document))
            if (!outer || is_within(spot, *outer))
                spots.push_back(spot);
    };
    for (const auto& document : config::language::documents())
        add(document);
    add(config::language::anonymizer_document());
    return spots;
}

} // namespace

void Commands::add_schema() {
    auto* schema =
        add(*app_, "schema", "the language of policies, their tests and settings, for editors and people", [this] {
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
                       "policy (the usual), settings, test or anonymizer: a JSON Schema; or a path such as rules.keep "
                       "or mask.keep_first: what may stand "
                       "there");
    schema->add_flag("--list", is_list_, "every path in a line");
}

} // namespace retention::ctl
