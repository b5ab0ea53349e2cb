// SPDX-License-Identifier: Apache-2.0
#include "policies/lookup.hpp"

#include "policies/sql_text.hpp"

namespace retention::policies {

using anonymizers::TypeFamily;

std::string looked_up(const std::string& alias, const SchemaColumn& key, const std::string& value, TypeFamily family) {
    const std::string found = alias + "." + quote_name(key.name) + " = ";
    const std::string text = value + "::text";
    if (key.type == "citext" || key.type.ends_with(".citext"))
        return found + text + "::" + key.type;
    if (key.family == TypeFamily::Text)
        return found + text + (key.type.starts_with("character(") ? "::bpchar" : "");
    if (key.family == family)
        return found + value;
    if (key.family == TypeFamily::Uuid)
        return found + "case when " + text + " ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then " + text + "::uuid end";
    if (key.family == TypeFamily::Integer)
        return found + "case when " + text + " ~ '^(0|-?[1-9][0-9]{0,17})$' then " + text + "::bigint end";
    return alias + "." + quote_name(key.name) + "::text = " + text;
}

} // namespace retention::policies
