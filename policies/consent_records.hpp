// SPDX-License-Identifier: Apache-2.0
//
// What one record of consent says, in SQL: of which purposes it is, when it ends or has ended, and whether it counts.
#pragma once

#include "policies/binding.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace retention::policies {

// Expressions over a row `t` of the table of consents. Pure. REQUIRES: the binding has a consent, and outlives it.
class ConsentRecords {
public:
    // `as_of`: a timestamptz.
    ConsentRecords(const Binding& binding, std::string_view as_of);

    // "purpose" (by the policy's name; null for none of its) and "ended" (timestamptz; null: never, or at a time that nobody knows) as
    // columns of a SELECT, as often as the record has purposes: an application may have one word for consent to several.
    std::string purpose_and_end() const;

    // Whether the record's legal basis is a word for withdrawn.
    std::string is_withdrawn() const;

    // Whether a record counts, by its columns is_withdrawn and ended.
    std::string is_valid() const;

private:
    std::string stamp(const Text& name) const;
    std::string computed_end(const Purpose* purpose) const;
    std::string computed_end() const;
    std::string record_end(const std::string& computed) const;
    std::string written_purpose() const;
    std::string named_purpose() const;
    std::map<std::string, std::vector<const Purpose*>> purposes_by_word() const;
    template <typename Value> std::string for_each_purpose(const Value& value) const;

    const Binding& binding_;
    const Consent& consent_;
    const std::string as_of_;
};

} // namespace retention::policies
