// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/drafter.hpp"

#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/drafting/asking.hpp"
#include "daemon/drafting/link_guess.hpp"
#include "daemon/drafting/mending.hpp"
#include "daemon/drafting/own_details.hpp"
#include "daemon/drafting/outline.hpp"
#include "daemon/drafting/writer.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "policies/nearest.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <set>

namespace retention::drafting {

namespace {

using database::Transaction;
using policies::ForeignKey;
using policies::Schema;
using policies::SchemaTable;
using policies::TableName;

constexpr auto kSampleTimeout = std::chrono::seconds(5);   // for one table
constexpr std::size_t kSampledTablesMax = 600;
constexpr std::size_t kLinksMeasuredMax = 160;
constexpr std::size_t kTablesTriedMax = 400;   // for values that are somebody's
constexpr auto kLinksTimeout = std::chrono::seconds(60);
constexpr std::size_t kPathsShown = 5;
constexpr int kRoundsMax = 60;

const SchemaTable& find_subject(const Schema& schema, const TableName& name) {
    std::vector<std::string> names;
    for (const auto& [each, table] : schema.tables())
        if (table.kind == 'r' || table.kind == 'p')
            names.push_back(policies::to_text(each));
    const auto* subject = schema.find(name);
    if (!subject)
        throw NoDraft("table \"" + policies::to_text(name) + "\" does not exist" +
                      [&] {
                          const auto hint = policies::did_you_mean(policies::to_text(name), names);
                          return hint.empty() ? std::string("\nHINT: Without a table, likely ones are listed.") : "\nHINT: " + hint;
                      }());
    const std::string text = policies::to_text(subject->name);
    if (subject->kind != 'r' && subject->kind != 'p')
        throw NoDraft(text + " is no table: its rows can't be locked or deleted here\nHINT: Name the table behind it.");
    if (const auto whole = schema.family_of(subject->name); whole != subject->name)
        throw NoDraft(text + " is a part of " + policies::to_text(whole) + "\nHINT: Draft the policy for the whole table.");
    if (subject->row_key().empty())
        throw NoDraft(text + " has neither a primary key nor a unique index, so nothing tells one row from another\nHINT: Add one: ALTER TABLE " +
                      written(subject->name) + " ADD PRIMARY KEY (...).");
    if (!subject->can_select)
        throw NoDraft("the role may not read " + text + "\nHINT: GRANT SELECT, UPDATE, DELETE ON " + written(subject->name) + " TO the role.");
    if (subject->is_row_security_active)
        throw NoDraft("row security hides rows of " + text + " from the role\nHINT: Grant the role BYPASSRLS.");
    return *subject;
}

// The subject, what leads to it, and what it points to.
std::set<TableName> tables_around(const policies::Graph& graph, const TableName& subject) {
    std::set<TableName> around{subject};
    for (std::deque<TableName> open{subject}; !open.empty() && around.size() < kSampledTablesMax; open.pop_front())
        for (const auto* key : graph.into(open.front()))
            if (around.insert(key->child).second)
                open.push_back(key->child);
    for (const auto* key : graph.out_of(subject))
        around.insert(key->parent);
    return around;
}

ForeignKey key_of(const DraftLink& link, const TableName& subject) {
    ForeignKey key;
    key.child = link.table;
    key.columns = link.columns;
    key.parent = subject;
    key.parent_columns = link.to_columns;
    key.is_link = true;
    key.where = link.where;
    return key;
}

// The links that there may be, and the tables that could not be asked.
struct LinkSearch {
    std::vector<DraftLink> links = {};
    std::set<TableName> unread = {};
    std::chrono::steady_clock::time_point end = std::chrono::steady_clock::now() + kLinksTimeout;

    bool is_time_left() const { return std::chrono::steady_clock::now() < end; }

    void judge(const LinkCandidate& candidate, const LinkMeasure& measure) {
        if (auto link = judge_link(candidate, measure))
            links.push_back(std::move(*link));
    }
};

// What was read of the database.
struct Reading {
    Schema schema;
    Observations seen;
    LinkSearch search = {};
    std::string time_zone = {};
};

void try_names(LinkSearch& search, Transaction& reading, const Schema& schema, const SchemaTable& subject, const std::vector<LinkCandidate>& candidates) {
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (const auto measured = i < kLinksMeasuredMax && search.is_time_left() ? measure(reading, schema, subject, candidates[i]) : std::nullopt)
            search.judge(candidates[i], *measured);
        else
            search.unread.insert(candidates[i].table);
}

void try_values(LinkSearch& search, Transaction& reading, const SchemaTable& subject, const std::vector<ValueCandidates>& candidates) {
    const auto keys = telling_keys(subject);
    for (std::size_t i = 0; i < candidates.size() && !keys.empty(); ++i)
        if (const auto measured = i < kTablesTriedMax && search.is_time_left() ? measure(reading, subject, keys, candidates[i]) : std::nullopt)
            for (const auto& each : *measured)
                search.judge(each.candidate, each.measure);
        else
            search.unread.insert(candidates[i].table);
}

LinkSearch find_links(Transaction& reading, const policies::Graph& graph, const Schema& schema, const SchemaTable& subject) {
    LinkSearch search;
    auto candidates = link_candidates(graph, schema, subject);
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
        return std::pair(a.is_named_after_subject, a.is_by_address) > std::pair(b.is_named_after_subject, b.is_by_address);
    });
    try_names(search, reading, schema, subject, candidates);
    try_values(search, reading, subject, value_candidates(graph, schema, subject, candidates));
    for (const auto& [name, table] : schema.tables())
        if (!table.can_select && (table.kind == 'r' || table.kind == 'p') && table.parents.empty())
            search.unread.insert(name);
    return search;
}

