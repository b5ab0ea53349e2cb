// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/operator.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace retention::anonymizers {

// What `scrub` can take out of a text, in the order of the documentation.
enum class ScrubKind { Known, Email, Phone, Iban, Card, Ip, Url, Bsn, Fodselsnummer, Nir, SteuerId, Nino, Ssn };

using ScrubKinds = std::set<ScrubKind>;

// The word for all kinds, and those for each.
inline constexpr std::string_view kScrubAll = "all";
std::span<const std::string_view> scrub_kind_names() noexcept;

// Why `argument` names no kinds, or nothing.
std::optional<Refusal> check_scrub_kinds(const Argument& argument);

// The kinds that `argument` names: the known values where it names none. REQUIRES: check_scrub_kinds() refused nothing.
ScrubKinds scrub_kinds(const Argument& argument);

// The regular expressions, for the flags 'gi', that tell by their shape alone; empty where none of `kinds` has one. A
// telephone number is looked for last, because other numbers have the shape of one inside.
std::string address_pattern(const ScrubKinds& kinds); // mail addresses, network addresses, URLs
std::string phone_pattern(const ScrubKinds& kinds);

// The same for network addresses behind a dot that ends a sentence, which is a part of the match and stays: \1.
std::string dotted_address_pattern(const ScrubKinds& kinds);

// What is in every text in which they find something: much cheaper to look for.
std::string address_hint(const ScrubKinds& kinds);
std::string dotted_address_hint();
std::string phone_hint();

} // namespace retention::anonymizers
