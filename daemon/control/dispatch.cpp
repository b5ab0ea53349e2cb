// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/dispatch.hpp"

#include <cxxabi.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <typeinfo>
#include <utility>

namespace retention::control {
namespace {

using jobs::OperationError;

ErrorCode code_of(OperationError::Kind kind) noexcept {
    switch (kind) {
    case OperationError::Kind::NotFound:
        return ErrorCode::NotFound;
    case OperationError::Kind::Refused:
    case OperationError::Kind::SamePerson:
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

std::string word_of(OperationError::Kind kind) {
    switch (kind) {
    case OperationError::Kind::NotFound:
        return "not_found";
    case OperationError::Kind::Refused:
        return "refused";
    case OperationError::Kind::SamePerson:
        return "same_person";
    case OperationError::Kind::Unavailable:
        return "unavailable";
    case OperationError::Kind::Invalid:
        return "invalid";
    }
    return "internal";
}

bool is_refusal(OperationError::Kind kind) noexcept { return kind != OperationError::Kind::Unavailable; }

// A reason that a command cannot do without, a hold's, is kept by the command itself.
std::optional<std::string> reason_of(const Call& call) {
    for (const auto& parameter : call.command->parameters)
        if (parameter.name == "reason" && !parameter.is_required)
            return call.arguments.optional_text("reason");
    return std::nullopt;
}

jobs::AskedCommand asked_of(const Call& call) {
    return {call.arguments.person(),
            std::string{to_text(call.role)},
            std::string{call.command->method},
            call.arguments.recordable(call.command->parameters),
            reason_of(call),
            call.command->trace == Trace::Explained};
}

std::optional<long long> number_in(const nlohmann::json& result, const char* name) {
    const auto found = result.is_object() ? result.find(name) : result.end();
    return result.is_object() && found != result.end() && found->is_number_integer() ? std::optional(found->get<long long>()) : std::nullopt;
}

jobs::CommandEnd done(const nlohmann::json& result) {
    return {"done", {}, number_in(result, "run"), number_in(result, "hold")};
}

void record_quietly(jobs::Operations& operations, const jobs::RecordedCommand& recorded, const jobs::CommandEnd& end) noexcept {
    try {
        operations.record_end(recorded, end);
    } catch (...) {
        // The row without an outcome says that nobody knows; and what has happened is answered and logged all the same.
    }
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
        return Call{command, Arguments(request.params, command->parameters), role};
    } catch (const ArgumentError& error) {
        return Error{ErrorCode::InvalidParameters, error.what(), "The method \"help\" lists the parameters."};
    }
}

std::variant<nlohmann::json, Error> carry_out(Call call, jobs::Person by, jobs::Operations& operations, platform::Log& log) {
    const auto& command = *call.command;
    const auto name = by.name;
    call.arguments.set_person(std::move(by));
    jobs::RecordedCommand recorded;
    try {
        if (command.trace != Trace::None)
            recorded = operations.record(asked_of(call));
        auto result = command.handler(operations, call.arguments, name);
        record_quietly(operations, recorded, done(result));
        log_call(log, command, name, "done");
        return result;
    } catch (const OperationError& error) {
        // Without its text, which may name the arguments.
        record_quietly(operations, recorded, {is_refusal(error.kind()) ? "refused" : "failed", word_of(error.kind())});
        log_call(log, command, name, "not done, code " + std::to_string(static_cast<int>(code_of(error.kind()))));
        return Error{code_of(error.kind()), error.what(), error.hint()};
    } catch (...) {
        const auto incident = std::to_string(next_incident());
        log.error("CONTROL_INTERNAL_ERROR", "incident " + incident + ": " + std::string{command.method} + " asked by " + name +
                                                " failed with an exception of type " + current_exception_type());
        record_quietly(operations, recorded, {"failed", "internal"});
        return Error{ErrorCode::Internal, "internal error, incident " + incident,
                     "The log says more: CONTROL_INTERNAL_ERROR, incident " + incident + "."};
    }
}

void tell_refused(const std::string& method, Role role, const jobs::Person& by, std::size_t untold, jobs::Operations& operations,
                  platform::Log& log) {
    // What a stranger wrote in place of a method is shown to nobody.
    const Command* command = find_command(method);
    jobs::AskedCommand asked;
    asked.person = by;
    asked.role = to_text(role);
    asked.command = command ? std::string{command->method} : "?";
    log.warning("CONTROL_NOT_PERMITTED", by.name + ", whose role is " + asked.role + ", asked for " + asked.command +
                                             (untold > 0 ? "; " + std::to_string(untold) + " more such attempts since the last one told" : ""));
    if (untold > 0)
        asked.arguments.emplace("untold", static_cast<long long>(untold));
    try {
        operations.record_refused(asked, {"refused", "not_permitted"});
    } catch (...) {
        log.error("CONTROL_INTERNAL_ERROR", "a refused attempt could not be recorded: exception of type " + current_exception_type());
    }
}

} // namespace retention::control
