// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/link_guess.hpp"

#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/vocabulary.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <utility>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;
using policies::TableName;

constexpr int kTriedMin = 20;          // fewer values may find somebody by chance
constexpr int kSurePercent = 95;
constexpr int kDoubtfulPercent = 50;
constexpr std::size_t kCandidatesMax = 400;
constexpr int kTellingPercent = 20;    // of values that match nobody by chance
constexpr std::size_t kTellingKeysMax = 4;
constexpr double kRowsReadMax = 100'000;
constexpr std::size_t kColumnsTriedMax = 40;

std::set<TableName> connected(const policies::Graph& graph, const TableName& subject) {
    std::set<TableName> reached{subject};
    for (std::deque<TableName> open{subject}; !open.empty(); open.pop_front())
        for (const auto* key : graph.into(open.front()))
            if (reached.insert(key->child).second)
                open.push_back(key->child);
    return reached;
}

bool is_part_of(const policies::Schema& schema, const TableName& name, const std::set<TableName>& tables) {
    const auto ancestors = schema.ancestors_of(name);
    return std::any_of(ancestors.begin(), ancestors.end(), [&](const TableName& each) { return tables.count(each) > 0; });
}

const SchemaColumn* find_email(const SchemaTable& table) {
    for (const auto& column : table.columns)
        if (column.family == TypeFamily::Text && meaning_of_name(words_of_name(column.name)) == Meaning::Email)
            return &column;
    return nullptr;
}

// `person_id` and `useridfrom`, but no `person_birth_year`.
std::vector<std::string> without_key_words(std::vector<std::string> words) {
    while (!words.empty() && has_word({words.back()}, "id nr no key uuid ref from to"))
        words.pop_back();
    return words;
}

bool is_named_after(const std::vector<std::string>& words, const SchemaTable& subject) {
    const auto last = without_key_words(words);
    const auto names = words_of_name(subject.name.name);
    return !last.empty() && !names.empty() && singular(last.back()) == singular(names.back());
}

// `inbox_id` is that of `inboxes`, where there is such a table, and not of `contact_inboxes`.
bool is_named_after_one_of(const std::vector<std::string>& words, const policies::Schema& schema, const std::string& in_schema,
                           const std::set<TableName>& tables, bool is_whole_name = false) {
    auto wanted = without_key_words(words);
    for (auto& word : wanted)
        word = singular(word);
    const auto is_called_so = [&](const TableName& name) {
        auto names = words_of_name(name.name);
        for (auto& word : names)
            word = singular(word);
        return name.schema == in_schema && names == wanted;
    };
    const auto exact = std::find_if(schema.tables().begin(), schema.tables().end(), [&](const auto& table) { return is_called_so(table.first); });
    if (exact != schema.tables().end())
        return tables.count(exact->first) > 0;
    return !is_whole_name && std::any_of(tables.begin(), tables.end(),
                       [&](const TableName& name) { return name.schema == in_schema && is_named_after(words, *schema.find(name)); });
}

// Numbers find somebody in each of two tables. In the subject's own schema the subject is meant.
std::string namesake_of(const policies::Schema& schema, const TableName& subject, const TableName& child) {
    const auto names = words_of_name(subject.name);
    const auto is_called_so = [&](const TableName& name) {
        const auto words = words_of_name(name.name);
        return std::equal(words.begin(), words.end(), names.begin(), names.end(),
                          [](const std::string& word, const std::string& other) { return singular(word) == singular(other); });
    };
    if (child.schema == subject.schema)
        return {};
    std::string found;
    for (const auto& [name, table] : schema.tables())
        if ((table.kind == 'r' || table.kind == 'p') && is_called_so(name) && schema.family_of(name) != subject && (found.empty() || name.schema == child.schema))
            found = policies::to_text(name);
    return found;
}

// `creator_id`, `created_by`, `write_uid`; no `created` and no `locked`, which are moments and numbers.
bool is_named_after_actor(const std::vector<std::string>& words) {
    return words.size() > 1 && has_word({words.back()}, "id uid by") && has_word(words, kActorWords);
}

