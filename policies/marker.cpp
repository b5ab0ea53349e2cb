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
    return {"forget_gone",
            "delete from retentiond.marker m where m.policy = " + quote_text(binding.policy->name) + " and m.subject_table = " +
                quote_text(to_text(binding.subject->name)) + " and m.key_columns = " + quote_text(key_name(binding)) + " and not exists (select from " +
                quote_table(binding.subject->name) + " s where " + key_text(binding, key_columns(binding, "s")) + " = m.key)",
            {}};
}

} // namespace retention::policies
