// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/dsn.hpp"
#include "daemon/database/failure.hpp"
#include "daemon/database/wait_observer.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace retention::database {

class Connection;

// Limits that the server enforces; zero: none. When one is hit, a Failure of kind Retryable comes of it.
struct Timeouts {
    std::chrono::milliseconds statement = std::chrono::minutes(5); // planning a million subjects takes a while
    std::chrono::milliseconds lock = std::chrono::seconds(1);      // the application's people come first
    std::chrono::milliseconds idle_in_transaction = std::chrono::minutes(1); // should we hang with locks in hand
};

// One connection to a target database, set up for careful work: row security gives an error instead of fewer rows,
// timeouts are on, texts of dates and numbers have one form, notices are dropped. It is never re-established: after a
// Failure that is_disconnected(), make a new session. Statements run in a Transaction.
//
// One thread at a time, except cancel().
class Session {
public:
    static constexpr int kServerVersionMin = 120000; // generated columns

    // Connects. Throws Failure: Retryable when there is no connection, Permanent for a malformed string or a server
    // that is too old. `observer`, where there is one, outlives the session.
    explicit Session(const Dsn& dsn, const Timeouts& timeouts = {}, WaitObserver* observer = nullptr);
    ~Session();

    Session(Session&& other) noexcept;
    Session& operator=(Session&& other) noexcept;

    // For the transactions that begin later. Between transactions only. Throws Failure.
    void set_timeouts(const Timeouts& timeouts);

    // Prepared statements are planned once, without a look at their parameters. For batches: their keys are arrays, which say nothing
    // that a plan should depend on, and planning the judgement takes longer than running it. Nor are tables read as a whole where an
    // index will do: such a plan, made while a table was small, would be kept while it grows. Throws Failure.
    void use_generic_plans();

    // One statement that can't stand in a transaction: CREATE DATABASE, DROP DATABASE. Between transactions only. Throws Failure.
    void exec_alone(std::string_view name, const std::string& sql);

    // Asks the server to cancel the statement that runs, which then fails with 57014; nothing happens when none runs.
    // From any thread, as long as the session exists. True when the request was sent.
    bool cancel() noexcept;

    // Ends the connection from this side, whatever it is waiting for: the statement in progress, if any, fails at once as
    // disconnected, and the server, should it still be there, ends it within a second or so and rolls back (before version 14: once
    // the statement is over). Never waits for the network. From any thread, as long as the session exists.
    void cut() noexcept;

    // False once a statement has found the connection gone.
    bool is_alive() const noexcept;

    int backend_pid() const noexcept;
    int server_version() const noexcept; // 150018 is 15.18
    std::size_t prepared_count() const noexcept;

private:
    friend class Transaction;

    std::unique_ptr<Connection> connection_;
};

} // namespace retention::database
