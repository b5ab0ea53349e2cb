// SPDX-License-Identifier: Apache-2.0
#include "config/test_expect_reader.hpp"

#include "config/language/maps.hpp"
#include "config/node_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace retention::config {

namespace {

using About = Expectation::About;

constexpr std::string_view kNone = "none";
constexpr std::string_view kUnknown = "unknown"; // a floor that applies, and nobody knows for how long

std::vector<std::string> states() {
    return {language::kStates.words.begin(), language::kStates.words.end()};
}

std::optional<int> number_in(std::string_view text) noexcept {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// Collects what a subject's map expects.
class SubjectReader {
public:
    explicit SubjectReader(ExpectedSubject& subject) : subject_(subject) {}

    void read(const Value& value) {
        base_ = value.path();
        if (value.is_text() && value.node().text == "no_subject")
            return add(value, About::NoSubject, {});
        const Fields fields(value, language::kExpected);
        if (fields.is_map() && value.node().entries.empty())
            value.error("LIST_EMPTY", "expects nothing", "Say what is expected, as in class: prospect.");
        read_words(fields);
        read_named(fields);
        if (const auto next = fields.find("next"))
            read_next(*next);
        if (const auto holds = fields.find("holds"))
            add_names(*holds, About::Holds, {});
    }

private:
    Expectation& add(const Value& value, About about, std::string name, std::optional<std::string> expected) {
        std::string path = value.path();
        if (path.starts_with(base_ + "."))
            path = path.substr(base_.size() + 1);
        subject_.expectations.push_back({about, std::move(name), std::move(expected), {}, std::move(path), value.node().place});
        return subject_.expectations.back();
    }
    void add(const Value& value, About about, std::string name) { add(value, about, std::move(name), std::nullopt); }

    // A text; `none` and null are nothing.
    void add_word(const Value& value, About about, const std::string& name) {
        if (value.is_null() || (value.is_text() && value.node().text == kNone))
            return add(value, about, name);
        if (const auto word = value.text("a word, or none"))
            add(value, about, name, *word);
    }

    void add_day(const Value& value, About about, const std::string& name) {
        if (value.is_text() && value.node().text != kNone && !is_day(value.node().text))
            return value.error("VALUE_INVALID", in_quotes(value.node().text) + " is no date", "Write a date such as 2026-01-31, or none.");
        add_word(value, about, name);
    }

    void add_floor(const Value& value, const std::string& name) {
        if (value.is_text() && value.node().text == kUnknown)
            add(value, About::FloorEnds, name, std::string(kUnknown));
        else
            add_day(value, About::FloorEnds, name);
    }

    void add_names(const Value& value, About about, const std::string& name) {
        const bool is_none = value.is_null() || (value.is_text() && value.node().text == kNone) ||
                             (value.node().kind == Node::Kind::List && value.node().items.empty());
        auto& expectation = add(value, about, name, std::nullopt);
        if (!is_none)
            for (auto& word : value.texts("a name, a list of names, or none"))
                expectation.names.push_back(std::move(word.value));
    }

    void add_state(const Value& value, const std::string& rule) {
        const auto word = value.text("the state of a rule");
        if (!word)
            return;
        if (const auto known = states(); std::find(known.begin(), known.end(), *word) == known.end())
            return value.error("VALUE_INVALID", in_quotes(*word) + " is no state of a rule", suggest(*word, known));
        add(value, About::State, rule, *word);
    }

    void read_words(const Fields& fields) {
        constexpr auto kWords = std::to_array<std::pair<std::string_view, About>>(
            {{"class", About::Class}, {"action", About::Action}, {"rule", About::Rule}});
        for (const auto& [key, about] : kWords)
            if (const auto value = fields.find(key))
                add_word(*value, about, {});
    }

    void read_named(const Fields& fields) {
        for_each(fields, "facts", "a map of facts to values", [this](const Value& value, const std::string& name) { add_fact(value, About::Fact, name); });
        for_each(fields, "consent", "a map of columns such as consent_marketing to values", [this](const Value& value, const std::string& name) { add_fact(value, About::Consent, name); });
        for_each(fields, "floors", "a map of floors to the dates on which they end", [this](const Value& value, const std::string& name) { add_floor(value, name); });
        for_each(fields, "stopped_by", "a map of rules to what stops them", [this](const Value& value, const std::string& name) { add_names(value, About::StoppedBy, name); });
        for_each(fields, "rules", "a map of rules to how they stand", [this](const Value& value, const std::string& name) { read_rule(value, name); });
    }

    template <typename Read>
    static void for_each(const Fields& fields, std::string_view key, std::string_view what, const Read& read) {
        if (const auto value = fields.find(key))
            for (const auto& [entry, each] : value->map(what))
                read(each, entry->key);
    }

    // The value itself: `none` is a text like any other here.
    void add_fact(const Value& value, About about, const std::string& name) {
        if (value.is_null())
            add(value, about, name);
        else if (value.is_text())
            add(value, about, name, value.node().text);
        else
            value.expected("a value, or null");
    }

    // Its state alone, or a map.
    void read_rule(const Value& value, const std::string& rule) {
        if (value.is_text())
            return add_state(value, rule);
        const Fields fields(value, language::kExpectedRule);
        if (const auto state = fields.find("state"))
            add_state(*state, rule);
        if (const auto day = fields.find("starting_point"))
            add_day(*day, About::StartingPoint, rule);
        if (const auto day = fields.find("expires_on"))
            add_day(*day, About::ExpiresOn, rule);
        if (const auto names = fields.find("stopped_by"))
            add_names(*names, About::StoppedBy, rule);
    }

    void read_next(const Value& value) {
        if (value.is_null() || (value.is_text() && value.node().text == kNone))
            return add(value, About::NextRule, {});
        const Fields fields(value, language::kNext);
        if (const auto action = fields.find("action"))
            add_word(*action, About::NextAction, {});
        if (const auto rule = fields.find("rule"))
            add_word(*rule, About::NextRule, {});
        if (const auto day = fields.find("on"))
            add_day(*day, About::NextOn, {});
    }

    ExpectedSubject& subject_;
    std::string base_;
};

} // namespace

bool is_day(std::string_view text) noexcept {
    constexpr std::string_view kShape = "YYYY-MM-DD";
    if (text.size() != kShape.size() || text[4] != '-' || text[7] != '-')
        return false;
    const auto year = number_in(text.substr(0, 4));
    const auto month = number_in(text.substr(5, 2));
    const auto day = number_in(text.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *day < 1)
        return false;
    return std::chrono::year_month_day(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                       std::chrono::day(static_cast<unsigned>(*day)))
        .ok();
}

std::optional<policies::Text> read_test_key(const Value& value) {
    if (value.node().kind == Node::Kind::List) {
        std::string parts;
        for (const auto& part : value.list("a key"))
            if (const auto text = part.text("a part of the key"))
                (parts += parts.empty() ? "" : ", ") += to_json([&] {
                    auto quoted = part.node();
                    quoted.is_plain = false;
                    return quoted;
                }());
        return policies::Text{"[" + parts + "]", value.node().place};
    }
    return value.placed_text("the key of a subject, or a list for a composite one");
}

std::vector<ExpectedSubject> read_test_expect(const Value& value) {
    std::vector<ExpectedSubject> subjects;
    for (const auto& [entry, each] : value.map("a map of subjects to what is expected of them")) {
        ExpectedSubject subject{entry->key, entry->place, {}};
        SubjectReader(subject).read(each);
        subjects.push_back(std::move(subject));
    }
    return subjects;
}

} // namespace retention::config
