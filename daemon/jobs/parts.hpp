// SPDX-License-Identifier: Apache-2.0
//
// Judging everybody in parts. One statement over all fails as a whole when a single row holds what an expression of the policy's can't
// take: a text that is no date, a zero to divide by. Then everybody is judged by the same formula a part at a time, and a part that fails
// in halves, until those are found whom it can't be said of. They stay as they are, are counted and told; nobody else waits for them.
// docs/decisions/0025-one-row-stops-nobody-else.md
#pragma once

#include "daemon/database/failure.hpp"
#include "daemon/database/transaction.hpp"
#include "daemon/jobs/census.hpp"
#include "daemon/jobs/compiled_policy.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retention::jobs {

// So many at most are left out: where there are more, the expression does not fit the data, and nobody is judged.
inline constexpr std::size_t kUnjudgedMax = 1000;

// Whether what failed is a value that some row holds (SQLSTATE class 22, data exception), or several rows where one is needed (21000).
bool is_of_a_row(const database::Failure& failure) noexcept;

// What `at_once` gives, or `in_parts` where a row stands in the way of asking about everybody at once. Each in a transaction, or at least a
// savepoint, of its own.
template <typename AtOnce, typename InParts> auto at_once_or_in_parts(const AtOnce& at_once, const InParts& in_parts) {
    try {
        return at_once();
    } catch (const database::Failure& failure) {
        if (!is_of_a_row(failure))
            throw;
    }
    return in_parts();
}

// Somebody who can't be judged.
struct UnjudgedSubject {
    SubjectKey key;
    std::string sqlstate;
};

// Calls `work` for every row of the subject's table, in order of the key, so many keys at a time; each call in a savepoint, which is
// taken back when it throws a Failure of a row, so that it must keep nothing of its own before it has succeeded. Returns those with
// whom alone it failed. Throws database::Failure: any other, and the last when there are more of them than kUnjudgedMax.
using Work = std::function<void(std::span<const SubjectKey>)>;
std::vector<UnjudgedSubject> for_every_part(database::Transaction& transaction, const CompiledPolicy& policy, const Work& work);

// take_census(), in parts.
Census take_census_in_parts(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of);

// The path of an expression that fails for some row with this SQLSTATE. Nothing when none does by itself.
std::optional<std::string> culprit(database::Transaction& transaction, const CompiledPolicy& policy, const std::string& sqlstate);

} // namespace retention::jobs
