// SPDX-License-Identifier: Apache-2.0
//
// A policy as it would be with other values: for a question, never to be put in force.
#pragma once

#include "config/source.hpp"
#include "policies/policy.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace retention::config {

// `rules.silent-prospects.keep` and `P1Y`. An item of a list goes by its name or its number, from 1; the last key of a path need
// not be there yet.
struct Replacement {
    std::string path;
    std::string value;   // a text as it is; in brackets or braces: YAML; null: takes the key, or the item, out
};

// "PATH=VALUE" taken apart at the first "="; nothing when one of the two is missing.
std::optional<Replacement> parse_replacement(std::string_view text);

// Reads the policy in `source` with `replacements` put in place, as read_policy() does. What is wrong with a replaced value has no
// place in the file: its finding has line 0. Only what decides who is due can be replaced. Pure.
std::optional<policies::Policy> read_policy_with(const Source& source, std::span<const Replacement> replacements,
                                                 policies::Findings& findings);

} // namespace retention::config
