// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/type_family.hpp"

#include <array>
#include <utility>

namespace retention::database {

using anonymizers::TypeFamily;

namespace {

constexpr auto kFamilies = std::to_array<std::pair<std::string_view, TypeFamily>>({
    {"text", TypeFamily::Text},           {"varchar", TypeFamily::Text},
    {"bpchar", TypeFamily::Text},         {"char", TypeFamily::Text},
    {"name", TypeFamily::Text},           {"int2", TypeFamily::Integer},
    {"int4", TypeFamily::Integer},        {"int8", TypeFamily::Integer},
    {"numeric", TypeFamily::Number},      {"float4", TypeFamily::Number},
    {"float8", TypeFamily::Number},       {"money", TypeFamily::Number},
    {"bool", TypeFamily::Boolean},        {"date", TypeFamily::Date},
    {"timestamp", TypeFamily::Timestamp}, {"timestamptz", TypeFamily::Timestamp},
    {"time", TypeFamily::Time},           {"timetz", TypeFamily::Time},
    {"uuid", TypeFamily::Uuid},           {"json", TypeFamily::Json},
    {"jsonb", TypeFamily::Json},          {"inet", TypeFamily::Network},
    {"cidr", TypeFamily::Network},        {"macaddr", TypeFamily::Network},
    {"macaddr8", TypeFamily::Network},    {"bytea", TypeFamily::Bytes},
    {"xml", TypeFamily::Xml},             {"tsvector", TypeFamily::Search},
    {"oid", TypeFamily::LargeObject},     {"point", TypeFamily::Point},
});

} // namespace

TypeFamily family_of(const CatalogType& type) {
    if (type.kind == 'e')
        return TypeFamily::Enum;
    if (type.category == 'A')
        return TypeFamily::Array;
    // An extension's type, in whatever schema it was put.
    if (type.kind == 'b' && type.name == "citext")
        return TypeFamily::Text;
    if (type.kind == 'b' && type.name == "hstore")
        return TypeFamily::Hstore;
    if (type.kind == 'b' && type.schema == "pg_catalog")
        for (const auto& [name, family] : kFamilies)
            if (name == type.name)
                return family;
    return TypeFamily::Other;
}

int length_max_of(const CatalogType& type, int modifier) {
    if (type.schema != "pg_catalog")
        return 0;
    if (type.name == "char")
        return 1;
    // The modifier counts a header of four bytes.
    constexpr int kHeader = 4;
    const bool has_length = (type.name == "varchar" || type.name == "bpchar") && modifier > kHeader;
    return has_length ? modifier - kHeader : 0;
}

} // namespace retention::database
