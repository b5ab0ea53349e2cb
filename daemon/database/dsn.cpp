// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/dsn.hpp"

#include <array>
#include <cstdlib>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::database {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// The parameters that the string names, or nothing when it is malformed.
std::optional<Parameters> parse(const std::string& connection) {
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfoParse(connection.c_str(), &error), PQconninfoFree);
    PQfreemem(error);
    if (!options)
        return std::nullopt;
    Parameters named;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr)
            named.emplace_back(option->keyword, option->val);
    return named;
}

bool names(const Parameters& parameters, std::string_view keyword) {
    for (const auto& [name, value] : parameters)
        if (name == keyword)
            return true;
    return false;
}

bool is_shown(std::string_view keyword) {
    constexpr std::array<std::string_view, 6> shown = {"host", "hostaddr", "port", "dbname", "service", "user"};
    for (const auto candidate : shown)
        if (candidate == keyword)
            return true;
    return false;
}

// A password with an @ in a URI ends up in the host; an abstract socket starts with one.
bool is_suspicious(std::string_view keyword, std::string_view value) {
    return keyword == "host" && value.find('@') != value.npos && value.find('@') != 0;
}

bool is_password(std::string_view keyword) {
    return keyword == "password" || keyword == "sslpassword";
}

std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char character : value) {
        if (character == '\'' || character == '\\')
            text += '\\';
        text += character;
    }
    return text + "'";
}

// A dead peer is noticed within a minute, a server that does not answer within seconds.
constexpr std::array<std::pair<const char*, const char*>, 6> kDefaults = {{{"connect_timeout", "5"},
                                                                           {"keepalives", "1"},
                                                                           {"keepalives_idle", "30"},
                                                                           {"keepalives_interval", "10"},
                                                                           {"keepalives_count", "3"},
                                                                           {"tcp_user_timeout", "60000"}}};

bool environment_decides(std::string_view keyword) {
    return keyword == "connect_timeout" && std::getenv("PGCONNECT_TIMEOUT") != nullptr;
}

} // namespace

Dsn::Dsn(std::string connection, std::string passfile)
    : connection_(std::move(connection)), passfile_(std::move(passfile)) {}

std::string Dsn::to_text() const {
    const auto parameters = parse(connection_);
    if (!parameters)
        return "***";
    std::string text;
    bool is_masked = false;
    for (const auto& [keyword, value] : *parameters) {
        if (is_shown(keyword) && !is_suspicious(keyword, value))
            text += (text.empty() ? "" : " ") + keyword + "=" + value;
        else
            is_masked = true;
    }
    if (is_masked)
        text += text.empty() ? "***" : " ***";
    return text;
}

bool Dsn::is_well_formed() const {
    return parse(connection_).has_value();
}

bool Dsn::has_password() const {
    const auto parameters = parse(connection_);
    if (parameters)
        for (const auto& [keyword, value] : *parameters)
            if (is_password(keyword))
                return true;
    return false;
}

std::string Dsn::user() const {
    const auto parameters = parse(connection_);
    if (parameters)
        for (const auto& [keyword, value] : *parameters)
            if (keyword == "user")
                return value;
    return {};
}

std::string Dsn::reveal(const std::string& passfile) const {
    auto parameters = parse(connection_);
    if (!parameters)
        throw std::invalid_argument("malformed connection string");
    if (!passfile.empty() && !names(*parameters, "passfile"))
        parameters->emplace_back("passfile", passfile);
    // libpq's own way to say "unless given", in the string, in a service file or in the environment.
    if (!names(*parameters, "fallback_application_name"))
        parameters->emplace_back("fallback_application_name", "retentiond");
    for (const auto& [keyword, value] : kDefaults)
        if (!names(*parameters, keyword) && !environment_decides(keyword))
            parameters->emplace_back(keyword, value);
    std::string text;
    for (const auto& [keyword, value] : *parameters)
        text += (text.empty() ? "" : " ") + keyword + "=" + quoted(value);
    return text;
}

std::ostream& operator<<(std::ostream& out, const Dsn& dsn) {
    return out << dsn.to_text();
}

} // namespace retention::database
