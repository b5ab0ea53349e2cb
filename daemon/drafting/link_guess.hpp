// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"
#include "policies/type_column.hpp"

#include <vector>

namespace retention::drafting {

// A column that may refer to the subject without a foreign key, and to which of the subject's columns.
struct LinkCandidate {
    policies::TableName table;
    std::string column;
    std::string to_column;
    bool is_named_after_subject = false;   // `person_id` where the subject is crm.person
    bool is_by_address = false;            // a mail address
    std::optional<policies::TypeColumn> type = {};   // says which table a row refers to
    bool is_told_by_value = false;         // texts and uuids: unlike small numbers, these find nobody by chance
    std::vector<policies::ForeignKey> beside = {};   // keys that give the rows to somebody already
    std::string namesake = {};             // another table that is called as the subject, and may as well be meant
    std::vector<std::string> context = {};   // further columns of the subject's key that the table has under the same names: `tenant_id`
};

// Columns of a table that no name speaks for, and whose values are tried all the same.
struct ValueCandidates {
    policies::TableName table;
    std::vector<std::string> columns;
    std::vector<policies::ForeignKey> beside = {};
};

// Columns that no key is about and that are called as a key to the subject or as a mail address, and keys to several tables with a column
// that says to which. In tables that a key connects with the subject already they are questions only. Pure.
std::vector<LinkCandidate> link_candidates(const policies::Graph& graph, const policies::Schema& schema,
                                           const policies::SchemaTable& subject);

// Columns of the subject by which somebody is known, and whose values are texts or uuids: its key first, then other unique ones, and the mail
// address; at most four. Pure.
std::vector<std::string> telling_keys(const policies::SchemaTable& subject);

// The texts and uuids of all other tables that no key is about and that `named` does not try, those of tables first that no key connects with
// the subject. Pure.
std::vector<ValueCandidates> value_candidates(const policies::Graph& graph, const policies::Schema& schema,
                                              const policies::SchemaTable& subject, const std::vector<LinkCandidate>& named);

// Tables that no key of `graph` connects with the subject, though a column of theirs is called after one that is: "crm.scan
// (message_id)". Rows two keys away are guessed no links for; somebody has to look. So are those called after the subject itself that lack a
// part of its key, unless `links` asks about them. Pure.
std::vector<std::string> unlinked_tables(const policies::Graph& graph, const policies::Schema& schema, const policies::TableName& subject,
                                         const std::vector<DraftLink>& links = {});

// Whether `word` of a type column means the subject: `person`, `Person`, `App\\Models\\Person`.
bool means_subject(std::string_view word, const policies::TableName& subject);

// What was measured, as a link, as a suggestion, or nothing when hardly a value finds anybody. Pure.
std::optional<DraftLink> judge_link(const LinkCandidate& candidate, const LinkMeasure& measure);

} // namespace retention::drafting
