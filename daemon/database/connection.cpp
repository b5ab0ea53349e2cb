// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/connection.hpp"

#include "daemon/database/failure.hpp"
#include "daemon/database/passfile.hpp"
#include "daemon/database/result_storage.hpp"

#include <new>
#include <pqxx/pqxx>
#include <stdexcept>
#include <sys/socket.h>
#include <type_traits>
#include <unistd.h>
#include <utility>
#include <vector>

// libpqxx 6 deprecates what 7 removed (inhibit_reactivation), 7 deprecates what 6 needs (exec_params, errorhandler).
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace retention::database {

namespace {

#if PQXX_VERSION_MAJOR < 7
constexpr auto kTerse = pqxx::connection_base::terse;

void forbid_reconnection(pqxx::connection& connection) {
    connection.inhibit_reactivation(true);
}

// A null pointer among them is NULL.
std::vector<const char*> pointers(const Parameters& parameters) {
    std::vector<const char*> result;
    result.reserve(parameters.size());
    for (const auto& parameter : parameters)
        result.push_back(parameter ? parameter->c_str() : nullptr);
    return result;
}

auto library_parameters(const std::vector<const char*>& values) {
    return pqxx::prepare::make_dynamic_params(values);
}
#else
constexpr auto kTerse = pqxx::error_verbosity::terse;

// Since version 7 it never reconnects by itself.
void forbid_reconnection(pqxx::connection&) {}

pqxx::params pointers(const Parameters& parameters) {
    pqxx::params result;
    for (const auto& parameter : parameters) {
        if (parameter)
            result.append(*parameter);
        else
            result.append();
    }
    return result;
}

const pqxx::params& library_parameters(const pqxx::params& values) {
    return values;
}
#endif

// Notices may quote rows, and nobody of ours reads them.
class Silence : public pqxx::errorhandler {
public:
    explicit Silence(pqxx::connection& connection) : pqxx::errorhandler(connection) {}
    bool operator()(const char*) noexcept override { return false; }
};

// Some exceptions of libpqxx 6 stand for a code instead of carrying it.
std::string sqlstate_of(const std::exception& error) {
    const auto is = [&error]<typename Type>(std::type_identity<Type>) {
        return dynamic_cast<const Type*>(&error) != nullptr;
    };
    const auto* sql_error = dynamic_cast<const pqxx::sql_error*>(&error);
    if (sql_error != nullptr && !sql_error->sqlstate().empty())
        return sql_error->sqlstate();
    if (is(std::type_identity<pqxx::insufficient_privilege>()))
        return "42501";
    if (is(std::type_identity<pqxx::serialization_failure>()))
        return "40001";
    if (is(std::type_identity<pqxx::deadlock_detected>()))
        return "40P01";
    if (is(std::type_identity<pqxx::statement_completion_unknown>()))
        return "40003";
    if (is(std::type_identity<pqxx::transaction_rollback>()))
        return "40000";
    if (is(std::type_identity<pqxx::too_many_connections>()))
        return "53300";
    // Class 08 from a server that is still there: it could not reach another one.
    return is(std::type_identity<pqxx::broken_connection>()) ? "08000" : "";
}

// libpqxx 7 puts the prepared statement's name before the server's text: `Failure during 'retentiond_1': ERROR:  ...`.
std::string_view without_prefix(std::string_view text) {
    constexpr std::string_view kStart = "Failure during '";
    constexpr std::string_view kEnd = "': ";
    const auto end = text.starts_with(kStart) ? text.find(kEnd, kStart.size()) : text.npos;
    return end == text.npos ? text : text.substr(end + kEnd.size());
}

void refuse_zero_bytes(const Parameters& parameters) {
    for (const auto& parameter : parameters)
        if (parameter && parameter->find('\0') != parameter->npos)
            throw std::invalid_argument("a parameter holds a zero byte");
}

// Without what libpq asks whoever reads it ("Is the server running ...?"), which stands on indented lines.
std::string one_line(std::string_view text) {
    std::string line;
    bool is_question = false;
    for (const char character : text) {
        if (character == '\n')
            is_question = false;
        else if (character == '\t' && (line.empty() || line.back() == ' '))
            is_question = true;
        if (is_question)
            continue;
        const bool is_space = character == '\n' || character == '\t' || character == ' ';
        if (!is_space)
            line += character;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

// No row has been near this attempt, so libpq's reason is told: host, role and database names. Not when the string
// holds a password, of which a badly written URI makes a host name.
Failure connection_failure(const Dsn& dsn, std::string_view reason) {
    std::string text = "cannot connect to database (" + dsn.to_text() + ")";
    if (!reason.empty() && !dsn.has_password())
        text += ": " + one_line(reason);
    return Failure(text, {Failure::Kind::Retryable, "connect", {}, {}, {}, true});
}

} // namespace

class Connection::Library {
public:
    Library(const std::string& parameters, WaitObserver* wait_observer)
        : observer(wait_observer), connection(parameters), socket(dup(connection.sock())), silence(connection) {
        forbid_reconnection(connection);
        connection.set_verbosity(kTerse);
    }
    ~Library() {
        if (socket >= 0)
            close(socket);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    // Runs `operation` on a transaction object of libpqxx that sends no BEGIN or COMMIT of its own: those are ours, so
    // that every version of the library behaves alike.
    template <typename Operation>
    Answer ask(const Operation& operation) {
        const Wait wait(observer);
        try {
            pqxx::nontransaction direct(connection);
            return Result(std::make_shared<Result::Storage>(operation(direct)));
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& error) {
            return answer(error);
        }
    }

    ServerError answer(const std::exception& exception) const {
        auto error = read_terse_message(without_prefix(exception.what()));
        error.is_disconnected = !connection.is_open();
        error.sqlstate = sqlstate_of(exception);
        if (error.is_disconnected && error.sqlstate == "08000")
            error.sqlstate.clear();
        return error;
    }

    WaitObserver* const observer;
    pqxx::connection connection;
    // A descriptor of our own for the library's socket: the number of the library's may belong to somebody else by the time that
    // another thread wants to shut it.
    const int socket;
    Silence silence; // unregisters itself before the connection closes
};

Connection::Connection(const Dsn& dsn, WaitObserver* observer) {
    if (!dsn.is_well_formed())
        throw Failure("malformed connection string", {Failure::Kind::Permanent, "connect", {}, {}, {}, true});
    try {
        const Wait wait(observer);
        const Passfile passfile(dsn.passfile());
        library_ = std::make_unique<Library>(dsn.reveal(passfile.path()), observer);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        throw connection_failure(dsn, error.what());
    }
}

Connection::~Connection() = default;

namespace {

Result take(std::string_view name, Connection::Answer answer) {
    if (const auto* error = std::get_if<ServerError>(&answer))
        throw statement_failure(name, *error);
    return std::move(std::get<Result>(answer));
}

// invalid_sql_statement_name: the server has forgotten all, for example because a pooler reset the session.
constexpr std::string_view kUnknownStatement = "26000";

// feature_not_supported: among others, the result of a prepared statement has other columns than it had.
constexpr std::string_view kChangedResult = "0A000";

bool is_stale(const ServerError& error) {
    return error.sqlstate == kUnknownStatement || error.sqlstate == kChangedResult;
}

} // namespace

Result Connection::exec_prepared(std::string_view name, const std::string& sql, const Parameters& parameters) {
    refuse_zero_bytes(parameters);
    auto& entry = prepared_.use(sql);
    auto answer = library_->ask([&](auto& direct) {
        if (!entry.is_prepared) {
            library_->connection.prepare(entry.name, sql);
            entry.is_prepared = true;
        }
        const auto values = pointers(parameters);
        return direct.exec_prepared(entry.name, library_parameters(values));
    });
    const auto* error = std::get_if<ServerError>(&answer);
    if (error == nullptr) {
        entry.has_run = true;
        return std::move(std::get<Result>(answer));
    }
    auto failure = statement_failure(name, *error);
    const bool has_run = entry.has_run;
    if (error->sqlstate == kUnknownStatement)
        prepared_.forget_all();
    else if (!has_run || is_stale(*error))
        prepared_.forget(sql);
    if (has_run && is_stale(*error))
        throw Failure(
            failure.what(),
            {Failure::Kind::Retryable, failure.statement(), failure.sqlstate(), {}, {}, failure.is_disconnected()});
    throw failure;
}

Result Connection::exec_once(std::string_view name, const std::string& sql, const Parameters& parameters) {
    return take(name, ask_once(sql, parameters));
}

Connection::Answer Connection::ask_once(const std::string& sql, const Parameters& parameters) {
    refuse_zero_bytes(parameters);
    return library_->ask([&](auto& direct) {
        const auto values = pointers(parameters);
        return direct.exec_params(sql, library_parameters(values));
    });
}

Result Connection::exec_script(std::string_view name, const std::string& sql) {
    return take(name, ask_script(sql));
}

Connection::Answer Connection::ask_script(const std::string& sql) {
    return library_->ask([&](auto& direct) { return direct.exec(sql); });
}

void Connection::deallocate_dropped() {
    for (const auto& name : prepared_.take_dropped()) {
        // The server may not know it any more, which is what we want.
        library_->ask([&](auto&) {
            library_->connection.unprepare(name);
            return pqxx::result();
        });
    }
}

bool Connection::is_open() const noexcept {
    return library_->connection.is_open();
}

int Connection::backend_pid() const noexcept {
    return library_->connection.backendpid();
}

int Connection::server_version() const noexcept {
    return library_->connection.server_version();
}

void Connection::cut() noexcept {
    if (library_->socket >= 0)
        shutdown(library_->socket, SHUT_RDWR);
}

bool Connection::cancel() noexcept {
    try {
        library_->connection.cancel_query();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace retention::database
