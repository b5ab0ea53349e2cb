// SPDX-License-Identifier: Apache-2.0
#include "policies/request.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::policies {

namespace {

// The parts of a request's key, as what they are in the subject's table.
std::vector<std::string> parts_of_key(const Binding& binding, const std::string& alias) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < binding.key.size(); ++i)
        parts.push_back((binding.key.size() == 1 ? alias + ".key" : "(" + alias + ".key::jsonb ->> " + std::to_string(i) + ")") + "::" +
                        binding.key[i].type);
    return parts;
}

// "offset 0": no key of another policy's may be cast to this one's type.
std::string open_keys(const Binding& binding) {
    return "(select q.request, q.key, q.requested_at from retentiond.request q where " + is_open_request(binding, "q") + " offset 0)";
}

// Requests `q` joined to their subjects' rows `s`. Compared as what they are, and with the subject's own columns: as text they may differ.
std::string with_subjects(const Binding& binding) {
    std::vector<std::string> same;
    const auto columns = key_columns(binding, "s");
    const auto parts = parts_of_key(binding, "q");
    for (std::size_t i = 0; i < columns.size(); ++i)
        same.push_back(columns[i] + " = " + parts[i]);
    return open_keys(binding) + " q join " + quote_table(binding.subject->name) + " s on " + join(same, " and ");
}

} // namespace

std::string is_open_request(const Binding& binding, const std::string& alias) {
    return alias + ".policy = " + quote_text(binding.policy->name) + " and " + alias + ".subject_table = " +
           quote_text(to_text(binding.subject->name)) + " and " + alias + ".key_columns = " + quote_text(key_name(binding)) + " and " +
           alias + ".outcome is null";
}

std::string open_requests(const Binding& binding, std::optional<int> first_parameter) {
    std::vector<std::string> key;
    std::vector<std::string> positions;
    const auto columns = key_columns(binding, "s");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        key.push_back(columns[i] + " as " + key_aliases(binding)[i]);
        positions.push_back(std::to_string(i + 1));
    }
    return "select " + join(key, ", ") +
           ", min(q.requested_at)::date as since, min(q.requested_at) as at, json_agg(q.key order by q.request)::text as asked_as\n  from " +
           with_subjects(binding) + (first_parameter ? " where " + in_keys(binding, columns, *first_parameter) : "") + "\n  group by " +
           join(positions, ", ");
}

Statement stored_keys(const Binding& binding) {
    std::vector<std::string> same;
    const auto columns = key_columns(binding, "s");
    const auto names = key_aliases(binding);
    for (std::size_t i = 0; i < columns.size(); ++i)
        same.push_back(columns[i] + " = u." + names[i]);
    return {"stored_keys",
            "select u.place, " + key_texts(binding, "s") + " from " + keys_unnested(binding, 1) + " with ordinality u(" + join(names, ", ") +
                ", place) join " + quote_table(binding.subject->name) + " s on " + join(same, " and "),
            {Bind::Keys}};
}

Statement requests_of(const Binding& binding) {
    return {"requests_of",
            "select q.request from " + with_subjects(binding) + " where " + in_keys(binding, key_columns(binding, "s"), 1) + " order by q.request",
            {Bind::Keys}};
}

std::string has_asked(const Binding& binding, const std::string& alias) {
    return "(" + join(key_columns(binding, alias), ", ") + ") in (select " + join(parts_of_key(binding, "q"), ", ") + " from " + open_keys(binding) + " q)";
}

Statement close_gone(const Binding& binding) {
    std::vector<std::string> same;
    const auto columns = key_columns(binding, "s");
    const auto parts = parts_of_key(binding, "o");
    for (std::size_t i = 0; i < columns.size(); ++i)
        same.push_back(columns[i] + " = " + parts[i]);
    return {"close_gone",
            "update retentiond.request r set outcome = 'gone', key = null, closed_at = clock_timestamp()\nfrom " + open_keys(binding) +
                " o where r.request = o.request and r.outcome is null and not exists (select from " + quote_table(binding.subject->name) +
                " s where " + join(same, " and ") + ")",
            {}};
}

} // namespace retention::policies
