// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/kinds.hpp"

#include <gtest/gtest.h>

#include <map>

namespace retention::anonymizers::test {

namespace {

const std::vector<std::string> kWords = {"red", "blue"};

Kind text_kind(Column column, Values values) {
    return {std::move(column), std::move(values), kWords};
}

Column sized(Column column, int length_max) {
    column.length_max = length_max;
    return column;
}

std::vector<Kind> text_kinds() {
    const Values values = {std::nullopt,
                           "",
                           " ",
                           "x",
                           "Anna de Vries",
                           "anna@home.test",
                           "Zoë Überall 1984",
                           "¿中Ж?",
                           "xyzzy  qwrtz\n98765",
                           "-- 123.456 --"};
    const Values words = {std::nullopt, "", "Anna", "Zoë W. 98765"};
    return {
        text_kind(text(), values),
        text_kind(varchar(12), words),
        text_kind(varchar(40), values),
        text_kind(fixed_char(30), values),
        text_kind(column(TypeFamily::Text, "name"), values),
        text_kind(column(TypeFamily::Text, "\"C collated\""), values),
        text_kind(column(TypeFamily::Text, "\"loosely collated\""), values),
        text_kind(sized(column(TypeFamily::Text, "handle"), 20), words),
        {sized(column(TypeFamily::Text, "\"char\""), 1), {std::nullopt, "", "x", "7"}, {"r", "b"}},
    };
}

std::vector<Kind> number_kinds() {
    const auto kind = [](const char* type, TypeFamily family, Values values) {
        return Kind{column(family, type), std::move(values), {"7", "8"}};
    };
    return {
        kind("smallint", TypeFamily::Integer, {std::nullopt, "0", "-3", "12345", "-32768", "32767"}),
        kind("integer", TypeFamily::Integer, {std::nullopt, "0", "17", "-2147483648", "2147483647"}),
        kind("bigint", TypeFamily::Integer, {std::nullopt, "0", "17", "-9223372036854775808", "9223372036854775807"}),
        kind("age", TypeFamily::Integer, {std::nullopt, "0", "42", "-17", "31999"}),
        kind("numeric(10,2)", TypeFamily::Number, {std::nullopt, "0", "1234.56", "-99999999.99", "99999999.99", "NaN"}),
        kind("numeric(3,-2)", TypeFamily::Number, {std::nullopt, "0", "99900", "-99900", "12300"}),
        kind("numeric", TypeFamily::Number,
             {std::nullopt, "0", "1234.567", "-123456789012345678901234567890.5", "Infinity", "NaN"}),
        kind("amount", TypeFamily::Number, {std::nullopt, "0", "1234.56", "-999999.99"}),
        kind("real", TypeFamily::Number,
             {std::nullopt, "0", "0.1", "123456.789", "-3.4028235e38", "1e-45", "-Infinity", "NaN"}),
        kind("double precision", TypeFamily::Number,
             {std::nullopt, "0", "0.1", "123456.789", "1.7976931348623157e308", "5e-324", "Infinity", "NaN"}),
        kind("money", TypeFamily::Number, {std::nullopt, "0", "-1234.56"}),
        kind("\"domain over double precision\"", TypeFamily::Number,
             {std::nullopt, "0", "123456.789", "-1e300", "5e-324", "Infinity", "NaN"}),
        kind("\"domain over money\"", TypeFamily::Number, {std::nullopt, "0", "-1234.56"}),
    };
}

std::vector<Kind> calendar_kinds() {
    const Values moments = {
        std::nullopt, "1984-08-17 12:34:56.789", "2000-02-29 00:00", "0044-03-15 12:00 BC", "infinity", "-infinity"};
    return {
        {column(TypeFamily::Date, "date"),
         {std::nullopt, "1984-08-17", "2000-02-29", "0044-03-15 BC", "infinity", "-infinity"},
         {"1970-01-01", "1971-12-31"}},
        {column(TypeFamily::Timestamp, "timestamp without time zone"), moments, {"1970-01-01", "1971-12-31"}},
        {column(TypeFamily::Timestamp, "timestamp(0) with time zone"), moments, {"1970-01-01", "1971-12-31"}},
        {column(TypeFamily::Time, "time without time zone"),
         {std::nullopt, "12:34:56.789", "24:00"},
         {"01:00", "02:00"}},
        {column(TypeFamily::Time, "time with time zone"),
         {std::nullopt, "12:34:56.789+05:30", "23:59:59-08"},
         {"01:00+00", "02:00+00"}},
        {column(TypeFamily::Other, "interval"), {std::nullopt, "3 years 12:34:56"}, {"1 day", "2 days"}},
    };
}

std::vector<Kind> other_kinds() {
    return {
        {column(TypeFamily::Boolean, "boolean"), {std::nullopt, "true", "false"}, {"true", "false"}},
        {column(TypeFamily::Uuid, "uuid"),
         {std::nullopt, "c2d29867-3d0b-d497-9191-18a9d8ee7830"},
         {"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000f"}},
        {column(TypeFamily::Json, "json"),
         {std::nullopt, " {\"name\": \"Anna\"}", "[\"Anna\"]", "\"Anna\\u0000\"", "1234", "null"},
         {"1", "2"}},
        {column(TypeFamily::Json, "jsonb"), {std::nullopt, "{\"name\": \"Anna\"}", "[\"Anna\"]", "true"}, {"1", "2"}},
        {column(TypeFamily::Network, "inet"),
         {std::nullopt, "192.168.17.4", "10.1.2.3/8", "2001:db8:1234:5678::9", "::1/128"},
         {"0.0.0.0", "127.0.0.1"}},
        {column(TypeFamily::Network, "cidr"),
         {std::nullopt, "192.168.17.4/32", "10.0.0.0/8", "2001:db8:1234:5678::/64"},
         {"0.0.0.0/0", "127.0.0.1"}},
        {column(TypeFamily::Network, "macaddr"),
         {std::nullopt, "08:00:2b:01:02:03"},
         {"00:00:00:00:00:00", "00:00:00:00:00:01"}},
        {column(TypeFamily::Bytes, "bytea"), {std::nullopt, "\\x", "\\xdeadbeef010203040506"}, {"\\x00", "\\x01"}},
        {column(TypeFamily::Array, "integer[]"),
         {std::nullopt, "{}", "{12345,2,3,NULL}", "[5:8]={1,2,3,4}", "{{1,2},{3,4},{5,6}}"},
         {"{}", "{1}"}},
        {column(TypeFamily::Array, "text[]"), {std::nullopt, "{}", "{Anna,\"de Vries\",NULL}"}, {"{}", "{red}"}},
        {column(TypeFamily::Enum, "mood"), {std::nullopt, "calm", "cross"}, {"dull", "gay"}},
        {column(TypeFamily::Point, "point"),
         {std::nullopt, "(52.377956,-4.89707)", "(NaN,Infinity)", "(1e300,-1e-300)"},
         {"(0,0)", "(1,1)"}},
        {column(TypeFamily::Search, "tsvector"), {std::nullopt, "", "'anna':1 'vries':2"}, {"", "red"}},
        {column(TypeFamily::Xml, "xml"), {std::nullopt, "<name>Anna</name>"}, {"<a/>", "<b/>"}},
        {column(TypeFamily::LargeObject, "oid"), {std::nullopt, "0", "12345"}, {"7", "8"}},
    };
}

// Of whose base type an operator knows the family alone.
std::vector<Kind> domain_kinds() {
    std::vector<Kind> result;
    for (auto kind : other_kinds())
        if (kind.column.type != "mood" && kind.column.type != "oid") {
            kind.column.type = "domain over " + kind.column.type;
            result.push_back(std::move(kind));
        }
    for (auto kind : calendar_kinds()) {
        kind.column.type = "domain over " + kind.column.type;
        result.push_back(std::move(kind));
    }
    for (auto& kind : result)
        kind.column.type = '"' + kind.column.type + '"';
    return result;
}

std::vector<Kind> extension_kinds() {
    std::vector<Kind> result;
    if (expressions().has_extension("citext"))
        result.push_back(text_kind(column(TypeFamily::Text, "citext"), {std::nullopt, "", "Anna de Vries 98765"}));
    if (expressions().has_extension("hstore"))
        result.push_back(
            {column(TypeFamily::Hstore, "\"My ext\".hstore"), {std::nullopt, "", "\"name\"=>\"Anna\""}, {"", "a=>b"}});
    return result;
}

// Letters that are equal in spite of their case, if the server can: it refuses to search in such texts.
std::string loose_collation() {
    const bool has_icu =
        expressions().cluster().value(Expressions::kDatabase,
                                      "select exists (select from pg_collation where collprovider = 'i')") == "t";
    return has_icu ? "create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                   : "create collation loose from \"C\";";
}

void create_types() {
    const auto& cluster = expressions().cluster();
    if (cluster.value(Expressions::kDatabase, "select count(*) from pg_type where typname = 'handle'") == "1")
        return;
    std::string sql = "create domain handle as character varying(20) check (length(value) <= 20);"
                      "create domain \"C collated\" as text collate \"C\";" +
                      loose_collation() + "create domain \"loosely collated\" as text collate loose;" +
                      "create domain age as smallint; create domain amount as numeric(8,2);"
                      "create type mood as enum ('calm', 'cross', 'dull', 'gay');";
    for (const char* type : {"double precision", "money"})
        sql += std::string("create domain \"domain over ") + type + "\" as " + type + ";";
    for (const auto& some : {other_kinds(), calendar_kinds()})
        for (const auto& kind : some)
            sql += "create domain \"domain over " + kind.column.type + "\" as " + kind.column.type + ";";
    cluster.exec(Expressions::kDatabase, sql);
}

std::vector<Argument> constants(const Kind& kind) {
    std::vector<Argument> arguments;
    for (const auto& value : kind.constants)
        arguments.push_back(Argument::of(value));
    return arguments;
}

// An operator that is missing here has no claim of its traits tried.
const std::map<std::string_view, std::vector<Argument>>& samples() {
    static const std::map<std::string_view, std::vector<Argument>> kSamples = {
        {"keep", {Argument::none()}},
        {"null", {Argument::none()}},
        {"empty", {Argument::none()}},
        {"constant", {}}, // of the kind
        {"choice", {}},
        {"random",
         {Argument::none(), Argument::of("token"), Argument::of("{token}@x.invalid"), Argument::of("uuid"),
          map_of({{"from", "1"}, {"to", "100"}}), map_of({{"from", "-100"}, {"to", "-99"}})}},
        {"redact", {Argument::none(), Argument::of("?"), Argument::of("")}},
        {"token", {Argument::none(), Argument::of("{token}@x.invalid")}},
        {"pseudonym", {Argument::none(), Argument::of("P-{pseudonym}")}},
        {"hash", {Argument::none(), Argument::of("16"), Argument::of("32")}},
        {"fake",
         {Argument::of("first_name"), Argument::of("last_name"), Argument::of("full_name"), Argument::of("email"),
          map_of({{"kind", "iban"}, {"locale", "nl"}}), map_of({{"kind", "street"}, {"locale", "de"}}),
          map_of({{"kind", "postcode"}, {"locale", "nb"}})}},
        {"shape", {Argument::none()}},
        {"mask",
         {Argument::none(), map_of({{"keep_first", "1"}, {"keep_last", "2"}}),
          map_of({{"keep_first", "1"}, {"around", "@"}, {"with", "x"}}),
          map_of({{"keep_last", "1"}, {"around", " "}, {"with", "█"}}), map_of({{"around", "--"}})}},
        {"prefix", {Argument::of("2")}},
        {"truncate", {Argument::of("1"), Argument::of("5"), Argument::of("11")}},
        {"generalize",
         {Argument::of("hour"), Argument::of("day"), Argument::of("month"), Argument::of("quarter"),
          Argument::of("year"), Argument::of("decade"), map_of("bucket", "10"), map_of("bucket", "7"),
          map_of("decimals", "1"), map_of("decimals", "-2"), map_of("decimals", "15"), map_of("decimals", "-18"),
          Argument::of("network"), map_of({{"ipv4", "9"}, {"ipv6", "33"}})}},
        {"shift_date", {Argument::of("1"), Argument::of("30"), Argument::of("36500")}},
        {"noise", {Argument::of("1%"), Argument::of("10%"), Argument::of("100%")}},
        {"shuffle", {Argument::none()}},
        {"scrub", {Argument::none()}},
        {"sql", {Argument::of("c")}},
        {"json", {map_of({{"$.a", Argument::of("redact")}}), map_of({{"$..b", Argument::of("remove")}})}},
        {"array", {Argument::of("redact"), Argument::of("token"), Argument::of("remove")}},
        {"hstore", {map_of({{"*", Argument::of("remove")}}), map_of({{"a", Argument::of("redact")}})}},
        {"xml", {map_of({{"a", Argument::of("redact")}}), map_of({{"@b", Argument::of("remove")}})}},
        {"search", {}}, // of other columns, and there are none
        {"large_object", {Argument::of("unlink")}},
        {"remove", {}}, // inside of others only
    };
    return kSamples;
}

std::vector<Argument> samples_for(std::string_view name, const Kind& kind) {
    if (name == "constant")
        return constants(kind);
    if (name == "choice")
        return {list_of(kind.constants)};
    const auto found = samples().find(name);
    if (found != samples().end())
        return found->second;
    ADD_FAILURE() << "kinds.cpp has no sample argument for " << name;
    return {};
}

} // namespace

std::vector<Kind> kinds() {
    create_types();
    std::vector<Kind> result;
    for (const auto& some :
         {text_kinds(), number_kinds(), calendar_kinds(), other_kinds(), domain_kinds(), extension_kinds()})
        result.insert(result.end(), some.begin(), some.end());
    return result;
}

std::ostream& operator<<(std::ostream& out, const Use& use) {
    return out << use.name << " " << use.argument.text << (use.argument.map.empty() ? "" : "{...}") << " on "
               << use.kind.column.type;
}

std::vector<Use> uses() {
    std::vector<Use> result;
    for (const auto& kind : kinds())
        for (const Operator* each : catalogue())
            for (const auto& argument : samples_for(each->name, kind))
                if (!each->check(argument, kind.column))
                    result.push_back({std::string(each->name), argument, kind});
    return result;
}

} // namespace retention::anonymizers::test
