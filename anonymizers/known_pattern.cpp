// SPDX-License-Identifier: Apache-2.0
//
// One regular expression holds all values, so that the text is read once and, by the longest match, "anna@example.org"
// goes as a whole though "Anna" is known too. It is made by the server from the values, which never leave it. Rules:
//   - upper and lower case are alike, as far as the database's own collation knows them (C knows ASCII alone);
//   - a value that begins or ends with a letter or digit is found as a whole word only: "Ann" is not in "Annex";
//   - white space in a value stands for any white space or hyphens, and so does a hyphen: "Ann-Marie" is also "Ann Marie"; an apostrophe
//     stands for any sign that people write for it, or none;
//   - a value of digits and the separators - / ( ) . + and blank, with six digits or more, is a telephone number: found
//     with any such separators between the same digits, and + at its beginning is the same as 00;
//   - a name of several words is found word by word as well, whatever stands between them ("Kees (Cornelis) Bakker"): "Jane Doe" is Jane
//     and Doe, though not the "van" of "van Dijk", nor words of fewer than three characters;
//   - values of one character, or without any letter or digit, say nothing and are left out.
//
// Where letters are those of Unicode, a name is found in composed and decomposed letters alike (NFC, NFD), and with ss or a capital sharp s for its
// sharp s. In scripts that put no blanks between words a name is found where something else than letters stands beside it.
//
// Letters that the collation does not know, those beyond ASCII in C, begin and end no word: a name with them is found wherever it is written the
// same, within words too. What says something is told by what does not: they are neither punctuation nor blanks to any collation.
//
// The mark itself is the expression's first choice and stays what it is, and an opening bracket of a value never is the
// mark's: so a second pass finds nothing, even for a person called "Removed".
#include "anonymizers/known_pattern.hpp"

#include "anonymizers/sql.hpp"

#include <string_view>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kMarkPattern = R"(\[removed\])";

// The server limits how large a regular expression may become, and takes up to a second to make one of such length: of
// more values the longest are left out, and a longer value is known by its beginning.
constexpr int kValuesLengthMax = 8000;
constexpr int kValueLengthMax = 250;

// No telephone number has more digits (15, by ITU-T E.164, and what people put before and after).
constexpr int kPhoneDigitsMin = 6;
constexpr int kPhoneDigitsMax = 25;

constexpr std::string_view kJoiningWords = "^(van|von|vom|zum|zur|der|den|dem|des|del|della|dos|das|los|las|les|the|and|und|bin|ibn|ten|ter)$";

constexpr std::string_view kWordBegin = "(?<![[:alnum:]])";
constexpr std::string_view kWordEnd = "(?![[:alnum:]])";
constexpr std::string_view kSayingNothing = "[:punct:][:space:][:cntrl:]";
constexpr std::string_view kBetweenNames = R"(]["[:space:],;/(){}<>|)";
constexpr std::string_view kPhoneGap = "[-[:space:]/().+]*";

// In an escaped value: a bracket that could be the mark's, because the mark or the beginning of one ends there.
constexpr std::string_view kMarkBegin = R"(\\\[(?=removed\\\]|(r(e(m(o(v(ed?)?)?)?)?)?)?$))";
constexpr std::string_view kNoMarkBegin = R"(\\[(?!removed\\]))"; // the replacement: \[(?!removed\])

// What matches `pattern` in `expression`, replaced; both as PostgreSQL reads them.
std::string replaced(const std::string& expression, std::string_view pattern, std::string_view replacement,
                     std::string_view flags = "g") {
    return "regexp_replace(" + expression + ", " + literal(pattern) + ", " + literal(replacement) + ", " +
           literal(flags) + ")";
}

// The values, and the words of those that are names of several: neither addresses nor numbers. What joins names is no name.
std::string with_single_words(const std::string& values) {
    const std::string value = "name collate pg_catalog.\"default\"";
    return "(select name from unnest(" + values + ") as whole(name) union all select part from unnest(" + values +
           ") as whole(name), regexp_split_to_table(" + value + ", " + literal("[" + std::string(kBetweenNames) + "]+") + ") as part where " + value + " ~ " +
           literal("[^" + std::string(kBetweenNames) + "][" + std::string(kBetweenNames) + "]") + " and " + value + " !~ " +
           literal(R"(@|://|^[-0-9 /().+]+$)") + " and " +
           replaced("part", "[" + std::string(kSayingNothing) + "]", "") + " ~ '^.{3,}$' and part !~* " + literal(kJoiningWords) + ")";
}

