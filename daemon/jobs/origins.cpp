// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/origins.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "policies/origins.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using nlohmann::json;

namespace {

json origin_of(database::Transaction& transaction, const policies::Origin& origin, const policies::Binding& binding,
               const std::string& as_of, const SubjectKey& key) {
    json document = {{"name", origin.name}, {"kind", origin.kind}, {"table", json()}, {"column", json()}, {"rows", json::array()},
                     {"count", json()}};
    if (origin.statement.sql.empty())
        return document;
    document["table"] = policies::to_text(origin.table);
    if (!origin.column.empty())
        document["column"] = origin.column;
    const auto rows = transaction.exec_once(origin.statement.name, origin.statement.sql,
                                            parameters_of(origin.statement, as_of, std::span(&key, 1), binding.key.size()));
    for (int row = 0; row < rows.rows(); ++row)
        if (const auto name = rows.cell(row, 0))
            document["rows"].push_back(subject_of(std::string(*name)));
    document["count"] = rows.is_empty() ? 0 : rows.get_int64(0, 1);
    return document;
}

// Dates and times begin with their day, in the policy's time zone.
bool is_of_day(const json& value, const std::optional<std::string>& day) {
    return day && value.is_string() && value.get_ref<const std::string&>().starts_with(*day);
}

} // namespace

json origins_of(database::Transaction& transaction, const policies::Binding& binding, const std::string& as_of, const SubjectKey& key) {
    json all = json::array();
    for (const auto& origin : policies::origins(binding))
        all.push_back(origin_of(transaction, origin, binding, as_of, key));
    return all;
}

json used_by(const policies::Binding& binding, const policies::Expression& after, const json& view, const std::optional<std::string>& start) {
    json used = json::array();
    for (const auto& name : policies::names_in(binding, after)) {
        const json value = view.value(name, json());
        used.push_back({{"name", name}, {"value", value}, {"gives_starting_point", is_of_day(value, start)}});
    }
    return used;
}

} // namespace retention::jobs
