// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/eraser.hpp"

#include "daemon/jobs/digest.hpp"
#include "daemon/platform/failpoint.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

namespace {

// A table that refers to itself may need several rounds; one that needs more than this is not getting empty.
constexpr int kRoundsMax = 100;
// So many times what triggers wrote is acted upon, which may make other triggers write: more than there are tables in a row.
constexpr int kRoundsAgain = 8;

// One erasing: its seeds live as long as this, and nowhere else.
class Erasing {
public:
    Erasing(database::Transaction& transaction, const CompiledPolicy& policy, const ExpiredBatch& batch, const PseudonymKey* key,
            Witness& witness)
        : transaction_(transaction), policy_(policy), batch_(batch), key_(key), witness_(witness), secrets_{draw_seeds(batch.keys().size()), {}} {
        if (key_)
            for (const auto& subject : batch.keys())
                secrets_.pseudonyms.push_back(key_->pseudonym(policies::to_text(policy.binding.subject->name), to_text(subject)));
    }

    TableCounts run(const policies::ActionProgram& action) {
        if (action.defers_constraints)
            transaction_.exec("defer_constraints", "set constraints all deferred");
        lock(action.locks);
        for (const auto& statement : action.remember)
            exec(statement);
        remember_others(action);
        lock(action.locks_below);
        for (const auto& step : action.steps)
            if (!step.is_late)
                step.kind == policies::Step::Kind::Delete ? delete_rows(step) : update_rows(step);
        // Constraints and triggers that wait for the commit would otherwise have the last word.
        transaction_.exec("check_constraints", "set constraints all immediate");
        platform::failpoint(platform::Failpoint::BatchAfterAction);
        go_round(action);
        platform::failpoint(platform::Failpoint::BatchAfterProof);
        return std::move(counts_);
    }

private:
    database::Result exec(const policies::Statement& statement) {
        return transaction_.exec(statement.name, statement.sql,
                                 parameters_of(statement, {}, batch_.keys(), policy_.binding.key.size(), secrets_));
    }

    void lock(const policies::Locks& locks) {
        for (const auto& statement : locks.once)
            exec(statement);
        std::string before;
        for (int round = 0; round < kRoundsMax; ++round) {
            const std::string found = locked_around(locks);
            if (found.empty() || found == before)
                return;
            before = found;
        }
        throw EffectMissing("rows come and go while they are being locked", "");
    }

    // What tells the rows that were found; nothing when there are none.
    std::string locked_around(const policies::Locks& locks) {
        std::string told;
        long long rows = 0;
        for (const auto& statement : locks.around) {
            const auto found = exec(statement);
            rows += found.get_int64(0, 0);
            told += std::string(found.get_text(0, 1)) + " ";
        }
        return rows == 0 ? std::string() : told;
    }

    // Before anything changes: afterwards nobody could tell who had a part in what.
    void remember_others(const policies::ActionProgram& action) {
        if (action.send_again)
            exec(*action.send_again);
        if (!action.others)
            return;
        const auto found = exec(*action.others);
        std::vector<Turn> turns;
        for (int row = 0; row < found.rows(); ++row) {
            Turn turn;
            for (int column = 0; column + 1 < found.columns(); ++column)
                turn.key.parts.emplace_back(found.get_text(row, column));
            turn.action = found.get_text(row, found.columns() - 1);
            turns.push_back(std::move(turn));
        }
        nlohmann::json done = nlohmann::json::array();
        if (!turns.empty())
            for (const auto& turn : Judge::still_done(transaction_, policy_, batch_.instants(), turns)) {
                done.push_back(turn.key.parts);
                done.back().push_back(turn.action);
            }
        transaction_.exec("remember_others", "select set_config($1, $2, true) is not null", {policies::kDoneSetting, done.dump()});
    }

    long long remaining(const policies::Step& step) { return exec(step.remaining).get_int64(0, 0); }

    // What the application's triggers have written while we acted, a history or copies of old values, is acted upon as well, in the same
    // order, until nothing is left. What goes on writing is not outrun.
    void go_round(const policies::ActionProgram& action) {
        for (int round = 0;; ++round) {
            const auto left = left_behind(action);
            if (left.empty())
                return;
            for (const auto& [step, rows] : left)
                if (round == kRoundsAgain || !action.steps[step].again)
                    require_none(action.steps[step], rows);
            if (action.defers_constraints)
                transaction_.exec("defer_constraints", "set constraints all deferred");
            for (const auto& [step, rows] : left)
                act_again(action.steps[step]);
            transaction_.exec("check_constraints", "set constraints all immediate");
        }
    }

