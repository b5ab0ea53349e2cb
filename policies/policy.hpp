// SPDX-License-Identifier: Apache-2.0
//
// A retention policy as a value: what a file says, once read and before it meets a schema. docs/policy-language.md
// describes the language; config/policy_reader makes these values; everything else in this room reads them.
#pragma once

#include "anonymizers/argument.hpp"
#include "policies/cron.hpp"
#include "policies/finding.hpp"
#include "policies/period.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// A word of the file with its place, so that every later complaint can point at it.
struct Text {
    std::string value;
    Place place;
};

// A condition or value in PostgreSQL's own SQL. Trusted as far as the file is, but confined to an expression: the check
// refuses what would leave its parentheses (policies/sql_text.hpp).
struct Expression {
    std::string sql;
    Place place;
};

// `crm.person`; the schema is empty when the file names none.
struct TableName {
    std::string schema;
    std::string name;

    auto operator<=>(const TableName&) const = default;
};

// For people: crm.person
std::string to_text(const TableName& table);

enum class Mode { Observe, Enforce };

// What a starting point is moved to before the period is added.
enum class From { Exact, EndOfMonth, EndOfYear };

struct Subject {
    TableName table;
    Place place;
    std::vector<std::string> key;             // empty: the primary key
    std::optional<Expression> where;          // rows that are no subjects at all do not satisfy it
    std::vector<Text> identifiers;            // columns whose values `scrub` looks for; empty: derived
};

// A logical key where the schema has no foreign key: rows of `table` belong to the row of `to` that they name.
struct Link {
    TableName table;
    std::vector<std::string> columns;         // or one SQL expression over the row of `table`
    bool has_elements = false;                // each element of it, an array or a JSON array, is a key
    TableName to;
    std::vector<std::string> to_columns;
    std::optional<Expression> where;          // over the row of `table`: for polymorphic keys
    Place place;
};

// A named value per subject, computed from other tables.
struct Fact {
    enum class Form { Max, Min, Sum, Count, Exists, Value, Query };

    std::string name;
    Form form = Form::Max;
    TableName table;                          // all but Query
    std::string column;                       // Max, Min, Sum, Value
    std::vector<std::string> via;             // columns of the foreign key to follow, where several lead there
    std::optional<Expression> where;          // over the rows of `table`
    Expression query;                         // Query: key columns first, the value last
    Place place;
};

struct Purpose {
    std::string name;
    std::optional<Period> valid_for;          // for records that name no expiry
    std::vector<std::string> words;           // what the application calls it; empty: its own name
    Place place;

    std::vector<std::string> words_or_name() const { return words.empty() ? std::vector{name} : words; }
};

struct Consent {
    struct Columns {
        Text purpose;
        Text legal_basis;
        Text granted;
        Text expires;
        Text withdrawn;
        Text source;
        Text updated_by;                      // an empty value: not mapped
    };

    TableName table;
    std::vector<std::string> via;
    Columns columns;
    bool is_log = false;                      // of each purpose only what was granted last counts
    std::vector<Purpose> purposes;
    std::map<std::string, std::string> legal_bases;   // the application's word -> ours (GDPR Art. 6(1), or withdrawn)
    Place place;
};

// Our words for a legal basis: GDPR Art. 6(1)(a) to (f), and the end of one.
inline constexpr const char* kLegalBases[] = {"consent",     "contract",             "legal_obligation", "vital_interests",
                                              "public_task", "legitimate_interests", "withdrawn"};

struct Class {
    std::string name;
    Expression when;
    Place place;
};

struct Rule {
    std::string name;
    std::vector<Text> classes;
    Period keep;
    Expression after;
    From from = From::Exact;
    std::optional<Expression> when;
    std::optional<Expression> unless;
    Text then;                                // the action's name
    std::string because;
    Place place;
};

struct Floor {
    std::string name;
    std::optional<Expression> where;          // absent: everybody
    Period keep;
    Expression after;
    From from = From::Exact;
    std::vector<Text> blocks;                 // actions; empty: all
    std::string because;
    Place place;
};

struct Hold {
    std::string name;
    Expression where;
    Place place;
};

// What is no anonymizer, because it reads the key of a link: `member_ids: remove` takes the subject's out of an array of keys.
inline constexpr std::string_view kRemove = "remove";

// `email: { token: "{token}@anonymized.invalid" }`
struct ColumnTreatment {
    std::string column;                       // "*": every column not named
    std::string anonymizer;                   // "keep" included
    anonymizers::Argument argument;
    Place place;
};

// What becomes of the rows of one table that one path leads to.
struct Line {
    enum class Kind { Keep, Delete, DeleteUnlessShared, Columns };

    std::string written;                      // the whole key: "crm.task via assigned_to"
    TableName table;                          // `reporter.*`: the name is "*"
    std::vector<std::string> via;             // columns of the foreign key; empty: the only path
    std::optional<TableName> via_table;       // outward: the table whose columns `via` are: `via person.address_id`
    std::optional<TableName> to;              // the table that `via` refers to: `via owner_id to crm.person`
    Kind kind = Kind::Keep;
    std::vector<ColumnTreatment> columns;     // Kind::Columns; Kind::DeleteUnlessShared: of the rows that stay
    Place place;
};

struct Action {
    std::string name;
    std::vector<Line> lines;
    Place place;
};

// A run beyond any of these waits for an approval. The first enforcing run always waits.
struct Limits {
    std::optional<long long> persons = 5000;  // due subjects in one run
    std::optional<double> share = 5.0;        // percent of all subjects
    std::optional<double> growth = 10.0;      // times the median of the last runs
};

// Hours in which batches may start; wraps past midnight when begin > end. Minutes since midnight.
struct Window {
    int begin_minute = 0;
    int end_minute = 0;
};

struct Schedule {
    Cron cron;
    std::string timezone = "UTC";             // IANA name; also decides when a day ends
    std::optional<Window> window;
    Place place;
};

struct Policy {
    std::string name;
    std::string file;                         // as given, for messages
    std::string text;                         // all of it: by which it is told from an edited one, and read again for a what-if
    std::string description;
    std::string owner;
    std::string database;                     // empty: the only one
    Mode mode = Mode::Observe;
    Subject subject;
    std::optional<Schedule> schedule;         // absent: only by hand, in UTC
    std::vector<Link> links;
    std::vector<Fact> facts;
    std::optional<Consent> consent;
    std::vector<Class> classes;
    std::vector<Rule> rules;
    std::vector<Floor> floors;
    std::vector<Hold> holds;
    std::vector<Action> actions;
    Limits limits;

    const std::string& timezone() const noexcept;
    const Action* find_action(const std::string& action) const noexcept;
};

// One of the author's expressions by which people are judged, and where it stands.
struct Criterion {
    std::string path;                         // rules.old.after
    const Expression* expression = nullptr;   // the policy's
    bool is_date = false;                     // a starting point; else a condition
    std::optional<std::size_t> rule;          // by its index, where it is of one
};

// All of classes, rules, floors and holds, in this order. The policy must outlive them.
std::vector<Criterion> criteria(const Policy& policy);

} // namespace retention::policies
