// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/session.hpp"

#include "daemon/database/connection.hpp"

#include <string>

namespace retention::database {

namespace {

// Functions and operators of ours are those of the server, whatever a schema before pg_catalog has of that name. The rest of the
// path is left alone: the application's triggers, types and conditions may need it.
constexpr const char* kServersOwnFirst = R"(
select pg_catalog.set_config('search_path', shown.path, false)
from (select pg_catalog.string_agg(pg_catalog.quote_ident(named.schema), ', ' order by named.place) as path
      from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality as named(schema, place)
      where named.schema operator(pg_catalog.<>) 'pg_catalog') as shown
where (pg_catalog.current_schemas(false))[1] operator(pg_catalog.<>) 'pg_catalog'
  and 'pg_catalog' operator(pg_catalog.=) any (pg_catalog.current_schemas(false)))";

// Dates are written as ISO has them, and read in the order that the database or the role says: "05.12.19" in a text is what psql and the
// application take it for.
//
// The texts are long and run for milliseconds: compiling them (jit) was measured to take seconds. Sessions wait for work, for days
// if need be (idle_session_timeout, unknown before version 14).
constexpr const char* kSettings = R"(
select set_config('row_security', 'off', false),
       set_config('client_min_messages', 'warning', false),
       set_config('client_encoding', 'UTF8', false),
       set_config('datestyle', 'ISO', false),
       set_config('intervalstyle', 'postgres', false),
       set_config('bytea_output', 'hex', false),
       set_config('jit', 'off', false),
       set_config('quote_all_identifiers', 'off', false),
       set_config('extra_float_digits', '1', false),
       set_config('standard_conforming_strings', 'on', false),
       (select set_config(name, '0', false) from pg_settings where name = 'idle_session_timeout'))";

// Only English messages tell the names of constraints and tables. Where the role may not choose, they stay unknown.
constexpr const char* kEnglish = R"(
select case when current_setting('is_superuser') = 'on' then set_config('lc_messages', 'C', false) end)";
constexpr const char* kEnglishFrom15 = R"(
select case when has_parameter_privilege('lc_messages', 'set') then set_config('lc_messages', 'C', false) end)";

// A session that was cut off ends in the server too, and not only when its statement has something to say. Not every system can tell.
constexpr int kCheckIntervalSince = 140000;
constexpr const char* kCheckInterval = "select set_config('client_connection_check_interval', '1s', false)";

constexpr const char* kTimeouts = R"(
select set_config('statement_timeout', $1, false),
       set_config('lock_timeout', $2, false),
       set_config('idle_in_transaction_session_timeout', $3, false))";

Parameter in_milliseconds(std::chrono::milliseconds time) {
    return std::to_string(time.count()) + "ms";
}

void let_server_notice_cut(Connection& connection) {
    if (connection.server_version() < kCheckIntervalSince)
        return;
    try {
        connection.exec_once("session check interval", kCheckInterval, {});
    } catch (const Failure& failure) {
        if (failure.is_disconnected())
            throw;
    }
}

void require_server_version(const Connection& connection) {
    if (connection.server_version() < Session::kServerVersionMin)
        throw Failure("the server's version " + std::to_string(connection.server_version() / 10000) +
                          " is too old, 12 is the oldest that works",
                      {Failure::Kind::Permanent, "connect", {}, {}, {}, false});
}

} // namespace

Session::Session(const Dsn& dsn, const Timeouts& timeouts, WaitObserver* observer)
    : connection_(std::make_unique<Connection>(dsn, observer)) {
    require_server_version(*connection_);
    connection_->exec_once("session path", kServersOwnFirst, {});
    connection_->exec_once("session settings", kSettings, {});
    connection_->exec_once("session language", connection_->server_version() >= 150000 ? kEnglishFrom15 : kEnglish, {});
    let_server_notice_cut(*connection_);
    set_timeouts(timeouts);
}

Session::~Session() = default;
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;

void Session::set_timeouts(const Timeouts& timeouts) {
    connection_->exec_once("session timeouts", kTimeouts,
                           {in_milliseconds(timeouts.statement), in_milliseconds(timeouts.lock),
                            in_milliseconds(timeouts.idle_in_transaction)});
}

void Session::use_generic_plans() {
    connection_->exec_once("session plans",
                           "select set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false)", {});
}

void Session::exec_alone(std::string_view name, const std::string& sql) {
    connection_->exec_script(name, sql);
}

bool Session::cancel() noexcept {
    return connection_->cancel();
}

void Session::cut() noexcept {
    connection_->cut();
}

bool Session::is_alive() const noexcept {
    return connection_->is_open();
}

int Session::backend_pid() const noexcept {
    return connection_->backend_pid();
}

int Session::server_version() const noexcept {
    return connection_->server_version();
}

std::size_t Session::prepared_count() const noexcept {
    return connection_->prepared_count();
}

} // namespace retention::database
