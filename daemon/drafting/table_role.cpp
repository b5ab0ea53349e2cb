// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/table_role.hpp"

#include "daemon/drafting/column_guess.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/vocabulary.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::ForeignKey;
using policies::SchemaTable;

constexpr std::string_view kConsentWords = "consent consents optin toestemming einwilligung consentement samtykke legalbasis";
constexpr std::string_view kBooksWords =
    "invoice bill billing billable payment payout order transaction xact receipt refund sale purchase credit debit ledger collection debt arrear account_adjustment "
    "payslip payroll salary wage gift giftcard voucher "
    "factuur betaling bestelling boeking rechnung zahlung bestellung buchung facture paiement commande faktura betaling ordre donation "
    "loonstrook salaris lohnabrechnung gehaltsabrechnung";
constexpr std::string_view kAccessWords =
    "session login token password passwd otp mfa device credential apikey remember lockout signin fingerprint sessie sitzung";
constexpr std::string_view kContactWords =
    "address addres phone email contact card identity setting preference subscription saved favorite favourite wishlist cart bookmark "
    "follow follower watch adres adresse anschrift telefoon telefon kontakt abonnement inschrijving";
constexpr std::string_view kWritingWords =
    "message mail letter note comment post reply chat sms attachment document file photo upload picture review feedback remark notification "
    "notitie bericht brief bijlage opmerking nachricht anhang kommentar commentaire piece merknad";
constexpr std::string_view kActivityWords =
    "activity event visit case ticket call task history log audit appointment meeting interaction request claim complaint trace action "
    "activiteit bezoek zaak afspraak gesprek aktivitaet besuch termin vorgang activite visite rendezvous aktivitet besok";

// What an owner or author has is their own, unless it is somebody else's as well.
constexpr std::string_view kOwnerWords = "owner author sender uploader requestor requester eigenaar besitzer publisher";
constexpr std::string_view kStaffWords = "staff employee user agent medewerker mitarbeiter bruker ansatt operator";

// An account is its holder's, and no person beside the holder.
constexpr std::string_view kAccountWords = "user usr account login auth identity profile gebruiker benutzer bruker";

// From an interview over the application to the applicant, and a step more.
constexpr int kStepsUpMax = 3;

// Who typed a row in has no share in it.
constexpr std::string_view kTypistWords = "by creator create created updater updated write writer modifier modified editor edited changer changed";

bool is_key_column(const policies::Graph& graph, const SchemaTable& table, const std::string& column) {
    const auto has = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), column) != names.end();
    };
    const auto keys = graph.out_of(table.name);
    return has(table.primary_key) || std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) { return has(key->columns); });
}

bool connects_only(const policies::Graph& graph, const SchemaTable& table) {
    const auto keys = graph.out_of(table.name);
    const auto moments = std::count_if(table.columns.begin(), table.columns.end(), [](const auto& column) {
        return column.family == TypeFamily::Timestamp || column.family == TypeFamily::Date;
    });
    const bool is_keyed_so = std::all_of(table.primary_key.begin(), table.primary_key.end(), [&](const std::string& column) {
        return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) {
            return std::find(key->columns.begin(), key->columns.end(), column) != key->columns.end();
        });
    });
    const bool is_called_so = has_word(words_of_name(table.name.name), "map mapping link rel relation membership assignment koppeling zuordnung");
    return keys.size() > 1 && moments < 2 && (is_keyed_so || is_called_so) && std::all_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
               return is_key_column(graph, table, column.name) || column.family == TypeFamily::Timestamp ||
                      column.family == TypeFamily::Date || column.family == TypeFamily::Boolean;
           });
}

bool has_family(const SchemaTable& table, std::initializer_list<TypeFamily> families) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
        return std::find(families.begin(), families.end(), column.family) != families.end();
    });
}

std::vector<std::string> words_of_columns(const std::vector<std::string>& columns) {
    std::vector<std::string> words;
    for (const auto& column : columns)
        for (auto& word : words_of_name(column))
            if (word != "id" && word != "tenant")
                words.push_back(std::move(word));
    return words;
}

bool is_named_after(const std::vector<std::string>& words, const SchemaTable& subject) {
    for (const auto& word : words_of_name(subject.name.name))
        for (const auto& other : words)
            if (singular(word) == singular(other))
                return true;
    return false;
}

