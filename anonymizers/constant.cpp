// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>

namespace retention::anonymizers {

namespace {

bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}

// A whole number within the column's type; a domain's base type is not known here and counts as bigint.
bool is_integer(std::string_view text, std::string_view type) noexcept {
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return false;
    const auto fits = [number]<typename T>(T) {
        return number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max();
    };
    if (type == "smallint")
        return fits(std::int16_t{});
    if (type == "integer")
        return fits(std::int32_t{});
    return true;
}

// Digits with at most one point, a sign before and an exponent after.
bool is_number(std::string_view text) noexcept {
    const auto take_sign = [&text] {
        if (!text.empty() && (text.front() == '-' || text.front() == '+'))
            text.remove_prefix(1);
    };
    const auto take_digits = [&text] {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        const auto count = static_cast<std::size_t>(end - text.begin());
        text.remove_prefix(count);
        return count;
    };
    take_sign();
    std::size_t digits = take_digits();
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        digits += take_digits();
    }
    if (digits == 0)
        return false;
    if (text.empty())
        return true;
    if (text.front() != 'e' && text.front() != 'E')
        return false;
    text.remove_prefix(1);
    take_sign();
    return take_digits() > 0 && text.empty();
}

bool is_boolean(std::string_view text) noexcept {
    return text == "true" || text == "false";
}

// YYYY-MM-DD that exists. Words like "now" and "today" would read the clock and mean another day in every run.
bool is_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return false;
    const auto field = [text](std::size_t begin, std::size_t length) {
        int number = -1;
        const auto part = text.substr(begin, length);
        if (std::all_of(part.begin(), part.end(), is_digit))
            std::from_chars(part.data(), part.data() + part.size(), number);
        return number;
    };
    const int year = field(0, 4);
    const int month = field(5, 2);
    const int day = field(8, 2);
    return year > 0 && month > 0 && day > 0 &&
           std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                       std::chrono::day{static_cast<unsigned>(day)}}
               .ok();
}

// A date, alone or with a time that the server reads.
bool is_timestamp(std::string_view text) noexcept {
    return is_date(text.substr(0, 10)) && (text.size() == 10 || text[10] == ' ' || text[10] == 'T');
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    }
    return true;
}

// What `value` should have been, or nothing where it will do or only the server can tell.
std::string_view what_is_wanted(std::string_view value, const Column& column) noexcept {
    switch (column.family) {
    case TypeFamily::Integer:
        return is_integer(value, column.type) ? "" : "a whole number that the type can hold";
    case TypeFamily::Number:
        return is_number(value) ? "" : "a number";
    case TypeFamily::Boolean:
        return is_boolean(value) ? "" : "true or false";
    case TypeFamily::Date:
        return is_date(value) ? "" : "a date like 1970-01-31";
    case TypeFamily::Timestamp:
        return is_timestamp(value) ? "" : "a timestamp like 1970-01-31 00:00:00";
    case TypeFamily::Uuid:
        return is_uuid(value) ? "" : "a UUID like 00000000-0000-0000-0000-000000000000";
    default:
        return "";
    }
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (argument.kind == Argument::Kind::Null)
        return check_nullable(column);
    if (argument.kind == Argument::Kind::None)
        return Refusal{"needs a value", "Write for example { constant: 0 }."};
    if (argument.kind != Argument::Kind::Text)
        return Refusal{"takes one value",
                       "Write an array or a document as one text in quotes, as PostgreSQL reads it: '{}'."};
    if (argument.text.find('\0') != std::string::npos)
        return Refusal{"takes a value without NUL characters", {}};
    if (const auto wanted = what_is_wanted(argument.text, column); !wanted.empty())
        return Refusal{"takes " + std::string(wanted) + " for a column of type " + column.type, {}};
    if (column.family != TypeFamily::Text)
        return {};
    return check_length("the value", characters(argument.text), column, "Write a shorter value.");
}

std::string compile(const Argument& argument, const Column& column, const Inputs&) {
    if (argument.kind == Argument::Kind::Null)
        return as_column_type("null", column);
    return as_column_type(literal(argument.text), column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Value,
         .what = "a value that fits the column",
         .example = "0",
         .pattern = "^",
         .may_be_null = true},
    };
    return kForms;
}

} // namespace

const Operator kConstant{
    .name = "constant",
    .summary = "Puts the same value everywhere, also where there was none.",
    .takes = "one value that fits the column",
    .suits = "every type",
    .example = "{ constant: 0 }",
    .forms = forms,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
