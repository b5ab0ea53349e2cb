// SPDX-License-Identifier: Apache-2.0
#include "config/dsn.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace retention::config {

namespace {

constexpr std::array<std::string_view, 2> kUriSchemes = {"postgresql://", "postgres://"};

bool is_space(char c) noexcept {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

void trim_front(std::string_view& rest) noexcept {
    while (!rest.empty() && is_space(rest.front()))
        rest.remove_prefix(1);
}

void set(Dsn& dsn, std::string key, std::string value) {
    if (key.find("password") != std::string::npos) // password, sslpassword
        dsn.has_password = true;
    else
        dsn.parameters[std::move(key)] = std::move(value);
}

// A value between single quotes, with backslash escapes, from the front of `rest`.
bool take_quoted(std::string_view& rest, std::string& value) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '\'') {
            rest.remove_prefix(i + 1);
            return true;
        }
        if (rest[i] == '\\' && i + 1 < rest.size())
            ++i;
        value += rest[i];
    }
    return false;
}

void take_plain(std::string_view& rest, std::string& value) {
    std::size_t i = 0;
    for (; i < rest.size() && !is_space(rest[i]); ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size())
            ++i;
        value += rest[i];
    }
    rest.remove_prefix(i);
}

bool take_keyword(std::string_view& rest, std::string& keyword) {
    while (!rest.empty() && rest.front() != '=' && !is_space(rest.front())) {
        keyword += rest.front();
        rest.remove_prefix(1);
    }
    trim_front(rest);
    if (keyword.empty() || rest.empty() || rest.front() != '=')
        return false;
    rest.remove_prefix(1);
    trim_front(rest);
    return true;
}

std::optional<Dsn> parse_keywords(std::string_view rest, std::string& error) {
    Dsn dsn;
    for (trim_front(rest); !rest.empty(); trim_front(rest)) {
        std::string keyword;
        std::string value;
        if (!take_keyword(rest, keyword)) {
            error = "a keyword has no equals sign after it";
            return std::nullopt;
        }
        if (!rest.starts_with('\'')) {
            take_plain(rest, value);
        } else if (!take_quoted(rest, value)) {
            error = "a quote is not closed";
            return std::nullopt;
        }
        set(dsn, std::move(keyword), std::move(value));
    }
    return dsn;
}

int hex_digit(char c) noexcept {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto found = digits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
        if (low < 0 || high * 16 + low == 0)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

// A part of a URI, when it is not empty.
bool set_decoded(Dsn& dsn, std::string_view key, std::string_view value) {
    const auto name = percent_decode(key);
    const auto decoded = percent_decode(value);
    if (!name || !decoded)
        return false;
    if (!decoded->empty())
        set(dsn, *name, *decoded);
    return true;
}

// `user:password@`
bool read_user(Dsn& dsn, std::string_view user) {
    const auto colon = user.find(':');
    if (colon != std::string_view::npos)
        dsn.has_password = true;
    return set_decoded(dsn, "user", user.substr(0, colon));
}

// `?a=b&c=d`
bool read_query(Dsn& dsn, std::string_view query) {
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0 ||
            !set_decoded(dsn, pair.substr(0, equals), pair.substr(equals + 1)))
            return false;
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
    }
    return true;
}

// Splits `text` at the first `sign`: gives back what is after it and leaves what is before.
std::string_view cut_at(std::string_view& text, char sign) noexcept {
    const auto found = text.find(sign);
    if (found == std::string_view::npos)
        return {};
    const auto after = text.substr(found + 1);
    text = text.substr(0, found);
    return after;
}

// The host of `host:port`, `[::1]:port` or a list of them.
std::string_view without_port(std::string_view hosts) noexcept {
    const auto bracket = hosts.rfind(']');
    const auto colon = hosts.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return hosts.find(',') == std::string_view::npos ? hosts.substr(0, colon) : hosts;
}

std::optional<Dsn> parse_uri(std::string_view rest, std::string& error) {
    Dsn dsn;
    const auto query = cut_at(rest, '?');
    const auto at = rest.find('@');
    bool is_good = true;
    if (at != std::string_view::npos) {
        is_good = read_user(dsn, rest.substr(0, at));
        rest.remove_prefix(at + 1);
    }
    const auto dbname = cut_at(rest, '/');
    is_good = is_good && set_decoded(dsn, "host", without_port(rest)) && set_decoded(dsn, "dbname", dbname) &&
              read_query(dsn, query);
    if (is_good || dsn.has_password)
        return dsn;
    error = "the URI has a bad percent sign or query";
    return std::nullopt;
}

} // namespace

std::optional<Dsn> parse_dsn(std::string_view text, std::string& error) {
    for (const auto scheme : kUriSchemes)
        if (text.starts_with(scheme))
            return parse_uri(text.substr(scheme.size()), error);
    return parse_keywords(text, error);
}

std::string describe(const Dsn& dsn) {
    std::string text;
    for (const char* key : {"service", "host", "dbname"})
        if (const auto found = dsn.parameters.find(key); found != dsn.parameters.end())
            text += (text.empty() ? "" : " ") + found->first + "=" + found->second;
    return text;
}

} // namespace retention::config
