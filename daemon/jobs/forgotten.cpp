// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/forgotten.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/parts.hpp"
#include "policies/forgotten.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace retention::jobs {

using nlohmann::json;

json subject_in_row(const database::Result& rows, int row, int first_column, std::size_t parts) {
    json key = json::array();
    for (std::size_t i = 0; i < parts; ++i)
        key.push_back(std::string(rows.get_text(row, first_column + static_cast<int>(i))));
    return parts == 1 ? key[0] : key;
}

namespace {

// Those of no class, and those of whom no rule will ever take care: how many, and the first of them.
class Forgotten {
public:
    Forgotten(const CompiledPolicy& policy, int limit) : parts_(policy.binding.key.size()), limit_(static_cast<std::size_t>(limit)) {}

    // Rows of policies::forgotten().
    void add(const database::Result& rows) {
        const int class_column = static_cast<int>(parts_);
        std::array<long long, 2> totals{};
        for (int row = 0; row < rows.rows(); ++row) {
            const bool is_unclassified = rows.is_null(row, class_column);
            totals[is_unclassified] = rows.get_int64(row, class_column + 2);
            json& subjects = (is_unclassified ? unclassified_ : never_due_)["subjects"];
            if (subjects.size() >= limit_)
                continue;
            json subject = {{"subject", subject_in_row(rows, row, 0, parts_)}};
            if (!is_unclassified) {
                subject["class"] = std::string(rows.get_text(row, class_column));
                subject["because"] = rows.get_bool(row, class_column + 1) ? "no_starting_point" : "when";
            }
            subjects.push_back(std::move(subject));
        }
        for (const bool is_unclassified : {false, true}) {
            json& total = (is_unclassified ? unclassified_ : never_due_)["total"];
            total = total.get<long long>() + totals[is_unclassified];
        }
    }

    json unclassified() && { return std::move(unclassified_); }
    json never_due() && { return std::move(never_due_); }

private:
    const std::size_t parts_;
    const std::size_t limit_;
    json unclassified_ = {{"total", 0LL}, {"subjects", json::array()}};
    json never_due_ = unclassified_;
};

json first_of(const std::vector<UnjudgedSubject>& unjudged, int limit) {
    json subjects = json::array();
    for (const auto& subject : std::span(unjudged).first(std::min(unjudged.size(), static_cast<std::size_t>(limit))))
        subjects.push_back({{"subject", subject.key.parts.size() == 1 ? json(subject.key.parts.front()) : json(subject.key.parts)},
                            {"sqlstate", subject.sqlstate}});
    return {{"total", unjudged.size()}, {"subjects", subjects}};
}

} // namespace

json forgotten_subjects(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, int limit) {
    Forgotten forgotten(policy, limit);
    const auto at_once = [&] {
        database::Savepoint savepoint(transaction);
        const auto statement = policies::forgotten(policy.binding);
        forgotten.add(transaction.exec_once(statement.name, statement.sql, {as_of, std::to_string(limit)}));
        savepoint.release();
        return std::vector<UnjudgedSubject>();
    };
    const auto in_parts = [&] {
        const auto statement = policies::forgotten(policy.binding, policies::Shape::Keyed);
        return for_every_part(transaction, policy, [&](std::span<const SubjectKey> keys) {
            auto parameters = parameters_of(statement, as_of, keys, policy.binding.key.size());
            parameters.emplace_back(std::to_string(limit));
            forgotten.add(transaction.exec_once(statement.name, statement.sql, parameters));
        });
    };
    const auto unjudged = at_once_or_in_parts(at_once, in_parts);
    return {{"policy", policy.policy->name},
            {"as_of", as_of},
            {"limit", limit},
            {"unclassified", std::move(forgotten).unclassified()},
            {"never_due", std::move(forgotten).never_due()},
            {"unjudged", first_of(unjudged, limit)}};
}

} // namespace retention::jobs
