// SPDX-License-Identifier: Apache-2.0
#include "tests/policies/people.hpp"

#include <cmath>
#include <sstream>

namespace retention::policies::test {

namespace {

constexpr double kDaySeconds = 86400;

std::string text_literal(const std::string& text) {
    std::string literal = "'";
    for (const char c : text)
        literal += c == '\'' ? std::string("''") : std::string(1, c);
    return literal + "'";
}

std::string text_or_null(const std::optional<std::string>& text) {
    return text ? text_literal(*text) : "null";
}

std::string number(double value) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return text.str();
}

std::string instant_literal(const Instant& instant) {
    if (!instant)
        return "null";
    if (std::isinf(*instant))
        return *instant > 0 ? "'infinity'" : "'-infinity'";
    return "to_timestamp(" + number(*instant) + ")";
}

std::string day_literal(const Day& day) {
    if (!day)
        return "null";
    if (std::isinf(*day))
        return *day > 0 ? "'infinity'" : "'-infinity'";
    return "date '1970-01-01' + " + number(*day);
}

// Mostly a whole number of months ago, give or take three days.
double near_an_anniversary(Random& random, double as_of) {
    const double months = static_cast<double>(random() % 96);
    const double jitter = static_cast<double>(random() % (6 * 86400)) - 3 * kDaySeconds;
    return as_of - std::floor(months * 30.436875 * kDaySeconds) + jitter;
}

Instant random_instant(Random& random, double as_of) {
    const auto kind = random() % 100;
    if (kind < 8)
        return std::nullopt;
    if (kind < 10)
        return random() % 2 ? kInfinite : -kInfinite;
    if (kind < 12)
        return random() % 2 ? 9.1e12 : -1.9e11; // the years 290000 and -4000
    return near_an_anniversary(random, as_of);
}

Day random_day(Random& random, double as_of, unsigned null_percent) {
    const auto kind = random() % 100;
    if (kind < null_percent)
        return std::nullopt;
    if (kind < null_percent + 2)
        return random() % 2 ? kInfinite : -kInfinite;
    if (kind < null_percent + 4)
        return random() % 2 ? 2.1e9 : -1.5e6; // the years 5,700,000 and -2100
    return std::floor(near_an_anniversary(random, as_of) / kDaySeconds);
}

ConsentRecord random_consent(Random& random, double as_of) {
    static const std::vector<std::string> bases{"consent", "contract", "ingetrokken", "withdrawn"};
    ConsentRecord record;
    if (!chance(random, 5))
        record.purpose = chance(random, 70) ? "marketing" : chance(random, 50) ? "contract" : "other";
    if (!chance(random, 10))
        record.basis = chance(random, 70) ? bases[random() % 2] : one_of(random, bases);
    record.granted = random_instant(random, as_of);
    if (chance(random, 30))
        record.expires = random_instant(random, as_of);
    if (chance(random, 30))
        record.withdrawn = random_instant(random, as_of);
    return record;
}

std::vector<std::string> random_key(Random& random, const Layout& layout, int index) {
    if (!layout.is_composite())
        return {std::to_string(index + 1)};
    static const std::vector<std::string> tenants{"",      "a",     "O'Neill", "\"quoted\"", "back\\slash",
                                                  "{a,b}", "größe", "null",    " "};
    return {one_of(random, tenants), one_of(random, tenants) + std::to_string(index)};
}

Person random_person(Random& random, const Layout& layout, double as_of, int index) {
    static const std::vector<std::string> statuses{"customer", "prospect", "prospect", "lead", "team"};
    Person person;
    person.key = random_key(random, layout, index);
    if (!chance(random, 3))
        person.status = one_of(random, statuses);
    person.created_at = random_instant(random, as_of);
    person.ended_on = random_day(random, as_of, 50);
    if (!chance(random, 10))
        person.is_frozen = chance(random, 10);
    for (auto n = random() % 3; n > 0; --n)
        person.activities.push_back(random_instant(random, as_of));
    for (auto n = random() % 3; n > 0; --n)
        person.invoices.push_back({random_day(random, as_of, 5), chance(random, 20)});
    person.open_cases = static_cast<int>(chance(random, 40) ? random() % 5 : 0);
    person.closed_cases = static_cast<int>(random() % 3);
    for (auto n = random() % 4; n > 0; --n)
        person.consents.push_back(random_consent(random, as_of));
    person.has_hold = chance(random, 5);
    person.has_removed_hold = chance(random, 5);
    if (chance(random, 20))
        person.marked = near_an_anniversary(random, as_of);
    return person;
}

// insert into TABLE values (...), (...) or nothing
class Rows {
public:
    explicit Rows(std::string table) : table_(std::move(table)) {}

