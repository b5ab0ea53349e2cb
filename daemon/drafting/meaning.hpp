// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace retention::drafting {

// What a column holds.
enum class Meaning : std::uint8_t {
    // says who somebody is, or something about that person
    FirstName, LastName, FullName, UserName, Email, Phone, Salutation, Street, HouseNumber, Postcode, City, Region, Coordinates,
    BirthDate, Trait, BankAccount, Card, NationalNumber, IpAddress, Device, Secret, Picture, File, WebAddress, Company,
    ForeignId, FreeText, Title, Document, SearchVector,
    // says nothing by itself
    Key, Reference, Flag, State, Country, Language, Amount, Moment, Label, Generated,
    Unknown,
};

enum class Certainty : std::uint8_t { Sure, Likely, Unsure };

// For people: "first name".
std::string_view name_of(Meaning meaning) noexcept;

bool is_personal(Meaning meaning) noexcept;

} // namespace retention::drafting