constexpr std::string_view kIsUnicode = "pg_catalog.getdatabaseencoding() = 'UTF8'";

// `values` and what else may stand for them. What only Unicode has is made at run time: a constant would be refused by other servers.
std::string with_other_letters(const std::string& values) {
    const std::string sharp_s = "chr(223 + length(left(name, 0)))";
    const std::string capital_sharp_s = "chr(7838 + length(left(name, 0)))";
    return "(select other from " + values + " as plain(name) cross join lateral (select name union all select other from (values "
           "(pg_catalog.normalize(name, 'NFC')), (pg_catalog.normalize(name, 'NFD')), (replace(name, " + sharp_s + ", 'ss')), (replace(name, " + sharp_s + ", " +
           capital_sharp_s + "))) as others(other) where " + std::string(kIsUnicode) + " and octet_length(name) > length(name)) as otherwise(other))";
}

// Whether it ends with an accent that is written behind its letter: the letter's word ends there.
std::string ends_with_accent() {
    return "case when " + std::string(kIsUnicode) + " then word ~ '[[:alnum:]].$' and ascii(right(word, 1)) between 768 and 879 else false end";
}

// The values, each once, without needless white space and with what both kinds of pattern ask of them.
// Collation "default" because a column may have one for which the server refuses regular expressions.
std::string known_values(const std::string& values) {
    const std::string value = "value collate pg_catalog.\"default\"";
    const std::string trimmed = "btrim(" + replaced(value, R"(\s+)", " ") + ")";
    const std::string words = "(select distinct left(" + trimmed + ", " + std::to_string(kValueLengthMax) +
                              ") as word, length(" + trimmed + ") > " + std::to_string(kValueLengthMax) +
                              " as is_cut from " + with_other_letters(with_single_words(values)) + " as known(value)) as words";
    return "(select word, is_cut, " + replaced("word", "[^0-9]", "") + " as digits, word ~ " +
           literal(R"(^[-0-9 /().+]+$)") +
           " as is_number, sum(length(word)) over (order by length(word), word) as total from " + words +
           " where length(word) >= 2 and word ~ " + literal("[^" + std::string(kSayingNothing) + "]") + ") as known_values";
}

// The value as it is, with every character that means something in a regular expression escaped.
std::string word_pattern() {
    std::string pattern = replaced("word", R"(([][\\^$.|()*+?{}]))", R"(\\\1)");
    pattern = replaced(pattern, kMarkBegin, kNoMarkBegin, "gi");
    pattern = replaced(pattern, "(?<=[^- ])[- ]+(?=[^- ])", R"([-\\s]+)");
    pattern = replaced(pattern, "(?<=[[:alnum:]])'(?=[[:alnum:]])", "[^[:alnum:][:space:]]{0,3}");   // a typographic one is up to three signs where letters are bytes
    return "case when word ~ '^[[:alnum:]]' then " + literal(kWordBegin) + " else '' end || " + pattern +
           " || case when (word ~ '[[:alnum:]]$' or " + ends_with_accent() + ") and not is_cut then " + literal(kWordEnd) + " else '' end";
}

// The same digits with anything between them that people put into telephone numbers.
std::string phone_pattern() {
    const std::string gap(kPhoneGap);
    const std::string international = literal(R"((?:\+|)" + std::string(kWordBegin) + "00)" + gap);
    const auto spaced = [&gap](const std::string& digits) {
        return replaced(digits, "([0-9])(?=[0-9])", R"(\1)" + gap);
    };
    return "case when word ~ " + literal(R"(^[^0-9]*\+)") + " then " + international + " || " + spaced("digits") +
           " when digits like '00%' then " + international + " || " + spaced("substr(digits, 3)") + " else " +
           literal(kWordBegin) + " || " + spaced("digits") + " end || " + literal(kWordEnd);
}

} // namespace

std::string known_pattern(const std::string& values) {
    return "(select " + literal(std::string(kMarkPattern) + "|") +
           " || string_agg(case when is_number and length(digits) between " + std::to_string(kPhoneDigitsMin) +
           " and " + std::to_string(kPhoneDigitsMax) + " then " + phone_pattern() + " else " + word_pattern() +
           " end, '|' order by length(word) desc, word) from " + known_values(values) +
           " where total <= " + std::to_string(kValuesLengthMax) + ")";
}

} // namespace retention::anonymizers
