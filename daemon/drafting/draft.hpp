// SPDX-License-Identifier: Apache-2.0
//
// A first policy as values, before it is text: each choice with its reason, and with what else could be chosen, so that what the check
// refuses can be mended.
#pragma once

#include "daemon/drafting/column_guess.hpp"
#include "policies/graph.hpp"
#include "policies/policy.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace retention::drafting {

// What a comment says; a decision is for the reader to take, and counted.
struct Remark {
    std::string text;
    bool is_decision = false;
};

struct DraftColumn {
    std::string name;
    std::vector<policies::ColumnTreatment> choices;   // the best first, `keep` last
    std::size_t chosen = 0;
    Remark remark;

    const policies::ColumnTreatment& treatment() const { return choices.at(chosen); }
    bool is_kept() const { return treatment().anonymizer == "keep"; }
};

// What becomes of the rows that one key leads to.
struct Answer {
    policies::TableName table;
    std::vector<std::string> via = {};                 // the key's columns; empty: the subject itself
    std::optional<policies::TableName> via_table = {}; // outward: the table that has the key
    policies::Line::Kind kind = policies::Line::Kind::Keep;
    std::vector<DraftColumn> columns = {};             // Kind::Columns
    bool is_cut = false;                               // Kind::Columns: the key is set to null, and nothing else is done
    bool is_of_subjects = false;                       // rows of the subject's own table
    std::vector<std::string> telling = {};             // Kind::Keep: columns that may say something of somebody all the same
    Remark remark = {};
};

struct DraftAction {
    std::string name;
    std::vector<std::string> comment = {};
    std::vector<Answer> answers = {};                  // the subject's own first
    bool has_patterns = false;                         // kept tables of a schema may be one line
};

struct DraftLink {
    policies::TableName table;
    std::vector<std::string> columns;
    std::vector<std::string> to_columns;
    Remark remark = {};
    bool is_active = true;                             // false: a comment
    bool is_found = false;                             // some of its values find somebody
    std::string where = {};                            // for a key to several tables
};

struct DraftFact {
    std::string name;
    bool is_count = false;                             // else the largest of `column`
    policies::TableName table;
    std::string column = {};
    std::vector<std::string> via = {};
    std::string where = {};
    std::string query = {};                            // instead of all that: the key, and the value
    Remark remark = {};
};

struct DraftConsent {
    policies::TableName table;
    std::vector<std::string> via = {};
    bool is_log = false;                                                // a withdrawal is a record of its own
    std::vector<std::pair<std::string, std::string>> columns = {};      // ours, theirs
    std::vector<std::pair<std::string, std::string>> purposes = {};     // ours, the application's word
    std::vector<std::pair<std::string, std::string>> legal_bases = {};  // the application's word, ours; empty: not known
};

struct DraftClass {
    std::string name;
    std::string when;
    Remark remark = {};
};

struct DraftRule {
    std::string name;
    std::vector<std::string> classes;
    std::string keep;
    std::vector<std::string> after;                    // SQL; of several the latest
    std::string from = {};
    std::string unless = {};
    std::string then;
    Remark remark = {};
};

// A floor or a hold that stands on a fact goes with it.
struct DraftFloor {
    std::string name;
    std::string fact;
    std::string keep;
    std::string from;
    std::string blocks;
    Remark remark = {};
};

struct DraftHold {
    std::string name;
    std::string where;
    std::string fact = {};
    Remark remark = {};
};

struct Draft {
    std::string name;
    std::string database = {};
    policies::TableName subject;
    std::vector<std::string> key = {};                 // where there is no primary key
    std::string where = {};                            // rows that are no subjects
    Remark where_remark = {};
    std::vector<std::string> identifiers = {};
    std::string timezone = "UTC";
    std::vector<DraftLink> links = {};
    std::vector<DraftFact> facts = {};
    std::optional<DraftConsent> consent = {};
    std::vector<DraftClass> classes = {};
    std::vector<DraftRule> rules = {};
    std::vector<DraftFloor> floors = {};
    std::vector<DraftHold> holds = {};
    std::vector<DraftAction> actions = {};
    std::vector<std::string> unread = {};              // tables that the sample could not look at
    std::vector<std::string> uncounted = {};           // tables of signs of life that several ways lead to
    std::vector<std::string> left_out = {};            // further tables of signs of life, beyond as many as a draft asks
    std::vector<std::string> unlinked = {};            // tables that may belong to one in the policy, with the column that says so
    int sample_rows = 0;

    DraftAction* find_action(const std::string& action) {
        for (auto& each : actions)
            if (each.name == action)
                return &each;
        return nullptr;
    }
};

} // namespace retention::drafting
