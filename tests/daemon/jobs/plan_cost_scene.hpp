// SPDX-License-Identifier: Apache-2.0
//
// A database of any size in which every table has an index for each of its keys, and policies that use everything the language has:
// what a batch costs there is due to our statements.
#pragma once

#include <string>
#include <vector>

namespace retention::jobs {

struct SceneTexts {
    std::string first;
    std::vector<std::string> then;   // in any order, also at once
};

// SQL that makes the schemas app and org, both with that many persons and about as many rows in each of their tables. Of both, 1 to
// 10 are due for the action delete and 11 to 20 for anonymize.
SceneTexts plan_cost_scene(long long persons);

// SQL that places holds on rows of many tables, none of which has to do with those who are due.
std::string hold_others();

// About app.person, with a key of one column.
std::string persons_policy();

// About org.person, with a key of two.
std::string tenants_policy();

} // namespace retention::jobs
