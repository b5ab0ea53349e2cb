// SPDX-License-Identifier: Apache-2.0
#include "config/language/path.hpp"

#include "config/reader.hpp"
#include "policies/nearest.hpp"

#include <algorithm>
#include <optional>

namespace retention::config::language {

namespace {

using Form = Kind::Form;

void collect_maps(const Kind& kind, std::vector<const Map*>& maps) {
    // One link or a list of them: the same map twice.
    if (kind.map != nullptr && std::find(maps.begin(), maps.end(), kind.map) == maps.end())
        maps.push_back(kind.map);
    if (kind.each != nullptr)
        collect_maps(*kind.each, maps);
    for (const auto* choice : kind.choices)
        collect_maps(*choice, maps);
}

void collect_spots(const Document& document, const Map& map, const std::string& path, std::vector<Spot>& spots) {
    for (const auto& key : map.keys) {
        const auto here = path_to_entry(path, key.name);
        spots.push_back({&document, here, &key});
        for (const auto* below : maps_in(*key.kind))
            collect_spots(document, *below, here, spots);
    }
}

// Whether names of the author's own, or numbers, may stand below.
bool has_names(const Kind& kind) noexcept {
    if (kind.form == Form::List || kind.form == Form::Names)
        return true;
    for (const auto* choice : kind.choices)
        if (has_names(*choice))
            return true;
    return false;
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> words;
    while (true) {
        const auto dot = path.find('.');
        const auto word = path.substr(0, dot);
        words.emplace_back(word.substr(0, word.find('[')));
        if (dot == std::string_view::npos)
            return words;
        path.remove_prefix(dot + 1);
    }
}

std::vector<std::string> key_names(const std::vector<const Map*>& maps) {
    std::vector<std::string> names;
    for (const auto* map : maps)
        for (const auto& key : map->keys)
            names.emplace_back(key.name);
    return names;
}

const Key* find_key(const std::vector<const Map*>& maps, std::string_view name) noexcept {
    for (const auto* map : maps)
        if (const auto* key = map->find(name))
            return key;
    return nullptr;
}

bool resembles(const std::string& word, const std::vector<std::string>& known) {
    return !policies::did_you_mean(word, known, "").empty();
}

bool names_anonymizers(const Kind& kind) noexcept {
    return kind.form == Form::Anonymizer || (kind.each != nullptr && names_anonymizers(*kind.each)) ||
           std::any_of(kind.choices.begin(), kind.choices.end(),
                       [](const auto* each) { return names_anonymizers(*each); });
}

std::variant<Spot, NoSuchPath> walk(Spot spot, const std::vector<std::string>& words, std::size_t next);

// Behind names of tables and columns an anonymizer may stand, with what is below it.
std::optional<Spot> anonymizer_at(const Kind& kind, const std::vector<std::string>& words, std::size_t next) {
    const auto* key = names_anonymizers(kind) ? anonymizer_document().map->find(words[next]) : nullptr;
    if (key == nullptr)
        return std::nullopt;
    const auto found = walk({&anonymizer_document(), words[next], key}, words, next + 1);
    const auto* spot = std::get_if<Spot>(&found);
    return spot != nullptr ? std::optional(*spot) : std::nullopt;
}

// Walks on from `spot`, whose key is there, by the words from `next` on.
std::variant<Spot, NoSuchPath> walk(Spot spot, const std::vector<std::string>& words, std::size_t next) {
    for (; next < words.size(); ++next) {
        const auto maps = maps_in(*spot.key->kind);
        const auto known = key_names(maps);
        const auto& word = words[next];
        if (const auto* key = find_key(maps, word)) {
            spot.path = path_to_entry(spot.path, word);
            spot.key = key;
            continue;
        }
        if (const auto found = anonymizer_at(*spot.key->kind, words, next))
            return *found;
        const bool is_last = next + 1 == words.size();
        if (!has_names(*spot.key->kind) || (is_last && resembles(word, known)))
            return NoSuchPath{"there is no " + in_quotes(word) + " below " + spot.path,
                              known.empty() ? "Nothing stands below it." : suggest(word, known)};
    }
    return spot;
}

// Where paths begin: in files, and in the arguments of anonymizers, which can stand wherever a column is.
std::vector<const Document*> beginnings() {
    std::vector<const Document*> all;
    for (const auto& document : documents())
        all.push_back(&document);
    all.push_back(&anonymizer_document());
    return all;
}

// In `named`, or in any document where nobody named one.
NoSuchPath no_such_key(const std::string& word, const Document* named) {
    std::vector<std::string> known;
    for (const auto* document : beginnings())
        if (named == nullptr || named == document)
            for (const auto& key : document->map->keys)
                known.emplace_back(key.name);
    return {"there is no key " + in_quotes(word),
            policies::did_you_mean(word, known, "`retentionctl schema --list` shows them all.")};
}

} // namespace

std::vector<const Map*> maps_in(const Kind& kind) {
    std::vector<const Map*> maps;
    collect_maps(kind, maps);
    return maps;
}

std::vector<Spot> all_spots(const Document& document) {
    std::vector<Spot> spots;
    collect_spots(document, *document.map, "", spots);
    return spots;
}

std::variant<Spot, NoSuchPath> find_spot(std::string_view path) {
    const auto words = split(path);
    const auto* named = find_document(words.front());
    if (named != nullptr && words.size() == 1)
        return Spot{named, "", nullptr};
    const std::size_t first = named != nullptr ? 1 : 0;
    for (const auto* document : beginnings()) {
        if (named != nullptr && named != document)
            continue;
        if (const auto* key = document->map->find(words[first]))
            return walk({document, words[first], key}, words, first + 1);
    }
    return no_such_key(words[first], named);
}

} // namespace retention::config::language
