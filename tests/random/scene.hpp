// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/random/dice.hpp"
#include "tests/random/schema_model.hpp"

#include <optional>
#include <set>
#include <string>

namespace retention::random {

// Columns of the subject's table that conditions speak of.
struct PersonColumns {
    std::size_t status = 0, created = 0, ended = 0, score = 0, team = 0, first_name = 0, last_name = 0, email = 0;
};

struct ConsentColumns {
    std::size_t table = 0, purpose = 0, granted = 0, expires = 0, withdrawn = 0;
};

// A database with people in it, and what its tables mean.
struct Scene {
    Database database;
    PersonColumns person;
    std::optional<ConsentColumns> consent;
    std::set<std::string> held; // rows that an operator placed a hold on
};

// Statements that place them.
std::string place_holds(const Scene& scene);

Scene make_scene(Dice& dice);

// Rows for a scene's tables; part of make_scene.
void fill(Dice& dice, Scene& scene);

// The values of "columns" in "row"; nothing when one is null.
std::optional<std::vector<std::string>> values_of(const Row& row, const std::vector<std::size_t>& columns);

} // namespace retention::random