bool is_telling(const SchemaColumn& column) {
    return column.family == TypeFamily::Text || column.family == TypeFamily::Uuid;
}

// Links compare text with whatever it is the text of.
bool can_refer(const SchemaColumn& column, const SchemaColumn& key, bool is_named_after_subject) {
    return column.family == key.family || (is_telling(column) && is_telling(key)) ||
           (is_named_after_subject && (column.family == TypeFamily::Text || key.family == TypeFamily::Text));
}

constexpr std::string_view kGroupWords = "attendees participants members users recipients persons people guests employees";

// `member_ids integer[]`, or `attendees`.
bool is_list_of_persons(const SchemaColumn& column, const TableName& subject) {
    auto words = words_of_name(column.name);
    const auto names = words_of_name(subject.name);
    if (!column.type.ends_with("[]") || words.empty())
        return false;
    const bool is_called_keys = has_word({words.back()}, "id ids uuids uids keys");
    if (is_called_keys)
        words.pop_back();
    return !words.empty() && (has_word({words.back()}, is_called_keys ? kPersonWords : kGroupWords) ||
                              (!names.empty() && singular(words.back()) == singular(names.back())));
}

std::vector<policies::ForeignKey> keys_to(const policies::Graph& graph, const TableName& table, const TableName& subject) {
    std::vector<policies::ForeignKey> keys;
    for (const auto* key : graph.out_of(table))
        if (key->parent == subject)
            keys.push_back(*key);
    return keys;
}

bool is_looked_into(const SchemaTable& table) {
    return (table.kind == 'r' || table.kind == 'p') && table.can_select && table.parents.empty();
}

// `accounts.uid` beside `users.uid`: one row for each person, and known by the same.
bool is_same_key(const SchemaColumn& column, const SchemaColumn& key) {
    return column.name == key.name && column.name != "id" && is_telling(column) && is_telling(key);
}

bool is_called_as_address(const std::vector<std::string>& words) {
    return meaning_of_name(words) == Meaning::Email || has_word(words, "recipient addressee sender email login username") ||
           (words.size() == 1 && has_word(words, "to cc bcc"));
}

// The one column that a row is known by, such as its number. Of several each refers to something: (channel_id, user_id).
bool is_own_number(const SchemaTable& table, const std::string& column) {
    return table.primary_key.size() == 1 && table.primary_key.front() == column;
}

// Without an index each look for a value reads the whole table.
bool is_quick_to_find(const SchemaTable& table, const std::string& column) {
    return table.rows_estimate <= kRowsReadMax || std::any_of(table.indexes.begin(), table.indexes.end(), [&](const policies::SchemaIndex& index) {
               return !index.is_partial && !index.finds_elements && !index.columns.empty() && index.columns.front() == column;
           });
}

bool is_keyed_otherwise(const policies::Graph& graph, const SchemaTable& table, const std::string& column) {
    const auto keys = graph.out_of(table.name);
    return std::any_of(keys.begin(), keys.end(), [&](const auto* key) {
        return std::find(key->columns.begin(), key->columns.end(), column) != key->columns.end();
    });
}

// Whose user 7 it is says the tenant: one column of the key may be called otherwise (`user_id` for `id`), the others stand there as they are.
struct KeyParts {
    const SchemaColumn* main = nullptr;          // nullptr: no column could name somebody
    std::vector<std::string> context = {};
};

KeyParts parts_in(const SchemaTable& table, const SchemaTable& subject) {
    const auto row_key = subject.row_key();
    KeyParts parts;
    if (row_key.size() == 1)
        return {subject.find_column(row_key.front()), {}};
    std::vector<std::string> others;
    for (const auto& name : row_key) {
        const auto* own = subject.find_column(name);
        const auto* same = name == "id" ? nullptr : table.find_column(name);
        if (same && same->family == own->family)
            parts.context.push_back(name);
        else
            others.push_back(name);
    }
    if (others.empty() && !parts.context.empty()) {
        others.push_back(parts.context.back());
        parts.context.pop_back();
    }
    if (others.size() == 1)
        parts.main = subject.find_column(others.front());
    return parts;
}

} // namespace

