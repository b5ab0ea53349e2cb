// SPDX-License-Identifier: Apache-2.0
#include "policies/surveys.hpp"

#include "anonymizers/catalogue.hpp"
#include "policies/consent_records.hpp"
#include "policies/sql_text.hpp"
#include "policies/way.hpp"

#include <iterator>

namespace retention::policies {

namespace {

constexpr const char* kRowsMax = "10000";
constexpr const char* kWordsMax = "5";
constexpr const char* kLinkRowsMax = "1000";

// What is told of the application's words: those that several records have and that look like words. A column that was mapped by
// mistake may hold remarks about people.
constexpr const char* kToldWord = "case when count(*) > 1 and word ~ '^[[:alpha:]][[:alpha:] _-]{0,24}$' then word end as word";

// Older servers have no providers but libc, newer ones a column more. SQL_ASCII knows bytes, whatever the locale.
constexpr const char* kOnlyAscii = R"(
select null::text from pg_catalog.pg_database d
where d.datname = current_database()
  and (d.encoding = 0 or case coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') when 'c' then d.datctype in ('C', 'POSIX')
                                                                              when 'b' then to_jsonb(d) ->> 'datlocale' = 'C' else false end))";

bool looks_for_names(const ColumnTreatment& treatment) {
    const auto* anonymizer = anonymizers::find(treatment.anonymizer);
    return anonymizer != nullptr && anonymizers::traits(*anonymizer, treatment.argument).draws.known;
}

std::string words_in(const BoundConsent& consent, const std::string& column) {
    return "(select t." + quote_name(column) + "::text collate pg_catalog.\"default\" as word from " + quote_table(consent.table) +
           " t limit " + kRowsMax + ") r";
}

// lower(recipient)
bool lowers(const std::string& expression) { return expression.starts_with("lower(") && expression.ends_with(")"); }

bool can_read(const Binding& binding, const TableName& name) {
    const auto* table = binding.schema->find(name);
    return table != nullptr && table->can_select;
}

std::string listed(const std::vector<std::string>& words) {
    std::vector<std::string> literals;
    for (const auto& word : words)
        literals.push_back(quote_text(word));
    return join(literals, ", ");
}

// In a log a withdrawal is a record of its own, and what it withdraws stays as it was written: most stand behind a consent. In a list, where the
// record itself is changed, few do.
Survey log_survey(const BoundConsent& bound, const Binding& binding) {
    const ConsentRecords records(binding, "now()");
    const auto& consent = *bound.consent;
    std::vector<std::string> person, same;
    for (const auto& column : bound.path.front()->columns) {
        const std::string name = "person_" + std::to_string(person.size());
        person.push_back("t." + quote_name(column) + " as " + name);
        same.push_back("earlier." + name + " = withdrawal." + name);
    }
    const std::string seen = "select row_number() over () as number, " + join(person, ", ") + ", " + records.written_and_at() + ", " + records.purpose_and_end() + ", " +
                             records.is_withdrawn() + " as is_withdrawn from (select * from " + quote_table(bound.table) + " limit " + kRowsMax + ") t";
    const std::string paired = "select withdrawal.number, count(earlier.number) > 0 as has_earlier, bool_or(earlier.number is not null and (earlier.ended is null or earlier.ended > now())) as goes_on "
                               "from record withdrawal left join record earlier on " + join(same, " and ") +
                               " and earlier.written is not distinct from withdrawal.written and not earlier.is_withdrawn and coalesce(earlier.at <= withdrawal.at, true) "
                               "where withdrawal.is_withdrawn group by withdrawal.number";
    return {"CONSENT_IS_LOG", "consent.table", consent.place, "withdrawals are records of their own, and the consents that the same people gave before count for good",
            "Where the table is a log, say records: latest, with granted: the column that tells when a record was written.",
            "with record as materialized (" + seen + ") select null::text from (" + paired + ") pair having bool_or(goes_on) and 2 * count(*) filter (where has_earlier) >= count(*)"};
}

} // namespace

