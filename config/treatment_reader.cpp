// SPDX-License-Identifier: Apache-2.0
#include "config/treatment_reader.hpp"

#include "anonymizers/catalogue.hpp"
#include "config/language/maps.hpp"

#include <algorithm>

namespace retention::config {

namespace {

using anonymizers::Argument;
using policies::ColumnTreatment;
using policies::Line;

std::vector<std::string> anonymizer_names() {
    std::vector<std::string> names;
    for (const auto* each : anonymizers::catalogue())
        names.emplace_back(each->name);
    return names;
}

Argument read_argument(const Value& value) {
    switch (value.node().kind) {
    case Node::Kind::Null:
        return Argument::null();
    case Node::Kind::Text:
        return Argument::of(value.node().text);
    case Node::Kind::List: {
        Argument argument{Argument::Kind::List, {}, {}, {}};
        for (std::size_t i = 0; i < value.node().items.size(); ++i)
            argument.list.push_back(read_argument(value.item(i)));
        return argument;
    }
    case Node::Kind::Map: {
        Argument argument{Argument::Kind::Map, {}, {}, {}};
        for (const auto& entry : value.node().entries)
            argument.map.emplace_back(entry.key, read_argument(value.entry(entry)));
        return argument;
    }
    case Node::Kind::Absent:
        value.expected("a value");
        break;
    case Node::Kind::Refused:
        break;
    }
    return Argument::none();
}

// Tells whether there is an anonymizer called `name`.
bool check_anonymizer(const Value& value, policies::Place place, const std::string& name) {
    if (anonymizers::find(name) != nullptr)
        return true;
    if (name == "delete")
        value.error_at(place, "ANONYMIZER_UNKNOWN", "a column can't be deleted",
                       "Write null to empty the column, or delete for the whole table.");
    else if (name.empty())
        value.error_at(place, "ANONYMIZER_UNKNOWN", "an empty text is no anonymizer",
                       "Write { constant: \"\" } to put one there, empty where null is to stay null, or null.");
    else
        value.error_at(place, "ANONYMIZER_UNKNOWN", "there is no anonymizer " + in_quotes(name),
                       suggest(name, anonymizer_names()));
    return false;
}

// `{ token: "..." }`
bool read_call_with_argument(const Value& value, ColumnTreatment& treatment) {
    const auto& entries = value.node().entries;
    if (entries.size() != 1) {
        value.error("KIND_WRONG", "must be one anonymizer, not " + std::to_string(entries.size()),
                    "Write one word such as redact, or a map with one key such as { prefix: 2 }.");
        return false;
    }
    treatment.anonymizer = entries.front().key;
    treatment.argument = read_argument(value.entry(entries.front()));
    return check_anonymizer(value, entries.front().place, treatment.anonymizer);
}

bool read_call(const Value& value, ColumnTreatment& treatment) {
    if (value.is_null()) {
        treatment.anonymizer = "null";
        return true;
    }
    if (value.is_text()) {
        treatment.anonymizer = value.node().text;
        return check_anonymizer(value, value.node().text_place, treatment.anonymizer);
    }
    if (value.node().kind == Node::Kind::Map)
        return read_call_with_argument(value, treatment);
    if (value.node().kind == Node::Kind::Absent)
        value.error("VALUE_MISSING", "has no anonymizer",
                    "Write null to empty the column, or keep to leave it as it is.");
    else
        value.expected("an anonymizer, such as redact or { prefix: 2 }");
    return false;
}

void read_column_map(const Value& value, Line& line) {
    for (const auto& entry : value.node().entries) {
        ColumnTreatment treatment;
        treatment.column = entry.key;
        treatment.place = entry.place;
        if (read_call(value.entry(entry), treatment))
            line.columns.push_back(std::move(treatment));
    }
    if (value.node().entries.empty())
        value.error("LIST_EMPTY", "names no columns", "Write keep to leave the rows as they are.");
}

const std::string_view kDeleteUnlessShared = language::kUnlessShared.keys.front().name;

// A map of columns, or `delete unless shared` with one for the rows that stay.
void read_map(const Value& value, Line& line) {
    const auto& entries = value.node().entries;
    const auto unless_shared =
        std::find_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.key == kDeleteUnlessShared; });
    line.kind = unless_shared == entries.end() ? Line::Kind::Columns : Line::Kind::DeleteUnlessShared;
    if (unless_shared == entries.end())
        return read_column_map(value, line);
    const auto stays = value.entry(*unless_shared);
    if (entries.size() > 1)
        value.error("KIND_WRONG", "\"delete unless shared\" stands alone",
                    "Write the columns of the rows that stay below it: { delete unless shared: { owner_id: null } }.");
    else if (stays.node().kind == Node::Kind::Map)
        read_column_map(stays, line);
    else
        stays.expected("a map of columns to anonymizers, for the rows that stay");
}

bool read_word(const Value& value, Line& line) {
    const auto& word = value.node().text;
    const auto words = language::kRows.words;
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) {
        line.kind = static_cast<Line::Kind>(found - words.begin()); // which are in their order
        return true;
    }
    const bool is_anonymizer = anonymizers::find(word) != nullptr && word != "remove"; // for parts of a value only
    value.error("TREATMENT_UNKNOWN", in_quotes(word) + " is not known for whole rows",
                is_anonymizer ? "Say which columns: { column: " + word + " }." : suggest(word, {words.begin(), words.end()}));
    return false;
}

} // namespace

bool read_treatment(const Value& value, Line& line) {
    if (value.is_text())
        return read_word(value, line);
    if (value.node().kind == Node::Kind::Map) {
        read_map(value, line);
        return true;
    }
    if (value.is_null())
        value.error("TREATMENT_UNKNOWN", "rows can't be null",
                    "Write delete or keep, or say which columns become null: { column: null }.");
    else
        value.expected(language::kTreatment.what);
    return false;
}

} // namespace retention::config