Schema read_schema(database::Session& session) {
    Transaction transaction(session, Transaction::Mode::ReadOnly);
    return database::read_catalog(transaction);
}

std::vector<ForeignKey> active_keys(const std::vector<DraftLink>& links, const TableName& subject) {
    std::vector<ForeignKey> keys;
    for (const auto& link : links)
        if (link.is_active)
            keys.push_back(key_of(link, subject));
    return keys;
}

Reading read(database::Session& session, const DraftRequest& request) {
    Reading reading{.schema = read_schema(session), .seen = {}};
    const auto& subject = find_subject(reading.schema, request.subject);
    session.set_timeouts({.statement = kSampleTimeout});
    Transaction transaction(session, Transaction::Mode::ReadOnly);
    reading.time_zone = server_time_zone(transaction);
    const policies::Graph graph(reading.schema, {});
    reading.search = find_links(transaction, graph, reading.schema, subject);
    auto tables = tables_around(graph, subject.name);
    for (const auto& link : reading.search.links)
        tables.insert(link.table);
    reading.seen = look_at(transaction, reading.schema, tables, request.sample_rows);
    reading.seen.own_details = own_details(transaction, policies::Graph(reading.schema, active_keys(reading.search.links, subject.name)), reading.schema, subject);
    return reading;
}

Draft outline(const Reading& reading, const SchemaTable& subject, const policies::Graph& graph, const DraftRequest& request) {
    Draft draft{.name = request.name, .database = request.database, .subject = subject.name};
    if (draft.name.empty())
        draft.name = plain_name(subject.name.name);
    if (draft.name.empty())
        draft.name = "first-policy";
    if (subject.primary_key.empty())
        draft.key = subject.row_key();
    draft.timezone = reading.time_zone;
    draft.links = reading.search.links;
    draft.sample_rows = request.sample_rows;
    auto unread = reading.search.unread;
    for (const auto& [name, seen] : reading.seen.tables)
        if (const auto* table = reading.schema.find(name); !seen.is_readable && table && (table->kind == 'r' || table->kind == 'p'))
            unread.insert(name);
    for (const auto& name : unread)
        draft.unread.push_back(written(name));
    draft.unlinked = unlinked_tables(graph, reading.schema, subject.name, draft.links);
    const Material material{reading.schema, graph, subject, reading.seen};
    outline_actions(material, draft);
    outline_clauses(material, draft);
    return draft;
}

struct Proof {
    config::Source source;
    policies::Findings findings;
};

// What --check would say of it.
Proof prove(Transaction& checking, const std::shared_ptr<const Schema>& schema, const std::string& text) {
    Proof proof{config::Source("draft", text), {}};
    auto policy = config::read_policy(proof.source, proof.findings);
    if (!policy)
        return proof;
    auto checked = jobs::check_policy(checking, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
    proof.findings.insert(proof.findings.end(), checked.findings.begin(), checked.findings.end());
    return proof;
}

[[noreturn]] void give_up(const Proof& proof) {
    policies::Findings errors;
    for (const auto& finding : proof.findings)
        if (finding.severity == policies::Severity::Error)
            errors.push_back(finding);
    const bool lacks_rights = std::any_of(errors.begin(), errors.end(), [](const policies::Finding& error) {
        return error.code == "PRIVILEGE_MISSING" || error.code == "ROW_SECURITY";
    });
    throw NoDraft("no policy could be drafted that the check accepts:\n" + config::render(errors, proof.source) +
                  (lacks_rights ? "HINT: Most of this is a matter of rights: draft with the role that the daemon works with, and grant it what is missing."
                                : "HINT: No careful choice mends this. Write the policy by hand, and let the check lead you: retentionctl schema explains each key."));
}

// Warnings by their code. Of the findings that quote words of the data only the code is told.
std::vector<std::string> describe_warnings(const policies::Findings& findings) {
    std::map<std::string, std::vector<std::string>> paths;
    for (const auto& finding : findings)
        if (finding.severity == policies::Severity::Warning)
            paths[finding.code].push_back(finding.path);
    std::vector<std::string> paragraphs;
    if (paths.empty())
        return paragraphs;
    paragraphs.push_back("What the check warns of; `retentionctl check` tells it line by line:");
    for (auto& [code, list] : paths) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        std::string paragraph = code + ": ";
        for (std::size_t i = 0; i < list.size() && i < kPathsShown; ++i)
            paragraph += (i > 0 ? ", " : "") + list[i];
        if (list.size() > kPathsShown)
            paragraph += " and " + std::to_string(list.size() - kPathsShown) + " more";
        paragraphs.push_back(paragraph);
    }
    return paragraphs;
}

std::string mend_until_accepted(database::Session& session, Draft& draft, const policies::Graph& graph) {
    session.set_timeouts({});
    Transaction checking(session, Transaction::Mode::ReadOnly);
    const auto schema = std::make_shared<const Schema>(database::read_catalog(checking));
    for (int round = 0;; ++round) {
        const auto proof = prove(checking, schema, write(draft));
        if (!policies::has_errors(proof.findings))
            return write(draft, describe_warnings(proof.findings));
        if (round == kRoundsMax || !mend(draft, *schema, graph, proof.findings))
            give_up(proof);
    }
}

} // namespace

std::string draft_policy(database::Session& session, const DraftRequest& request) {
    const Reading reading = read(session, request);
    const auto& subject = find_subject(reading.schema, request.subject);
    const policies::Graph graph(reading.schema, active_keys(reading.search.links, subject.name));
    Draft draft = outline(reading, subject, graph, request);
    return mend_until_accepted(session, draft, graph);
}

std::vector<SubjectCandidate> find_subjects(database::Session& session) {
    return likely_subjects(read_schema(session));
}

} // namespace retention::drafting
