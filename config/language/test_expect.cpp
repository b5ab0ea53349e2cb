// SPDX-License-Identifier: Apache-2.0
#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

namespace {

constexpr Kind kAnyName{.what = "a name", .may_be_number = true};
constexpr Kind kWordOrNone = or_null({.what = "a word, or none", .may_be_number = true});
constexpr Kind kDayOrNone =
    or_null({.what = "a date such as 2026-01-31, or none", .pattern = "^([0-9]{4}-[0-9]{2}-[0-9]{2}|none)$"});
constexpr Kind kFloorEnd = or_null(
    {.what = "a date such as 2026-01-31, none or unknown", .pattern = "^([0-9]{4}-[0-9]{2}-[0-9]{2}|none|unknown)$"});
constexpr Kind kNameList{
    .form = Kind::Form::List, .what = "a list of names", .each = &kAnyName, .may_be_empty = true, .is_set = true};
constexpr const Kind* kNameForms[] = {&kWordOrNone, &kNameList};
constexpr Kind kNameSet{.form = Kind::Form::Either, .what = "a name, a list of names, or none", .choices = kNameForms};

constexpr const char* kStateWords[] = {"due",    "not_in_class", "when", "no_starting_point", "not_expired", "done",
                                       "unless", "floor",        "hold"};
constexpr Kind kRuleMap = keys_of(kExpectedRule);
constexpr const Kind* kRuleForms[] = {&kStates, &kRuleMap};
constexpr Kind kOneRule{.form = Kind::Form::Either, .what = "the state of a rule, or a map", .choices = kRuleForms};

constexpr Kind kFactValue = or_null({.what = "a value", .pattern = "^", .may_be_number = true});

constexpr Kind map_of_names_to(const Kind& each, std::string_view what) noexcept {
    return {.form = Kind::Form::Names, .what = what, .names = &kAnyName, .each = &each, .may_be_empty = true};
}
constexpr Kind kRuleNames = map_of_names_to(kOneRule, "a map of rules to how they stand");
constexpr Kind kStopNames = map_of_names_to(kNameSet, "a map of rules to what stops them");
constexpr Kind kFactNames = map_of_names_to(kFactValue, "a map of facts to values");
constexpr Kind kConsentNames = map_of_names_to(kFactValue, "a map of columns such as consent_marketing to values");
constexpr Kind kFloorNames = map_of_names_to(kFloorEnd, "a map of floors to the dates on which they end");

constexpr Kind kNoNext = or_null({.form = Kind::Form::Text, .what = "none", .pattern = "^none$"});
constexpr Kind kNextMap = keys_of(kNext);
constexpr const Kind* kNextForms[] = {&kNoNext, &kNextMap};
constexpr Kind kWhatIsNext{
    .form = Kind::Form::Either, .what = "a map of what comes next, or none", .choices = kNextForms};

constexpr Key kExpectedKeys[] = {
    {"class", &kWordOrNone, "", "The class, or `none`", "prospect"},
    {"action", &kWordOrNone, "", "What is done with the subject now, or `none`", "delete"},
    {"rule", &kWordOrNone, "", "The rule by which, or `none`", "silent-prospects"},
    {"rules", &kRuleNames, "",
     "For each rule its state, or a map with `state`, `starting_point`, `expires_on` (dates, or `none`) and "
     "`stopped_by`",
     "{ silent-prospects: { expires_on: 2026-03-01, state: due } }"},
    {"stopped_by", &kStopNames, "",
     "For each rule everything that stops it: names of floors and holds, `operator`, `unless`; a word, a list, or "
     "`none`",
     "{ silent-prospects: [bookkeeping, operator] }"},
    {"next", &kWhatIsNext, "", "What time alone will bring: a map with `action`, `rule` and `on`; or `none`",
     "{ on: 2026-03-02 }"},
    {"facts", &kFactNames, "", "For each fact its value", "{ open_cases: 1, last_invoice: null }"},
    {"consent", &kConsentNames, "",
     "For each of `consent_<purpose>`, `consent_<purpose>_ended`, `basis_valid`, `basis_ended` its value",
     "{ consent_marketing: false }"},
    {"floors", &kFloorNames, "",
     "For each floor the date until which it blocks; `none` where it does not, or not any more; `unknown` where nobody "
     "knows for how long",
     "{ bookkeeping: 2031-01-01 }"},
    {"holds", &kNameSet, "", "The holds on the subject, those of operators being `operator`; a word, a list, or `none`",
     "[dispute]"},
};
constexpr const char* kSomething[] = {"class", "action", "rule",    "rules",  "stopped_by",
                                      "next",  "facts",  "consent", "floors", "holds"};

constexpr Key kRuleKeys[] = {
    {"state", &kStates, "", "How it stands", "due"},
    {"starting_point", &kDayOrNone, "", "From when its period runs, before `from` moves it; or `none`", "2024-03-01"},
    {"expires_on", &kDayOrNone, "", "The day on which its period has ended, or `none`", "2026-03-01"},
    {"stopped_by", &kNameSet, "", "Everything that stops it; a word, a list, or `none`", "[bookkeeping, operator]"},
};

constexpr Key kNextKeys[] = {
    {"action", &kWordOrNone, "", "What will be done, or `none`", "delete"},
    {"rule", &kWordOrNone, "", "By which rule, or `none`", "silent-prospects"},
    {"on", &kDayOrNone, "", "On which day, or `none`", "2026-03-02"},
};

constexpr const char* kNobodyWords[] = {"no_subject"};
constexpr Kind kNobody = one_word_of(kNobodyWords);
constexpr Kind kStanding = keys_of(kExpected);
constexpr const Kind* kSubjectForms[] = {&kNobody, &kStanding};
constexpr Kind kOneSubject{
    .form = Kind::Form::Either, .what = "no_subject, or a map of what is expected", .choices = kSubjectForms};
constexpr Kind kExpectedKey{.what = "the key of a subject"};

} // namespace

constinit const Map kExpected{
    .what = "what is expected of a subject",
    .help = "How a subject stands before anything is done",
    .docs = "policy-tests.md#expect",
    .keys = kExpectedKeys,
    .at_least_one = kSomething,
};

constinit const Map kExpectedRule{
    .what = "what is expected of a rule",
    .help = "How a rule stands for the subject",
    .docs = "policy-tests.md#a-rule-and-what-is-next",
    .keys = kRuleKeys,
};

constinit const Map kNext{
    .what = "what comes next",
    .help = "What time alone will bring",
    .docs = "policy-tests.md#a-rule-and-what-is-next",
    .keys = kNextKeys,
};

constinit const Kind kStates = one_word_of(kStateWords);

constinit const Kind kExpectations{.form = Kind::Form::Names,
                                   .what = "a map of subjects to what is expected of them",
                                   .names = &kExpectedKey,
                                   .each = &kOneSubject,
                                   .may_be_empty = true};

} // namespace retention::config::language
