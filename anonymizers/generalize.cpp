// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kUnits[] = {"month", "quarter", "year", "decade"};
constexpr std::string_view kParameters[] = {"bucket"};
constexpr long long kBucketMax = 1'000'000'000;

bool is_calendar(const Column& column) noexcept {
    return column.family == TypeFamily::Date || column.family == TypeFamily::Timestamp;
}

bool is_numeric(const Column& column) noexcept {
    return column.family == TypeFamily::Integer || column.family == TypeFamily::Number;
}

std::optional<Refusal> check_unit(const Argument& argument) {
    if (argument.kind == Argument::Kind::Text && std::ranges::find(kUnits, argument.text) != std::end(kUnits))
        return {};
    std::string hint = argument.kind == Argument::Kind::Text ? did_you_mean(argument.text, kUnits) : std::string();
    if (hint.empty())
        hint = "Write for example { generalize: year }.";
    return Refusal{"takes " + one_of(kUnits) + " for a date or a timestamp", hint};
}

// A whole number in a bucket of one is the number itself.
long long bucket_min(const Column& column) noexcept {
    return column.family == TypeFamily::Integer ? 2 : 1;
}

std::optional<long long> read_bucket(const Argument& argument, const Column& column) noexcept {
    const Argument* bucket = argument.find("bucket");
    if (bucket == nullptr || bucket->kind != Argument::Kind::Text)
        return {};
    return whole_number(bucket->text, bucket_min(column), kBucketMax);
}

std::optional<Refusal> check_bucket(const Argument& argument, const Column& column) {
    for (const auto& [name, value] : argument.map)
        if (name != "bucket")
            return Refusal{"knows no parameter \"" + name + "\"", did_you_mean(name, kParameters)};
    if (!read_bucket(argument, column))
        return Refusal{"takes a bucket of " + std::to_string(bucket_min(column)) + " to " + std::to_string(kBucketMax) +
                           " for a number",
                       "Write for example { generalize: { bucket: 10 } }."};
    return {};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (is_calendar(column))
        return check_unit(argument);
    if (is_numeric(column))
        return check_bucket(argument, column);
    return refuse_type(column);
}

// The day that the month, quarter, year or decade begins with. A date goes through timestamp, not timestamptz, so that
// no time zone can move it; a timestamptz begins in the session's zone, which is the policy's.
std::string start_of(std::string_view unit, const Column& column, const Inputs& inputs) {
    const std::string moment = column.family == TypeFamily::Date ? inputs.old_value + "::timestamp" : inputs.old_value;
    return "date_trunc('" + std::string(unit) + "', " + moment + ")";
}

// The largest whole number up to which floating point of `digits` binary digits has every one; beyond it buckets would
// drift apart, so that the last bucket has no end.
long long last_bucket(int digits, long long bucket) noexcept {
    return (1LL << digits) / bucket * bucket;
}

// Lowest number of the bucket, for floating point.
std::string float_bucket(long long bucket, int digits, const Inputs& inputs) {
    const std::string last = std::to_string(last_bucket(digits, bucket));
    const std::string size = std::to_string(bucket);
    return "floor(least(greatest(" + inputs.old_value + "::double precision, -" + last + "), " + last + ") / " + size +
           ") * " + size;
}

// The lowest bucket of a type begins before the type does.
std::string_view lowest(std::string_view type) noexcept {
    if (type == "smallint")
        return "-32768";
    if (type == "integer")
        return "-2147483648";
    if (type == "bigint")
        return "-9223372036854775808";
    return {};
}

// Lowest number of the bucket, for whole numbers and decimals: downwards below zero too, and exact, which a division of
// large numbers is not.
std::string exact_bucket(long long bucket, const Column& column, const Inputs& inputs) {
    const std::string size = std::to_string(bucket);
    const std::string number = inputs.old_value + "::numeric";
    const std::string start = number + " - mod(mod(" + number + ", " + size + ") + " + size + ", " + size + ")";
    if (const auto least = lowest(column.type); !least.empty())
        return "case when " + inputs.old_value + " is not null then greatest(" + start + ", " + std::string(least) +
               ") end";
    return start;
}

std::string bucket_start(long long bucket, const Column& column, const Inputs& inputs) {
    if (column.type == "real")
        return unless_null(float_bucket(bucket, std::numeric_limits<float>::digits, inputs), inputs);
    if (column.type == "double precision")
        return unless_null(float_bucket(bucket, std::numeric_limits<double>::digits, inputs), inputs);
    return exact_bucket(bucket, column, inputs);
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    if (is_calendar(column))
        return as_column_type(start_of(argument.text, column, inputs), column);
    return as_column_type(bucket_start(*read_bucket(argument, column), column, inputs), column);
}

} // namespace

const Operator kGeneralize{
    .name = "generalize",
    .summary = "Makes a date the start of its month, quarter, year or decade, and a number the start of its bucket.",
    .takes = "`month`, `quarter`, `year` or `decade` for dates; `{ bucket: 10 }` for numbers",
    .suits = "date, timestamp, numbers",
    .example = "{ generalize: year }",
    .traits = {.strength = Strength::Reduced},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
