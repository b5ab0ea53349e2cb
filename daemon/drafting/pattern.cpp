// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/pattern.hpp"

#include "daemon/drafting/check_digits.hpp"

#include <re2/re2.h>

#include <string>

namespace retention::drafting {

namespace {

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool contains(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

// Not UTF-8: what the server sends is, and what is not must not fail.
const RE2::Options& options() {
    static const RE2::Options quiet(RE2::Quiet);
    return quiet;
}

bool is_email(std::string_view value) {
    static const RE2 pattern(R"([\w.+%'&/=-]+@[\w-]+(\.[\w-]+)+)", options());
    return matches(value, pattern);
}

bool is_phone(std::string_view value) {
    // With a sign of a telephone number: a plus, a leading zero, or groups.
    static const RE2 shape(R"((\+|00|0|\()[\d ()./-]{6,22}\d|\d{3}[ .-]\d{3,4}[ .-]\d{3,4})", options());
    static const RE2 day(R"(\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})", options());
    std::size_t digits = 0;
    for (const char sign : value)
        digits += sign >= '0' && sign <= '9' ? 1 : 0;
    return digits >= 7 && digits <= 15 && matches(value, shape) && !matches(value, day);
}

bool is_iban(std::string_view value) {
    static const RE2 shape(R"([A-Za-z]{2}\d\d ?([A-Za-z0-9]{1,4} ?){3,8})", options());
    return matches(value, shape) && has_iban_check(value);
}

bool is_card(std::string_view value) {
    static const RE2 shape(R"([2-6]\d{3}([ -]?\d){9,15})", options());
    return matches(value, shape) && has_luhn_check(value);
}

bool is_ip_address(std::string_view value) {
    static const RE2 shape(R"((25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}(/\d\d?)?|)"
                           R"(([0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(/\d{1,3})?)",
                           options());
    return matches(value, shape);
}

bool is_url(std::string_view value) {
    static const RE2 shape(R"((?i)(https?://|www\.)\S+)", options());
    return matches(value, shape);
}

bool is_national_number(std::string_view value) {
    static const RE2 digits(R"(\d[\d .-]{7,20}\d)", options());
    static const RE2 nino(R"((?i)[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d])", options());
    static const RE2 ssn(R"(\d{3}-\d\d-\d{4})", options());
    return matches(value, nino) || matches(value, ssn) ||
           (matches(value, digits) && (has_bsn_check(value) || has_fodselsnummer_check(value) ||
                                       has_nir_check(value) || has_steuer_id_check(value)));
}

bool is_postcode(std::string_view value) {
    static const RE2 shape(R"((?i)\d{4} ?[a-z]{2}|[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|\d{5}-\d{4}|[a-z]\d[a-z] ?\d[a-z]\d)",
                           options());
    return matches(value, shape);
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace

std::optional<Pattern> pattern_of(std::string_view value) {
    value = trimmed(value);
    if (value.size() < 4 || value.size() > 320)
        return std::nullopt;
    if (is_email(value))
        return Pattern::Email;
    if (is_url(value))
        return Pattern::Url;
    if (is_iban(value))
        return Pattern::Iban;
    if (is_ip_address(value))
        return Pattern::IpAddress;
    if (is_card(value))
        return Pattern::Card;
    if (is_national_number(value))
        return Pattern::NationalNumber;
    if (is_phone(value))
        return Pattern::Phone;
    if (is_postcode(value))
        return Pattern::Postcode;
    return std::nullopt;
}

std::string_view plural_of(Pattern pattern) noexcept {
    switch (pattern) {
    case Pattern::Email:
        return "mail addresses";
    case Pattern::Phone:
        return "telephone numbers";
    case Pattern::Iban:
        return "bank accounts";
    case Pattern::Card:
        return "card numbers";
    case Pattern::IpAddress:
        return "network addresses";
    case Pattern::Url:
        return "web addresses";
    case Pattern::NationalNumber:
        return "national numbers";
    case Pattern::Postcode:
        break;
    }
    return "postcodes";
}

bool mentions_somebody(std::string_view text) {
    static const RE2 address(R"([\w.+%-]+@[\w-]+\.[\w.-]+|https?://\S)", options());
    static const RE2 phone(R"((^|[^\w])(\+\d|0\d|\(0)[\d ()/-]{6,18}\d($|[^\w]))", options());
    static const RE2 iban(R"(\b[A-Z]{2}\d\d( ?[A-Z0-9]{4}){3,7})", options());
    return contains(text, address) || contains(text, phone) || contains(text, iban);
}

bool is_prose(std::string_view text) {
    int words = 0;
    bool was_blank = true;
    for (const char sign : text) {
        const bool is_blank = sign == ' ' || sign == '\n' || sign == '\t';
        words += was_blank && !is_blank ? 1 : 0;
        was_blank = is_blank;
    }
    return words >= 4;
}

} // namespace retention::drafting
