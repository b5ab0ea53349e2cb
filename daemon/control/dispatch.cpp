// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/dispatch.hpp"

#include <cxxabi.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <typeinfo>

namespace retention::control {
namespace {

using jobs::OperationError;

ErrorCode code_of(OperationError::Kind kind) noexcept {
    switch (kind) {
    case OperationError::Kind::NotFound:
        return ErrorCode::NotFound;
    case OperationError::Kind::Refused:
        return ErrorCode::Refused;
    case OperationError::Kind::Unavailable:
        return ErrorCode::Unavailable;
    case OperationError::Kind::Invalid:
        return ErrorCode::InvalidParameters;
    }
    return ErrorCode::Internal;
}

// The type of the exception being handled: all that may be said about one that we do not know.
std::string current_exception_type() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr)
        return "unknown";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                           &std::free);
    return name ? name.get() : type->name();
}

// Tells incidents of one process apart, so that a client's message leads to its line in the log.
long long next_incident() noexcept {
    static std::atomic<long long> incident{0};
    return ++incident;
}

void log_call(platform::Log& log, const Command& command, const std::string& by, const std::string& outcome) {
    const auto text = by + ": " + std::string{command.method} + ": " + outcome;
    if (command.role == Role::Viewer)
        log.debug("CONTROL_COMMAND", text);
    else
        log.info("CONTROL_COMMAND", text);
}

} // namespace

std::variant<Call, Error> admit(const Request& request, Role role) {
    const Command* command = find_command(request.method);
    // Whoever may nothing does not learn what there is.
    if (role == Role::None)
        return Error{ErrorCode::NotPermitted, "your user has no role here",
                     "An administrator grants one under \"access\" in retentiond.yaml."};
    if (command == nullptr)
        return Error{ErrorCode::UnknownMethod, "there is no such method", "The method \"help\" lists them all."};
    if (role < command->role)
        return Error{ErrorCode::NotPermitted,
                     "\"" + std::string{command->method} + "\" needs the role " + std::string{to_text(command->role)} +
                         ", yours is " + std::string{to_text(role)},
                     "An administrator grants roles under \"access\" in retentiond.yaml."};
    try {
        return Call{command, Arguments(request.params, command->parameters)};
    } catch (const ArgumentError& error) {
        return Error{ErrorCode::InvalidParameters, error.what(), "The method \"help\" lists the parameters."};
    }
}

std::variant<nlohmann::json, Error> carry_out(const Call& call, const std::string& by, jobs::Operations& operations,
                                              platform::Log& log) {
    try {
        auto result = call.command->handler(operations, call.arguments, by);
        log_call(log, *call.command, by, "done");
        return result;
    } catch (const OperationError& error) {
        // Without its text, which may name the arguments.
        log_call(log, *call.command, by, "not done, code " + std::to_string(static_cast<int>(code_of(error.kind()))));
        return Error{code_of(error.kind()), error.what(), error.hint()};
    } catch (...) {
        const auto incident = std::to_string(next_incident());
        log.error("CONTROL_INTERNAL_ERROR", "incident " + incident + ": " + std::string{call.command->method} +
                                                " asked by " + by + " failed with an exception of type " +
                                                current_exception_type());
        return Error{ErrorCode::Internal, "internal error, incident " + incident,
                     "The log says more: CONTROL_INTERNAL_ERROR, incident " + incident + "."};
    }
}

} // namespace retention::control
