// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/command_line.hpp"

#include "daemon/ctl/commands.hpp"
#include "daemon/ctl/document.hpp"

#include <CLI/CLI.hpp>

#include <ostream>
#include <string>

namespace retention::ctl {
namespace {

void show_error(std::ostream& errors, const Screen& screen, const std::string& message, const std::string& hint) {
    errors << coloured(screen, Colour::Red, "error") << ": " << plain_text(message) << "\n";
    if (!hint.empty())
        errors << "HINT: " << plain_text(hint) << "\n";
}

void show_error_document(std::ostream& out, const control::Error& error) {
    json document{{"code", static_cast<int>(error.code)}, {"message", error.message}};
    if (!error.hint.empty())
        document["hint"] = error.hint;
    out << json{{"error", std::move(document)}}.dump(2, ' ', true, json::error_handler_t::replace) << "\n";
}

} // namespace

int run_command_line(int argc, const char* const* argv, const Screen& screen, std::ostream& out, const Screen& errors_screen,
                     std::ostream& errors) {
    Commands commands(screen, out);
    try {
        commands.parse(argc, argv);
        return exit_status(commands.execute());
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0)   // help is asked for, not wrong
            return commands.app().exit(error, out, errors);
        if (const auto unknown = commands.unknown_command(argc, argv))
            show_error(errors, errors_screen, "there is no command \"" + *unknown + "\"", "retentionctl help lists them all.");
        else
            show_error(errors, errors_screen, error.what(), "Look at " + commands.command_name() + " --help.");
        return exit_status(Outcome::Usage);
    } catch (const Refusal& refusal) {
        show_error(errors, errors_screen, refusal.what(), refusal.error().hint);
        if (commands.wants_json())
            show_error_document(out, refusal.error());
    } catch (const Unreachable& unreachable) {
        show_error(errors, errors_screen, unreachable.what(), unreachable.hint());
        if (commands.wants_json())
            show_error_document(out, {control::ErrorCode::Unavailable, unreachable.what(), unreachable.hint()});
    } catch (const std::exception& error) {
        show_error(errors, errors_screen, error.what(), {});
    }
    return exit_status(Outcome::Failed);
}

} // namespace retention::ctl
