// SPDX-License-Identifier: Apache-2.0
//
// Only whole tokens are found: no letter or digit stands beside one. A second pass must find nothing, also where a mark
// now stands beside what was left alone; so
//   - a token that begins with a letter or digit never directly follows another one, and what else may stand before or
//     after a token is judged by one character;
//   - where two are looked at, as in 1.2.3.4.5, the mark counts as the digit that it may have been.
// Marks inside an address belong to it: of jane.doe@example.org, with Jane known, nothing must be left.
#include "anonymizers/scrub_kinds.hpp"

#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace retention::anonymizers {

namespace {

constexpr auto kNames = std::to_array<std::pair<std::string_view, ScrubKind>>({
    {"known", ScrubKind::Known},
    {"email", ScrubKind::Email},
    {"phone", ScrubKind::Phone},
    {"iban", ScrubKind::Iban},
    {"card", ScrubKind::Card},
    {"ip", ScrubKind::Ip},
    {"url", ScrubKind::Url},
    {"bsn", ScrubKind::Bsn},
    {"fodselsnummer", ScrubKind::Fodselsnummer},
    {"nir", ScrubKind::Nir},
    {"steuer_id", ScrubKind::SteuerId},
    {"nino", ScrubKind::Nino},
    {"ssn", ScrubKind::Ssn},
});

constexpr std::string_view kAll = kScrubAll;

constexpr auto kKindNames = [] {
    std::array<std::string_view, kNames.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = kNames[i].first;
    return all;
}();

constexpr std::string_view kBegin = "(?<![[:alnum:]])";
constexpr std::string_view kEnd = "(?![[:alnum:]])";
constexpr std::string_view kMark = R"(\[removed\])";
constexpr std::string_view kNoAddress = "(?![._%+'-]*@)"; // what stands before @ belongs to a mail address

std::vector<std::string_view> names() {
    std::vector<std::string_view> all{kAll};
    for (const auto& [name, kind] : kNames)
        all.push_back(name);
    return all;
}

std::optional<ScrubKind> kind_called(std::string_view name) noexcept {
    for (const auto& [known, kind] : kNames)
        if (known == name)
            return kind;
    return {};
}

Refusal refuse_kind(const Argument& written) {
    const bool is_text = written.kind == Argument::Kind::Text;
    std::string hint = is_text ? did_you_mean(written.text, names()) : std::string();
    if (hint.empty())
        hint = "Write for example { scrub: [known, email, phone] } or { scrub: all }.";
    return {(is_text ? "knows no \"" + written.text + "\": it takes " : "takes ") + one_of(names()), hint};
}

std::optional<Refusal> check_list(const std::vector<Argument>& list) {
    ScrubKinds seen;
    for (const Argument& each : list) {
        const auto kind = each.kind == Argument::Kind::Text ? kind_called(each.text) : std::nullopt;
        if (!kind && each.text == kAll)
            return Refusal{"takes \"all\" alone", "Write { scrub: all }."};
        if (!kind)
            return refuse_kind(each);
        if (!seen.insert(*kind).second)
            return Refusal{"names \"" + each.text + "\" twice", {}};
    }
    return list.empty() ? std::optional(refuse_kind({})) : std::nullopt;
}

std::string one_of_patterns(const std::vector<std::string>& patterns) {
    std::string joined;
    for (const auto& pattern : patterns)
        joined += (joined.empty() ? "" : "|") + pattern;
    return joined;
}

std::string email() {
    const std::string first = "(?:[[:alnum:]_]|" + std::string(kMark) + ")";
    const std::string more = "(?:[[:alnum:]._%+'-]|" + std::string(kMark) + ")*";
    const std::string label = "(?:[[:alnum:]-]|" + std::string(kMark) + ")+";
    const std::string host = "@(?:" + label + R"(\.)+(?:[[:alpha:]]{2,}|xn--[[:alnum:]-]+))";
    return first + "(?:" + more + host + ")+" + std::string(kEnd); // a@b.nlc@d.nl is one as well
}

std::string url() {
    const std::string host = R"((?:\[[0-9a-f:.]+\])?)"; // an IPv6 address
    const std::string any = R"((?:[^][[:space:]<>"]|)" + std::string(kMark) + ")*";
    const std::string last = R"((?:[^][[:space:]<>".,;:!?)'}]|)" + std::string(kMark) + ")";
    return std::string(kBegin) + R"((?:(?:https?|ftp)://|www\.))" + host + any + last;
}

// No part of a longer number with dots. What looks back for more than one sign is read from the text's beginning for each match, so that a text with
// thousands takes minutes: what begins behind a dot is left to another pattern.
std::string four_numbers() {
    const std::string number = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    const std::string digit = "(?:[0-9]|" + std::string(kMark) + ")";
    return "(?:" + number + R"(\.){3})" + number + std::string(kEnd) + std::string(kNoAddress) + R"((?!\.)" + digit + ")";
}

