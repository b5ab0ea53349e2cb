// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/column_guess.hpp"

#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

// Fewer values say nothing.
constexpr int kFilledMin = 5;

bool is_one_of(TypeFamily family, std::initializer_list<TypeFamily> families) {
    return std::find(families.begin(), families.end(), family) != families.end();
}

// Whether a column of this type can hold such a thing.
bool suits(Meaning meaning, const SchemaColumn& column) {
    const auto family = column.family;
    switch (meaning) {
    case Meaning::Phone:
    case Meaning::HouseNumber:
    case Meaning::Postcode:
    case Meaning::BankAccount:
    case Meaning::Card:
    case Meaning::NationalNumber:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Integer, TypeFamily::Number});
    case Meaning::ForeignId:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Integer, TypeFamily::Number, TypeFamily::Uuid});
    case Meaning::Coordinates:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Number, TypeFamily::Point, TypeFamily::Other});
    case Meaning::BirthDate:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Integer, TypeFamily::Date, TypeFamily::Timestamp});
    case Meaning::Trait:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Enum, TypeFamily::Boolean, TypeFamily::Integer, TypeFamily::Number});
    case Meaning::IpAddress:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Network});
    case Meaning::Device:
    case Meaning::Secret:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Uuid, TypeFamily::Bytes});
    case Meaning::Picture:
    case Meaning::File:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Bytes, TypeFamily::LargeObject});
    case Meaning::State:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Enum, TypeFamily::Integer});
    case Meaning::Amount:
        return is_one_of(family, {TypeFamily::Integer, TypeFamily::Number});
    case Meaning::Document:
        return is_one_of(family, {TypeFamily::Json, TypeFamily::Hstore, TypeFamily::Xml, TypeFamily::Text, TypeFamily::Array});
    case Meaning::Label:
        return is_one_of(family, {TypeFamily::Text, TypeFamily::Integer});
    default:
        return family == TypeFamily::Text;
    }
}

std::optional<Pattern> pattern_for(Meaning meaning) {
    switch (meaning) {
    case Meaning::Email: return Pattern::Email;
    case Meaning::BankAccount: return Pattern::Iban;
    case Meaning::Card: return Pattern::Card;
    case Meaning::IpAddress: return Pattern::IpAddress;
    default: return std::nullopt;
    }
}

Meaning meaning_for(Pattern pattern) {
    switch (pattern) {
    case Pattern::Email: return Meaning::Email;
    case Pattern::Phone: return Meaning::Phone;
    case Pattern::Iban: return Meaning::BankAccount;
    case Pattern::Card: return Meaning::Card;
    case Pattern::IpAddress: return Meaning::IpAddress;
    case Pattern::Url: return Meaning::WebAddress;
    case Pattern::NationalNumber: return Meaning::NationalNumber;
    case Pattern::Postcode: break;
    }
    return Meaning::Postcode;
}

std::string percent(int value) {
    return std::to_string(value) + " % of the sample";
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Has a column by one of these names.
bool has_column(const SchemaTable& table, std::string_view phrases) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const SchemaColumn& column) {
        return longest_phrase(words_of_name(column.name), phrases) > 0;
    });
}

class Guesser {
public:
    Guesser(const policies::Graph& graph, const SchemaTable& table, const SchemaColumn& column, const ColumnObservation* seen, bool is_of_subject)
        : graph_(graph), table_(table), column_(column), seen_(seen), words_(words_of_name(column.name)), is_of_subject_(is_of_subject) {}

    ColumnGuess guess() const {
        if (auto by_place = guess_by_place())
            return *by_place;
        const auto known = guess_by_name_or_content();
        // Natural keys: a number of a kind, or a code, says no more than the key itself.
        if (contains(table_.primary_key, column_.name))
            return known && tells_who(*known) ? *known : ColumnGuess{Meaning::Key, Certainty::Sure, "own key"};
        return known ? *known : guess_by_type();
    }

private:
    std::optional<ColumnGuess> guess_by_name_or_content() const {
        const auto by_content = guess_by_content();
        const auto by_name = guess_by_name(by_content);
        return by_name ? by_name : by_content;
    }

    bool tells_who(const ColumnGuess& guess) const {
        const bool is_data = column_.family == TypeFamily::Text || column_.family == TypeFamily::Network;
        return is_data && guess.certainty == Certainty::Sure && is_personal(guess.meaning) && guess.meaning != Meaning::ForeignId &&
               guess.meaning != Meaning::Title;
    }