    // The steps that have rows left, with their number.
    std::map<std::size_t, long long> left_behind(const policies::ActionProgram& action) {
        std::map<std::size_t, long long> left;
        for (const auto& proof : action.proofs) {
            const auto counted = exec(proof.ask);
            for (std::size_t i = 0; i < proof.steps.size(); ++i)
                if (const long long rows = counted.get_int64(0, static_cast<int>(i)); rows > 0)
                    left[proof.steps[i]] = rows;
        }
        return left;
    }

    void act_again(const policies::Step& step) {
        prepare(step);
        const auto result = exec(*step.again);
        const bool is_delete = step.kind == policies::Step::Kind::Delete;
        const long long rows = is_delete ? result.affected_rows() : result.get_int64(0, 0);
        witness_.after(step, rows);
        require_no_others(step, rows);
        (is_delete ? counts_[step.table].deleted : counts_[step.table].updated) += rows;
        if (!is_delete)
            require_none(step, result.get_int64(0, 1));
    }

    void prepare(const policies::Step& step) {
        if (step.hashed)
            hash(*step.hashed);
        for (const auto& statement : step.prepare)
            exec(statement);
        for (const auto& statement : step.notes)
            exec(statement);
    }

    // The key stays here, and the values stay there: what is hashed with it is their hash.
    void hash(const policies::Statement& statement) {
        if (!key_)
            throw std::logic_error("a policy that hashes was let in without a key");
        const auto plain = exec(statement);
        nlohmann::json hashes = nlohmann::json::object();
        for (int row = 0; row < plain.rows(); ++row) {
            const std::string value(plain.get_text(row, 0));
            hashes[value] = key_->hash(value);
        }
        transaction_.exec("remember_hashes", "select set_config($1, $2, true) is not null", {policies::kHashesSetting, hashes.dump()});
    }

    void count_shared(const policies::Step& step) {
        if (!step.shared)
            return;
        if (const long long rows = exec(*step.shared).get_int64(0, 0); rows > 0)
            counts_[step.table].shared += rows;
    }

    void let_see(const policies::Step& step) {
        witness_.before(step, [this](const policies::Statement& statement) { return exec(statement); });
    }

    void delete_rows(const policies::Step& step) {
        let_see(step);
        long long left = 0;
        for (int round = 0; round < kRoundsMax; ++round) {
            prepare(step);
            const long long deleted = exec(step.act).affected_rows();
            require_no_others(step, deleted);
            if (step.is_counted)
                require_none(step, static_cast<long long>(batch_.keys().size()) - deleted);
            counts_[step.table].deleted += deleted;
            witness_.after(step, deleted);
            left = step.is_asked_at_once ? remaining(step) : 0;
            if (left == 0)
                return count_shared(step);
            if (deleted == 0)
                break;
        }
        require_none(step, left);
    }

    void update_rows(const policies::Step& step) {
        prepare(step);
        let_see(step);
        const auto result = exec(step.act);
        witness_.after(step, result.get_int64(0, 0));
        require_no_others(step, result.get_int64(0, 0));
        counts_[step.table].updated += result.get_int64(0, 0);
        require_none(step, result.get_int64(0, 1));
        if (step.is_asked_at_once)
            require_none(step, remaining(step));
        count_shared(step);
    }

    // Whatever the schema promised about its keys.
    void require_no_others(const policies::Step& step, long long rows) const {
        if (step.is_subject && rows > static_cast<long long>(batch_.keys().size()))
            throw EffectMissing("more rows of " + step.table + " than were judged have the keys of this batch", step.table);
    }

    void require_none(const policies::Step& step, long long rows) {
        if (rows == 0)
            return;
        const bool is_delete = step.kind == policies::Step::Kind::Delete;
        throw EffectMissing(std::string(is_delete ? "delete" : "update") + " of " + step.table + " left " + std::to_string(rows) +
                                (is_delete ? " rows behind" : " rows without their new values" + columns_unheld(step)) +
                                ": a trigger, a rule or row security defeats it",
                            step.table);
    }

    // " in email, phone"; nothing where they hold by now, or can't be asked about one by one.
    std::string columns_unheld(const policies::Step& step) {
        const std::string columns(step.unheld ? exec(*step.unheld).get_text(0, 0) : "");
        return columns.empty() ? columns : " in " + columns;
    }

    database::Transaction& transaction_;
    const CompiledPolicy& policy_;
    const ExpiredBatch& batch_;
    const PseudonymKey* const key_;
    Witness& witness_;
    Secrets secrets_;
    TableCounts counts_;
};

} // namespace

TableCounts Eraser::erase(database::Transaction& transaction, const CompiledPolicy& policy,
                          const policies::ActionProgram& action, const ExpiredBatch& batch) const {
    return Erasing(transaction, policy, batch, key_, witness_).run(action);
}

} // namespace retention::jobs
