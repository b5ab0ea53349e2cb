// SPDX-License-Identifier: Apache-2.0
//
// What columns and tables are called, in English, Dutch, German, French and Norwegian.
#pragma once

#include "daemon/drafting/meaning.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::drafting {

// What a column of this name holds, whatever its type; of several phrases in it the longest counts.
std::optional<Meaning> meaning_of_name(const std::vector<std::string>& words);

// All phrases that meaning_of_name() knows, several to a text with blanks between them.
std::vector<std::string_view> column_phrases();

// Words for a person, in names of tables and of the keys that refer to them.
inline constexpr std::string_view kPersonWords =
    "person people user usr customer client contact member patron employee staff subscriber guest patient student pupil donor "
    "lead prospect candidate applicant borrower tenant resident citizen partner party individual relation account profile persoon klant "
    "medewerker gebruiker lid relatie kunde mitarbeiter benutzer mitglied personne utilisateur salarie kunde bruker ansatt medlem";

// Words for one who did something to a row that is about something else.
inline constexpr std::string_view kActorWords =
    "by creator created create updater updated modifier modified editor edited edit changed changer deleter deleted author approver "
    "approved assigned assignee assign reviewer reviewed requestor requester responsible collector cashier agent salesperson "
    "manager supervisor leader head chair captain staff operator handler handled closer owner invited referrer verifier verified uploader publisher "
    "closed cancelled canceled locked granted performed actor who write writer interviewer recruiter mentor coach trainer "
    "examiner inspector auditor assessor evaluator moderator teacher doctor physician therapist counselor advisor adviser "
    "last latest previous behandelaar eigenaar bearbeiter ersteller besitzer sakseier";

// Whether `word` of a state says that a person is still one of ours, no longer, or not yet.
enum class StateWord { Current, Former, Prospect };
std::optional<StateWord> state_of_word(std::string_view word);

} // namespace retention::drafting