    // What the catalog says for certain.
    std::optional<ColumnGuess> guess_by_place() const {
        if (column_.is_generated)
            return ColumnGuess{Meaning::Generated, Certainty::Sure, "the server generates it"};
        const auto keys = graph_.out_of(table_.name);
        for (const auto* key : keys)
            if ((!key->is_link || column_.family != TypeFamily::Text) && contains(key->columns, column_.name))
                return ColumnGuess{Meaning::Reference, Certainty::Sure, "refers to " + policies::to_text(key->parent)};
        if (column_.family == TypeFamily::Search)
            return ColumnGuess{Meaning::SearchVector, Certainty::Sure, "by type"};
        return std::nullopt;
    }

    bool is_of_person() const { return is_of_subject_ || describes_person(table_); }

    // Words with more than one sense, as the neighbours have it.
    Meaning in_its_place(Meaning meaning) const {
        if (meaning == Meaning::FullName && words_.size() == 1 && has_word(words_, "name naam navn") && !is_of_person())
            return Meaning::Title;
        if (meaning == Meaning::Salutation && !is_of_person())
            return Meaning::Label;
        if (meaning == Meaning::LastName && words_ == std::vector<std::string>{"nom"} && !is_of_person())
            return Meaning::Title;
        if (meaning == Meaning::Title && is_of_person() && has_column(table_, "first_name last_name firstname lastname vorname voornaam prenom fornavn"))
            return Meaning::Salutation;
        if (meaning == Meaning::State && words_ == std::vector<std::string>{"state"} &&
            has_column(table_, "street city zip zipcode postcode postal_code address zip_code") && !has_short_list())
            return Meaning::Region;
        return meaning;
    }

    bool has_short_list() const { return seen_ && !seen_->words.empty(); }

    std::optional<ColumnGuess> guess_by_name(const std::optional<ColumnGuess>& by_content) const {
        const auto named = meaning_of_name(words_);
        if (!named)
            return std::nullopt;
        const Meaning meaning = in_its_place(*named);
        if (!suits(meaning, column_))
            return std::nullopt;
        if (by_content && by_content->certainty == Certainty::Sure && by_content->meaning != meaning && !agrees(meaning, by_content->meaning))
            return by_content;
        const auto pattern = pattern_for(meaning);
        if (seen_ && seen_->filled >= kFilledMin && pattern) {
            const int share = seen_->percent_of(*pattern);
            if (share >= 20)
                return ColumnGuess{meaning, Certainty::Sure, "by name and " + percent(share)};
            if (share == 0 && meaning != Meaning::BankAccount)
                return ColumnGuess{meaning, Certainty::Unsure, "by name, though the sample looks otherwise"};
        }
        if (by_content && agrees(meaning, by_content->meaning) && by_content->certainty == Certainty::Sure)
            return ColumnGuess{meaning, Certainty::Sure, "by name and sample"};
        if (meaning == Meaning::Label && column_.family == TypeFamily::Text)
            return ColumnGuess{meaning, Certainty::Likely, "by name"};
        return ColumnGuess{meaning, Certainty::Sure, "by name"};
    }

    // A mail address may well be a user's name, and a number a customer's.
    static bool agrees(Meaning by_name, Meaning by_content) {
        switch (by_name) {
        case Meaning::Secret:
        case Meaning::FreeText:
        case Meaning::Document:
        case Meaning::Picture:
        case Meaning::File:
        case Meaning::BirthDate:
            return true;
        case Meaning::UserName:
        case Meaning::FullName:
            return by_content == Meaning::Email || by_content == Meaning::Phone;
        case Meaning::Card:
        case Meaning::BankAccount:
        case Meaning::ForeignId:
        case Meaning::Phone:
        case Meaning::HouseNumber:
        case Meaning::Postcode:
        case Meaning::NationalNumber:
            return by_content != Meaning::Email && by_content != Meaning::WebAddress;
        default:
            return by_name == by_content;
        }
    }

