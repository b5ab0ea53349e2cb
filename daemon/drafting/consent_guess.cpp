// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/consent_guess.hpp"

#include "daemon/drafting/moments.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/yaml_text.hpp"

#include <algorithm>
#include <set>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

constexpr std::string_view kMarketingWords = "marketing newsletter mailing advertising news promotion nieuwsbrief werbung publicite reklame";

// The application's words for a legal basis, where they are known.
constexpr std::pair<std::string_view, std::string_view> kLegalBasisWords[] = {
    {"toestemming", "consent"}, {"overeenkomst", "contract"}, {"gerechtvaardigd belang", "legitimate_interests"},
    {"wettelijke verplichting", "legal_obligation"}, {"einwilligung", "consent"}, {"vertrag", "contract"},
    {"berechtigtes interesse", "legitimate_interests"}, {"consentement", "consent"}, {"contrat", "contract"},
    {"samtykke", "consent"}, {"avtale", "contract"}, {"legitimate interest", "legitimate_interests"},
    {"legal obligation", "legal_obligation"}, {"opt-in", "consent"}, {"revoked", "withdrawn"},
};

// What somebody did, where each change is a record of its own; and what a column of yes and no says.
constexpr std::string_view kChangeWords = "action event status state type kind decision choice";
constexpr std::string_view kGivenWords = "granted given give grant consented accepted accept agreed allowed optin optedin subscribed subscribe confirmed in added";
constexpr std::string_view kTakenBackWords = "withdrawn withdraw withdrawal revoked revoke optout optedout unsubscribed unsubscribe denied declined refused rejected "
                                             "removed cancelled out ingetrokken widerrufen retire trukket";

const SchemaColumn* find_column(const SchemaTable& table, std::string_view words, bool is_moment_wanted,
                                std::string_view others = {}) {
    for (const auto& column : table.columns) {
        const auto named = words_of_name(column.name);
        const bool fits = is_moment_wanted ? is_moment(column) : column.family == TypeFamily::Text || column.family == TypeFamily::Enum;
        if (fits && has_word(named, words) && (others.empty() || !has_word(named, others)))
            return &column;
    }
    return nullptr;
}

bool is_taken_back(const std::string& word) { return has_word(words_of_name(word), kTakenBackWords); }

// The column with what somebody did, or with whether consent was given.
const SchemaColumn* find_change(const SchemaTable& table, const Observations& seen) {
    for (const auto& column : table.columns) {
        const auto words = seen.words_of(table.name, column.name);
        if (column.family == TypeFamily::Boolean ? has_word(words_of_name(column.name), kGivenWords)
                                                 : has_word(words_of_name(column.name), kChangeWords) && std::any_of(words.begin(), words.end(), is_taken_back))
            return &column;
    }
    return nullptr;
}

// A unique index on whose and what for allows one record, which is changed where it stands.
bool can_have_several(const SchemaTable& table, const SchemaColumn& moment, const SchemaColumn* purpose) {
    return std::none_of(table.unique_indexes.begin(), table.unique_indexes.end(), [&](const policies::UniqueIndex& index) {
        const auto has = [&](const std::string& name) { return std::find(index.columns.begin(), index.columns.end(), name) != index.columns.end(); };
        const bool is_about = purpose ? has(purpose->name) : index.columns.size() == 1 && index.columns.front() != "id" && index.columns.front().ends_with("id");
        return is_about && !index.is_partial && !has(moment.name);
    });
}

void add_purposes(ConsentGuess& guess, const std::vector<std::string>& words) {
    std::set<std::string> names;
    for (const auto& word : words) {
        std::string name = plain_name(word);
        if (name.empty() || !names.insert(name).second)
            continue;
        if (has_word(words_of_name(word), kMarketingWords) && guess.marketing.empty())
            guess.marketing = name;
        guess.consent.purposes.emplace_back(std::move(name), word);
    }
}

void add_legal_bases(DraftConsent& consent, const std::vector<std::string>& words) {
    for (const auto& word : words) {
        if (std::any_of(std::begin(policies::kLegalBases), std::end(policies::kLegalBases), [&](const char* ours) { return word == ours; }))
            continue;
        std::string small;
        for (const char sign : word)
            small += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
        std::string ours = is_taken_back(word) ? "withdrawn" : has_word(words_of_name(word), kGivenWords) ? "consent" : "";
        for (const auto& [theirs, known] : kLegalBasisWords)
            if (small == theirs)
                ours = known;
        for (const auto* known : policies::kLegalBases)
            if (small == known)
                ours = known;
        consent.legal_bases.emplace_back(word, ours);
    }
}

} // namespace

std::optional<ConsentGuess> guess_consent(const SchemaTable& table, const Observations& seen) {
    ConsentGuess guess{DraftConsent{.table = table.name}, {}};
    const auto map = [&](const char* ours, const SchemaColumn* column) {
        if (column)
            guess.consent.columns.emplace_back(ours, column->name);
    };
    const auto* purpose = find_column(table, "purpose doel zweck but formaal", false);
    const auto* basis = find_column(table, "basis grond grondslag rechtsgrundlage ground soort", false);
    const auto* change = basis ? nullptr : find_change(table, seen);
    const auto* granted = find_column(table, "granted given gave consented agreed accepted confirmed optin start from created van ab depuis", true);
    if (change && !granted)
        granted = find_column(table, "occurred happened recorded logged event at time timestamp date changed", true, "withdrawn revoked expires until end");
    if (change)
        basis = change;
    const auto* expires = find_column(table, "expires expiry expire until expiration tot bis jusque end valid", true, "from");
    const auto* withdrawn = find_column(table, "withdrawn revoked withdraw optout retracted cancelled ingetrokken widerrufen retire", true);
    map("purpose", purpose);
    map("legal_basis", basis);
    map("granted", granted);
    map("expires", expires);
    map("withdrawn", withdrawn);
    map("source", find_column(table, "source origin channel bron quelle herkunft", false));
    map("updated_by", find_column(table, "by editor", false));
    if (!basis && !granted && !expires && !withdrawn)
        return std::nullopt;
    if (purpose)
        add_purposes(guess, seen.words_of(table.name, purpose->name));
    if (basis && basis->family == TypeFamily::Boolean)
        guess.consent.legal_bases = {{"true", "consent"}, {"false", "withdrawn"}};
    else if (basis)
        add_legal_bases(guess.consent, seen.words_of(table.name, basis->name));
    guess.consent.is_log = change && granted && !withdrawn && can_have_several(table, *granted, purpose);
    return guess;
}

} // namespace retention::drafting
