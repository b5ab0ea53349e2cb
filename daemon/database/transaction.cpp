// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/transaction.hpp"

#include "daemon/database/connection.hpp"
#include "policies/sql_text.hpp"

#include <stdexcept>

namespace retention::database {

namespace {

constexpr const char* kBeginReadWrite = "begin isolation level read committed";
constexpr const char* kBeginReadOnly = "begin isolation level repeatable read read only";
constexpr const char* kSavepoint = "savepoint retentiond";
constexpr const char* kRelease = "release savepoint retentiond";
constexpr const char* kRollbackTo = "rollback to savepoint retentiond; release savepoint retentiond";

} // namespace

Transaction::Transaction(Session& session, Mode mode, const std::string& time_zone)
    : connection_(*session.connection_), mode_(mode) {
    if (connection_.has_transaction)
        throw std::logic_error("the session has a transaction already");
    connection_.deallocate_dropped();
    // In one journey. Not once for the session: a trigger of the application's may change it there.
    const std::string zone = "; set local time zone " + policies::quote_text(time_zone);
    try {
        connection_.exec_script("begin", (mode == Mode::ReadOnly ? kBeginReadOnly : kBeginReadWrite) + zone);
    } catch (...) {
        connection_.ask_script("rollback");
        throw;
    }
    connection_.has_transaction = true;
}

Transaction::~Transaction() {
    if (state_ == State::Ended)
        return;
    connection_.has_transaction = false;
    try {
        connection_.ask_script("rollback");
    } catch (const std::exception&) {
        // Out of memory: the next BEGIN's failure, or the end of the session, is what remains.
    }
}

void Transaction::require_open() const {
    if (state_ == State::Failed)
        throw std::logic_error("the transaction has failed");
    if (state_ == State::Ended)
        throw std::logic_error("the transaction has ended");
}

template <typename Operation>
Result Transaction::run(const Operation& operation) {
    require_open();
    try {
        return operation();
    } catch (const Failure&) {
        state_ = State::Failed;
        throw;
    }
}

Result Transaction::exec(std::string_view name, const std::string& sql, const Parameters& parameters) {
    return run([&] { return connection_.exec_prepared(name, sql, parameters); });
}

Result Transaction::exec_once(std::string_view name, const std::string& sql, const Parameters& parameters) {
    return run([&] { return connection_.exec_once(name, sql, parameters); });
}

void Transaction::exec_script(std::string_view name, const std::string& sql) {
    run([&] { return connection_.exec_script(name, sql); });
}

void Transaction::commit() {
    require_open();
    if (mode_ == Mode::Rehearsal)
        throw std::logic_error("a rehearsal is rolled back");
    const auto answer = connection_.ask_script("commit");
    // Whatever the answer, the server has nothing open any more.
    state_ = State::Ended;
    connection_.has_transaction = false;
    if (const auto* error = std::get_if<ServerError>(&answer))
        throw commit_failure(*error);
}

Savepoint::Savepoint(Transaction& transaction) : transaction_(transaction) {
    transaction_.exec_script("savepoint", kSavepoint);
}

Savepoint::~Savepoint() {
    if (is_released_ || transaction_.state_ == Transaction::State::Ended)
        return;
    try {
        const auto answer = transaction_.connection_.ask_script(kRollbackTo);
        transaction_.state_ =
            std::holds_alternative<Result>(answer) ? Transaction::State::Open : Transaction::State::Failed;
    } catch (const std::exception&) {
        transaction_.state_ = Transaction::State::Failed;
    }
}

void Savepoint::release() {
    transaction_.exec_script("release savepoint", kRelease);
    is_released_ = true;
}

std::variant<Result, ServerError> ask_once(Transaction& transaction, const std::string& sql,
                                           const Parameters& parameters) {
    transaction.require_open();
    auto answer = transaction.connection_.ask_once(sql, parameters);
    if (std::holds_alternative<ServerError>(answer))
        transaction.state_ = Transaction::State::Failed;
    return answer;
}

} // namespace retention::database