    void add(const std::vector<std::string>& values) {
        text_ += text_.empty() ? "insert into " + table_ + " values (" : ",\n (";
        for (std::size_t i = 0; i < values.size(); ++i)
            text_ += (i ? ", " : "") + values[i];
        text_ += ")";
    }

    std::string text() const { return text_.empty() ? "" : text_ + ";\n"; }

private:
    std::string table_;
    std::string text_;
};

std::string key_in_journal(const Layout& layout, const Person& person) {
    if (!layout.is_composite())
        return text_literal(person.key[0]);
    return "jsonb_build_array(" + text_literal(person.key[0]) + ", " + text_literal(person.key[1]) + ")::text";
}

} // namespace

std::vector<Person> random_people(Random& random, const Layout& layout, double as_of, int count) {
    std::vector<Person> people;
    for (int i = 0; i < count; ++i)
        people.push_back(random_person(random, layout, as_of, i));
    return people;
}

std::string create_tables(const Layout& layout) {
    std::string columns;
    std::string names;
    std::string reference;
    for (const auto& name : layout.key_columns) {
        columns += name + " " + layout.key_type + " not null, ";
        names += (names.empty() ? "" : ", ") + name;
        reference += "person_" + name + " " + layout.key_type + ", ";
    }
    return "create schema crm;\n"
           "create table crm.person (" +
           columns +
           "status text, created_at timestamptz, ended_on date, frozen boolean, "
           "primary key (" +
           names +
           "));\n"
           "create table crm.activity (" +
           reference +
           "happened_at timestamptz);\n"
           "create table crm.invoice (" +
           reference +
           "invoiced_on date, state text);\n"
           "create table crm.issue (" +
           reference +
           "closed_on date);\n"
           "create table crm.consent (" +
           reference +
           "purpose text, basis text, granted_at timestamptz, "
           "expires_at timestamptz, withdrawn_at timestamptz);\n";
}

std::string fill_tables(const Layout& layout, const std::string& policy, const std::vector<Person>& people) {
    Rows persons("crm.person");
    Rows activities("crm.activity");
    Rows invoices("crm.invoice");
    Rows issues("crm.issue");
    Rows consents("crm.consent");
    Rows holds("retentiond.hold (subject_table, key_columns, key, reason, placed_by, removed_by, removed_at)");
    Rows markers("retentiond.marker (policy, subject_table, key_columns, key, action, rule, run, acted_at)");
    for (const auto& person : people) {
        std::vector<std::string> key;
        for (const auto& part : person.key)
            key.push_back(text_literal(part));
        const auto with_key = [&](std::vector<std::string> values) {
            values.insert(values.begin(), key.begin(), key.end());
            return values;
        };
        const std::string frozen = !person.is_frozen ? "null" : *person.is_frozen ? "true" : "false";
        persons.add(with_key(
            {text_or_null(person.status), instant_literal(person.created_at), day_literal(person.ended_on), frozen}));
        for (const auto& activity : person.activities)
            activities.add(with_key({instant_literal(activity)}));
        for (const auto& invoice : person.invoices)
            invoices.add(with_key({day_literal(invoice.invoiced_on), invoice.is_void ? "'void'" : "'paid'"}));
        for (int i = 0; i < person.open_cases + person.closed_cases; ++i)
            issues.add(with_key({i < person.open_cases ? "null" : "date '2020-01-01'"}));
        for (const auto& record : person.consents)
            consents.add(
                with_key({text_or_null(record.purpose), text_or_null(record.basis), instant_literal(record.granted),
                          instant_literal(record.expires), instant_literal(record.withdrawn)}));
        const std::string journal_key = key_in_journal(layout, person);
        std::string key_columns;
        for (const auto& name : layout.key_columns)
            key_columns += (key_columns.empty() ? "" : ", ") + name;
        if (person.has_hold)
            holds.add({"'crm.person'", text_literal(key_columns), journal_key, "'r'", "'p'", "null", "null"});
        if (person.has_removed_hold)
            holds.add({"'crm.person'", text_literal(key_columns), journal_key, "'r'", "'p'", "'p'", "'2020-01-01'"});
        if (person.marked)
            markers.add({text_literal(policy), "'crm.person'", text_literal(key_columns), journal_key, "'anonymize'", "'r'", "1",
                         instant_literal(person.marked)});
    }
    // What belongs to nobody must not matter.
    std::vector<std::string> nobody(layout.key_columns.size(), "null");
    nobody.push_back("'2020-01-01'");
    activities.add(nobody);
    return "truncate crm.person, crm.activity, crm.invoice, crm.issue, crm.consent, retentiond.hold, "
           "retentiond.marker;\n" +
           persons.text() + activities.text() + invoices.text() + issues.text() + consents.text() + holds.text() +
           markers.text();
}

} // namespace retention::policies::test
