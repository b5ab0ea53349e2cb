// SPDX-License-Identifier: Apache-2.0
#include "config/consent_reader.hpp"

#include "config/language/maps.hpp"
#include "config/values.hpp"

#include <algorithm>

namespace retention::config {

namespace {

using policies::Consent;

void read_consent_columns(const Value& value, Consent::Columns& columns) {
    const Fields fields(value, language::kConsentColumns);
    const auto read = [&fields](std::string_view key, policies::Text& column) {
        if (const auto each = fields.find(key))
            column = each->placed_text(fields.kind(key).what).value_or(policies::Text{});
    };
    read("purpose", columns.purpose);
    read("legal_basis", columns.legal_basis);
    read("granted", columns.granted);
    read("expires", columns.expires);
    read("withdrawn", columns.withdrawn);
    read("source", columns.source);
    read("updated_by", columns.updated_by);
    const auto ends = language::kConsentColumns.at_least_one;
    if (fields.is_map() && std::none_of(ends.begin(), ends.end(), [&](const char* key) { return fields.find(key); }))
        value.error("KEY_MISSING", "no column says how a record of consent ends",
                    "Map at least one of " + enumerate({ends.begin(), ends.end()}) + ".");
}

policies::Purpose read_purpose(const Entry& entry, const Value& value) {
    policies::Purpose purpose;
    purpose.name = entry.key;
    purpose.place = entry.place;
    check_column_name(value, entry.place, purpose.name);
    const Fields fields(value, language::kPurpose);
    if (const auto words = fields.find("words"))
        for (auto& word : words->texts(fields.kind("words").what))
            purpose.words.push_back(std::move(word.value));
    if (const auto valid_for = fields.find("valid_for"))
        purpose.valid_for = read_period(*valid_for);
    return purpose;
}

// What a purpose needs of the columns.
void check_purpose(const policies::Purpose& purpose, const Node& columns, const Value& value) {
    if (columns.find("purpose") == nullptr)
        value.error("KEY_MISSING", "needs a column that names the purpose of a record",
                    "Add purpose to consent.columns, or leave out the purposes.");
    if (purpose.valid_for && columns.find("granted") == nullptr)
        value.error("KEY_MISSING", "valid_for needs a column that says when consent was granted",
                    "Add granted to consent.columns.");
}

void read_legal_bases(const Value& value, const language::Kind& kind, Consent& consent) {
    for (const auto& [entry, each] : value.map(kind.what))
        if (const auto basis = read_word(each, *kind.each))
            consent.legal_bases[entry->key] = policies::kLegalBases[*basis];
}

} // namespace

Consent read_consent(const Value& value) {
    Consent consent;
    consent.place = value.node().place;
    const Fields fields(value, language::kConsent);
    if (const auto table = fields.find("table"))
        consent.table = read_table(*table).value_or(policies::TableName{});
    if (const auto via = fields.find("via"))
        consent.via = read_columns(*via);
    const auto columns = fields.find("columns");
    if (columns)
        read_consent_columns(*columns, consent.columns);
    if (const auto records = fields.find("records")) {
        const auto word = read_word(*records, fields.kind("records"));
        consent.is_log = word && *word == 1;
        if (consent.is_log && columns && columns->node().kind == Node::Kind::Map && columns->node().find("granted") == nullptr)
            records->error("KEY_MISSING", "needs a column that says which record is the latest", "Add granted to consent.columns: when it was given, or withdrawn.");
    }
    if (const auto purposes = fields.find("purposes"))
        for (const auto& [entry, each] : purposes->map(fields.kind("purposes").what)) {
            consent.purposes.push_back(read_purpose(*entry, each));
            if (columns && columns->node().kind == Node::Kind::Map)
                check_purpose(consent.purposes.back(), columns->node(), each);
        }
    if (const auto legal_bases = fields.find("legal_bases")) {
        read_legal_bases(*legal_bases, fields.kind("legal_bases"), consent);
        if (columns && columns->node().kind == Node::Kind::Map && columns->node().find("legal_basis") == nullptr)
            legal_bases->error("KEY_MISSING", "needs a column that holds the legal basis",
                               "Add legal_basis to consent.columns.");
    }
    return consent;
}

} // namespace retention::config
