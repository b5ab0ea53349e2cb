// SPDX-License-Identifier: Apache-2.0
#include "policies/consent_records.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::policies {

ConsentRecords::ConsentRecords(const Binding& binding, std::string_view as_of)
    : binding_(binding), consent_(*binding.consent->consent), as_of_(as_of) {}

// A column of the consents as timestamptz. A date may lie beyond what that can hold: then it is infinitely far away.
std::string ConsentRecords::stamp(const Text& name) const {
    const std::string value = "t." + quote_name(name.value);
    const auto* table = binding_.schema->find(binding_.consent->table);
    const auto* column = table ? table->find_column(name.value) : nullptr;
    if (!column || column->family != anonymizers::TypeFamily::Date)
        return value + "::timestamptz";
    return "(case when " + value + " > date '9999-12-31' then timestamptz 'infinity' when " + value +
           " < date '0001-01-01' then timestamptz '-infinity' else " + value + "::timestamptz end)";
}

// When a record of this purpose ends by itself; of a purpose that nobody names: never.
std::string ConsentRecords::computed_end(const Purpose* purpose) const {
    if (purpose == nullptr || !purpose->valid_for || consent_.columns.granted.value.empty())
        return "null::timestamptz";
    const std::string granted = stamp(consent_.columns.granted);
    return "case when " + granted + " < timestamptz '9000-01-01' then " + granted + " + " + to_sql(*purpose->valid_for) + " end";
}

// The same of any record, by its purpose.
std::string ConsentRecords::computed_end() const {
    const auto& granted = consent_.columns.granted;
    std::string cases;
    for (const auto& purpose : consent_.purposes)
        if (purpose.valid_for)
            cases += " when " + quote_text(purpose.name) + " then " + stamp(granted) + " + " + to_sql(*purpose.valid_for);
    if (granted.value.empty() || cases.empty())
        return "null::timestamptz";
    return "case when " + stamp(granted) + " < timestamptz '9000-01-01' then case " + named_purpose() + cases + " end end";
}

// When a record ends. A date that the application wrote down counts; one that was computed needs a date of grant. A record
// whose basis is "withdrawn" has ended on the first of its dates that has come; without one, at a time that nobody knows: null.
std::string ConsentRecords::record_end(const std::string& computed) const {
    const auto& columns = consent_.columns;
    const std::string expiry =
        columns.expires.value.empty() ? computed : "coalesce(" + stamp(columns.expires) + ", " + computed + ")";
    const std::string withdrawn =
        columns.withdrawn.value.empty() ? std::string("null::timestamptz") : stamp(columns.withdrawn);
    const std::string taken_back = consent_.is_log ? "coalesce(" + withdrawn + ", " + stamp(columns.granted) + ")" : withdrawn;
    const auto come = [this](const std::string& date) { return "case when " + date + " <= " + as_of_ + " then " + date + " end"; };
    return "case when " + is_withdrawn() + " then least(" + come(taken_back) + ", " + come(expiry) + ") else least(" +
           withdrawn + ", " + expiry + ") end";
}

std::string ConsentRecords::written_purpose() const { return "t." + quote_name(consent_.columns.purpose.value) + "::text"; }

// The purpose of a record by the policy's name for it, where the application has words of its own; each for one purpose.
std::string ConsentRecords::named_purpose() const {
    if (consent_.columns.purpose.value.empty())
        return "null::text";
    std::string cases;
    for (const auto& purpose : consent_.purposes)
        for (const auto& theirs : purpose.words)
            cases += " when " + quote_text(theirs) + " then " + quote_text(purpose.name);
    if (cases.empty())
        return written_purpose();
    for (const auto& purpose : consent_.purposes)
        if (purpose.words.empty())
            cases += " when " + quote_text(purpose.name) + " then " + quote_text(purpose.name);
    return "(case " + written_purpose() + cases + " end)";
}

// The purposes that each word stands for: an application may have one word for consent to all of them.
std::map<std::string, std::vector<const Purpose*>> ConsentRecords::purposes_by_word() const {
    std::map<std::string, std::vector<const Purpose*>> purposes;
    if (!consent_.columns.purpose.value.empty())
        for (const auto& purpose : consent_.purposes)
            for (const auto& word : purpose.words_or_name())
                if (auto& known = purposes[word]; known.empty() || known.back() != &purpose)
                    known.push_back(&purpose);
    return purposes;
}

// A set of rows from one record: `value` for each purpose that its word stands for, or once for none.
template <typename Value> std::string ConsentRecords::for_each_purpose(const Value& value) const {
    std::string cases;
    for (const auto& [word, purposes] : purposes_by_word()) {
        std::vector<std::string> values;
        for (const auto* purpose : purposes)
            values.push_back(value(purpose));
        cases += " when " + quote_text(word) + " then array[" + join(values, ", ") + "]";
    }
    return "unnest(case " + written_purpose() + cases + " else array[" + value(nullptr) + "] end)";
}

// "purpose" and "ended" of a record, as often as it has purposes.
std::string ConsentRecords::purpose_and_end() const {
    const auto purposes = purposes_by_word();
    if (std::ranges::all_of(purposes, [](const auto& word) { return word.second.size() == 1; }))
        return named_purpose() + " as purpose, " + record_end(computed_end()) + " as ended";
    return for_each_purpose([](const Purpose* purpose) { return purpose ? quote_text(purpose->name) : "null::text"; }) +
           " as purpose, " +
           for_each_purpose([&](const Purpose* purpose) { return record_end(computed_end(purpose)); }) +
           " as ended";
}

std::string ConsentRecords::is_withdrawn() const {
    if (consent_.columns.legal_basis.value.empty())
        return "false";
    std::vector<std::string> words;
    if (!consent_.legal_bases.count("withdrawn"))
        words.push_back(quote_text("withdrawn"));
    for (const auto& [theirs, ours] : consent_.legal_bases)
        if (ours == "withdrawn")
            words.push_back(quote_text(theirs));
    if (words.empty())
        return "false";
    return "coalesce(t." + quote_name(consent_.columns.legal_basis.value) + "::text in (" + join(words, ", ") + "), false)";
}

// A withdrawal tells by its own date when it was made, where it has one.
std::string ConsentRecords::written_at() const {
    const auto moment = [this](const Text& column) { return column.value.empty() ? std::string("null::timestamptz") : stamp(column); };
    const auto& columns = consent_.columns;
    return "case when " + is_withdrawn() + " then coalesce(" + moment(columns.withdrawn) + ", " + moment(columns.granted) + ") else " + moment(columns.granted) + " end";
}

std::string ConsentRecords::written_and_at() const {
    return (consent_.columns.purpose.value.empty() ? std::string("null::text") : written_purpose()) + " as written, " +
           written_at() + " as at";
}

std::string ConsentRecords::columns() const {
    return purpose_and_end() + ", " + is_withdrawn() + " as is_withdrawn" + (consent_.is_log ? ", " + written_and_at() : std::string());
}

std::string ConsentRecords::counting(const std::string& records, const std::vector<std::string>& key) const {
    if (!consent_.is_log)
        return records;
    std::vector<std::string> same = key;
    same.insert(same.end(), {"purpose", "case when purpose is null then written end"});
    return "select * from (select *, rank() over (partition by " + join(same, ", ") + " order by at desc nulls last) as place from (" + records +
           ") written where not coalesce(is_withdrawn and at > " + as_of_ + ", false)) placed where place = 1 or (at is null and not is_withdrawn)";
}

std::string ConsentRecords::is_valid() const { return "not is_withdrawn and (ended is null or ended > " + as_of_ + ")"; }

} // namespace retention::policies
