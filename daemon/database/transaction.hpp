// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/failure.hpp"
#include "daemon/database/result.hpp"
#include "daemon/database/session.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace retention::database {

struct ServerError;

// One transaction of a session, which must outlive it and may have only one at a time. Rolled back by the destructor
// unless committed. The session's thread. Operations throw Failure; using a transaction that has failed or ended throws
// std::logic_error.
class Transaction {
public:
    enum class Mode {
        ReadWrite, // READ COMMITTED: each statement sees what is committed when it starts
        ReadOnly,  // REPEATABLE READ, READ ONLY: all statements see one state
        Rehearsal, // like ReadWrite, but its only end is to be rolled back: commit() throws std::logic_error
    };

    // `time_zone`: an IANA name, in which the server's dates are computed.
    Transaction(Session& session, Mode mode, const std::string& time_zone = "UTC");
    ~Transaction();

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // Runs one statement, prepared once per session. `name` stands for it in failures and logs; its text never does.
    Result exec(std::string_view name, const std::string& sql, const Parameters& parameters = {});

    // The same without preparing, for a statement that is not repeated.
    Result exec_once(std::string_view name, const std::string& sql, const Parameters& parameters = {});

    // Several statements in one text. Only for texts of our own, such as migrations.
    void exec_script(std::string_view name, const std::string& sql);

    // Throws Failure: InDoubt when the connection went away meanwhile, else nothing of the transaction has happened.
    void commit();

    // A statement has failed, and no savepoint has taken it back: only the destructor makes sense.
    bool has_failed() const noexcept { return state_ == State::Failed; }
    Mode mode() const noexcept { return mode_; }

private:
    friend class Savepoint;
    friend std::variant<Result, ServerError> ask_once(Transaction&, const std::string&, const Parameters&);

    enum class State { Open, Failed, Ended };

    void require_open() const;
    template <typename Operation>
    Result run(const Operation& operation);

    Connection& connection_;
    Mode mode_;
    State state_ = State::Open;
};

// A part of a transaction that can be taken back: what was done since, a failure too. Rolled back by the destructor
// unless released. Savepoints nest.
class Savepoint {
public:
    explicit Savepoint(Transaction& transaction);
    ~Savepoint();

    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;

    // Keeps what was done.
    void release();

private:
    Transaction& transaction_;
    bool is_released_ = false;
};

// For this room: exec_once that gives the server's words instead of throwing, and fails the transaction with them.
std::variant<Result, ServerError> ask_once(Transaction& transaction, const std::string& sql,
                                           const Parameters& parameters);

} // namespace retention::database
