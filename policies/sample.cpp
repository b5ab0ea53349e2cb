// SPDX-License-Identifier: Apache-2.0
#include "policies/sample.hpp"

#include "policies/sql_text.hpp"

namespace retention::policies {

namespace {

using anonymizers::TypeFamily;

constexpr const char* kRowsMax = "3";

// How much a value holds tells a reader that it is the right column; of a number or a date not even that is told.
bool has_length(TypeFamily family) {
    switch (family) {
    case TypeFamily::Text:
    case TypeFamily::Json:
    case TypeFamily::Bytes:
    case TypeFamily::Array:
    case TypeFamily::Hstore:
    case TypeFamily::Xml:
    case TypeFamily::Search:
        return true;
    default:
        return false;
    }
}

std::string masked(const SchemaColumn& column, const std::string& value) {
    const std::string type = quote_text(column.family == TypeFamily::Text ? "text" : column.type);
    const std::string told = has_length(column.family) ? type + " || ', ' || length(" + value + "::text) || ' characters'" : type;
    return "case when " + value + " is not null then " + told + " end";
}

} // namespace

Sample sample(const std::vector<NewValue>& values, Statement begin, const std::string& rows) {
    Sample made;
    std::vector<std::string> selects;
    for (const auto& value : values) {
        const std::string expected = "((" + value.expression + ")::" + value.column->type + ")";
        selects.push_back(masked(*value.column, "t." + quote_name(value.column->name)));
        selects.push_back(value.says_nothing_of_old ? expected + "::text" : masked(*value.column, expected));
        made.columns.push_back({value.column->name, value.anonymizer, !value.says_nothing_of_old});
    }
    made.ask = std::move(begin);
    made.ask.sql += join(selects, ",\n  ") + "\nfrom " + rows + " limit " + kRowsMax;
    return made;
}

} // namespace retention::policies
