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

    // Further columns: "written", the purpose in the application's own word, and "at", when the record was made; null where nothing says so.
    std::string written_and_at() const;

    // All that a record says: purpose and end, "is_withdrawn", and of a log what is written when.
    std::string columns() const;

    // Those of `records`, a query for columns() and `key`, that count at all: of a log the latest of each person, by `key`, and purpose. Of
    // several at one moment all do; and whatever was given at a time that nobody knows. A withdrawal yet to come takes nothing back.
    std::string counting(const std::string& records, const std::vector<std::string>& key) const;

    // Whether a record is valid, by its columns is_withdrawn and ended.
    std::string is_valid() const;

private:
    std::string stamp(const Text& name) const;
    std::string computed_end(const Purpose* purpose) const;
    std::string computed_end() const;
    std::string record_end(const std::string& computed) const;
    std::string written_purpose() const;
    std::string written_at() const;
    std::string named_purpose() const;
    std::map<std::string, std::vector<const Purpose*>> purposes_by_word() const;
    template <typename Value> std::string for_each_purpose(const Value& value) const;

    const Binding& binding_;
    const Consent& consent_;
    const std::string as_of_;
};

} // namespace retention::policies
