// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/choice.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/personal.hpp"

#include <algorithm>
#include <iterator>

namespace retention::drafting {

namespace {

using anonymizers::Argument;
using anonymizers::TypeFamily;
using policies::ColumnTreatment;
using policies::SchemaColumn;
using policies::SchemaTable;

using Choices = std::vector<ColumnTreatment>;

ColumnTreatment plain(const char* anonymizer) {
    return {{}, anonymizer, Argument::none(), {}};
}

ColumnTreatment with(const char* anonymizer, const char* text) {
    return {{}, anonymizer, Argument::of(text), {}};
}

ColumnTreatment with(const char* anonymizer, const char* key, const char* value) {
    Argument argument{Argument::Kind::Map, {}, {}, {}};
    argument.map.emplace_back(key, Argument::of(value));
    return {{}, anonymizer, argument, {}};
}

ColumnTreatment scrub() {
    Argument kinds{Argument::Kind::List, {}, {}, {}};
    for (const auto* kind : {"known", "email", "phone", "iban"})
        kinds.list.push_back(Argument::of(kind));
    return {{}, "scrub", kinds, {}};
}

Choices best(Meaning meaning, RowOf row_of) {
    const bool is_own = row_of == RowOf::Subject;
    switch (meaning) {
    case Meaning::FirstName:
        return {with("fake", "first_name")};
    case Meaning::LastName:
        return {with("fake", "last_name")};
    case Meaning::FullName:
        return is_own ? Choices{with("fake", "full_name")} : Choices{plain("null"), plain("redact")};
    case Meaning::UserName:
        return {with("token", "user-{token}")};
    case Meaning::Email:
        return is_own ? Choices{with("token", "{token}@anonymized.invalid")} : Choices{plain("null"), with("random", "{token}@anonymized.invalid")};
    case Meaning::Postcode:
        return {with("prefix", "2")};
    case Meaning::BirthDate:
        return {with("generalize", "year"), with("generalize", "bucket", "10")};
    case Meaning::IpAddress:
        return {with("generalize", "network")};
    case Meaning::Coordinates:
        return {plain("null"), with("generalize", "decimals", "1")};
    case Meaning::FreeText:
    case Meaning::Title:
        return is_own ? Choices{} : Choices{scrub()};
    case Meaning::Picture:
    case Meaning::File:
        return {with("large_object", "unlink")};
    default:
        return {};
    }
}

// What fits most columns, whatever they hold.
Choices careful() {
    return {plain("null"),           plain("redact"),          with("redact", "-"),     plain("empty"),
            with("random", "token"), with("token", "{token}"), plain("random"),         with("generalize", "decade"),
            with("constant", "0"),   with("generalize", "bucket", "10")};
}

// As the check does: whoever is one of several rows of a subject needs a value of its own.
bool keeps_unique(const ColumnTreatment& choice, const SchemaTable& table, const SchemaColumn& column, RowOf row_of) {
    auto indexes = table.unique_indexes;
    indexes.insert(indexes.end(), table.exclusions.begin(), table.exclusions.end());
    const auto traits = anonymizers::traits(*anonymizers::find(choice.anonymizer), choice.argument);
    return std::none_of(indexes.begin(), indexes.end(), [&](const policies::UniqueIndex& index) {
        const auto is_in = [&](const std::vector<std::string>& columns) {
            return std::find(columns.begin(), columns.end(), column.name) != columns.end();
        };
        if (!is_in(index.columns) && !is_in(index.expression_columns))
            return false;
        if (choice.anonymizer == "null")
            return index.is_null_a_value;
        return !traits.is_unique_in_each_row && !(traits.is_unique_safe && row_of == RowOf::Subject);
    });
}

bool fits(const ColumnTreatment& choice, const SchemaTable& table, const SchemaColumn& column, RowOf row_of) {
    const auto* anonymizer = anonymizers::find(choice.anonymizer);
    if (!anonymizer || anonymizer->check(choice.argument, policies::describe_column(table, column, policies::Line{})))
        return false;
    const bool is_number = column.family == TypeFamily::Integer || column.family == TypeFamily::Number;
    if (choice.anonymizer == "constant" && !is_number)
        return false;
    return keeps_unique(choice, table, column, row_of);
}

} // namespace

std::vector<ColumnTreatment> choices_for(Meaning meaning, const SchemaTable& table, const SchemaColumn& column, RowOf row_of) {
    Choices all;
    if (is_personal(meaning) || meaning == Meaning::Unknown) {
        all = best(meaning, row_of);
        const auto rest = careful();
        all.insert(all.end(), rest.begin(), rest.end());
    }
    std::erase_if(all, [&](const ColumnTreatment& choice) { return !fits(choice, table, column, row_of); });
    all.push_back(plain("keep"));
    for (auto& choice : all)
        choice.column = column.name;
    return all;
}

} // namespace retention::drafting
