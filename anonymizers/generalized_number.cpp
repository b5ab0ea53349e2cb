// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/generalized_number.hpp"

#include "anonymizers/checks.hpp"
#include "anonymizers/number_type.hpp"
#include "anonymizers/sql.hpp"

#include <limits>
#include <string_view>

namespace retention::anonymizers {

namespace {

constexpr long long kBucketMax = 1'000'000'000;
constexpr long long kDecimalsMin = -18;
constexpr long long kDecimalsMax = 15;

constexpr ArgumentForm kBucket{
    .kind = ArgumentForm::Kind::Whole, .what = "a whole number", .min = 1, .max = kBucketMax};
constexpr ArgumentForm kDecimals{
    .kind = ArgumentForm::Kind::Whole, .what = "a whole number", .min = kDecimalsMin, .max = kDecimalsMax};
constexpr Parameter kParameters[] = {
    {"bucket", &kBucket, "", "The size of a bucket, 2 or more for whole numbers: a number becomes the start of its own",
     "10"},
    {"decimals", &kDecimals, "", "How many decimals stay: -2 are hundreds; below 0 for whole numbers", "-2"},
};
constexpr Parameter kPointParameters[] = {
    {"decimals", &kDecimals, "required", kParameters[1].help, "1"},
};

// A whole number in a bucket of one is the number itself, and has no decimals to lose.
long long bucket_min(const Column& column) noexcept {
    return column.family == TypeFamily::Integer ? 2 : kBucket.min;
}
long long decimals_max(const Column& column) noexcept {
    return column.family == TypeFamily::Integer ? -1 : kDecimalsMax;
}

std::optional<long long> read_number(const Argument& argument, std::string_view name, long long least,
                                     long long most) noexcept {
    const Argument* const parameter = argument.find(name);
    return parameter == nullptr ? std::nullopt : whole_number(parameter->text, least, most);
}

std::optional<Refusal> check_bucket(const Argument& argument, const Column& column) {
    if (read_number(argument, "bucket", bucket_min(column), kBucketMax))
        return {};
    return Refusal{"takes a bucket of " + std::to_string(bucket_min(column)) + " to " + std::to_string(kBucketMax) +
                       " for a number",
                   "Write for example { generalize: { bucket: 10 } }."};
}

Refusal refuse_decimals(long long most, std::string_view what) {
    return {"takes decimals from " + std::to_string(kDecimalsMin) + " to " + std::to_string(most) + " for a " +
                std::string(what),
            "Write for example { generalize: { decimals: " +
                std::string(most < 0 ? "-2 } }, for hundreds." : "1 } }.")};
}

std::optional<Refusal> check_decimals(const Argument& argument, const Column& column) {
    const auto decimals = read_number(argument, "decimals", kDecimalsMin, decimals_max(column));
    if (!decimals)
        return refuse_decimals(decimals_max(column), column.family == TypeFamily::Integer ? "whole number" : "number");
    if (const auto type = decimals_of(column); type && *decimals >= type->scale)
        return Refusal{"to " + std::to_string(*decimals) + " decimals changes nothing: the column has " +
                           std::to_string(type->scale),
                       "Write a smaller number, or keep."};
    return {};
}

// The largest whole number up to which floating point of `digits` binary digits has every one; beyond it buckets would
// drift apart, so that the last bucket has no end.
long long last_bucket(int digits, long long bucket) noexcept {
    return (1LL << digits) / bucket * bucket;
}

// Lowest number of the bucket, for floating point; of whole numbers, because the smallest ones can't be divided.
std::string float_bucket(long long bucket, int digits, const Inputs& inputs) {
    const std::string last = std::to_string(last_bucket(digits, bucket));
    const std::string size = std::to_string(bucket);
    return "floor(floor(least(greatest(" + inputs.old_value + "::double precision, -" + last + "), " + last + ")) / " +
           size + ") * " + size;
}

// Lowest number of the bucket, for whole numbers and decimals: downwards below zero too, and exact, which a division of
// large numbers is not. The lowest bucket of a type begins before the type does; where a domain does is not known here,
// so that its buckets below zero begin next to zero.
std::string exact_bucket(long long bucket, const Column& column, const Inputs& inputs) {
    const std::string size = std::to_string(bucket);
    const std::string number = inputs.old_value + "::numeric";
    if (is_domain(column))
        return number + " - mod(" + number + ", " + size + ")";
    const std::string start = number + " - mod(mod(" + number + ", " + size + ") + " + size + ", " + size + ")";
    if (is_whole(column) || decimals_of(column))
        return unless_null("greatest(" + start + ", " + lowest(column) + ")", inputs);
    return start;
}

std::string bucket_start(long long bucket, const Column& column, const Inputs& inputs) {
    if (column.type == "real")
        return unless_null(float_bucket(bucket, std::numeric_limits<float>::digits, inputs), inputs);
    if (column.type == "double precision")
        return unless_null(float_bucket(bucket, std::numeric_limits<double>::digits, inputs), inputs);
    return exact_bucket(bucket, column, inputs);
}

// By way of numeric, which takes as many digits of floating point as always come back the same, so that a second pass
// finds the number rounded; the largest number, thus shortened, would be too large for the type.
std::string rounded_floating(const std::string& number, const std::string& decimals, const std::string& most) {
    return "case when " + number + "::text in ('NaN', 'Infinity', '-Infinity') then " + number + " when " + number +
           " is not null then greatest(-" + most + ", least(" + most + ", round(" + number + "::numeric, " + decimals +
           ")))::double precision end";
}

// Towards zero where the number above is more than the type holds, and for a domain, of which that is not known.
std::string rounded_exact(const std::string& decimals, const Column& column, const Inputs& inputs) {
    const std::string number = inputs.old_value + "::numeric";
    const std::string rounded = "round(" + number + ", " + decimals + ")";
    const std::string cut = "trunc(" + number + ", " + decimals + ")";
    if (is_domain(column))
        return cut;
    const std::string most = largest(column);
    return most.empty() ? rounded
                        : "case when abs(" + rounded + ") > " + most + " then " + cut + " else " + rounded + " end";
}

} // namespace

ArgumentForm generalized_number_form() noexcept {
    return {.kind = ArgumentForm::Kind::Parameters,
            .what = "a bucket or decimals, for numbers",
            .example = "{ bucket: 10 }",
            .parameters = kParameters,
            .needs = ArgumentForm::Needs::ExactlyOne};
}

ArgumentForm generalized_point_form() noexcept {
    return {.kind = ArgumentForm::Kind::Parameters,
            .what = "decimals, for points",
            .example = "{ decimals: 1 }",
            .parameters = kPointParameters};
}

std::optional<Refusal> check_generalized_number(const Argument& argument, const Column& column) {
    if (auto refusal = check_parameters(argument, names_of(kParameters)))
        return refusal;
    if (argument.map.size() != 1)
        return Refusal{"takes a bucket or decimals for a number", "Write for example { generalize: { bucket: 10 } }."};
    return argument.find("bucket") != nullptr ? check_bucket(argument, column) : check_decimals(argument, column);
}

std::string generalized_number(const Argument& argument, const Column& column, const Inputs& inputs) {
    if (const auto bucket = read_number(argument, "bucket", bucket_min(column), kBucketMax))
        return bucket_start(*bucket, column, inputs);
    const std::string& decimals = argument.find("decimals")->text;
    return is_floating(column) ? rounded_floating(inputs.old_value, decimals, largest(column))
                               : rounded_exact(decimals, column, inputs);
}

std::optional<Refusal> check_generalized_point(const Argument& argument) {
    if (auto refusal = check_parameters(argument, names_of(kPointParameters)))
        return refusal;
    if (!read_number(argument, "decimals", kDecimalsMin, kDecimalsMax))
        return refuse_decimals(kDecimalsMax, "point");
    return {};
}

std::string generalized_point(const Argument& argument, const Inputs& inputs) {
    Column coordinate;
    coordinate.type = "double precision";
    const std::string most = largest(coordinate);
    const std::string& decimals = argument.find("decimals")->text;
    return "point(" + rounded_floating("(" + inputs.old_value + ")[0]", decimals, most) + ", " +
           rounded_floating("(" + inputs.old_value + ")[1]", decimals, most) + ")";
}

} // namespace retention::anonymizers
