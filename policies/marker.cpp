// SPDX-License-Identifier: Apache-2.0
#include "policies/marker.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::policies {

std::string is_marker_of(const Binding& binding, const std::string& alias, const std::string& action, const std::string& key) {
    return alias + ".policy = " + quote_text(binding.policy->name) + " and " + alias + ".subject_table = " +
           quote_text(to_text(binding.subject->name)) + " and " + alias + ".key_columns = " + quote_text(key_name(binding)) + " and " +
           alias + ".key = " + key + " and " + alias + ".action = " + quote_text(action);
}

} // namespace retention::policies
