// SPDX-License-Identifier: Apache-2.0
#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kValue{.form = Kind::Form::Anything, .what = "a value, or null"};
constexpr Kind kRow{.form = Kind::Form::Names,
                    .what = "a row: a map of columns to values",
                    .names = &kColumnName,
                    .each = &kValue,
                    .may_be_empty = true};
constexpr Kind kRowList{.form = Kind::Form::List, .what = "a list of rows", .each = &kRow};

// What a column must hold: a value, `any`, or a map with one of not, like and matches; any other map is JSON.
constexpr Kind kExpectedRows{.form = Kind::Form::List, .what = "a list of rows", .each = &kRow, .may_be_empty = true};
constexpr const char* kWholeTables[] = {"gone", "unchanged"};
constexpr Kind kWholeTable = one_word_of(kWholeTables);
constexpr const Kind* kExpectedTables[] = {&kWholeTable, &kExpectedRows};
constexpr Kind kExpectedTable{
    .form = Kind::Form::Either, .what = "a list of rows, or one of unchanged and gone", .choices = kExpectedTables};

} // namespace

constinit const Kind kTestRows{.form = Kind::Form::Names,
                               .what = "a map of tables to lists of rows",
                               .names = &kTable,
                               .each = &kRowList,
                               .may_be_empty = true};

constinit const Kind kAfterwards{.form = Kind::Form::Names,
                                 .what = "a map of tables to what they look like",
                                 .names = &kTable,
                                 .each = &kExpectedTable,
                                 .may_be_empty = true};

} // namespace retention::config::language