// `employee_id` for hr.employees, with the schema's name before it or not, and `user_id` for account_user: whoever is meant, the row is said
// to be that one's.
bool has_own_name(const std::vector<std::string>& words, const SchemaTable& subject) {
    const auto is_called = [&](const std::vector<std::string>& names) {
        return std::equal(words.begin(), words.end(), names.begin(), names.end(),
                          [](const std::string& word, const std::string& name) { return singular(word) == singular(name); });
    };
    const auto name = words_of_name(subject.name.name);
    auto whole = words_of_name(subject.name.schema);
    whole.insert(whole.end(), name.begin(), name.end());
    return is_called(name) || is_called(whole) || (!name.empty() && is_called({name.back()}));
}

// Somebody else than the subject has a key of their own here, other than those with the words of `not_by`.
bool has_other_person(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key, const SchemaTable& subject,
                      std::string_view not_by = {}) {
    const auto keys = graph.out_of(key.child);
    return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* other) {
        const auto* parent = schema.find(other->parent);
        return parent && parent != &subject && is_somebody(*parent) && (not_by.empty() || !has_word(words_of_columns(other->columns), not_by));
    });
}

// Another key of the table says more plainly whose the row is.
bool has_key_named_after(const policies::Graph& graph, const ForeignKey& key, const SchemaTable& subject) {
    const auto keys = graph.out_of(key.child);
    return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* other) {
        return other != &key && other->parent == subject.name && is_named_after(words_of_columns(other->columns), subject);
    });
}

std::size_t keys_to(const policies::Graph& graph, const policies::TableName& child, const policies::TableName& parent) {
    std::size_t count = 0;
    for (const auto* key : graph.out_of(child))
        count += key->parent == parent ? 1 : 0;
    return count;
}

// Whether every row has the key.
bool is_always_there(const policies::Schema& schema, const ForeignKey& key) {
    const auto* child = schema.find(key.child);
    return child && std::all_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
               const auto* column = child->find_column(name);
               return column && !column->is_nullable;
           });
}

// `patient_id` to patients says whose the row is, `attending_id` or `doctor_id` does not.
bool says_whose(const std::vector<std::string>& words, const SchemaTable& parent) {
    return !has_word(words, kActorWords) && (is_named_after(words, parent) || (has_word(words, kPersonWords) && !has_word(words, kStaffWords)));
}

// Up from the row by other keys than this one, and not by those of who did something, there is another person. `is_sure`: in every row.
bool leads_to_other_person(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key, const policies::TableName& subject,
                           bool is_sure = false) {
    std::set<policies::TableName> met{key.child, key.parent, subject};
    std::vector<policies::TableName> level{key.child};
    for (int steps = 0; steps < kStepsUpMax && !level.empty(); ++steps) {
        std::vector<policies::TableName> above;
        for (const auto& table : level)
            for (const auto* other : graph.out_of(table)) {
                const auto* parent = schema.find(other->parent);
                if (!parent || has_word(words_of_columns(other->columns), kActorWords) || (is_sure && !is_always_there(schema, *other)) ||
                    !met.insert(other->parent).second)
                    continue;
                if (is_sure ? is_person_of_its_own(*parent) : is_somebody(*parent))
                    return true;
                above.push_back(other->parent);
            }
        level = std::move(above);
    }
    return false;
}

} // namespace

TableRole role_of_table(const policies::Graph& graph, const SchemaTable& table) {
    const auto words = words_of_name(table.name.name);
    if (has_word(words, kConsentWords))
        return TableRole::Consent;
    if (is_named_like_books(table) && has_family(table, {TypeFamily::Number, TypeFamily::Integer}) &&
        has_family(table, {TypeFamily::Date, TypeFamily::Timestamp}))
        return TableRole::Books;
    if (has_word(words, kAccessWords))
        return TableRole::Access;
    if (has_word(words, kContactWords))
        return TableRole::Contact;
    if (has_word(words, kWritingWords))
        return TableRole::Writing;
    if (has_word(words, kActivityWords))
        return TableRole::Activity;
    return connects_only(graph, table) ? TableRole::Connection : TableRole::Other;
}