std::vector<Survey> consent_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    if (!binding.consent)
        return surveys;
    const BoundConsent& bound = *binding.consent;
    const Consent& consent = *bound.consent;
    // Rows of one purpose often stand together, so the first ones say little: whether one is there at all is asked of the whole table.
    if (const auto& column = consent.columns.purpose.value; !column.empty())
        for (const auto& purpose : consent.purposes)
            surveys.push_back({"PURPOSE_UNSEEN", "consent.purposes." + purpose.name, purpose.place,
                               "no record has this purpose; among the first " + std::string(kRowsMax) + " are others",
                               "Its consent counts as never given. Name the application's word: " + purpose.name + ": { words: [...] }.",
                               "select string_agg(word, '\", \"' order by word) from (select " + std::string(kToldWord) + " from " +
                                   words_in(bound, column) + " where word is not null group by r.word limit " + kWordsMax +
                                   ") w having count(*) > 0 and not exists (select from " + quote_table(bound.table) + " t where t." +
                                   quote_name(column) + "::text in (" + listed(purpose.words_or_name()) + "))"});
    if (const auto& column = consent.columns.legal_basis.value; !column.empty()) {
        std::vector<std::string> known(std::begin(kLegalBases), std::end(kLegalBases));
        for (const auto& [theirs, ours] : consent.legal_bases)
            known.push_back(theirs);
        surveys.push_back({"LEGAL_BASIS_UNKNOWN", "consent.columns.legal_basis", consent.columns.legal_basis.place,
                           "a legal basis that nobody explained",
                           "It counts as valid. Map the application's words under consent.legal_bases, above all that for withdrawn.",
                           "select string_agg(word, '\", \"' order by word) from (select " + std::string(kToldWord) + " from " +
                               words_in(bound, column) + " where word not in (" + listed(known) + ") group by r.word limit " + kWordsMax +
                               ") w having count(*) > 0"});
        const auto& key = *bound.path.front();
        if (!consent.is_log && !key.has_elements && key.expression.empty())
            surveys.push_back(log_survey(bound, binding));
    }
    return surveys;
}

std::vector<Survey> link_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    for (const auto& key : binding.graph.keys()) {
        if (!key.is_link || key.has_elements)
            continue;   // arrays would be compared with everybody
        if (!can_read(binding, key.child) || !can_read(binding, key.parent))
            continue;   // kept, and nobody else's business
        std::vector<std::string> known = link_condition(binding, key, "t");
        for (const auto& name : key.columns)
            known.push_back("nullif(t." + quote_name(name) + "::text, '') is not null");   // an empty text names nobody
        const std::string first = "(select t.* from " + quote_table(key.child) + " t where " + join(known, " and ") + " limit " + kLinkRowsMax + ")";
        surveys.push_back({"LINK_FINDS_NOTHING", "links." + to_text(key.child), key.place,
                           "none of the first " + std::string(kLinkRowsMax) + " rows finds its row of " + to_text(key.parent),
                           "Compare how the key is written on both sides: as 42 or 042, in small letters or capitals.",
                           "select null::text from " + first + " f having count(*) > 0 and not exists (select from " + first + " t, " +
                               quote_table(key.parent) + " parent where " + join(key_matches(binding, key, "t", "parent"), " and ") + ")"});
        if (lowers(key.expression))
            for (const auto& name : key.parent_columns)
                surveys.push_back({"LINK_CASE", "links." + to_text(key.child), key.place,
                                   "small letters are looked for, and " + to_text(key.parent) + " has others in \"" + name + "\": rows of those are not found",
                                   "Add a generated column of its small letters, and link to that: " + name + "_lower text generated always as (lower(" + name +
                                       ")) stored.",
                                   "select null::text where exists (select from " + quote_table(key.parent) + " p where p." + quote_name(name) +
                                       "::text collate \"C\" <> lower(p." + quote_name(name) + "::text) collate \"C\")"});
    }
    return surveys;
}

std::vector<Survey> letter_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines)
            for (const auto& treatment : line.line->columns)
                if (looks_for_names(treatment))
                    surveys.push_back({"LETTERS_UNKNOWN", "actions." + action.action->name + "." + line.line->written + "." + treatment.column,
                                       treatment.place,
                                       "the database's locale knows no letters but a to z: names with others are found only as they are written, "
                                       "\"MÜLLER\" not for \"Müller\"",
                                       "Move to a database with an ICU or UTF-8 locale, such as C.UTF-8; or use redact, which leaves no name.",
                                       kOnlyAscii});
    return surveys;
}

} // namespace retention::policies
