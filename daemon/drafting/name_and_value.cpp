// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/name_and_value.hpp"

#include "daemon/drafting/name_words.hpp"

namespace retention::drafting {

NameAndValue name_and_value(const policies::SchemaTable& table) {
    NameAndValue found;
    for (const auto& column : table.columns)
        if (const auto words = words_of_name(column.name); column.family == anonymizers::TypeFamily::Text && !words.empty()) {
            found.name = !found.name && has_word({words.back()}, "key name attribute field property") ? &column : found.name;
            found.value = !found.value && has_word({words.back()}, "value") ? &column : found.value;
        }
    return found;
}

} // namespace retention::drafting
