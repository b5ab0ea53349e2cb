// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/failure.hpp"

#include "daemon/database/server_error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace retention::database {

namespace {

// Classes whose every member may pass by itself: connection, rollback, resources, the operator, the system.
constexpr std::array<std::string_view, 5> kRetryableClasses = {"08", "40", "53", "57", "58"};

constexpr std::array<std::string_view, 6> kRetryable = {
    "25006", // read_only_sql_transaction: a failover left us on the old primary
    "25P03", // idle_in_transaction_session_timeout
    "25P04", // transaction_timeout
    "55006", // object_in_use
    "55P03", // lock_not_available
    "72000", // snapshot_too_old
};

constexpr std::array<std::string_view, 2> kPermanentExceptions = {
    "57P04", // database_dropped
    "58P02", // duplicate_file
};

using Name = std::pair<std::string_view, std::string_view>;

// Sorted by code. Two characters: the class, for members that are not listed.
constexpr std::array kNames = std::to_array<Name>({
    {"08", "connection_exception"},
    {"09000", "triggered_action_exception"},
    {"0A000", "feature_not_supported"},
    {"21000", "cardinality_violation"},
    {"22", "data_exception"},
    {"22001", "string_data_right_truncation"},
    {"22003", "numeric_value_out_of_range"},
    {"22007", "invalid_datetime_format"},
    {"22008", "datetime_field_overflow"},
    {"22012", "division_by_zero"},
    {"22021", "character_not_in_repertoire"},
    {"22023", "invalid_parameter_value"},
    {"22P02", "invalid_text_representation"},
    {"22P05", "untranslatable_character"},
    {"23", "integrity_constraint_violation"},
    {"23001", "restrict_violation"},
    {"23502", "not_null_violation"},
    {"23503", "foreign_key_violation"},
    {"23505", "unique_violation"},
    {"23514", "check_violation"},
    {"23P01", "exclusion_violation"},
    {"25", "invalid_transaction_state"},
    {"25006", "read_only_sql_transaction"},
    {"25P02", "in_failed_sql_transaction"},
    {"25P03", "idle_in_transaction_session_timeout"},
    {"25P04", "transaction_timeout"},
    {"26000", "invalid_sql_statement_name"},
    {"27000", "triggered_data_change_violation"},
    {"28000", "invalid_authorization_specification"},
    {"28P01", "invalid_password"},
    {"2F", "sql_routine_exception"},
    {"38", "external_routine_exception"},
    {"39", "external_routine_invocation_exception"},
    {"3D000", "invalid_catalog_name"},
    {"3F000", "invalid_schema_name"},
    {"40", "transaction_rollback"},
    {"40001", "serialization_failure"},
    {"40003", "statement_completion_unknown"},
    {"40P01", "deadlock_detected"},
    {"42", "syntax_error_or_access_rule_violation"},
    {"42501", "insufficient_privilege"},
    {"42601", "syntax_error"},
    {"42703", "undefined_column"},
    {"42704", "undefined_object"},
    {"42725", "ambiguous_function"},
    {"42803", "grouping_error"},
    {"42804", "datatype_mismatch"},
    {"42883", "undefined_function"},
    {"42P01", "undefined_table"},
    {"42P07", "duplicate_table"},
    {"44000", "with_check_option_violation"},
    {"53", "insufficient_resources"},
    {"53100", "disk_full"},
    {"53200", "out_of_memory"},
    {"53300", "too_many_connections"},
    {"54", "program_limit_exceeded"},
    {"54001", "statement_too_complex"},
    {"55000", "object_not_in_prerequisite_state"},
    {"55006", "object_in_use"},
    {"55P03", "lock_not_available"},
    {"57", "operator_intervention"},
    {"57014", "query_canceled"},
    {"57P01", "admin_shutdown"},
    {"57P02", "crash_shutdown"},
    {"57P03", "cannot_connect_now"},
    {"57P04", "database_dropped"},
    {"57P05", "idle_session_timeout"},
    {"58", "system_error"},
    {"58030", "io_error"},
    {"72000", "snapshot_too_old"},
    {"F0", "config_file_error"},
    {"HV", "fdw_error"},
    {"P0", "plpgsql_error"},
    {"P0001", "raise_exception"},
    {"P0004", "assert_failure"},
    {"XX", "internal_error"},
    {"XX001", "data_corrupted"},
    {"XX002", "index_corrupted"},
});
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

template <typename Codes>
bool holds(const Codes& codes, std::string_view code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::string_view find_name(std::string_view code) noexcept {
    const auto found = std::lower_bound(kNames.begin(), kNames.end(), code,
                                        [](const Name& name, std::string_view wanted) { return name.first < wanted; });
    return found != kNames.end() && found->first == code ? found->second : std::string_view{};
}

std::string describe(const ServerError& error) {
    if (error.sqlstate.empty())
        return error.is_disconnected ? "connection lost" : "the client library refused it";
    std::string text = "SQLSTATE " + error.sqlstate;
    if (const auto name = condition_name(error.sqlstate); !name.empty())
        text += " " + std::string(name);
    return text;
}

Failure make_failure(const std::string& subject, std::string_view statement, Failure::Kind kind,
                     const ServerError& error) {
    const auto objects = find_named_objects(error.sqlstate, error.message);
    return Failure(
        subject + ": " + describe(error),
        {kind, std::string(statement), error.sqlstate, objects.constraint, objects.table, error.is_disconnected});
}

Failure::Kind kind_of(const ServerError& error) noexcept {
    if (error.is_disconnected)
        return Failure::Kind::Retryable;
    return error.sqlstate.empty() ? Failure::Kind::Permanent : database::kind_of(error.sqlstate);
}

} // namespace

Failure::Kind kind_of(std::string_view sqlstate) noexcept {
    if (sqlstate.empty())
        return Failure::Kind::Retryable;
    if (holds(kPermanentExceptions, sqlstate))
        return Failure::Kind::Permanent;
    return holds(kRetryableClasses, sqlstate.substr(0, 2)) || holds(kRetryable, sqlstate) ? Failure::Kind::Retryable
                                                                                          : Failure::Kind::Permanent;
}

std::string_view condition_name(std::string_view sqlstate) noexcept {
    const auto name = find_name(sqlstate);
    return name.empty() ? find_name(sqlstate.substr(0, 2)) : name;
}

Failure statement_failure(std::string_view name, const ServerError& error) {
    return make_failure("statement " + std::string(name) + " failed", name, kind_of(error), error);
}

Failure commit_failure(const ServerError& error) {
    if (error.is_disconnected)
        return make_failure("commit is in doubt", "commit", Failure::Kind::InDoubt, error);
    return make_failure("commit failed", "commit", kind_of(error), error);
}

} // namespace retention::database
