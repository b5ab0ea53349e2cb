// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/parts.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "policies/check.hpp"
#include "policies/locks.hpp"
#include "policies/unjudged.hpp"

#include <map>

namespace retention::jobs {

using database::Failure;
using database::Savepoint;
using database::Transaction;

namespace {

// Few enough for the texts that look up by key, enough for few journeys.
constexpr const char* kFetch = "fetch 1000 from retentiond_everybody";

class Halving {
public:
    Halving(Transaction& transaction, const Work& work) : transaction_(transaction), work_(work) {}

    void take(std::span<const SubjectKey> keys) {
        try {
            Savepoint savepoint(transaction_);
            work_(keys);
            savepoint.release();
            return;
        } catch (const Failure& failure) {
            if (!is_of_a_row(failure) || (keys.size() == 1 && unjudged_.size() == kUnjudgedMax))
                throw;
            if (keys.size() == 1) {
                unjudged_.push_back({keys.front(), failure.sqlstate()});
                return;
            }
        }
        take(keys.first(keys.size() / 2));
        take(keys.subspan(keys.size() / 2));
    }

    std::vector<UnjudgedSubject> unjudged() && { return std::move(unjudged_); }

private:
    Transaction& transaction_;
    const Work& work_;
    std::vector<UnjudgedSubject> unjudged_;
};

std::vector<SubjectKey> keys_in(const database::Result& rows, std::size_t parts) {
    std::vector<SubjectKey> keys(static_cast<std::size_t>(rows.rows()));
    for (int row = 0; row < rows.rows(); ++row)
        for (std::size_t i = 0; i < parts; ++i)
            keys[static_cast<std::size_t>(row)].parts.emplace_back(rows.get_text(row, static_cast<int>(i)));
    return keys;
}

} // namespace

bool is_of_a_row(const Failure& failure) noexcept {
    return failure.sqlstate().starts_with("22") || failure.sqlstate() == policies::kSeveralRows;
}

std::vector<UnjudgedSubject> for_every_part(Transaction& transaction, const CompiledPolicy& policy, const Work& work) {
    const auto everybody = policies::every_key(policy.binding);
    transaction.exec_once(everybody.name, "declare retentiond_everybody no scroll cursor for " + everybody.sql);
    Halving halving(transaction, work);
    for (;;) {
        const auto keys = keys_in(transaction.exec_once("fetch_keys", kFetch), policy.binding.key.size());
        if (keys.empty())
            break;
        halving.take(keys);
    }
    transaction.exec_once("close_keys", "close retentiond_everybody");
    return std::move(halving).unjudged();
}

Census take_census_in_parts(Transaction& transaction, const CompiledPolicy& policy, const std::string& as_of) {
    auto census = empty_census(*policy.policy, as_of);
    const auto& statement = policy.census_of_part;
    const auto unjudged = for_every_part(transaction, policy, [&](std::span<const SubjectKey> keys) {
        add_counted(census, policy,
                    transaction.exec(statement.name, statement.sql, parameters_of(statement, as_of, keys, policy.binding.key.size())));
    });
    std::map<std::string, long long> by_sqlstate;
    for (const auto& subject : unjudged)
        ++by_sqlstate[subject.sqlstate];
    for (const auto& [sqlstate, subjects] : by_sqlstate)
        census.unjudged.push_back({culprit(transaction, policy, sqlstate).value_or(""), sqlstate, subjects});
    census.subjects += static_cast<long long>(unjudged.size());
    return census;
}

std::optional<std::string> culprit(Transaction& transaction, const CompiledPolicy& policy, const std::string& sqlstate) {
    for (const auto& evaluation : policies::evaluations(policy.binding)) {
        try {
            Savepoint savepoint(transaction);
            transaction.exec_once("evaluate", evaluation.sql);
            savepoint.release();
        } catch (const Failure& failure) {
            if (failure.sqlstate() == sqlstate)
                return evaluation.path;
            if (failure.is_disconnected())
                throw;
        }
    }
    return std::nullopt;
}

} // namespace retention::jobs
