// SPDX-License-Identifier: Apache-2.0
#include "policies/marker.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::policies {

std::string is_marker_of(const Binding& binding, const std::string& alias, const std::string& action, const std::string& key) {
    return is_marker_of(binding, alias, std::vector{action}, key);
}

std::string is_marker_of(const Binding& binding, const std::string& alias, const std::vector<std::string>& actions, const std::string& key) {
    std::vector<std::string> literals;
    for (const auto& action : actions)
        literals.push_back(quote_text(action));
    return alias + ".policy = " + quote_text(binding.policy->name) + " and " + alias + ".subject_table = " +
           quote_text(to_text(binding.subject->name)) + " and " + alias + ".key_columns = " + quote_text(key_name(binding)) + " and " +
           alias + ".key = " + key + " and " + alias + ".action " +
           (literals.size() == 1 ? "= " + literals.front() : "in (" + join(literals, ", ") + ")");
}

Statement forget_gone(const Binding& binding) {
    std::vector<std::string> same;
    const auto columns = key_columns(binding, "s");
    for (std::size_t i = 0; i < columns.size(); ++i)
        same.push_back(columns[i] + " = " + (columns.size() == 1 ? "o.key" : "(o.key::jsonb ->> " + std::to_string(i) + ")") + "::" + binding.key[i].type);
    const std::string ours = "m.policy = " + quote_text(binding.policy->name) + " and m.subject_table = " + quote_text(to_text(binding.subject->name)) +
                             " and m.key_columns = " + quote_text(key_name(binding));
    // "offset 0": no key of another policy's may be cast to this one's type.
    return {"forget_gone",
            "delete from retentiond.marker m using (select m.key from retentiond.marker m where " + ours + " offset 0) o where " + ours +
                " and m.key = o.key and not exists (select from " + quote_table(binding.subject->name) + " s where " + join(same, " and ") + ")",
            {}};
}

} // namespace retention::policies
