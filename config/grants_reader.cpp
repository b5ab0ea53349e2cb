// SPDX-License-Identifier: Apache-2.0
#include "config/grants_reader.hpp"

#include <charconv>
#include <limits>

namespace retention::config {

namespace {

std::optional<Grant::Kind> kind_of(std::string_view word) noexcept {
    if (word == "user")
        return Grant::Kind::User;
    if (word == "group")
        return Grant::Kind::Group;
    if (word == "uid")
        return Grant::Kind::Uid;
    return word == "gid" ? std::optional(Grant::Kind::Gid) : std::nullopt;
}

// The largest value means "no id" to the kernel.
std::optional<std::uint32_t> parse_id(std::string_view text) noexcept {
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id == std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return id;
}

} // namespace

std::optional<Grant> parse_grant(std::string_view text) {
    const auto colon = text.find(':');
    const auto kind = kind_of(text.substr(0, colon));
    if (colon == std::string_view::npos || !kind)
        return std::nullopt;
    const auto who = text.substr(colon + 1);
    if (*kind == Grant::Kind::Uid || *kind == Grant::Kind::Gid) {
        const auto id = parse_id(who);
        return id ? std::optional(Grant{*kind, "", *id}) : std::nullopt;
    }
    if (who.empty() || who.find_first_of(" \t:,/") != std::string_view::npos)
        return std::nullopt;
    return Grant{*kind, std::string(who), 0};
}

std::vector<Grant> read_grants(const Value& value, const language::Kind& kind) {
    std::vector<Grant> grants;
    if (value.node().kind == Node::Kind::List && value.node().items.empty())
        return grants;
    for (const auto& text : value.texts(kind.what)) {
        if (const auto grant = parse_grant(text.value))
            grants.push_back(*grant);
        else
            value.error_at(text.place, "VALUE_INVALID", in_quotes(text.value) + " names nobody",
                           "Write user:NAME, group:NAME, uid:NUMBER or gid:NUMBER.");
    }
    return grants;
}

} // namespace retention::config
