// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"
#include "policies/policy.hpp"

namespace retention::config::language {

namespace {

constexpr Key kColumnKeys[] = {
    {"purpose", &kColumnName, "none", "the purpose's name; required where there are `purposes`", "purpose"},
    {"legal_basis", &kColumnName, "none",
     "the legal basis (GDPR Art. 6(1)): `consent`, `contract`, `legal_obligation`, `vital_interests`, `public_task`, "
     "`legitimate_interests`, or `withdrawn`, which ends the record",
     "legal_basis"},
    {"granted", &kColumnName, "none", "when the record began", "granted_at"},
    {"expires", &kColumnName, "none", "when it ends by itself", "expires_at"},
    {"withdrawn", &kColumnName, "none", "when it was withdrawn", "withdrawn_at"},
    {"source", &kColumnName, "none", "where it comes from", "source"},
    {"updated_by", &kColumnName, "none", "who wrote it", "updated_by"},
};

constexpr const char* kRecordWords[] = {"each", "latest"};

// A record that nothing can end would keep everybody for ever.
constexpr const char* kEnds[] = {"legal_basis", "granted", "expires", "withdrawn"};

constexpr Kind kColumnsKeys = keys_of(kConsentColumns);

constexpr Kind kWordList{.form = Kind::Form::List, .what = "a list of words", .each = &kText, .is_set = true};
constexpr const Kind* kWordOrList[] = {&kText, &kWordList};
constexpr Kind kWords{.form = Kind::Form::Either, .what = "a word, or a list of words", .choices = kWordOrList};

constexpr Key kPurposeKeys[] = {
    {"valid_for", &kPeriod, "no end",
     "A period: where a record names no expiry, it ends that long after `granted`", "P2Y"},
    {"words", &kWords, "its own name",
     "What the application calls the purpose: a word or a list of words, exactly as written", "[newsletter, Mailing]"},
};

constexpr Kind kOnePurpose = keys_of(kPurpose);
constexpr Kind kPurposes{.form = Kind::Form::Names,
                         .what = "a map of purposes",
                         .names = &kColumnOfOurs,
                         .each = &kOnePurpose,
                         .may_be_empty = true};

constexpr Kind kRecords = one_word_of(kRecordWords);

constexpr Kind kLegalBasis = one_word_of(policies::kLegalBases);
constexpr Kind kLegalBases{.form = Kind::Form::Names,
                           .what = "a map of the application's words to ours",
                           .names = &kText,
                           .each = &kLegalBasis,
                           .may_be_empty = true};

constexpr Key kKeys[] = {
    {"table", &kTable, "required", "One row of it is one record of a legal basis", "crm.consent",
     "Name the table that records consent, as in table: crm.consent."},
    {"via", &kColumnNames, "the only way", "As in facts", "person_id"},
    {"columns", &kColumnsKeys, "required", "Which column is which, see below",
     "{ purpose: purpose, legal_basis: legal_basis, granted: granted_at, withdrawn: withdrawn_at }",
     "Say which column is which, as in columns: { granted: granted_at }."},
    {"records", &kRecords, "each",
     "Which records count: `each`, or of each purpose only the `latest` by `granted`, where the table is a log and a withdrawal a record of its own",
     "latest"},
    {"purposes", &kPurposes, "none", "The purposes to tell apart, named like facts",
     "marketing: { valid_for: P2Y }\n"
     "contract: {}"},
    {"legal_bases", &kLegalBases, "none", "The application's words for ours", "{ Toestemming: consent }"},
};

} // namespace

constinit const Map kConsent{
    .what = "consent",
    .help = "On which ground data is held: the table that records consent and other legal bases",
    .docs = "policy-language.md#consent",
    .keys = kKeys,
};

constinit const Map kConsentColumns{
    .what = "columns",
    .help = "The columns of a record of consent",
    .docs = "policy-language.md#consent",
    .keys = kColumnKeys,
    .at_least_one = kEnds,
};

constinit const Map kPurpose{
    .what = "a purpose",
    .help = "What consent was given for",
    .docs = "policy-language.md#consent",
    .keys = kPurposeKeys,
};

} // namespace retention::config::language