    std::optional<ColumnGuess> guess_by_content() const {
        if (!seen_ || seen_->filled < kFilledMin || column_.family == TypeFamily::Date || column_.family == TypeFamily::Timestamp)
            return std::nullopt;
        for (const auto& [pattern, count] : seen_->patterns) {
            const int share = seen_->percent_of(count);
            // One in eleven numbers of nine digits is a BSN, and one in ten a card's: a number is one of them only by far more.
            const int enough = pattern == Pattern::Phone || pattern == Pattern::Postcode || pattern == Pattern::NationalNumber ? 90 : 60;
            if (share >= enough && (column_.family == TypeFamily::Text || pattern == Pattern::NationalNumber || pattern == Pattern::IpAddress))
                return ColumnGuess{meaning_for(pattern), Certainty::Sure, percent(share) + " are " + std::string(plural_of(pattern))};
        }
        if (column_.family != TypeFamily::Text)
            return std::nullopt;
        if (const int share = seen_->percent_of(seen_->mentioning); share >= 5)
            return ColumnGuess{Meaning::FreeText, Certainty::Sure, "addresses or numbers in " + percent(share)};
        if (const int share = seen_->percent_of(seen_->prose); share >= 40)
            return ColumnGuess{Meaning::FreeText, Certainty::Likely, "several words in " + percent(share)};
        return std::nullopt;
    }

    ColumnGuess guess_by_type() const {
        switch (column_.family) {
        case TypeFamily::Boolean:
            return {Meaning::Flag, Certainty::Sure, "by type"};
        case TypeFamily::Enum:
            return {Meaning::State, Certainty::Sure, "by type"};
        case TypeFamily::Timestamp:
        case TypeFamily::Time:
            return {Meaning::Moment, Certainty::Sure, "by type"};
        case TypeFamily::Date:
            return {Meaning::Moment, Certainty::Likely, "by type"};
        case TypeFamily::Number:
            return {Meaning::Amount, Certainty::Likely, "by type"};
        case TypeFamily::Integer:
            return guess_integer();
        case TypeFamily::Network:
            return {Meaning::IpAddress, Certainty::Sure, "by type"};
        case TypeFamily::Point:
            return {Meaning::Coordinates, Certainty::Likely, "by type"};
        case TypeFamily::Json:
        case TypeFamily::Hstore:
        case TypeFamily::Xml:
            return {Meaning::Document, Certainty::Likely, "by type"};
        case TypeFamily::Bytes:
        case TypeFamily::LargeObject:
            return {Meaning::File, Certainty::Likely, "by type"};
        case TypeFamily::Text:
            return guess_text();
        default:
            return {Meaning::Unknown, Certainty::Unsure, "neither name nor type tells"};
        }
    }

    ColumnGuess guess_integer() const {
        if (is_unique())
            return {Meaning::ForeignId, Certainty::Unsure, "a number of which each is there once"};
        if (has_word(words_, "id nr no uid ref key"))
            return {Meaning::ForeignId, Certainty::Unsure, "a number that refers to something, without a foreign key"};
        return {Meaning::Amount, Certainty::Likely, "by type"};
    }

    bool is_unique() const {
        return std::any_of(table_.unique_indexes.begin(), table_.unique_indexes.end(), [&](const policies::UniqueIndex& index) {
            return index.columns == std::vector<std::string>{column_.name} && !index.has_expressions;
        });
    }

    ColumnGuess guess_text() const {
        if (!seen_ || seen_->filled < kFilledMin)
            return {Meaning::Unknown, Certainty::Unsure, "the name does not tell, and there are too few rows to see"};
        if (seen_->filled >= 20 && seen_->distinct <= kWordsMax && seen_->distinct * 5 <= seen_->filled)
            return {Meaning::State, Certainty::Likely, "few values, each often"};
        return {Meaning::Unknown, Certainty::Unsure, "neither name nor sample tells"};
    }

    const policies::Graph& graph_;
    const SchemaTable& table_;
    const SchemaColumn& column_;
    const ColumnObservation* seen_;
    std::vector<std::string> words_;
    bool is_of_subject_;
};

} // namespace

ColumnGuess guess_column(const policies::Graph& graph, const SchemaTable& table, const SchemaColumn& column,
                         const ColumnObservation* seen, bool is_of_subject) {
    return Guesser(graph, table, column, seen, is_of_subject).guess();
}

bool describes_person(const SchemaTable& table) {
    const auto words = words_of_name(table.name.name);
    if (!words.empty() && has_word({words.back()}, kPersonWords))
        return true;
    return has_column(table, "first_name firstname last_name lastname surname family_name birth_date birthdate date_of_birth dob voornaam "
                             "achternaam geboortedatum vorname nachname geburtsdatum prenom fornavn etternavn fodselsdato");
}

bool is_named_like_state(const std::string& column) {
    const auto words = words_of_name(column);
    if (has_word(words, "purpose doel zweck but formaal basis grondslag"))
        return true;
    return has_word({words.empty() ? std::string() : words.back()},
                    "status state stage phase type kind category class action event decision fase soort categorie zustand art statut etat tilstand");
}

} // namespace retention::drafting
