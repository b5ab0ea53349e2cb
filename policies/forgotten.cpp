// SPDX-License-Identifier: Apache-2.0
#include "policies/forgotten.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::policies {

std::set<std::string> ruled_classes(const Policy& policy) {
    std::set<std::string> classes;
    for (const auto& rule : policy.rules)
        for (const auto& c : rule.classes)
            classes.insert(c.value);
    return classes;
}

Statement forgotten(const Binding& binding, Shape shape) {
    std::vector<std::string> never;
    std::vector<std::string> without_start{"false"};
    std::string last = std::to_string(static_cast<int>(RuleState::NoStartingPoint));
    for (std::size_t i = 0; i < binding.policy->rules.size(); ++i) {
        const std::string state = "r" + std::to_string(i) + "_state";
        never.push_back(state + " <= " + last);
        without_start.push_back(state + " = " + last);
    }
    std::vector<std::string> ruled;
    for (const auto& c : ruled_classes(*binding.policy))
        ruled.push_back(quote_text(c));
    const std::string keys = join(key_aliases(binding), ", ");
    const auto limit = shape == Shape::Keyed ? kFirstKeyParameter + static_cast<int>(binding.key.size()) : kFirstKeyParameter;
    return {name_of("forgotten", shape),
            "select " + keys + ", class, has_no_starting_point, total\nfrom (select " + keys + ", class, (" +
                join(without_start, " or ") + ") as has_no_starting_point,\n    count(*) over (partition by class is null) as total,\n" +
                "    row_number() over (partition by class is null order by length(k1), " + keys + ") as place\n  from (" +
                judgement(binding, kAsOf, shape) + ") j\n  where class is null or class in (" + join(ruled, ", ") + ") and " + join(never, " and ") +
                ") f\nwhere place <= $" + std::to_string(limit) + "::int\norder by class is null desc, place",
            binds_of(shape)};
}

} // namespace retention::policies
