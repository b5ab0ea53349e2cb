// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/probe.hpp"

#include "daemon/database/server_error.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace retention::database {

namespace {

constexpr const char* kTypeNames = R"(
select t.oid, pg_catalog.format_type(t.oid, null) from pg_catalog.pg_type t where t.oid = any($1::oid[]))";

// Syntax and names, constants that don't fit their type, unsupported, too complex. Other messages may come from
// functions that have read rows, or that say what they like.
bool is_about_text(std::string_view sqlstate) {
    constexpr std::array<std::string_view, 6> classes = {"0A", "21", "22", "42", "54", "3F"};
    return std::find(classes.begin(), classes.end(), sqlstate.substr(0, 2)) != classes.end();
}

std::vector<ProbedColumn> read_columns(Transaction& transaction, const Result& result) {
    std::string oids = "{";
    for (int column = 0; column < result.columns(); ++column)
        oids += (column == 0 ? "" : ",") + std::to_string(result.column_type_oid(column));
    const auto types = transaction.exec("type names", kTypeNames, {oids + "}"});
    std::vector<ProbedColumn> columns;
    for (int column = 0; column < result.columns(); ++column) {
        ProbedColumn probed{result.column_name(column), {}, result.column_type_oid(column)};
        for (int row = 0; row < types.rows(); ++row)
            if (types.get_int64(row, 0) == static_cast<long long>(probed.type_oid))
                probed.type = types.get_text(row, 1);
        columns.push_back(std::move(probed));
    }
    return columns;
}

ProbeResult refused(const ServerError& error) {
    const auto failure = statement_failure("probe", error);
    // That a read-only transaction refuses to write is an answer too.
    constexpr std::string_view kReadOnly = "25006";
    if (failure.kind() == Failure::Kind::Retryable && error.sqlstate != kReadOnly)
        throw failure;
    ProbeResult result;
    result.sqlstate = error.sqlstate;
    result.position = error.position;
    result.message =
        is_about_text(error.sqlstate) ? error.message.substr(0, error.message.find('\n')) : std::string(failure.what());
    return result;
}

} // namespace

ProbeResult probe(Transaction& transaction, const std::string& sql, const Parameters& parameters) {
    if (transaction.mode() != Transaction::Mode::ReadOnly)
        throw std::logic_error("a probe needs a read-only transaction");
    Savepoint savepoint(transaction);
    const auto answer = ask_once(transaction, sql, parameters);
    if (const auto* error = std::get_if<ServerError>(&answer))
        return refused(*error);
    ProbeResult result;
    result.is_accepted = true;
    result.columns = read_columns(transaction, std::get<Result>(answer));
    return result;
}

} // namespace retention::database
