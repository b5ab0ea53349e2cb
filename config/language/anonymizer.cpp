// SPDX-License-Identifier: Apache-2.0
//
// The arguments of anonymizers in the words of this table: made from the catalogue, which knows them.
#include "config/language/anonymizer.hpp"

#include "anonymizers/catalogue.hpp"
#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

#include <deque>
#include <string>
#include <vector>

namespace retention::config::language {

namespace {

using anonymizers::ArgumentForm;
using anonymizers::Operator;
using anonymizers::Parameter;
using Form = Kind::Form;
using Needs = ArgumentForm::Needs;

// Everything that the table points to, where it stays. Made once, and read only from then on.
class Translation {
public:
    Translation() {
        for (const auto* each : anonymizers::catalogue())
            if (takes_something(*each))
                keys_.push_back(key_of(*each));
        map_ = {.what = "an anonymizer",
                .help = "What becomes of a column: null, one word, or a map with one of these keys and its argument",
                .docs = kDocs,
                .keys = keys_};
    }

    const Map& map() const noexcept { return map_; }

private:
    static constexpr const char* kDocs = "policy-language.md#actions";

    static bool takes_something(const Operator& anonymizer) {
        const auto forms = anonymizers::forms_of(anonymizer);
        return forms.size() > 1 || !anonymizers::stands_alone(anonymizer);
    }

    std::string_view kept(std::string text) { return texts_.emplace_back(std::move(text)); }
    const Kind* kept(Kind kind) { return &kinds_.emplace_back(kind); }

    Key key_of(const Operator& anonymizer) {
        std::string_view example;
        std::vector<const Kind*>& choices = choices_.emplace_back();
        for (const auto& form : anonymizers::forms_of(anonymizer)) {
            if (form.kind == ArgumentForm::Kind::Nothing)
                continue;
            choices.push_back(kept(kind_of(anonymizer, form)));
            if (example.empty())
                example = form.example;
        }
        const bool alone = anonymizers::stands_alone(anonymizer);
        Kind kind = choices.size() == 1 ? *choices.front() : Kind{.form = Form::Either, .choices = choices};
        // Where the kind has limits they are told beside it, and not in its sentence.
        const bool has_limits = kind.form == Form::Whole || kind.form == Form::Percent;
        kind.what = has_limits ? kept((alone ? "nothing, or " : "") + std::string(kind.what))
                               : without_backticks(anonymizer.takes);
        const auto summary = anonymizer.summary.substr(0, anonymizer.summary.size() - 1);
        return {anonymizer.name, kept(kind), alone ? "" : "required",
                summary,         example,    alone ? "" : "Write it as in the example."};
    }

    Kind kind_of(const Operator& anonymizer, const ArgumentForm& form) {
        Kind kind{.what = form.what, .may_be_null = form.may_be_null};
        switch (form.kind) {
        case ArgumentForm::Kind::Nothing:
            break;
        case ArgumentForm::Kind::Value:
            kind.pattern = form.pattern;
            kind.may_be_number = true;
            break;
        case ArgumentForm::Kind::Word:
            kind.form = Form::Word;
            kind.words = words_of(form.words);
            break;
        case ArgumentForm::Kind::Whole:
            kind.form = Form::Whole;
            kind.min = form.min;
            kind.max = form.max;
            break;
        case ArgumentForm::Kind::Percent:
            kind = percentage();
            kind.what = form.what;
            kind.pattern = "^([1-9][0-9]?|100)%$";
            kind.min = form.min;
            kind.max = form.max;
            break;
        case ArgumentForm::Kind::List:
            kind.form = Form::List;
            kind.each = kept(kind_of(anonymizer, *form.each));
            kind.min = form.min;
            kind.max = form.max;
            kind.is_set = form.is_set;
            break;
        case ArgumentForm::Kind::Parameters:
            kind.form = Form::Keys;
            kind.map = map_of(anonymizer, form);
            break;
        case ArgumentForm::Kind::Parts:
            kind.form = Form::Names;
            kind.names = kept(Kind{.what = "a name", .pattern = form.pattern});
            kind.each = kept(Kind{.form = Form::Anonymizer, .what = "an anonymizer"});
            break;
        case ArgumentForm::Kind::Anonymizer:
            kind.form = Form::Anonymizer;
            break;
        }
        return kind;
    }

    const Map* map_of(const Operator& anonymizer, const ArgumentForm& form) {
        auto& keys = parameters_.emplace_back();
        auto& names = words_.emplace_back();
        for (const Parameter& each : form.parameters) {
            keys.push_back({each.name, kept(kind_of(anonymizer, *each.form)), each.without, each.help, each.example,
                            each.is_required() ? "Write it as in the example." : ""});
            names.push_back(each.name.data());
        }
        const std::span<const char* const> all = names;
        return &maps_.emplace_back(
            Map{.what = kept("the argument of " + std::string(anonymizer.name)),
                .help = anonymizer.summary,
                .docs = kDocs,
                .keys = keys,
                .exactly_one = form.needs == Needs::ExactlyOne ? all : std::span<const char* const>(),
                .at_least_one = form.needs == Needs::One ? all : std::span<const char* const>()});
    }

    std::span<const char* const> words_of(std::span<const std::string_view> words) {
        auto& kept = words_.emplace_back();
        for (const auto word : words)
            kept.push_back(word.data()); // literals, all of them
        return kept;
    }

    std::string_view without_backticks(std::string_view text) {
        std::string plain;
        for (const char c : text)
            if (c != '`')
                plain += c;
        return kept(std::move(plain));
    }

    std::vector<Key> keys_;
    std::deque<std::vector<Key>> parameters_;
    std::deque<std::vector<const char*>> words_;
    std::deque<std::vector<const Kind*>> choices_;
    std::deque<std::string> texts_;
    std::deque<Kind> kinds_;
    std::deque<Map> maps_;
    Map map_;
};

} // namespace

const Map& anonymizers_with_arguments() {
    static const Translation translation;
    return translation.map();
}

} // namespace retention::config::language
