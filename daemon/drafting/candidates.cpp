// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/candidates.hpp"

#include "daemon/drafting/column_guess.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::drafting {

namespace {

constexpr std::size_t kCandidatesMax = 10;
constexpr std::size_t kColumnsShown = 4;

// Columns that say who somebody is.
std::vector<std::string> naming_columns(const policies::Graph& graph, const policies::SchemaTable& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) {
        const auto guess = guess_column(graph, table, column, nullptr, false);
        if (guess.meaning <= Meaning::Phone || guess.meaning == Meaning::BirthDate || guess.meaning == Meaning::NationalNumber)
            names.push_back(written_part(column.name));
    }
    return names;
}

SubjectCandidate assess(const policies::Graph& graph, const policies::SchemaTable& table) {
    SubjectCandidate candidate{.table = table.name};
    if (!may_be_subject(graph, table))
        return candidate;
    const int keys = static_cast<int>(graph.into(table.name).size());
    const auto names = naming_columns(graph, table);
    const int columns = static_cast<int>(names.size());
    candidate.score = std::min(columns, 5) * 3 + std::min(keys, 20) + (describes_person(table) ? 10 : 0);
    candidate.reason = std::to_string(keys) + (keys == 1 ? " key refers" : " keys refer") + " to it; columns " +
                       policies::join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kColumnsShown))}, ", ");
    return candidate;
}

} // namespace

bool may_be_subject(const policies::Graph& graph, const policies::SchemaTable& table) {
    return !table.row_key().empty() && !naming_columns(graph, table).empty();
}

std::vector<SubjectCandidate> likely_subjects(const policies::Schema& schema) {
    const policies::Graph graph(schema, {});
    std::vector<SubjectCandidate> candidates;
    for (const auto& [name, table] : schema.tables())
        if ((table.kind == 'r' || table.kind == 'p') && table.parents.empty())
            if (auto candidate = assess(graph, table); candidate.score > 0)
                candidates.push_back(std::move(candidate));
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    if (candidates.size() > kCandidatesMax)
        candidates.resize(kCandidatesMax);
    return candidates;
}

} // namespace retention::drafting