bool is_named_like_books(const SchemaTable& table) {
    return has_word(words_of_name(table.name.name), kBooksWords);
}

std::string_view name_of(TableRole role) noexcept {
    switch (role) {
    case TableRole::Consent: return "consent";
    case TableRole::Books: return "bookkeeping";
    case TableRole::Access: return "logins and secrets";
    case TableRole::Contact: return "how to reach somebody, or what somebody chose";
    case TableRole::Writing: return "what somebody wrote or was sent";
    case TableRole::Activity: return "what happened";
    case TableRole::Connection: return "connects two rows";
    case TableRole::Other: break;
    }
    return "details";
}

bool is_somebody(const SchemaTable& table) {
    const auto words = words_of_name(table.name.name);
    return describes_person(table) && (words.empty() || !has_word({words.back()}, "address addres adres adresse anschrift adresses"));
}

bool is_person_of_its_own(const SchemaTable& table) {
    const auto words = words_of_name(table.name.name);
    return is_somebody(table) && (words.empty() || !has_word({words.back()}, kAccountWords));
}

KeyRole role_of_key(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key, const SchemaTable& subject) {
    const auto words = words_of_columns(key.columns);
    const bool is_only_one = keys_to(graph, key.child, subject.name) == 1;
    const bool is_shared = has_other_person(graph, schema, key, subject);
    // A clerk's payments are the customers'; a clerk's payslips are not those of whoever typed them in.
    const bool is_staffs = has_word(words, kStaffWords) && has_other_person(graph, schema, key, subject, kTypistWords);
    if (has_word(words, kOwnerWords) && is_only_one && !is_shared && !has_word(words, "by")) {
        const auto* table = schema.find(key.child);
        const auto role = table ? role_of_table(graph, *table) : TableRole::Other;
        if (role == TableRole::Writing || role == TableRole::Contact || role == TableRole::Access)
            return KeyRole::Own;
        return KeyRole::Actor;
    }
    if (is_named_after(words, subject) && !has_word(words, "by editor creator modified created updated assigned last latest previous")) {
        if (is_staffs || (has_word(words, kActorWords) && leads_to_other_person(graph, schema, key, subject.name, true)))
            return has_own_name(words, subject) ? KeyRole::Unclear : KeyRole::Actor;
        return KeyRole::Own;
    }
    if (has_word(words, kActorWords))
        return KeyRole::Actor;
    // One of several tables that the key may lead to, which another column names: what is said there is said of the person.
    if (key.is_link && !key.where.empty() && is_only_one)
        return KeyRole::Own;
    if (!is_only_one && has_key_named_after(graph, key, subject))
        return KeyRole::Unclear;
    if (has_word(words, kPersonWords))
        return is_staffs ? KeyRole::Actor : KeyRole::Own;
    return is_only_one && !is_shared ? KeyRole::Own : KeyRole::Unclear;
}

bool names_who_acted(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key, const SchemaTable& parent) {
    if (role_of_key(graph, schema, key, parent) == KeyRole::Actor)
        return true;
    return has_word(words_of_columns(key.columns), kStaffWords) && leads_to_other_person(graph, schema, key, parent.name);
}

bool is_another_persons(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key, const SchemaTable& subject) {
    const auto* parent = schema.find(key.parent);
    return parent && !says_whose(words_of_columns(key.columns), *parent) && leads_to_other_person(graph, schema, key, subject.name, true);
}

Share share_of_others(const policies::Graph& graph, const policies::Schema& schema, const ForeignKey& key) {
    Share share = Share::None;
    for (const auto* other : graph.out_of(key.child)) {
        const auto* parent = schema.find(other->parent);
        const auto words = words_of_columns(other->columns);
        if (other == &key || !parent || has_word(words, kActorWords) || (other->parent != key.parent && !is_person_of_its_own(*parent)))
            continue;
        // Of a row that need not be this one's the clerk may be whose it is.
        if (has_word(words, kStaffWords) && is_always_there(schema, key))
            continue;
        share = std::max(share, says_whose(words, *parent) && is_always_there(schema, *other) ? Share::Always : Share::Perhaps);
    }
    return share;
}

} // namespace retention::drafting
