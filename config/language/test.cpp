// SPDX-License-Identifier: Apache-2.0
#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kFile{.what = "a path, relative to this file"};
constexpr Kind kSentence{.what = "a sentence", .may_be_number = true};

// As the journal writes a key: one value, or a list for a composite one.
constexpr Kind kKeyPart{.what = "a part of the key", .may_be_number = true};
constexpr Kind kKeyParts{.form = Kind::Form::List, .what = "a list for a composite key", .each = &kKeyPart};
constexpr const Kind* kKeyForms[] = {&kKeyPart, &kKeyParts};
constexpr Kind kSubjectKey{
    .form = Kind::Form::Either, .what = "the key of a subject, or a list for a composite one", .choices = kKeyForms};
constexpr Kind kSubjectKeys{.form = Kind::Form::List, .what = "a list of keys of subjects", .each = &kSubjectKey};

constexpr Key kTestKeys[] = {
    {"name", &kSentence, "required", "A sentence that says what holds; different in each test of a file",
     "a silent prospect is deleted after two years",
     "Say in a sentence what holds, as in name: a silent prospect is deleted after two years."},
    {"as_of", &kJudgedBy, "the file's", "The date by which it judges", "2026-03-01"},
    {"rows", &kTestRows, "the file's",
     "Rows: a map of tables to lists of maps of columns to values. They come on top of the file's",
     "{ crm.person: [ { id: 1, status: prospect } ] }"},
    {"holds", &kSubjectKeys, "none", "Keys of subjects on whom an operator has placed a hold; a list for a composite key",
     "[7, [acme, 42]]"},
    {"requests", &kSubjectKeys, "none", "Keys of subjects who asked to be erased on that day; a list for a composite key", "[8]"},
    {"expect", &kExpectations, "nothing",
     "How subjects stand before anything is done: a map of keys to what is expected",
     "{ 1: { class: prospect, action: delete } }"},
    {"after", &kAfterwards, "nothing is done", "What tables look like when everything that is due has been done",
     "{ crm.person: gone }"},
};
constexpr const char* kSays[] = {"expect", "after"};

constexpr Kind kOneTest = keys_of(kTest);
constexpr Kind kTestList{.form = Kind::Form::List, .what = "a list of tests", .each = &kOneTest};

constexpr Key kKeys[] = {
    {"policy", &kFile, "required", "The policy's file, relative to this one", "contacts.yaml",
     "Name the policy's file, as in policy: contacts.yaml."},
    {"schema", &kFile, "the database's",
     "A file of SQL that makes the tables, relative to this one. Absent: `--schema`, or else the schema of the "
     "policy's database, from the "
     "settings",
     "schema.sql"},
    {"as_of", &kJudgedBy, "in each test", "The date by which all tests judge: `2026-03-01`, or a time that begins so",
     "2026-03-01"},
    {"rows", &kTestRows, "none", "Rows that every test starts with", "{ crm.company: [ { id: 1 } ] }"},
    {"tests", &kTestList, "required", "The tests",
     "- name: a silent prospect is deleted after two years\n"
     "  rows: { crm.person: [ { id: 1, status: prospect } ] }\n"
     "  expect: { 1: { class: prospect, action: delete } }",
     "Write at least one test."},
};

} // namespace

constinit const Map kTest{
    .what = "a test",
    .help = "A few invented people, a date, and what must come of them",
    .docs = "policy-tests.md#a-test",
    .keys = kTestKeys,
    .at_least_one = kSays,
};

constinit const Map kPolicyTests{
    .what = "a file of tests",
    .help = "Tests of one policy: people in, class, date and action out",
    .docs = "policy-tests.md#the-file",
    .keys = kKeys,
};

} // namespace retention::config::language
