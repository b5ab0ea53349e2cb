// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/card_number.hpp"
#include "anonymizers/checks.hpp"
#include "anonymizers/draw.hpp"
#include "anonymizers/iban.hpp"
#include "anonymizers/locales/locales.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kParameters[] = {"kind", "locale"};
constexpr std::string_view kExample = "Write for example { fake: { kind: city, locale: nl } }.";

// 16 hexadecimal digits are 64 bits: among ten million subjects two alike come up once in 300,000 databases.
constexpr int kUniqueDigits = 16;

// Mail to it reaches nobody (RFC 2606), and yet it is an address to any form.
constexpr std::string_view kMailDomain = "@example.org";
constexpr std::string_view kUserPrefix = "user"; // many applications ask for a letter first

constexpr int kHouseNumberMax = 199;
constexpr std::size_t kHouseNumberLength = 3;

std::string first_name(const Locale& locale, const Inputs& inputs) {
    return pick("first_name", locale.first_names, inputs);
}
std::size_t first_name_length(const Locale& locale) noexcept {
    return longest(locale.first_names);
}

std::string last_name(const Locale& locale, const Inputs& inputs) {
    return pick("last_name", locale.last_names, inputs);
}
std::size_t last_name_length(const Locale& locale) noexcept {
    return longest(locale.last_names);
}

std::string full_name(const Locale& locale, const Inputs& inputs) {
    return first_name(locale, inputs) + " || ' ' || " + last_name(locale, inputs);
}
std::size_t full_name_length(const Locale& locale) noexcept {
    return first_name_length(locale) + 1 + last_name_length(locale);
}

std::string company(const Locale& locale, const Inputs& inputs) {
    return pick("company word", locale.company_words, inputs) + " || ' ' || " +
           pick("company trade", locale.company_trades, inputs) + " || " +
           literal(" " + std::string(locale.company_form));
}
std::size_t company_length(const Locale& locale) noexcept {
    return longest(locale.company_words) + 1 + longest(locale.company_trades) + 1 + locale.company_form.size();
}

std::string street(const Locale& locale, const Inputs& inputs) {
    const std::string name = pick("street", locale.streets, inputs);
    const std::string number = "(1 + " + draw("house number", kHouseNumberMax, inputs) + ")::text";
    return locale.is_house_number_first ? number + " || ' ' || " + name : name + " || ' ' || " + number;
}
std::size_t street_length(const Locale& locale) noexcept {
    return longest(locale.streets) + 1 + kHouseNumberLength;
}

std::string city(const Locale& locale, const Inputs& inputs) {
    return pick("city", locale.cities, inputs);
}
std::size_t city_length(const Locale& locale) noexcept {
    return longest(locale.cities);
}

std::string postcode(const Locale& locale, const Inputs& inputs) {
    return fill("postcode", locale.postcode, inputs);
}
std::size_t postcode_length(const Locale& locale) noexcept {
    return longest(locale.postcode);
}

std::string phone(const Locale& locale, const Inputs& inputs) {
    return fill("phone", locale.phone, inputs);
}
std::size_t phone_length(const Locale& locale) noexcept {
    return longest(locale.phone);
}

std::string email(const Locale&, const Inputs& inputs) {
    return draw_hex("email", kUniqueDigits, inputs) + " || " + literal(kMailDomain);
}
std::size_t email_length(const Locale&) noexcept {
    return kUniqueDigits + kMailDomain.size();
}

std::string iban_of(const Locale& locale, const Inputs& inputs) {
    return iban(locale.account, inputs);
}
std::size_t iban_of_length(const Locale& locale) noexcept {
    return iban_length(locale.account);
}

std::string card_number_of(const Locale&, const Inputs& inputs) {
    return card_number(inputs);
}
std::size_t card_number_length(const Locale&) noexcept {
    return kCardNumberLength;
}

std::string user_name(const Locale&, const Inputs& inputs) {
    return literal(kUserPrefix) + " || " + draw_hex("user_name", kUniqueDigits, inputs);
}
std::size_t user_name_length(const Locale&) noexcept {
    return kUserPrefix.size() + kUniqueDigits;
}

struct Kind {
    std::string_view name;
    std::string_view longest; // what does not fit, in messages
    std::string (*value)(const Locale& locale, const Inputs& inputs) = nullptr;
    std::size_t (*length)(const Locale& locale) noexcept = nullptr; // of the longest value
    bool is_unique_safe = false;
};

constexpr Kind kKinds[] = {
    {"first_name", "the longest first name", first_name, first_name_length},
    {"last_name", "the longest last name", last_name, last_name_length},
    {"full_name", "the longest name", full_name, full_name_length},
    {"company", "the longest company", company, company_length},
    {"street", "the longest street with its number", street, street_length},
    {"city", "the longest city", city, city_length},
    {"postcode", "a postcode", postcode, postcode_length},
    {"phone", "the longest phone number", phone, phone_length},
    {"email", "an e-mail address", email, email_length, true},
    {"iban", "an IBAN", iban_of, iban_of_length},
    {"card_number", "a card number", card_number_of, card_number_length},
    {"user_name", "a user name", user_name, user_name_length, true},
};

