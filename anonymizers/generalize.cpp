// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/generalized_number.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <span>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kDateUnits[] = {"month", "quarter", "year", "decade"};
constexpr std::string_view kTimestampUnits[] = {"hour", "day", "month", "quarter", "year", "decade"};
constexpr std::string_view kTimeUnits[] = {"hour"};
constexpr std::string_view kNetworkWords[] = {"network"};

// What an internet provider gives to one customer or a few.
constexpr long long kIpv4Bits = 24;
constexpr long long kIpv6Bits = 48;

constexpr ArgumentForm kIpv4{.kind = ArgumentForm::Kind::Whole, .what = "a whole number", .min = 1, .max = 31};
constexpr ArgumentForm kIpv6{.kind = ArgumentForm::Kind::Whole, .what = "a whole number", .min = 1, .max = 127};
constexpr Parameter kNetworkParameters[] = {
    {"ipv4", &kIpv4, "`24`", "How many bits of an IPv4 address stay", "16"},
    {"ipv6", &kIpv6, "`48`", "How many bits of an IPv6 address stay", "32"},
};

std::optional<Refusal> check_unit(const Argument& argument, std::span<const std::string_view> units,
                                  std::string_view what) {
    if (argument.kind == Argument::Kind::Text && std::ranges::find(units, argument.text) != units.end())
        return {};
    std::string hint = argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, units) : std::string();
    if (hint.empty())
        hint = units.size() == 1 ? "Write { generalize: hour }." : "Write for example { generalize: year }.";
    return Refusal{"takes " + one_of(units) + " for a " + std::string(what), hint};
}

// How many bits of the address stay; nothing when the parameter says none that would do.
std::optional<long long> network_bits(const Argument& argument, std::string_view name, long long usual,
                                      const ArgumentForm& form) noexcept {
    const Argument* const parameter = argument.find(name);
    return parameter == nullptr ? usual : whole_number(parameter->text, form.min, form.max);
}
std::optional<long long> ipv4_bits(const Argument& argument) noexcept {
    return network_bits(argument, "ipv4", kIpv4Bits, kIpv4);
}
std::optional<long long> ipv6_bits(const Argument& argument) noexcept {
    return network_bits(argument, "ipv6", kIpv6Bits, kIpv6);
}

std::optional<Refusal> check_network(const Argument& argument, const Column& column) {
    // A domain may as well be one over macaddr, which has no network.
    if (column.type != "inet" && column.type != "cidr")
        return refuse_type(column);
    if (argument.kind == Argument::Kind::Text && argument.text == kNetworkWords[0])
        return {};
    if (argument.kind != Argument::Kind::Map || argument.map.empty()) {
        const std::string hint =
            argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, kNetworkWords) : std::string();
        return Refusal{"takes \"network\" for a network address, or how many bits stay",
                       hint.empty() ? "Write { generalize: network }, or { generalize: { ipv4: 16, ipv6: 32 } }."
                                    : hint};
    }
    if (auto refusal = check_parameters(argument, names_of(kNetworkParameters)))
        return refusal;
    if (!ipv4_bits(argument) || !ipv6_bits(argument))
        return Refusal{"takes 1 to " + std::to_string(kIpv4.max) + " bits of an IPv4 address, and 1 to " +
                           std::to_string(kIpv6.max) + " of an IPv6 address",
                       {}};
    return {};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    switch (column.family) {
    case TypeFamily::Date:
        return check_unit(argument, kDateUnits, "date");
    case TypeFamily::Timestamp:
        return check_unit(argument, kTimestampUnits, "timestamp");
    case TypeFamily::Time:
        return check_unit(argument, kTimeUnits, "time");
    case TypeFamily::Integer:
    case TypeFamily::Number:
        return check_generalized_number(argument, column);
    case TypeFamily::Point:
        return check_generalized_point(argument);
    case TypeFamily::Network:
        return check_network(argument, column);
    default:
        return refuse_type(column);
    }
}

// The day that the month, quarter, year or decade begins with. A date goes through timestamp, not timestamptz, so that
// no time zone can move it; a timestamptz begins in the session's zone, which is the policy's.
std::string start_of(std::string_view unit, const Column& column, const Inputs& inputs) {
    const std::string moment = column.family == TypeFamily::Date ? inputs.old_value + "::timestamp" : inputs.old_value;
    return "date_trunc('" + std::string(unit) + "', " + moment + ")";
}

// By what is past the hour, because date_trunc knows no time with a zone.
std::string start_of_hour(const Inputs& inputs) {
    return inputs.old_value + " - make_interval(mins => extract(minute from " + inputs.old_value +
           ")::integer, secs => extract(second from " + inputs.old_value + ")::double precision)";
}

// The network's own address, of a network that is at least as large as it was before.
std::string network_of(const Argument& argument, const Inputs& inputs) {
    const std::string& address = inputs.old_value;
    return "network(set_masklen(" + address + ", least(masklen(" + address + "), case family(" + address +
           ") when 4 then " + std::to_string(*ipv4_bits(argument)) + " else " + std::to_string(*ipv6_bits(argument)) +
           " end)))";
}

std::string generalized(const Argument& argument, const Column& column, const Inputs& inputs) {
    switch (column.family) {
    case TypeFamily::Time:
        return start_of_hour(inputs);
    case TypeFamily::Date:
    case TypeFamily::Timestamp:
        return start_of(argument.text, column, inputs);
    case TypeFamily::Point:
        return generalized_point(argument, inputs);
    case TypeFamily::Network:
        return network_of(argument, inputs);
    default:
        return generalized_number(argument, column, inputs);
    }
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(generalized(argument, column, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static const ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Word, .what = "what a date begins with", .example = "year", .words = kDateUnits},
        {.kind = ArgumentForm::Kind::Word,
         .what = "what a timestamp begins with",
         .example = "day",
         .words = kTimestampUnits},
        {.kind = ArgumentForm::Kind::Word, .what = "hour, for times", .example = "hour", .words = kTimeUnits},
        generalized_number_form(),
        generalized_point_form(),
        {.kind = ArgumentForm::Kind::Word,
         .what = "network, for network addresses",
         .example = "network",
         .words = kNetworkWords},
        {.kind = ArgumentForm::Kind::Parameters,
         .what = "how many bits of a network address stay",
         .example = "{ ipv4: 16, ipv6: 32 }",
         .parameters = kNetworkParameters,
         .needs = ArgumentForm::Needs::One},
    };
    return kForms;
}

} // namespace

const Operator kGeneralize{
    .name = "generalize",
    .summary =
        "Makes a date or time the start of its hour, day, month, quarter, year or decade, a number the start of its "
        "bucket or one of fewer decimals, and a network address its network.",
    .takes =
        "`month`, `quarter`, `year` or `decade` for dates, also `hour` and `day` for timestamps, `hour` for times; "
        "`{ bucket: 10 }` or `{ decimals: -2 }` for numbers, `{ decimals: 1 }` for points; `network` or "
        "`{ ipv4: 16, ipv6: 32 }` for network addresses",
    .suits = "date, timestamp, time, numbers, inet, cidr, point",
    .example = "{ generalize: year }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
