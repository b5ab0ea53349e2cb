// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"

#include <string_view>

namespace retention::drafting {

// What a draft is made of.
struct Material {
    const policies::Schema& schema;
    const policies::Graph& graph;               // with the draft's active links
    const policies::SchemaTable& subject;
    const Observations& seen;
};

// Of books that are deleted; clauses say otherwise where there turns out to be no floor.
inline constexpr std::string_view kKeptByFloor = "bookkeeping that must name somebody: the floor keeps it and the person until it ends";

// Fills in the actions: an answer for every key that leads to the subject, and so on below whatever is deleted or changed. Where every
// key has an answer there are two, `delete` and `anonymize`; where rows have to go on naming somebody, `anonymize` alone. Pure.
void outline_actions(const Material& material, Draft& draft);

// Fills in what decides who is due: facts, consent, classes, rules, floors and holds. REQUIRES: the actions are there. Pure.
void outline_clauses(const Material& material, Draft& draft);

} // namespace retention::drafting