std::vector<LinkCandidate> link_candidates(const policies::Graph& graph, const policies::Schema& schema, const SchemaTable& subject) {
    std::vector<LinkCandidate> candidates;
    const auto reached = connected(graph, subject.name);
    const auto* email = find_email(subject);
    const auto add = [&](LinkCandidate candidate, const KeyParts& parts) {
        candidate.context = parts.context;
        std::erase(candidate.context, candidate.to_column);
        candidates.push_back(std::move(candidate));
    };
    for (const auto& [name, table] : schema.tables()) {
        if (!is_looked_into(table))
            continue;
        const auto parts = parts_in(table, subject);
        const auto* key = parts.main;
        const bool is_connected = reached.count(name) || is_part_of(schema, name, reached);
        for (const auto& column : table.columns) {
            const auto words = words_of_name(column.name);
            // A row that is the person's only one of its kind is known by the person's number.
            const bool is_persons_only = is_named_after(words, subject) || (key && is_same_key(column, *key));
            const bool is_number = is_own_number(table, column.name) && (name == subject.name || !is_persons_only);
            const bool is_context = std::find(parts.context.begin(), parts.context.end(), column.name) != parts.context.end();
            if (is_number || is_context || is_keyed_otherwise(graph, table, column.name) || candidates.size() >= kCandidatesMax)
                continue;
            if (auto type = policies::type_column_of(schema, graph, table, column); key && type && can_refer(column, *key, true)) {
                add({name, column.name, key->name, false, false, std::move(type), is_telling(column) && is_telling(*key)}, parts);
                continue;
            }
            const bool is_after = is_named_after(words, subject) || (key && column.name == key->name);
            const bool is_key_like = is_after || has_word(words, kPersonWords) || is_named_after_actor(words);
            // Where rows are found by another key already, one more is a question only.
            if (key && can_refer(column, *key, is_after) && is_key_like && column.name != "id")
                add({.table = name, .column = column.name, .to_column = key->name, .is_named_after_subject = is_after && !is_connected,
                     .is_told_by_value = is_telling(column) && is_telling(*key), .namesake = is_after ? namesake_of(schema, subject.name, name) : ""},
                    parts);
            else if (email && name != subject.name && column.family == TypeFamily::Text && is_called_as_address(words))
                add({name, column.name, email->name, false, !is_connected, {}, true, keys_to(graph, name, subject.name)}, parts);
        }
    }
    return candidates;
}

std::vector<std::string> telling_keys(const SchemaTable& subject) {
    std::vector<std::string> keys;
    const auto add = [&](const std::vector<std::string>& columns) {
        const auto* column = columns.size() == 1 ? subject.find_column(columns.front()) : nullptr;
        if (column && is_telling(*column) && keys.size() < kTellingKeysMax && std::find(keys.begin(), keys.end(), column->name) == keys.end())
            keys.push_back(column->name);
    };
    add(subject.row_key());
    for (const auto& index : subject.unique_indexes)
        if (!index.has_expressions)
            add(index.columns);
    if (const auto* email = find_email(subject); email && is_quick_to_find(subject, email->name))
        add({email->name});
    return keys;
}

std::vector<ValueCandidates> value_candidates(const policies::Graph& graph, const policies::Schema& schema, const SchemaTable& subject,
                                              const std::vector<LinkCandidate>& named) {
    std::set<std::pair<TableName, std::string>> tried;
    for (const auto& candidate : named)
        tried.emplace(candidate.table, candidate.column);
    const auto reached = connected(graph, subject.name);
    std::vector<ValueCandidates> unconnected, known;
    for (const auto& [name, table] : schema.tables()) {
        if (!is_looked_into(table) || name == subject.name)
            continue;
        ValueCandidates candidates{name, {}, keys_to(graph, name, subject.name)};
        for (const auto& column : table.columns)
            if (is_telling(column) && candidates.columns.size() < kColumnsTriedMax && tried.count({name, column.name}) == 0 &&
                !is_keyed_otherwise(graph, table, column.name))
                candidates.columns.push_back(column.name);
        if (!candidates.columns.empty())
            (reached.count(name) || is_part_of(schema, name, reached) ? known : unconnected).push_back(std::move(candidates));
    }
    unconnected.insert(unconnected.end(), std::make_move_iterator(known.begin()), std::make_move_iterator(known.end()));
    return unconnected;
}