std::string ipv4() { return "(?<![[:alnum:].])" + four_numbers(); }

// All eight groups, or :: in place of some. A name of two parts in a program text has no digit.
std::string ipv6() {
    const std::string group = "[0-9a-f]{1,4}";
    const std::string groups = "(?:" + group + "(?::" + group + ")*)?";
    const std::string end = "(?![[:alnum:]:[])" + std::string(kNoAddress);
    return "(?<![]:[:alnum:]])(?=[0-9a-f:]*[0-9])(?:(?:" + group + ":){7}" + group + "|" + groups + "::" + groups +
           ")" + end;
}

constexpr std::string_view kGap = "[-. /()]{0,3}";

// Nine digits or more, after + or 00.
std::string international_number() {
    return R"((?:\+|)" + std::string(kBegin) + "00)" + std::string(kGap) + "[1-9](?:" + std::string(kGap) +
           "[0-9]){8,14}" + std::string(kEnd);
}

// Nine to eleven digits, of which the first is a single 0; 01-02-2023 14 is a date and an hour.
std::string national_number() {
    const std::string date = "(?![0-9]{2}[-. /][0-9]{1,2}[-. /][0-9]{4}(?![0-9]))";
    const std::string rest = "(?:" + std::string(kGap) + "[0-9])";
    return "(?:" + std::string(kBegin) + date + "0[1-9]" + rest + R"({7,9}|\(0[1-9][0-9]{0,4}\))" + rest + "{5,8})" +
           std::string(kEnd);
}

// (202) 555-0123, 202-555-0123
std::string american_number() {
    return "(?:" + std::string(kBegin) +
           R"((?:1[-. ])?[2-9][0-9]{2}[-. ]|\([2-9][0-9]{2}\) ?)[2-9][0-9]{2}[-. ][0-9]{4})" + std::string(kEnd);
}

} // namespace

std::span<const std::string_view> scrub_kind_names() noexcept {
    return kKindNames;
}

std::optional<Refusal> check_scrub_kinds(const Argument& argument) {
    switch (argument.kind) {
    case Argument::Kind::None:
    case Argument::Kind::Null:
        return {};
    case Argument::Kind::List:
        return check_list(argument.list);
    case Argument::Kind::Text:
        if (argument.text == kAll || kind_called(argument.text))
            return {};
        break;
    case Argument::Kind::Map:
        break;
    }
    return refuse_kind(argument);
}

ScrubKinds scrub_kinds(const Argument& argument) {
    ScrubKinds kinds;
    if (argument.kind == Argument::Kind::Text && argument.text == kAll)
        for (const auto& [name, kind] : kNames)
            kinds.insert(kind);
    else if (argument.kind == Argument::Kind::Text)
        kinds.insert(*kind_called(argument.text));
    else if (argument.kind == Argument::Kind::List)
        for (const Argument& each : argument.list)
            kinds.insert(*kind_called(each.text));
    else
        kinds.insert(ScrubKind::Known);
    return kinds;
}

std::string address_pattern(const ScrubKinds& kinds) {
    std::vector<std::string> patterns;
    if (kinds.contains(ScrubKind::Url))
        patterns.push_back(url());
    if (kinds.contains(ScrubKind::Email))
        patterns.push_back(email());
    if (kinds.contains(ScrubKind::Ip)) {
        patterns.push_back(ipv4());
        patterns.push_back(ipv6());
    }
    return one_of_patterns(patterns);
}

std::string address_hint(const ScrubKinds& kinds) {
    std::vector<std::string> hints;
    if (kinds.contains(ScrubKind::Url))
        hints.emplace_back(R"(://|[wW]\.)");
    if (kinds.contains(ScrubKind::Email))
        hints.emplace_back("@");
    if (kinds.contains(ScrubKind::Ip))
        hints.emplace_back(R"([0-9]\.[0-9]+\.[0-9]|:[0-9a-fA-F]*:)");
    return one_of_patterns(hints);
}

// Neither a digit nor the mark stands before the dot.
std::string dotted_address_pattern(const ScrubKinds& kinds) {
    if (!kinds.contains(ScrubKind::Ip))
        return {};
    std::string before = "^|[^]0-9]";
    const std::string_view mark = "removed";
    for (std::size_t i = mark.size(); i-- > 0;)
        before += "|(?:^|[^" + std::string(1, mark[i]) + "])" + std::string(mark.substr(i + 1)) + R"(\])";
    return "((?:" + before + R"()\.))" + four_numbers();
}

std::string dotted_address_hint() { return R"((?:^|[^0-9])\.[0-9]{1,3}\.[0-9])"; }

std::string phone_hint() {
    return "[0-9](?:[-. /()]{0,4}[0-9]){8}";
}

std::string phone_pattern(const ScrubKinds& kinds) {
    if (!kinds.contains(ScrubKind::Phone))
        return {};
    return one_of_patterns({international_number(), national_number(), american_number()});
}

} // namespace retention::anonymizers
