// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/subject_keys.hpp"

#include "daemon/drafting/name_words.hpp"

#include <algorithm>
#include <string_view>

namespace retention::drafting {

namespace {

using policies::ForeignKey;

constexpr std::string_view kWriterWords = "author writer poster sender commenter uploader publisher";

} // namespace

KeyRole SubjectKeys::role_of(const ForeignKey& key) const { return role_of_key(material_.graph, material_.schema, key, material_.subject); }

std::vector<const ForeignKey*> SubjectKeys::of_rows() const {
    std::vector<const ForeignKey*> keys;
    for (const auto* key : material_.graph.into(material_.subject.name)) {
        const auto* child = material_.schema.find(key->child);
        if (child && child->can_select && !material_.graph.is_within(key->child, material_.subject.name) && role_of(*key) != KeyRole::Actor)
            keys.push_back(key);
    }
    return keys;
}

std::vector<const ForeignKey*> SubjectKeys::own() const {
    auto keys = of_rows();
    std::erase_if(keys, [&](const ForeignKey* key) { return role_of(*key) != KeyRole::Own; });
    return keys;
}

std::vector<const ForeignKey*> SubjectKeys::of_writers() const {
    const auto names_writer = [](const std::string& column) { return has_word(words_of_name(column), kWriterWords); };
    std::vector<const ForeignKey*> keys;
    for (const auto* key : material_.graph.into(material_.subject.name)) {
        const auto* child = material_.schema.find(key->child);
        if (child && child->can_select && role_of(*key) == KeyRole::Actor && std::ranges::any_of(key->columns, names_writer) &&
            role_of_table(material_.graph, *child) == TableRole::Writing)
            keys.push_back(key);
    }
    return keys;
}

std::vector<std::string> SubjectKeys::via_of(const ForeignKey& key) const {
    std::size_t count = 0;
    for (const auto* other : material_.graph.out_of(key.child))
        count += material_.graph.is_within(material_.subject.name, other->parent) ? 1 : 0;
    return count > 1 ? key.columns : std::vector<std::string>{};
}

} // namespace retention::drafting
