// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/erasure_requests.hpp"

#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/proving/test_result.hpp"
#include "policies/subject_key.hpp"

#include <optional>

namespace retention::proving {

namespace {

using database::Savepoint;
using database::Transaction;

constexpr const char* kPlace = R"(
insert into retentiond.request (policy, subject_table, key_columns, key, reason, requested_by, requested_at)
values ($1, $2, $3, $4, 'a test', 'a test', $5::timestamptz) on conflict do nothing)";

// How requests call the subject; nothing when there is none.
std::optional<std::string> name_of(Transaction& writing, const policies::Binding& binding, const policies::Text& key) {
    try {
        Savepoint savepoint(writing);
        const auto found = jobs::find_subject(writing, binding, jobs::parse_key(key.value, binding.key.size()), false);
        savepoint.release();
        return found ? std::optional(jobs::to_text(*found)) : std::nullopt;
    } catch (const jobs::OperationError&) {
        return std::nullopt;   // not of the key's type
    }
}

} // namespace

void place_requests(Transaction& writing, const policies::Binding& binding, const std::vector<policies::Text>& keys, const std::string& as_of) {
    for (const auto& key : keys) {
        const auto name = name_of(writing, binding, key);
        if (!name)
            throw Trouble(key.place, "requests", "there is no subject " + key.value, "Name the key of a row that the test has.");
        writing.exec("place_request", kPlace,
                     {binding.policy->name, policies::to_text(binding.subject->name), policies::key_name(binding), *name, as_of});
    }
}

} // namespace retention::proving
