// SPDX-License-Identifier: Apache-2.0
//
// Every fake that a policy can ask for.
#pragma once

#include "anonymizers/argument.hpp"
#include "tests/anonymizers/columns.hpp"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace retention::anonymizers::test {

inline const std::vector<std::string> kFakeKinds{"first_name", "last_name", "full_name",   "company",
                                                 "street",     "city",      "postcode",    "phone",
                                                 "email",      "iban",      "card_number", "user_name"};
inline const std::vector<std::string> kFakeLocales{"en", "nl", "de", "fr", "nb"};

// { kind: city, locale: nl }
inline Argument fake_of(std::string kind, std::string locale) {
    Argument result = map_of("kind", std::move(kind));
    result.map.emplace_back("locale", Argument::of(std::move(locale)));
    return result;
}

struct FakeUse {
    std::string kind;
    std::string locale;
    Argument argument() const { return fake_of(kind, locale); }
};

inline std::ostream& operator<<(std::ostream& out, const FakeUse& use) {
    return out << use.kind << " in " << use.locale;
}

inline std::vector<FakeUse> fake_uses() {
    std::vector<FakeUse> uses;
    for (const auto& kind : kFakeKinds)
        for (const auto& locale : kFakeLocales)
            uses.push_back({kind, locale});
    return uses;
}

// The shortest varchar that it is not refused for.
inline int shortest_column(const FakeUse& use) {
    int length = 1;
    while (is_refused("fake", use.argument(), varchar(length)))
        ++length;
    return length;
}

} // namespace retention::anonymizers::test
