// SPDX-License-Identifier: Apache-2.0
//
// The seam to libpqxx: only connection.cpp and result_storage.hpp include it, and connection.cpp holds every difference
// between its versions (6.4 and 7.10). For this room only; others use Session and Transaction.
#pragma once

#include "daemon/database/dsn.hpp"
#include "daemon/database/prepared_statements.hpp"
#include "daemon/database/result.hpp"
#include "daemon/database/server_error.hpp"
#include "daemon/database/wait_observer.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace retention::database {

// One connection that is never re-established: what is lost stays lost. One thread at a time, except cancel(). Every
// operation throws Failure; no exception or message of libpqxx leaves it.
class Connection {
public:
    using Answer = std::variant<Result, ServerError>;

    // `observer`, where there is one, outlives it.
    explicit Connection(const Dsn& dsn, WaitObserver* observer = nullptr);
    ~Connection();

    // Prepared at its first use; `name` is for messages.
    Result exec_prepared(std::string_view name, const std::string& sql, const Parameters& parameters);
    // One statement, not prepared.
    Result exec_once(std::string_view name, const std::string& sql, const Parameters& parameters);
    // The same, and gives the server's words instead of throwing.
    Answer ask_once(const std::string& sql, const Parameters& parameters);
    // Several statements in one text, without parameters. Only for texts of our own.
    Result exec_script(std::string_view name, const std::string& sql);
    Answer ask_script(const std::string& sql);

    // Frees what the cache has dropped. Call between transactions.
    void deallocate_dropped();
    std::size_t prepared_count() const noexcept { return prepared_.size(); }

    // As far as the last answer told.
    bool is_open() const noexcept;
    int backend_pid() const noexcept;
    int server_version() const noexcept;

    // From any thread: asks the server to cancel what runs. True when the request was sent.
    bool cancel() noexcept;

    // From any thread: shuts the socket down.
    void cut() noexcept;

    // Set and cleared by Transaction: there is one at a time.
    bool has_transaction = false;

private:
    class Library;

    std::unique_ptr<Library> library_;
    PreparedStatements prepared_;
};

} // namespace retention::database
