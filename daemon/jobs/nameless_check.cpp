// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/nameless_check.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::jobs {

namespace {

std::vector<std::string> nullable_names(const policies::Binding& binding) {
    std::vector<std::string> names;
    for (const auto& part : binding.key)
        if (part.is_nullable)
            names.push_back(part.name);
    return names;
}

// "name" is null or "tenant" is null
std::string each(const std::vector<std::string>& names, const std::string& test, const std::string& between) {
    std::vector<std::string> parts;
    for (const auto& name : names)
        parts.push_back(policies::quote_name(name) + test);
    return policies::join(parts, between);
}

} // namespace

policies::Findings nameless_subjects(database::Transaction& reading, const policies::Binding& binding) {
    const auto names = nullable_names(binding);
    if (names.empty())
        return {};
    const auto& subject = binding.policy->subject;
    const std::string those = subject.where ? " and (" + subject.where->sql + "\n)" : std::string();
    const auto found = reading.exec_once("find_nameless", "select exists (select from " + policies::quote_table(binding.subject->name) + " where (" +
                                                              each(names, " is null", " or ") + ")" + those + ")");
    if (!found.get_bool(0, 0))
        return {};
    return {{policies::Severity::Error, "KEY_NULL", "subject.key", subject.place,
             "rows of " + policies::to_text(binding.subject->name) + " have no key: (" + policies::join(names, ", ") +
                 ") is null there, and they would never be anybody's turn",
             "If they are nobody, say so: where: " + each(names, " is not null", " and ") + ". Else give them a key."}};
}

} // namespace retention::jobs
