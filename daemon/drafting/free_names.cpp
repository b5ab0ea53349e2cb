// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/free_names.hpp"

#include "daemon/drafting/yaml_text.hpp"

namespace retention::drafting {

FreeNames::FreeNames(const policies::SchemaTable& subject) {
    for (const auto& column : subject.columns)
        taken_.insert(column.name);
}

std::string FreeNames::take(const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; !taken_.insert(name).second; ++number)
        name = wanted + "_" + std::to_string(number);
    return name;
}

std::string FreeNames::take(const std::string& prefix, const policies::TableName& table, const std::string& otherwise) {
    const std::string what = plain_name(table.name);
    return take(prefix + (what.empty() ? otherwise : what));
}

} // namespace retention::drafting