std::vector<std::string> unlinked_tables(const policies::Graph& graph, const policies::Schema& schema, const TableName& subject,
                                         const std::vector<DraftLink>& links) {
    const auto reached = connected(graph, subject);
    auto others = reached;
    if (const auto* table = schema.find(subject); table && table->row_key().size() == 1)
        others.erase(subject);
    std::vector<std::string> found;
    for (const auto& [name, table] : schema.tables()) {
        const bool is_stored = (table.kind == 'r' || table.kind == 'p') && table.parents.empty();
        if (is_stored)
            for (const auto& column : table.columns)
                if (is_list_of_persons(column, subject) && std::ranges::none_of(links, [&](const DraftLink& link) { return link.table == name && link.columns.front() == column.name; }))
                    found.push_back(written(name) + " (" + written_part(column.name) + ")");
        const bool is_asked = std::any_of(links.begin(), links.end(), [&](const DraftLink& link) { return link.table == name; });
        if (!is_stored || is_asked || reached.count(name) || is_part_of(schema, name, reached) || graph.is_within(subject, name))
            continue;
        for (const auto& column : table.columns) {
            const auto words = words_of_name(column.name);
            const bool is_key_like = words.size() > 1 && has_word({words.back()}, "id nr no key uuid ref") && !is_keyed_otherwise(graph, table, column.name);
            // Of search words that are kept apart the number is the post's.
            if (is_key_like && is_named_after_one_of(words, schema, name.schema, others, is_own_number(table, column.name))) {
                found.push_back(written(name) + " (" + written_part(column.name) + ")");
                break;
            }
        }
    }
    return found;
}

bool means_subject(std::string_view word, const TableName& subject) {
    const auto words = words_of_name(word);
    const auto names = words_of_name(subject.name);
    return !words.empty() && !names.empty() && singular(words.back()) == singular(names.back());
}

std::optional<DraftLink> judge_link(const LinkCandidate& candidate, const LinkMeasure& measure) {
    DraftLink link{candidate.table, {candidate.column}, {candidate.to_column}};
    for (std::size_t i = 0; i < candidate.context.size(); ++i) {
        link.columns.insert(link.columns.begin() + static_cast<std::ptrdiff_t>(i), candidate.context[i]);
        link.to_columns.insert(link.to_columns.begin() + static_cast<std::ptrdiff_t>(i), candidate.context[i]);
    }
    if (candidate.type && measure.where.empty())
        return std::nullopt;
    link.where = measure.where;
    if (measure.tried == 0) {
        if (!candidate.is_named_after_subject)
            return std::nullopt;
        link.remark = {"by name alone: the table is empty", true};
        link.is_active = false;
        return link;
    }
    const int percent = measure.found * 100 / measure.tried;
    const bool is_likely = candidate.is_named_after_subject || candidate.is_by_address || candidate.type;
    if (candidate.is_told_by_value ? percent < kTellingPercent || (measure.found < 2 && percent < 100)
                                   : percent < kDoubtfulPercent || (!is_likely && (percent < kSurePercent || measure.tried < kTriedMin)))
        return std::nullopt;
    const std::string share = std::to_string(percent) + " % of " + std::to_string(measure.tried) + " values find somebody";
    link.is_active = percent >= kSurePercent && measure.tried >= kTriedMin && is_likely && candidate.namesake.empty();
    link.is_found = measure.found > 0;
    link.remark = {share + (link.is_active ? "; no foreign key says so" : ": are these rows the person's?"), true};
    if (!candidate.namesake.empty())
        link.remark.text += " Or does the column name somebody of " + candidate.namesake + "?";
    return link;
}

} // namespace retention::drafting
