// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr const char* kModeWords[] = {"observe", "enforce"};
constexpr Kind kMode = one_word_of(kModeWords);
constexpr Kind kSubjectKeys = keys_of(kSubject);
constexpr Kind kScheduleKeys = keys_of(kSchedule);
constexpr Kind kConsentKeys = keys_of(kConsent);
constexpr Kind kLimitsKeys = keys_of(kLimits);

constexpr Key kKeys[] = {
    {"policy", &kName, "required", "The policy's name: letters, digits, `_` and `-`; different in each file", "contacts",
     "Give the policy a name, as in policy: contacts."},
    {"description", &kText, "none", "What it is about, for people", "Persons in the CRM and all that is known about them"},
    {"owner", &kText, "none", "Who answers for it", "Data protection office"},
    {"database", &kName, "the only one", "A name from the settings' `databases`; required where they have several", "crm"},
    {"mode", &kMode, "`observe`", "`observe`: classify and report; `enforce`: act", "enforce"},
    {"subject", &kSubjectKeys, "required", "Whose data it is", "{ table: crm.person, where: not is_team }",
     "Say whose data this is about, as in subject: { table: crm.person }."},
    {"schedule", &kScheduleKeys, "by hand only", "When runs start",
     "{ cron: \"15 2 * * *\", timezone: Europe/Amsterdam, window: \"22:00-06:00\" }"},
    {"links", &kLinks, "none", "Keys that the database does not know of",
     "crm.mail_log: { column: recipient, to: crm.person.email }\n"
     "crm.note:\n"
     "  - { column: owner_id, to: crm.person.id, where: \"owner_type = 'person'\" }\n"
     "crm.channel: { elements: member_ids, to: crm.person.id }"},
    {"facts", &kFacts, "none", "What else must be known about a person",
     "last_activity: { max: crm.activity.happened_at }\n"
     "last_invoice: { max: crm.invoice.invoiced_on, where: state <> 'void' }\n"
     "open_cases: { count: crm.case, via: person_id, where: closed_at is null }"},
    {"consent", &kConsentKeys, "none", "On which ground data is held",
     "table: crm.consent\n"
     "columns: { purpose: purpose, legal_basis: legal_basis, granted: granted_at, withdrawn: withdrawn_at }\n"
     "purposes: { marketing: { valid_for: P2Y }, contract: {} }"},
    {"classes", &kClasses, "required", "Which relationship a person has",
     "former_customer: ended_on is not null\n"
     "customer: status = 'customer'\n"
     "prospect: status = 'prospect'",
     "Name the classes, as in classes: { prospect: status = 'prospect' }."},
    {"rules", &kRules, "required", "How long a class is kept, and what happens then",
     "- name: silent-prospects\n"
     "  class: prospect\n"
     "  keep: P2Y\n"
     "  after: coalesce(last_activity, created_at)\n"
     "  unless: consent_marketing\n"
     "  then: delete\n"
     "  because: Privacy statement, section 4",
     "Write at least one rule: a class, a period, a date and an action."},
    {"floors", &kFloors, "none", "What the law demands to be kept",
     "- { name: bookkeeping, where: last_invoice is not null, keep: P7Y, after: last_invoice, from: end_of_year,\n"
     "    blocks: [delete], because: AWR art. 52 }"},
    {"holds", &kHolds, "none", "Who must not be touched", "- { name: dispute, where: legal_hold or open_cases > 0 }"},
    {"actions", &kActions, "required", "What an action means for each table",
     "delete:\n"
     "  crm.person: delete\n"
     "  crm.activity: delete\n"
     "  crm.invoice: { billing_name: redact, \"*\": keep }\n"
     "  crm.task via assigned_to: { assigned_to: null, \"*\": keep }\n"
     "  reporter.*: keep",
     "Say what becomes of each table, as in actions: { delete: { crm.person: delete } }."},
    {"limits", &kLimitsKeys, "see there", "Which runs wait for an approval", "{ persons: 5000, share: 5%, growth: 10 }"},
};

} // namespace

constinit const Map kPolicy{
    .what = "a policy",
    .help = "Whose data a database keeps, for how long, and what happens then",
    .docs = "policy-language.md#the-file",
    .keys = kKeys,
};

} // namespace retention::config::language