std::vector<std::string_view> kind_names() {
    std::vector<std::string_view> names;
    for (const auto& kind : kKinds)
        names.push_back(kind.name);
    return names;
}

std::vector<std::string_view> locale_names() {
    std::vector<std::string_view> names;
    for (const auto* locale : locales())
        names.push_back(locale->name);
    return names;
}

// What the policy says the kind is, and the locale; empty where it says nothing, or no text.
std::string_view written_kind(const Argument& argument) noexcept {
    const Argument* const written = argument.kind == Argument::Kind::Map ? argument.find("kind") : &argument;
    return written != nullptr && written->kind == Argument::Kind::Text ? std::string_view(written->text) : "";
}

std::string_view written_locale(const Argument& argument) noexcept {
    const Argument* const written = argument.find("locale");
    if (written == nullptr)
        return locales().front()->name;
    return written->kind == Argument::Kind::Text ? std::string_view(written->text) : "";
}

const Kind* find_kind(const Argument& argument) noexcept {
    const auto name = written_kind(argument);
    const auto* const found = std::ranges::find(kKinds, name, &Kind::name);
    return found != std::end(kKinds) ? found : nullptr;
}

bool is_alike(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(
        left, right, [](unsigned char one, unsigned char other) { return std::tolower(one) == std::tolower(other); });
}

// For `nl_NL` and `NL`, and for the country where the language was meant: no other slip shows in two letters.
std::string meant_locale(std::string_view written) {
    const auto language = written.substr(0, written.find_first_of("-_."));
    for (const auto* locale : locales())
        if (is_alike(language, locale->name) || is_alike(language, locale->account.country))
            return "Did you mean \"" + std::string(locale->name) + "\"?";
    return std::string(kExample);
}

std::optional<Refusal> check_parameters(const Argument& argument) {
    for (const auto& [name, value] : argument.map)
        if (std::ranges::find(kParameters, name) == std::end(kParameters))
            return Refusal{"knows no parameter \"" + name + "\"", did_you_mean(name, kParameters)};
    return {};
}

std::optional<Refusal> check_kind(const Argument& argument) {
    if (find_kind(argument) != nullptr)
        return {};
    const auto names = kind_names();
    const auto written = written_kind(argument);
    return Refusal{"takes the kind " + one_of(names),
                   written.empty() ? std::string(kExample) : did_you_mean(written, names)};
}

std::optional<Refusal> check_locale(const Argument& argument) {
    const auto written = written_locale(argument);
    if (find_locale(written) != nullptr)
        return {};
    return Refusal{"takes the locale " + one_of(locale_names()), meant_locale(written)};
}

// The shortest texts that say nothing: even a token may be too long where a fake is.
std::string shorter(const Column& column) {
    return std::string("Write { redact: \"x\" }") + (column.is_nullable ? " or null" : "") + " instead.";
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Text)
        return refuse_type(column);
    if (auto refusal = check_parameters(argument))
        return refusal;
    if (auto refusal = check_kind(argument))
        return refusal;
    if (auto refusal = check_locale(argument))
        return refusal;
    const Kind& kind = *find_kind(argument);
    return check_length(kind.longest, kind.length(*find_locale(written_locale(argument))), column, shorter(column));
}

Traits traits_of(const Argument& argument) {
    return {.is_unique_safe = find_kind(argument)->is_unique_safe, .draws = {.seed = true}};
}

// Where all values must differ an empty one becomes a fake too: two subjects with one would have the same value.
std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    const Kind& kind = *find_kind(argument);
    const std::string value = kind.value(*find_locale(written_locale(argument)), inputs);
    return as_column_type(kind.is_unique_safe ? unless_null(value, inputs) : unless_empty(value, inputs), column);
}

std::span<const ArgumentForm> forms() {
    static const auto kind_words = kind_names();
    static const auto locale_words = locale_names();
    static const ArgumentForm kind{.kind = ArgumentForm::Kind::Word, .what = "a kind", .words = kind_words};
    static const ArgumentForm locale{.kind = ArgumentForm::Kind::Word, .what = "a locale", .words = locale_words};
    static const Parameter parameters[] = {
        {kParameters[0], &kind, "required", "What is invented", "city"},
        {kParameters[1], &locale, "`en`", "The country whose names, numbers and addresses it looks like", "nl"},
    };
    static const ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Word, .what = "a kind", .example = "first_name", .words = kind_words},
        {.kind = ArgumentForm::Kind::Parameters,
         .what = "a kind with its locale",
         .example = "{ kind: city, locale: nl }",
         .parameters = parameters},
    };
    return kForms;
}

} // namespace

const Operator kFake{
    .name = "fake",
    .summary = "Puts an invented value of some kind in the value's place, alike in all tables of a subject; telephone, "
               "account and card numbers and mail addresses are of ranges that belong to nobody.",
    .takes = "`first_name`, `last_name`, `full_name`, `company`, `street`, `city`, `postcode`, `phone`, `email`, "
             "`iban`, `card_number` or `user_name`; or that as `kind` with a `locale`: `en`, `nl`, `de`, `fr` or `nb`",
    .suits = "text",
    .example = "{ fake: { kind: city, locale: nl } }",
    .forms = forms,
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
