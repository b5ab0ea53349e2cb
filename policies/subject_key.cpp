// SPDX-License-Identifier: Apache-2.0
#include "policies/subject_key.hpp"

#include "policies/sql_text.hpp"

namespace retention::policies {

std::vector<std::string> key_columns(const Binding& binding, const std::string& alias) {
    std::vector<std::string> columns;
    for (const auto& part : binding.key)
        columns.push_back(alias + "." + quote_name(part.name));
    return columns;
}

std::vector<std::string> key_aliases(const Binding& binding) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < binding.key.size(); ++i)
        names.push_back("k" + std::to_string(i + 1));
    return names;
}

std::string key_as_text(const std::string& expression, const std::string& type) {
    if (type != "timestamp with time zone")
        return expression + "::text";
    return "(case when isfinite(" + expression + ") then (" + expression + " at time zone 'UTC')::text || '+00' else " + expression +
           "::text end)";
}

std::string key_texts(const Binding& binding, const std::string& alias) {
    const auto columns = key_columns(binding, alias);
    const auto names = key_aliases(binding);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < columns.size(); ++i)
        parts.push_back(key_as_text(columns[i], binding.key[i].type) + " as " + names[i]);
    return join(parts, ", ");
}

std::string key_text(const Binding& binding, const std::vector<std::string>& columns) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < columns.size(); ++i)
        parts.push_back(key_as_text(columns[i], binding.key[i].type));
    return parts.size() == 1 ? parts.front() : "jsonb_build_array(" + join(parts, ", ") + ")::text";
}

std::string subject_condition(const Binding& binding) {
    std::vector<std::string> conditions;
    if (binding.policy->subject.where)
        conditions.push_back("(" + binding.policy->subject.where->sql + "\n)");
    for (const auto& part : binding.key)
        if (part.is_nullable)
            conditions.push_back(quote_name(part.name) + " is not null");
    return join(conditions, " and ");
}

std::string key_name(const Binding& binding) {
    std::vector<std::string> names;
    for (const auto& part : binding.key)
        names.push_back(part.name);
    return join(names, ", ");
}

std::string keys_unnested(const Binding& binding, int first_parameter) {
    std::vector<std::string> arrays;
    for (std::size_t i = 0; i < binding.key.size(); ++i)
        arrays.push_back("$" + std::to_string(first_parameter + static_cast<int>(i)) + "::" + binding.key[i].type + "[]");
    return "unnest(" + join(arrays, ", ") + ")";
}

std::string in_keys(const Binding& binding, const std::vector<std::string>& key, int first_parameter) {
    if (key.size() == 1)
        return key.front() + " = any($" + std::to_string(first_parameter) + "::" + binding.key.front().type + "[])";
    return "(" + join(key, ", ") + ") in (select * from " + keys_unnested(binding, first_parameter) + ")";
}

} // namespace retention::policies
