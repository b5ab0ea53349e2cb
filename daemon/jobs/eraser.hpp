// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/pseudonym_key.hpp"

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace retention::jobs {

// Rows that statements of ours touched in one table.
struct TableCount {
    long long deleted = 0;
    long long updated = 0;
    long long shared = 0;    // left, because others point to them
};
using TableCounts = std::map<std::string, TableCount>;

// A statement succeeded and did not do what it says. what() names the table and the likely cause, and no person.
class EffectMissing : public std::runtime_error {
public:
    EffectMissing(const std::string& what, std::string table) : std::runtime_error(what), table_(std::move(table)) {}
    const std::string& table() const noexcept { return table_; }

private:
    std::string table_;
};

// Looks on while an action is carried out. Nobody does so at a run.
class Witness {
public:
    virtual ~Witness() = default;

    using Ask = std::function<database::Result(const policies::Statement&)>;

    // Right before `step` acts on its rows; `ask` asks about the same subjects, with the same secrets.
    virtual void before(const policies::Step&, const Ask&) {}
    // Once it has acted on so many.
    virtual void after(const policies::Step&, long long) {}
};

// Carries an action out on an ExpiredBatch, and proves that it had its effect: a statement that something may defeat is
// followed by the question whether rows are left, and at the end, after deferred triggers have fired, everything is asked that something
// may have undone (policies/proof). The caller commits.
class Eraser {
public:
    // `key` and `witness` outlive it; nullptr: no policy needs a key.
    explicit Eraser(const PseudonymKey* key) : Eraser(key, nobody_) {}
    Eraser(const PseudonymKey* key, Witness& witness) : key_(key), witness_(witness) {}

    // Throws database::Failure, EffectMissing.
    TableCounts erase(database::Transaction& transaction, const CompiledPolicy& policy,
                      const policies::ActionProgram& action, const ExpiredBatch& batch) const;

private:
    Witness nobody_;
    const PseudonymKey* key_;
    Witness& witness_;
};

} // namespace retention::jobs
