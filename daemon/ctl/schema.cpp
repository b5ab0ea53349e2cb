// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/schema.hpp"

#include "config/language/in_words.hpp"
#include "config/reader.hpp"
#include "daemon/ctl/json_schema.hpp"
#include "daemon/ctl/table.hpp"

namespace retention::ctl {

namespace {

using config::language::in_words;
using config::language::Key;
using config::language::Kind;
using config::language::Map;
using config::language::maps_in;
using config::language::Spot;
using Form = config::language::Kind::Form;

// What an anonymizer takes may be a long sentence, for which a list of all has no room.
constexpr std::size_t kListedValueMax = 60;

// What each name or item of `kind` stands for, when that is no map with known keys: those have a table of their own.
const Kind* below(const Kind& kind) noexcept {
    if (kind.each != nullptr)
        return kind.each->form == Form::Keys ? nullptr : kind.each;
    for (const auto* choice : kind.choices)
        if (choice->form == Form::Names)
            return below(*choice);
    return nullptr;
}

std::string line(std::string heading, std::string_view text) {
    heading.resize(9, ' ');
    return text.empty() ? "" : heading + std::string(text) + "\n";
}

std::string values(const Kind& kind) {
    std::string text = line("value", in_words(kind));
    for (const auto* each = below(kind); each != nullptr; each = below(*each))
        text += line("each", in_words(*each) + (each->form == Form::Anonymizer ? "; see retentionctl anonymizers" : ""));
    return text;
}

// Indented, as all of it stands below the heading.
std::string example(const Key& key) {
    std::string text = "example  ";
    for (const char c : config::language::as_written(key))
        text += c == '\n' ? std::string("\n         ") : std::string(1, c);
    return text + "\n";
}

std::string_view docs_of(const Spot& spot) {
    const auto maps = maps_in(*spot.key->kind);
    if (!maps.empty())
        return maps.front()->docs;
    // The map that it stands in: that of the path without its last word.
    const auto dot = spot.path.rfind('.');
    if (dot == std::string::npos)
        return spot.document->map->docs;
    for (const auto& each : all_spots(*spot.document))
        if (each.path == spot.path.substr(0, dot))
            for (const auto* map : maps_in(*each.key->kind))
                if (map->find(spot.key->name) == spot.key)
                    return map->docs;
    return spot.document->map->docs;
}

std::string listed(std::span<const char* const> keys) {
    return config::enumerate({keys.begin(), keys.end()});
}

std::string keys_of(const Map& map, const Screen& screen) {
    Table table({{"KEY"}, {"VALUE"}, {"DEFAULT"}, {"MEANING"}});
    for (const auto& key : map.keys)
        table.add({std::string(key.name), in_words(*key.kind), std::string(key.without), std::string(key.help)});
    std::string text = "\nkeys of " + std::string(map.what) + ":\n" + table.render(screen, 2);
    if (map.exactly_one.size() > 1)
        text += "  exactly one of " + listed(map.exactly_one) + "\n";
    if (!map.at_least_one.empty())
        text += "  at least one of " + listed(map.at_least_one) + "\n";
    return text;
}

} // namespace

std::string render_spot(const Spot& spot, const Screen& screen) {
    const auto& key = *spot.key;
    std::string text = coloured(screen, Colour::Bold, spot.path) + ": " + std::string(key.help) + "\n\n";
    text += values(*key.kind) + line("default", key.without) + example(key) + line("docs", "docs/" + std::string(docs_of(spot)));
    for (const auto* map : maps_in(*key.kind))
        text += keys_of(*map, screen);
    return text;
}

std::string render_spots(const std::vector<Spot>& spots, const Screen& screen) {
    Table table({{"FILE"}, {"PATH"}, {"VALUE"}, {"DEFAULT"}, {"MEANING"}});
    for (const auto& spot : spots)
        table.add({std::string(spot.document->name), spot.path, shortened(in_words(*spot.key->kind), kListedValueMax),
                   std::string(spot.key->without), std::string(spot.key->help)});
    return table.render(screen);
}

nlohmann::ordered_json spots_document(const std::vector<Spot>& spots) {
    auto list = ordered::array();
    for (const auto& spot : spots)
        list.push_back({{"file", spot.document->name},
                        {"path", spot.path},
                        {"value", in_words(*spot.key->kind)},
                        {"required", spot.key->is_required()},
                        {"default", spot.key->without},
                        {"meaning", spot.key->help},
                        {"example", spot.key->example}});
    return {{"keys", std::move(list)}};
}

} // namespace retention::ctl
