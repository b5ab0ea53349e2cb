// SPDX-License-Identifier: Apache-2.0
//
// The text is taken apart into words, which are runs of letters and digits, and what stands between them. From each
// word that can begin a number, up to nine words with one separator between each are tried as one number, every length
// by itself: what precedes or follows a number, or overlaps with it, cannot hide it. So a second pass, which finds
// marks where numbers were, tries nothing that the first did not.
//
// Only a text that has so many digits together at all is taken apart.
#include "anonymizers/scrub_numbers.hpp"

#include "anonymizers/known_pattern.hpp"
#include "anonymizers/sql.hpp"

#include <vector>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

// How a kind of number is told: by how it is written, and by its check digits over `number`, its capital letters and
// digits only.
struct Shape {
    ScrubKind kind;
    std::string_view written; // a regular expression for the whole of it, separators included
    std::string check;        // SQL; empty: the shape says enough
};

// The sum over the digits at places 1 to `count` of each times its weight.
std::string weighted_sum(std::string_view weights, int count) {
    return "(select sum(substr(candidate.number, place, 1)::int * (array[" + std::string(weights) +
           "])[place]) from generate_series(1, " + std::to_string(count) + ") as place)";
}

// From the right, every second digit counts double, and the digits of the double are added (ISO/IEC 7812-1, annex B).
std::string luhn() {
    return "(select sum(case when (length(candidate.number) - place) % 2 = 0 then digit else digit * 2 - case when "
           "digit > 4 "
           "then 9 else 0 end end) % 10 = 0 from (select place, substr(candidate.number, place, 1)::int as digit from "
           "generate_series(1, length(candidate.number)) as place) as digits)";
}

// Letters count from 10 on, and the first four characters come last (ISO 13616, ISO/IEC 7064 mod 97-10).
std::string mod_97() {
    return "(select string_agg(case when letter ~ '[0-9]' then letter else (ascii(letter) - 55)::text end, '' order by "
           "place)::numeric % 97 = 1 from (select place, substr(substr(candidate.number, 5) || left(candidate.number, "
           "4), "
           "place, 1) as letter from generate_series(1, length(candidate.number)) as place) as letters)";
}

// The Dutch eleven-test, in which the last digit counts against the others.
std::string bsn_check() {
    return weighted_sum("9, 8, 7, 6, 5, 4, 3, 2, -1", 9) + " % 11 = 0 and candidate.number <> '000000000'";
}

std::string fodselsnummer_check() {
    return weighted_sum("3, 7, 6, 1, 8, 9, 4, 5, 2, 1", 10) + " % 11 = 0 and " +
           weighted_sum("5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1", 11) + " % 11 = 0 and candidate.number <> '00000000000'";
}

// Corsica's 2A and 2B count as 19 and 18; the last two digits are what is missing to a multiple of 97.
std::string nir_check() {
    return "(97 - replace(replace(left(candidate.number, 13), '2A', '19'), '2B', '18')::bigint % 97 = "
           "right(candidate.number, 2)::int)";
}

// ISO/IEC 7064 mod 11,10: each digit is added to what the ones before it left.
std::string steuer_id_check() {
    return "(with recursive fold(place, product) as (select 1, 10 union all select place + 1, 2 * (case when (product "
           "+ "
           "substr(candidate.number, place, 1)::int) % 10 = 0 then 10 else (product + substr(candidate.number, place, "
           "1)::int) % 10 end) % 11 from fold where place < 11) select (11 - product) % 10 = right(candidate.number, "
           "1)::int "
           "from fold where place = 11)";
}

std::vector<Shape> shapes_of(const ScrubKinds& kinds) {
    const std::vector<Shape> all = {
        {ScrubKind::Iban, "[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4})?)",
         mod_97()},
        // 13 to 19 digits; those of years, 19.. and 20.., begin no card.
        {ScrubKind::Card,
         "(?=2[2-7]|[3-6])(?:[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){2,3}[ -][0-9]{1,4}|[0-9]{4}[ -][0-9]{6}[ "
         "-][0-9]{4,5})",
         luhn()},
        {ScrubKind::Bsn, "(?:[0-9]{9}|[0-9]{4}[. -][0-9]{2}[. -][0-9]{3}|[0-9]{3}[. -][0-9]{3}[. -][0-9]{3})",
         bsn_check()},
        {ScrubKind::Fodselsnummer, "[0-9]{6}[ -]?[0-9]{5}", fodselsnummer_check()},
        {ScrubKind::Nir,
         "[1-478][ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?(?:[0-9]{2}|2[AB])[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{2}",
         nir_check()},
        {ScrubKind::SteuerId, "[1-9](?:[0-9]{10}|[0-9][ .-][0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3})", steuer_id_check()},
        {ScrubKind::Nino,
         "(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
         {}},
        {ScrubKind::Ssn, "(?!000|666|9)[0-9]{3}([ -])(?!00)[0-9]{2}[ -](?!0000)[0-9]{4}", {}},
    };
    std::vector<Shape> chosen;
    for (const Shape& shape : all)
        if (kinds.contains(shape.kind))
            chosen.push_back(shape);
    return chosen;
}

