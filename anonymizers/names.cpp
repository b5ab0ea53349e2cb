// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/names.hpp"

#include <algorithm>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Adam",   "Alex",  "Alice", "Amina",  "Andrea", "Anton", "Astrid", "Ben",    "Bianca", "Boris", "Carla", "Carlos",
    "Cecile", "Chen",  "Clara", "Daniel", "Daria",  "David", "Diana",  "Elena",  "Elias",  "Emil",  "Emma",  "Erik",
    "Eva",    "Farid", "Felix", "Fiona",  "Frank",  "Greta", "Hana",   "Hassan", "Helena", "Hugo",  "Ida",   "Igor",
    "Ines",   "Iris",  "Ivan",  "Jana",   "Jonas",  "Julia", "Karim",  "Karin",  "Laura",  "Leila", "Leo",   "Linda",
    "Lucas",  "Maria", "Mark",  "Martin", "Mila",   "Nadia", "Nina",   "Noah",   "Olga",   "Oscar", "Paul",  "Petra",
    "Rosa",   "Samir", "Simon", "Sofia",  "Thomas", "Tina",  "Vera",   "Victor", "Walter", "Wanda", "Yara",  "Zoe",
};

constexpr std::string_view kLastNames[] = {
    "Adams",   "Ahmed",    "Andersen", "Bakker",   "Barbosa", "Bauer",    "Becker",  "Berg",   "Bernard",
    "Bianchi", "Brown",    "Carter",   "Clark",    "Costa",   "Dahl",     "Davies",  "Diaz",   "Dubois",
    "Eriksen", "Evans",    "Ferrari",  "Fischer",  "Fontana", "Garcia",   "Green",   "Gruber", "Haddad",
    "Hansen",  "Harris",   "Hill",     "Hoffmann", "Horvat",  "Hughes",   "Ivanov",  "Jansen", "Jensen",
    "Johnson", "Kaya",     "Keller",   "Khan",     "King",    "Kowalski", "Larsen",  "Lee",    "Lopez",
    "Lund",    "Martinez", "Meyer",    "Miller",   "Moreau",  "Nagy",     "Nielsen", "Novak",  "Patel",
    "Pereira", "Popescu",  "Rossi",    "Santos",   "Schmidt", "Silva",    "Smith",   "Sousa",  "Suzuki",
    "Tanaka",  "Visser",   "Walker",   "Weber",    "White",   "Wilson",   "Wood",    "Young",  "Zhang",
};

constexpr bool is_sound(std::span<const std::string_view> names) {
    return names.size() >= 64 && std::all_of(names.begin(), names.end(), [](std::string_view name) {
               return !name.empty() && name.size() <= kNameLengthMax &&
                      std::all_of(name.begin(), name.end(), [](char letter) {
                          return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
                      });
           });
}
static_assert(is_sound(kFirstNames));
static_assert(is_sound(kLastNames));

} // namespace

std::span<const std::string_view> first_names() noexcept {
    return kFirstNames;
}
std::span<const std::string_view> last_names() noexcept {
    return kLastNames;
}

} // namespace retention::anonymizers
