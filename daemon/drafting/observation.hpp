// SPDX-License-Identifier: Apache-2.0
//
// What a sample of a table showed. The values themselves are not kept, but for words of states.
#pragma once

#include "daemon/drafting/pattern.hpp"
#include "policies/policy.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::drafting {

// A state or a kind has few words, and each is there more than once.
inline constexpr int kWordsMax = 12;

struct ColumnObservation {
    int filled = 0;                        // values of the sample that are neither null nor empty
    int distinct = 0;
    int yes = 0;                           // of a boolean column: true
    int zeros = 0;                         // whole numbers: 0
    int epoch_seconds = 0;                 // whole numbers that are moments of this century, counted in seconds since 1970
    int epoch_milliseconds = 0;            // or in milliseconds
    int prose = 0;                         // of several words
    int mentioning = 0;                    // with an address or number in them
    std::map<Pattern, int> patterns = {};  // of the whole value
    std::vector<std::string> words = {};   // of a state: from the type, a CHECK constraint, or the sample; in order
    bool has_rare_words = false;           // others, which so few rows have that they are left out
    bool is_made_by_trigger = false;       // of a search vector: a trigger's function speaks of it

    // 0 to 100, of the filled ones.
    int percent_of(int count) const noexcept { return filled == 0 ? 0 : count * 100 / filled; }
    int percent_of(Pattern pattern) const noexcept {
        const auto found = patterns.find(pattern);
        return found == patterns.end() ? 0 : percent_of(found->second);
    }
};

struct TableObservation {
    bool is_readable = false;              // false: no right to read it, or it took too long
    int rows = 0;
    std::map<std::string, ColumnObservation> columns = {};

    const ColumnObservation* find(const std::string& column) const noexcept {
        const auto found = columns.find(column);
        return found == columns.end() ? nullptr : &found->second;
    }
};

// How many of the values by which a table might refer to the subject find one.
struct LinkMeasure {
    int tried = 0;
    int found = 0;
    std::string where = {};                // SQL over the row: its type column means the subject
};

// Tables, each with one that its rows belong to.
using OwnDetails = std::set<std::pair<policies::TableName, policies::TableName>>;

struct Observations {
    std::map<policies::TableName, TableObservation> tables = {};
    OwnDetails own_details = {};   // with rows of both that are the same subject's

    const TableObservation* find(const policies::TableName& table) const noexcept {
        const auto found = tables.find(table);
        return found == tables.end() ? nullptr : &found->second;
    }
    const ColumnObservation* find(const policies::TableName& table, const std::string& column) const noexcept {
        const auto* seen = find(table);
        return seen ? seen->find(column) : nullptr;
    }
    std::vector<std::string> words_of(const policies::TableName& table, const std::string& column) const {
        const auto* seen = find(table, column);
        return seen ? seen->words : std::vector<std::string>{};
    }
};

// What is seen of `values`, which are dropped. `is_state`: its words are kept where they are few and none is rare.
ColumnObservation observe(const std::vector<std::string_view>& values, bool is_state);

// The words that a CHECK constraint allows for `column`, when it is about no other thing than a list of texts.
std::vector<std::string> words_of_check(std::string_view sql, std::string_view column);

} // namespace retention::drafting
