// SPDX-License-Identifier: Apache-2.0
//
// Takes a subject's known values (names, mail addresses, telephone numbers) out of free text, and whatever else has the
// shape of such a thing, where it is asked to. known_pattern.cpp, scrub_kinds.cpp and scrub_numbers.cpp say how they
// are found. First what is known, then addresses, numbers with check digits, and telephone numbers: each sees what the
// ones before it have left, so that all of it done again changes nothing.
#include "anonymizers/checks.hpp"
#include "anonymizers/known_pattern.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/scrub_kinds.hpp"
#include "anonymizers/scrub_numbers.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kMark = kScrubMark;

constexpr std::string_view kSubject = "unscrubbed";

std::string without_known(const std::string& text, const Inputs& inputs) {
    return "coalesce(regexp_replace(" + text + ", " + inputs.known + ", " + literal(kMark) + ", 'gi'), " + text + ")";
}

std::string without(const std::string& pattern, const std::string& hint, const std::string& text, std::string_view mark = kMark) {
    return "case when " + text + " ~ " + literal(hint) + " then regexp_replace(" + text + ", " + literal(pattern) +
           ", " + literal(mark) + ", 'gi') else " + text + " end";
}

// `expression` over the one before it, which has its name and is made once.
std::string after(const std::string& earlier, const std::string& expression) {
    return "(select " + expression + " from (select " + earlier + " as text offset 0) as " + std::string(kSubject) +
           ")";
}

std::string scrubbed(const ScrubKinds& kinds, const Inputs& inputs) {
    const std::string before = std::string(kSubject) + ".text";
    std::string text = inputs.old_value + "::text collate pg_catalog.\"default\"";
    if (kinds.contains(ScrubKind::Known))
        text = without_known(text, inputs);
    if (const auto pattern = address_pattern(kinds); !pattern.empty())
        text = after(text, without(pattern, address_hint(kinds), before));
    if (const auto pattern = dotted_address_pattern(kinds); !pattern.empty())
        text = after(text, without(pattern, dotted_address_hint(), before, R"(\1)" + std::string(kMark)));
    if (const auto expression = without_numbers(kinds, before))
        text = after(text, *expression);
    if (const auto pattern = phone_pattern(kinds); !pattern.empty())
        text = after(text, without(pattern, phone_hint(), before));
    return text;
}

// Marks may make a text longer than its column. It is cut at white space then, because half a word can be a known value
// again; where there is none, the mark alone remains.
std::string cut(const std::string& text, int length_max) {
    const std::string length = std::to_string(length_max);
    const std::string begin = "regexp_replace(left(result, " + length + " + 1), " + literal(R"((^|\s)\S*$)") + ", '')";
    return "(select case when length(result) > " + length + " then coalesce(nullif(" + begin + ", ''), " +
           literal(kMark) + ") else result end from (select " + text + " as result offset 0) as scrubbed)";
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    if (auto refusal = check_scrub_kinds(argument))
        return refusal;
    return check_length(literal(kMark), characters(kMark), column,
                        "Write redact with a shorter text, or { prefix: 1 }.");
}

Traits traits_of(const Argument& argument) {
    return {.strength = Strength::Reduced, .draws = {.known = scrub_kinds(argument).contains(ScrubKind::Known)}};
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const std::string text = scrubbed(scrub_kinds(argument), inputs);
    return as_column_type(column.length_max ? cut(text, *column.length_max) : text, column);
}

std::span<const ArgumentForm> forms() {
    static constexpr std::string_view kAllWords[] = {kScrubAll};
    static const ArgumentForm kind{.kind = ArgumentForm::Kind::Word, .what = "a kind", .words = scrub_kind_names()};
    static const ArgumentForm kForms[] = {
        {},
        {.kind = ArgumentForm::Kind::Word, .what = "all", .example = "all", .words = kAllWords},
        {.kind = ArgumentForm::Kind::Word, .what = "one kind", .example = "email", .words = scrub_kind_names()},
        {.kind = ArgumentForm::Kind::List,
         .what = "a list of kinds",
         .example = "[known, email, phone, iban]",
         .min = 1,
         .max = static_cast<long long>(scrub_kind_names().size()),
         .each = &kind,
         .is_set = true},
    };
    return kForms;
}

} // namespace

const Operator kScrub{
    .name = "scrub",
    .summary =
        "Takes the subject's own names, mail addresses and telephone numbers out of free text, and on request all that "
        "has the shape of such a thing.",
    .takes = "nothing, `all`, or a list of `known` (the subject's own), `email`, `phone`, `iban`, `card`, `ip`, `url`, "
             "`bsn`, "
             "`fodselsnummer`, `nir`, `steuer_id`, `nino`, `ssn`",
    .suits = "text",
    .example = "{ scrub: [known, email, phone, iban] }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced, .draws = {.known = true}},
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
