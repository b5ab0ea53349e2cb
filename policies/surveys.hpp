// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// A question about what the application really writes, asked of the first rows when a policy is checked. Every row of the answer
// is a finding: `message`, and the answer's one column behind it in quotes.
struct Survey {
    std::string code;
    std::string path;
    Place place;
    std::string message;
    std::string hint;
    std::string sql;
    Severity severity = Severity::Warning;
};

// Whether the words for purposes and legal bases are those of the policy: a consent for "Marketing" is none for "marketing", and
// a withdrawal under another name is none at all. Pure.
std::vector<Survey> consent_surveys(const Binding& binding);

// Whether a link finds anybody: keys that are written otherwise on its two sides find nobody, and their rows would stay. Pure.
std::vector<Survey> link_surveys(const Binding& binding);

// Whether tables that nothing connects with the subject hold rows of subjects all the same: they would be kept for ever, and nobody would
// know. Pure.
std::vector<Survey> unsaid_link_surveys(const Binding& binding);

// Whether tables with rows about rows of any table have some about the subject's, or about rows that an action deletes, where no link says so. Pure.
std::vector<Survey> rows_about_surveys(const Binding& binding);

// Whether the paths, keys and elements that anonymizers of documents name are there at all. Pure.
std::vector<Survey> part_surveys(const Binding& binding);

// Whether the database knows letters other than those of ASCII where `scrub` looks for names in capitals and small letters. Pure.
std::vector<Survey> letter_surveys(const Binding& binding);

// Large objects, which no row owns for certain: of another owner than the role, named by more rows than one, or left behind by a row that
// is deleted. Pure.
std::vector<Survey> large_object_surveys(const Binding& binding);

// Whether what hangs below a person's row is often somebody else's own, by a line for another key. Pure.
std::vector<Survey> others_rows_surveys(const Binding& binding);

} // namespace retention::policies
