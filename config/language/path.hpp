// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/language/documents.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retention::config::language {

// A place in a file, by the keys that lead there: "rules.keep".
struct Spot {
    const Document* document = nullptr;
    std::string path; // empty: the file itself
    const Key* key = nullptr;
};

// The maps whose keys are known that may stand at `kind`, in lists and under names of the author's own too.
std::vector<const Map*> maps_in(const Kind& kind);

// Every key of `document`, each behind the one that it stands below.
std::vector<Spot> all_spots(const Document& document);

// Why there is no such path: a message without full stop, and a hint.
struct NoSuchPath {
    std::string message;
    std::string hint;
};

// Finds `path`, in any document or as the argument of an anonymizer; a document's own name may stand before it. The
// author's names may stand in it as findings show them, "rules.silent-prospects.keep" and "rules[2].keep", or be left
// out. The argument of an anonymizer is found by its own name, "mask.keep_first", and where it stands in a policy,
// "actions.anonymize.crm.person.email.mask.keep_first".
std::variant<Spot, NoSuchPath> find_spot(std::string_view path);

} // namespace retention::config::language
