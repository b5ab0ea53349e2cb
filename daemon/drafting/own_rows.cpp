// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/own_rows.hpp"

#include "daemon/drafting/candidates.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/table_role.hpp"
#include "daemon/drafting/vocabulary.hpp"

#include <algorithm>

namespace retention::drafting {

namespace {

using policies::ForeignKey;
using policies::SchemaTable;

// Of the keys that point to outward rows, the share of different values from which on a row is somebody's own and no list's.
constexpr int kOwnRowPercent = 60;
// A household of four has one address, which stays as long as anybody of them has it.
constexpr int kSharedContactPercent = 20;

constexpr std::string_view kListWords =
    "company organisation organization firm employer store shop branch library unit group country city state type status category "
    "department team grp currency language locale role plan product item tax level bedrijf firma entreprise land org ou tenant";

// What a person's own account is called, whatever its table.
constexpr std::string_view kOwnAccountWords = "id uid nr no key uuid fk user usr account login auth identity profile person party gebruiker benutzer bruker";

bool says_own_account(const std::vector<std::string>& words, const SchemaTable& target) {
    const auto names = words_of_name(target.name.name);
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return has_word({word}, kOwnAccountWords) ||
               std::any_of(names.begin(), names.end(), [&](const auto& name) { return singular(name) == singular(word); });
    });
}

} // namespace

bool is_named_like_list(const SchemaTable& table) { return has_word(words_of_name(table.name.name), kListWords); }

bool OwnRows::is_own(const ForeignKey& key, const SchemaTable& target) const {
    if (is_named_like_list(target))
        return false;
    const bool is_contact = role_of_table(material_.graph, target) == TableRole::Contact;
    const auto* seen = material_.seen.find(material_.subject.name, key.columns.back());
    return seen && seen->filled > 0 ? seen->percent_of(seen->distinct) >= (is_contact ? kSharedContactPercent : kOwnRowPercent) : is_contact;
}

bool OwnRows::may_be_own(const ForeignKey& key, const SchemaTable& target) const {
    return is_own(key, target) || (!is_named_like_list(target) && role_of_table(material_.graph, target) == TableRole::Contact);
}

std::string OwnRows::why_not(const ForeignKey& key, const SchemaTable& target) const {
    if (may_name_another(key, target))
        return "the key may name somebody else than the person, and as it is those rows stay: are they the person's own";
    if (is_person(target))
        return std::string(kPersonOfItsOwn);
    return {};
}

// Who created or manages a person has an account of their own, and nobody has judged that one. A key that nothing but the account's own
// name stands in, or that two persons can't share, is the person's.
bool OwnRows::may_name_another(const ForeignKey& key, const SchemaTable& target) const {
    std::vector<std::string> words;
    for (const auto& column : key.columns)
        for (auto& word : words_of_name(column))
            words.push_back(std::move(word));
    if (has_word(words, kActorWords))
        return true;
    return is_somebody(target) && !is_unique(key.columns) && !says_own_account(words, target);
}

bool OwnRows::is_unique(std::vector<std::string> columns) const {
    const auto is_among = [&](std::vector<std::string> others) {
        std::sort(others.begin(), others.end());
        return others == columns;
    };
    std::sort(columns.begin(), columns.end());
    const auto& indexes = material_.subject.unique_indexes;
    return is_among(material_.subject.primary_key) ||
           std::any_of(indexes.begin(), indexes.end(), [&](const policies::UniqueIndex& index) {
               return !index.has_expressions && !index.is_partial && is_among(index.columns);
           });
}

// An employee may have applied once, and works here still when the application has expired.
bool OwnRows::is_person(const SchemaTable& target) const { return is_person_of_its_own(target) && may_be_subject(material_.graph, target); }

bool OwnRows::is_another_person(const ForeignKey& key, const SchemaTable& child) const { return is_person(child) && key.columns != child.primary_key; }

} // namespace retention::drafting