// CASE and not AND: of a text that has not the shape no digits can be taken.
std::string is_number(const std::vector<Shape>& shapes) {
    std::string any;
    for (const Shape& shape : shapes)
        any += (any.empty() ? "" : " or ") + std::string("case when candidate.written ~ ") +
               literal("^" + std::string(shape.written) + "$") + " then " +
               (shape.check.empty() ? "true" : shape.check) + " else false end";
    return "(" + any + ")";
}

// Whether what is ahead begins with the shape of any number: asked once for each word, before its lengths are tried.
std::string has_shape(const std::vector<Shape>& shapes, const std::string& ahead) {
    std::string any;
    for (const Shape& shape : shapes)
        any += (any.empty() ? "" : "|") + std::string(shape.written);
    return ahead + " ~ " + literal("^(?:" + any + ")(?![[:alnum:]])");
}

// What every number has somewhere: nine digits in one stretch, or letters among fewer.
std::string any_number(const ScrubKinds& kinds) {
    std::string pattern = "[0-9](?:[ .-]?[0-9]){8}";
    if (kinds.contains(ScrubKind::Iban))
        pattern += "|(?<![[:alnum:]])[a-zA-Z]{2}[0-9]{2}[ -]?[a-zA-Z0-9]{4}";
    if (kinds.contains(ScrubKind::Nir))
        pattern += "|2[abAB][ .-]?[0-9]{3}[ .-]?[0-9]{3}";
    if (kinds.contains(ScrubKind::Nino))
        pattern += "|(?<![[:alnum:]])[a-zA-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-dA-D](?![[:alnum:]])";
    return pattern;
}

std::string upper(const std::string& text) {
    return "translate(" + text + ", " + literal(kLower) + ", " + literal(kUpper) + ")";
}

} // namespace

std::optional<std::string> without_numbers(const ScrubKinds& kinds, const std::string& text) {
    const auto shapes = shapes_of(kinds);
    if (shapes.empty())
        return {};
    const std::string words = "(select part.place, part.found[1] as written, array_agg(part.found[1]) over (order by "
                              "part.place rows between current row and 16 following) as ahead from regexp_matches(" +
                              text + ", '[[:alnum:]]+|[^[:alnum:]]+', 'g') with ordinality as part(found, place))";
    // How many words and separators from here on are a number; the longest, where several lengths are.
    const std::string length =
        "(select max(candidate.parts) from (select tried.parts, tried.written, translate(tried.written, ' .-', '') as "
        "number from (select parts, " +
        upper("array_to_string(word.ahead[1:parts], '')") +
        " as written from generate_series(1, least(17, cardinality(word.ahead)), 2) as parts offset 0) as tried where "
        "length(tried.written) between 9 and 45 offset 0) as candidate where " +
        is_number(shapes) + ")";
    const std::string measured = "(select word.place, word.written, word.place + case when " +
                                 has_shape(shapes, upper("array_to_string(word.ahead, '')")) + " then " + length +
                                 " end as until from " + words + " as word offset 0)";
    const std::string covered = "(select measured.place, measured.written, coalesce(max(measured.until) over (order by "
                                "measured.place rows between 16 preceding and current row) > measured.place, false) as "
                                "is_number from " +
                                measured + " as measured)";
    const std::string marked = "(select covered.*, covered.is_number and lag(covered.is_number) over (order by "
                               "covered.place) is not true as begins from " +
                               covered + " as covered)";
    return "case when " + text + " ~ " + literal(any_number(kinds)) +
           " then (select string_agg(case when marked.begins then " + literal(kScrubMark) +
           " when marked.is_number then '' else marked.written end, '' order by marked.place) from " + marked +
           " as marked) else " + text + " end";
}

} // namespace retention::anonymizers
