// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/forgotten.hpp"

#include "policies/forgotten.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using nlohmann::json;

json subject_in_row(const database::Result& rows, int row, int first_column, std::size_t parts) {
    json key = json::array();
    for (std::size_t i = 0; i < parts; ++i)
        key.push_back(std::string(rows.get_text(row, first_column + static_cast<int>(i))));
    return parts == 1 ? key[0] : key;
}

json forgotten_subjects(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of, int limit) {
    const std::size_t parts = policy.binding.key.size();
    const int class_column = static_cast<int>(parts);
    json unclassified = {{"total", 0}, {"subjects", json::array()}};
    json never_due = unclassified;
    const auto statement = policies::forgotten(policy.binding);
    const auto rows = transaction.exec_once(statement.name, statement.sql, {as_of, std::to_string(limit)});
    for (int row = 0; row < rows.rows(); ++row) {
        json subject = {{"subject", subject_in_row(rows, row, 0, parts)}};
        json& group = rows.is_null(row, class_column) ? unclassified : never_due;
        group["total"] = rows.get_int64(row, class_column + 2);
        if (!rows.is_null(row, class_column)) {
            subject["class"] = std::string(rows.get_text(row, class_column));
            subject["because"] = rows.get_bool(row, class_column + 1) ? "no_starting_point" : "when";
        }
        group["subjects"].push_back(std::move(subject));
    }
    return {{"policy", policy.policy->name}, {"as_of", as_of}, {"limit", limit}, {"unclassified", unclassified}, {"never_due", never_due}};
}

} // namespace retention::jobs
