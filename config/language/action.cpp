// SPDX-License-Identifier: Apache-2.0
#include "config/language/maps.hpp"

#include "config/language/kinds.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kAnonymizer{.form = Kind::Form::Anonymizer, .what = "an anonymizer, such as redact or { prefix: 2 }"};
constexpr Kind kColumns{.form = Kind::Form::Names,
                        .what = "a map of columns to anonymizers",
                        .names = &kColumnName,
                        .each = &kAnonymizer};

constexpr const char* kRowWords[] = {"keep", "delete", "delete unless shared"};

constexpr Key kUnlessSharedKeys[] = {
    {"delete unless shared", &kColumns, "", "What becomes of the columns of the rows that stay", "{ owner_id: null }"},
};
constexpr const char* kUnlessSharedWords[] = {"delete unless shared"};
constexpr Kind kUnlessSharedRows = keys_of(kUnlessShared);

constexpr const Kind* kTreatments[] = {&kRows, &kUnlessSharedRows, &kColumns};

constexpr Kind kLineKey{
    .what = "a table, where need be with the way to the subject, such as crm.task via assigned_to",
    .pattern = R"re(^\s*("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+))re"
               R"re((\.("([^"]|"")+"|[^ \t\r\n".,;()\[\]{}'*]+|\*))?(\s+via[\s(].*)?\s*$)re"};

} // namespace

constinit const Map kUnlessShared{
    .what = "delete unless shared",
    .help = "Rows are deleted where no row that stays points to them, the others changed",
    .docs = "policy-language.md#actions",
    .keys = kUnlessSharedKeys,
    .exactly_one = kUnlessSharedWords,
};

constinit const Kind kRows = one_word_of(kRowWords);

constinit const Kind kTreatment{.form = Kind::Form::Either,
                                .what = "delete, keep, delete unless shared, or a map of columns to anonymizers",
                                .choices = kTreatments};

constinit const Kind kAction{.form = Kind::Form::Names,
                             .what = "a map of tables to what becomes of their rows",
                             .names = &kLineKey,
                             .each = &kTreatment};

constinit const Kind kActions{.form = Kind::Form::Names, .what = "a map of actions", .names = &kName, .each = &kAction};

} // namespace retention::config::language
