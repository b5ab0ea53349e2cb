// SPDX-License-Identifier: Apache-2.0
//
// The kinds of value that several maps have.
#pragma once

#include "config/language/description.hpp"

#include <chrono>

namespace retention::config::language {

inline constexpr Kind kText{.what = "a text", .may_be_number = true};
inline constexpr Kind kReason{.what = "a reason", .may_be_number = true};
inline constexpr Kind kExpression{.what = "an SQL expression", .may_be_number = true};
inline constexpr Kind kPath{.what = "a path"};

// Years, months and days, or weeks.
inline constexpr Kind kPeriod{
    .what = "a period such as P2Y",
    .pattern = "^P([0-9]{1,6}W|(?=[0-9])([0-9]{1,6}Y)?([0-9]{1,6}M)?([0-9]{1,6}D)?)$"};

// Letters, digits, underscores and hyphens.
inline constexpr Kind kName{.what = "a name", .pattern = "^[A-Za-z0-9_-]+$", .may_be_number = true};

// What becomes a name in SQL.
inline constexpr Kind kColumnOfOurs{.what = "a name of small letters, digits and underscores",
                                    .pattern = "^(?!retentiond_)[a-z_][a-z0-9_]{0,49}$"};

// Parts between dots, each as it is or between double quotes.
inline constexpr Kind kTable{
    .what = "a table such as crm.person",
    .pattern = R"re(^("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+)(\.("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+))?$)re"};
inline constexpr Kind kColumn{
    .what = "a column such as crm.person.email",
    .pattern = R"re(^("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+)(\.("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+)){1,2}$)re"};

// A day, or a time on it.
inline constexpr Kind kJudgedBy{.what = "a date such as 2026-03-01, or a time",
                                .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"};

inline constexpr Kind kColumnName{.what = "the name of a column", .may_be_number = true};
inline constexpr Kind kColumnList{
    .form = Kind::Form::List, .what = "a list of columns", .each = &kColumnName, .is_set = true};
inline constexpr const Kind* kColumnNameOrList[] = {&kColumnName, &kColumnList};
inline constexpr Kind kColumnNames{
    .form = Kind::Form::Either, .what = "a column, or a list of columns", .choices = kColumnNameOrList};

constexpr Kind whole_number(long long min, long long max) noexcept {
    return {.form = Kind::Form::Whole, .what = "a whole number", .min = min, .max = max};
}

constexpr Kind percentage() noexcept {
    return {.form = Kind::Form::Percent,
            .what = "a percentage such as 5%",
            .pattern = "^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?%$",
            .min = 0,
            .max = 100};
}

constexpr Kind duration(std::chrono::milliseconds min, std::chrono::milliseconds max) noexcept {
    return {.form = Kind::Form::Duration,
            .what = "a duration such as 50ms",
            .pattern = "^[0-9]+(ms|s|m|h)$",
            .min = min.count(),
            .max = max.count()};
}

constexpr Kind one_word_of(std::span<const char* const> words) noexcept {
    return {.form = Kind::Form::Word, .words = words};
}

constexpr Kind keys_of(const Map& map) noexcept {
    return {.form = Kind::Form::Keys, .what = "a map", .map = &map};
}

constexpr Kind or_null(Kind kind) noexcept {
    kind.may_be_null = true;
    return kind;
}

} // namespace retention::config::language
