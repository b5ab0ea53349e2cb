// SPDX-License-Identifier: Apache-2.0
#include "policies/judgement.hpp"

#include "policies/holds.hpp"
#include "policies/marker.hpp"
#include "policies/request.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/undone.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace retention::policies {

namespace {

std::string number(std::size_t index) { return std::to_string(index); }

std::string as_condition(const std::string& sql) { return "((" + sql + "\n) is true)"; }

// A starting point as a date. One that is infinite or beyond the years 1 to 9999 is nobody's: it counts as unknown, and
// can't leave the range of date arithmetic. Clamped, so that the author's expression stands in it once.
std::string as_date(const std::string& sql) {
    return "nullif(nullif(greatest(least((" + sql +
           "\n)::date, date '10000-01-01'), date '0001-12-31 BC'), date '10000-01-01'), date '0001-12-31 BC')";
}

std::string moved(From from, const std::string& date) {
    switch (from) {
    case From::EndOfMonth:
        return "(date_trunc('month', " + date + "::timestamp) + interval '1 month' - interval '1 day')::date";
    case From::EndOfYear:
        return "(date_trunc('year', " + date + "::timestamp) + interval '1 year' - interval '1 day')::date";
    case From::Exact:
        break;
    }
    return date;
}

std::string end_of_period(From from, const std::string& date, const Period& keep) {
    return "((" + moved(from, date) + " + " + to_sql(keep) + ")::date)";
}

bool blocks(const Floor& floor, const std::string& action) {
    return floor.blocks.empty() || std::any_of(floor.blocks.begin(), floor.blocks.end(),
                                               [&](const Text& blocked) { return blocked.value == action; });
}

// All that the author says of who is due by these rules: conditions and dates.
std::vector<const Expression*> expressions_of(const Policy& policy, const std::vector<std::size_t>& rules) {
    std::vector<const Expression*> expressions;
    for (const auto& criterion : criteria(policy))
        if (!criterion.rule || std::count(rules.begin(), rules.end(), *criterion.rule) > 0)
            expressions.push_back(criterion.expression);
    return expressions;
}

std::vector<std::size_t> every_rule(const Binding& binding) {
    std::vector<std::size_t> indexes(binding.policy->rules.size());
    std::iota(indexes.begin(), indexes.end(), std::size_t{0});
    return indexes;
}

class Judgement {
public:
    explicit Judgement(const Binding& binding, std::string_view as_of = kAsOf)
        : Judgement(binding, every_rule(binding), as_of) {}

    // Of some of the rules only, by their indexes.
    Judgement(const Binding& binding, std::vector<std::size_t> rules, std::string_view as_of = kAsOf)
        : binding_(binding), policy_(*binding.policy), rules_(std::move(rules)), as_of_(as_of) {}

    // Layers: the view; everybody's class and starting points; the terms of every rule, floor and hold; the states. "offset 0"
    // keeps the server from folding them into one, in which a fact, a date or a state would be worked out once for each
    // mention of it.
    std::string text(Shape shape, bool with_view, bool with_return = false, bool with_undone = false) const {
        const auto consent_by = with_view || asks_when_consent_ended() ? ConsentBy::Sums : ConsentBy::Existence;
        const auto view =
            subject_view(binding_, shape, shape == Shape::Candidates ? candidates() : std::string(), consent_by, as_of_);
        return known_beforehand(shape) + states(terms(classified(view), with_view, with_undone), with_view, with_return, with_undone);
    }

    // Of those only who asked to be erased.
    static Judgement of_requests(const Binding& binding) {
        Judgement judgement(binding);
        judgement.only_requests_ = true;
        return judgement;
    }

    // What a subject's own columns say of those who can be due: facts are looked up for nobody else. "true": they say nothing.
    std::string candidates() const {
        if (only_requests_)
            return has_asked(binding_, view_alias(binding_));
        std::vector<std::string> conditions;
        for (const auto index : rules_)
            conditions.push_back(may_be_due(policy_.rules[index]));
        if (std::count(conditions.begin(), conditions.end(), "true") > 0)
            return "true";
        return "(" + join(conditions, "\n    or ") + ")";
    }

private:
    // Who asked to be erased, and whom holds on other rows bind, found once: from the few requests and holds there are.
    std::string known_beforehand(Shape shape) const {
        const auto first_parameter = shape == Shape::Keyed ? std::optional(kFirstKeyParameter) : std::nullopt;
        const auto bound = bound_by_other_rows(binding_, first_parameter);
        return "with retentiond_asked as materialized (\n  " + open_requests(binding_, first_parameter) + ")" +
               (bound ? ",\nretentiond_bound as materialized (\n  " + *bound + ")" : std::string()) + "\n";
    }

    // Conditions see the view under the subject table's name, and so do all names of the author's; ours begin with retentiond_.
    std::string classified(const std::string& view) const {
        std::string cases;
        for (const auto& c : policy_.classes)
            cases += "\n    when " + as_condition(c.when.sql) + " then " + quote_text(c.name);
        std::vector<std::string> columns{view_alias(binding_) + ".*", "case" + cases + "\n  end as retentiond_class"};
        for (const auto index : rules_)
            columns.push_back(as_date(policy_.rules[index].after.sql) + " as retentiond_r" + number(index) + "_start");
        for (std::size_t i = 0; i < policy_.floors.size(); ++i)
            columns.push_back(as_date(policy_.floors[i].after.sql) + " as retentiond_f" + number(i) + "_start");
        return "select " + join(columns, ",\n  ") + "\nfrom (" + view + " offset 0) as " + view_alias(binding_) + " offset 0";
    }

    // One column for each thing a rule asks. Conditions see the view under the subject table's name and nothing else, so
    // the journal is joined around it.
    std::string terms(const std::string& source, bool with_view, bool with_undone) const {
        std::vector<std::string> columns;
        columns.push_back(key_texts(binding_, view_alias(binding_)));
        columns.push_back("retentiond_class as class");
        for (const auto index : rules_) {
            const Rule& rule = policy_.rules[index];
            const std::string r = "r" + number(index);
            columns.push_back("(" + rule.after.sql + "\n)::timestamptz as " + r + "_at");
            columns.push_back("(pg_typeof(" + rule.after.sql + "\n) = 'date'::regtype) as " + r + "_is_day");
            columns.push_back("retentiond_" + r + "_start as " + r + "_start");
            columns.push_back((rule.when ? as_condition(rule.when->sql) : "true") + " as " + r + "_when");
            columns.push_back((rule.unless ? as_condition(rule.unless->sql) : "false") + " as " + r + "_unless");
        }
        for (std::size_t i = 0; i < policy_.floors.size(); ++i) {
            const Floor& floor = policy_.floors[i];
            columns.push_back((floor.where ? as_condition(floor.where->sql) : "true") + " as f" + number(i) + "_where");
            columns.push_back("retentiond_f" + number(i) + "_start as f" + number(i) + "_start");
        }
        for (std::size_t i = 0; i < policy_.holds.size(); ++i)
            columns.push_back(as_condition(policy_.holds[i].where.sql) + " as h" + number(i));
        // For the journal: the key, and what holds name the row by, as they are.
        const auto key = key_columns(binding_, view_alias(binding_));
        columns.push_back(key_text(binding_, key) + " as key_text");
        for (std::size_t i = 0; i < key.size(); ++i)
            columns.push_back(key[i] + " as key" + number(i + 1));
        const auto row_key = binding_.subject->row_key();
        for (std::size_t i = 0; i < row_key.size(); ++i)
            columns.push_back(view_alias(binding_) + "." + quote_name(row_key[i]) + " as pk" + number(i + 1));
        columns.push_back("(select " + as_of_ + "::date) as today");
        for (const auto& [name, carried] : with_undone ? carried_columns() : std::map<std::string, std::string>())
            columns.push_back(view_alias(binding_) + "." + quote_name(name) + " as " + carried);
        if (with_view)
            columns.push_back("(select to_jsonb(whole) from (select " + view_alias(binding_) + ".*) as whole) as view");
        return "select " + join(columns, ",\n  ") + "\nfrom (" + source + ") as " + view_alias(binding_);
    }

    std::string states(const std::string& source, bool with_view, bool with_return, bool with_undone) const {
        std::vector<std::string> columns = key_aliases(binding_);
        columns.push_back("class");
        for (const auto index : rules_) {
            const std::string r = "r" + number(index);
            columns.push_back(r + "_start");
            columns.push_back(r + "_expires");
            columns.push_back(state_of(index) + " as " + r + "_state");
        }
        for (std::size_t i = 0; i < policy_.floors.size(); ++i)
            columns.insert(columns.end(), {"f" + number(i) + "_applies", "f" + number(i) + "_ends"});
        for (std::size_t i = 0; i < policy_.holds.size(); ++i)
            columns.push_back("h" + number(i));
        columns.push_back("operator_hold");
        if (with_return)
            columns.insert(columns.end(), {returned() + " as has_returned", "asked_as"});
        for (std::size_t i = 0; (with_return || with_view) && i < policy_.rules.size(); ++i)
            columns.push_back("r" + number(i) + "_unless");
        if (with_view)
            columns.insert(columns.end(), {"requested_on", "view"});
        if (with_undone)
            columns.push_back("key_text");
        for (const auto& [name, carried] : with_undone ? carried_columns() : std::map<std::string, std::string>())
            columns.push_back(carried);
        return "select s.*, " + chosen_rule() + " as verdict" + (with_undone ? ", " + undone() + " as undone" : "") + "\nfrom (select " + join(columns, ",\n  ") + "\nfrom (" +
               periods(source, with_return) + ") p offset 0) s";
    }

    // The ends of all periods, and what the journal knows.
    std::string periods(const std::string& source, bool with_return) const {
        std::vector<std::string> columns{"t.*"};
        for (const auto index : rules_)
            columns.push_back("least(" + end_of_period(policy_.rules[index].from, "t.r" + number(index) + "_start", policy_.rules[index].keep) +
                              ", asked.since) as r" + number(index) + "_expires");
        for (std::size_t i = 0; i < policy_.floors.size(); ++i) {
            const Floor& floor = policy_.floors[i];
            const std::string f = "f" + number(i);
            const std::string ends = end_of_period(floor.from, "t." + f + "_start", floor.keep);
            columns.push_back(ends + " as " + f + "_ends");
            // A floor whose own starting point is unknown has no end: it blocks.
            columns.push_back("(t." + f + "_where and not coalesce(" + ends + " <= t.today, false)) as " + f + "_applies");
        }
        for (const auto index : rules_) {
            const auto& then = policy_.rules[index].then.value;
            const auto* action = binding_.find_action(then);
            const bool leaves_marker = !action || !action->deletes_subject();
            const auto acted = [&](const char* condition) {
                return leaves_marker ? "(select m.acted_at from retentiond.marker m where " + is_marker_of(binding_, "m", then, "t.key_text") +
                                           condition + ")"
                                     : std::string("null::timestamptz");
            };
            columns.push_back(acted(" and not m.again") + " as r" + number(index) + "_acted");
            if (with_return)
                columns.push_back(acted("") + " as r" + number(index) + "_once_acted");
        }
        std::string held = is_on_hold(binding_, "t");
        std::string bound;
        if (bound_by_other_rows(binding_, std::nullopt)) {
            bound = "\nleft join (select distinct * from retentiond_bound) bound on " + is_of_subject("bound");
            held += " or bound.k1 is not null";
        }
        columns.push_back("(" + held + ") as operator_hold");
        columns.insert(columns.end(), {"asked.since as requested_on", "asked.at as requested_at", "asked.asked_as"});
        return "select " + join(columns, ",\n  ") + "\nfrom (" + source + ") t\nleft join retentiond_asked asked on " + is_of_subject("asked") + bound;
    }

    std::string is_of_subject(const std::string& alias) const {
        std::vector<std::string> same;
        for (std::size_t i = 0; i < binding_.key.size(); ++i)
            same.push_back(alias + ".k" + number(i + 1) + " = t.key" + number(i + 1));
        return join(same, " and ");
    }

    std::string state_of(std::size_t index) const {
        const Rule& rule = policy_.rules[index];
        const std::string r = "r" + number(index);
        std::vector<std::string> classes;
        for (const auto& c : rule.classes)
            classes.push_back(quote_text(c.value));
        const auto is = [](RuleState state, std::size_t offset = 0) {
            return std::to_string(static_cast<int>(state) + static_cast<int>(offset));
        };
        std::string text = "case when (class in (" + join(classes, ", ") + ")) is not true then " + is(RuleState::NotInClass);
        if (rule.when)
            text += "\n    when not " + r + "_when then " + is(RuleState::When);
        text += "\n    when " + r + "_expires is null then " + is(RuleState::NoStartingPoint);
        text += "\n    when " + r + "_expires > today then " + is(RuleState::NotExpired);
        text += "\n    when case when requested_on <= today then " + r + "_acted >= requested_at else " + acted_since(r, r + "_acted") +
                " end then " + is(RuleState::Done);
        if (rule.unless)
            text += "\n    when " + r + "_unless and not coalesce(requested_on <= today, false) then " + is(RuleState::Unless);
        for (std::size_t i = 0; i < policy_.floors.size(); ++i)
            if (blocks(policy_.floors[i], rule.then.value))
                text += "\n    when f" + number(i) + "_applies then " + is(RuleState::Floor, i);
        for (std::size_t i = 0; i < policy_.holds.size(); ++i)
            text += "\n    when h" + number(i) + " then " + is(RuleState::Hold, i);
        text += "\n    when operator_hold then " + is(RuleState::Hold, kOperatorHold);
        return text + "\n    else " + is(RuleState::Due) + " end";
    }

    // The action was taken after the starting point. A day may still have been going on then.
    static std::string acted_since(const std::string& r, const std::string& acted) {
        return "case when " + r + "_is_day then " + acted + "::date > " + r + "_start else " + acted + " >= " + r + "_at end";
    }

    // A rule's action was taken, and a later starting point has come since: the subject is back, in whatever class.
    std::string returned() const {
        std::vector<std::string> later{"false"};
        for (const auto index : rules_) {
            const std::string r = "r" + number(index);
            later.push_back("(" + r + "_start is not null and not " + acted_since(r, r + "_once_acted") + ") is true");
        }
        return "(" + join(later, " or ") + ")";
    }

    // The subject's columns that tell whether an action is still in effect, and the names under which they come along: one of the
    // application's could be called as one of ours.
    std::map<std::string, std::string> carried_columns() const {
        std::map<std::string, std::string> carried;
        for (const auto index : rules_)
            if (const auto effect = own_effect(binding_, policy_.rules[index].then.value))
                for (const auto& name : effect->columns)
                    carried.emplace(name, "own" + number(carried.size() + 1));
        return carried;
    }

    // The actions that were taken and whose effect on the subject's own row is gone, as an array. Asked of those only who count as
    // done: whoever is back with a later starting point has new values by right.
    std::string undone() const {
        const auto carried = carried_columns();
        std::vector<std::string> cases;
        for (const auto index : rules_) {
            const auto& then = policy_.rules[index].then.value;
            const auto effect = own_effect(binding_, then);
            if (!effect)
                continue;
            std::vector<std::string> row;
            for (const auto& name : effect->columns)
                row.push_back("s." + carried.at(name) + " as " + quote_name(name));
            cases.push_back("case when s.r" + number(index) + "_state = " + std::to_string(static_cast<int>(RuleState::Done)) +
                            " and not (select " + effect->holds + " from (select " + join(row, ", ") + ") t) then " + quote_text(then) + " end");
        }
        return "array_remove(array[" + join(cases, ",\n    ") + "]::text[], null)";
    }

    std::string chosen_rule() const {
        std::string text = "case";
        for (const auto index : by_strength(binding_))
            if (std::count(rules_.begin(), rules_.end(), index) > 0)
                text += " when r" + number(index) + "_state = " + std::to_string(static_cast<int>(RuleState::Due)) + " then " +
                        number(index);
        return text + " end";
    }

    // Whether some condition or date mentions when a consent ended, by its name or with the whole row.
    bool asks_when_consent_ended() const {
        const auto expressions = expressions_of(policy_, rules_);
        return std::any_of(expressions.begin(), expressions.end(), [&](const Expression* expression) {
            const auto words = words_of(expression->sql);
            return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
                return word == binding_.subject->name.name || word == "basis_ended" ||
                       (word.starts_with("consent_") && word.ends_with("_ended"));
            });
        });
    }

    // Names that a condition can't be decided without: facts and consents.
    bool is_own(const std::string& sql) const {
        static const std::string prefix = "consent_";
        for (const auto& word : words_of(sql)) {
            // The table's name may stand for the whole row, facts included.
            if (word == binding_.subject->name.name || word == "basis_valid" || word == "basis_ended" || word.compare(0, prefix.size(), prefix) == 0)
                return false;
            for (const auto& fact : binding_.facts)
                if (fact.fact->name == word)
                    return false;
        }
        return true;
    }

    // What must hold of the subject's own columns when `rule` is due; "true" when they can't say.
    std::string may_be_due(const Rule& rule) const {
        std::vector<std::string> conditions;
        if (auto in_class = may_be_in_class(rule); !in_class.empty())
            conditions.push_back(std::move(in_class));
        if (rule.when && is_own(rule.when->sql))
            conditions.push_back(as_condition(rule.when->sql));
        if (rule.unless && is_own(rule.unless->sql))
            conditions.push_back("not " + as_condition(rule.unless->sql));
        if (is_own(rule.after.sql))
            conditions.push_back("(" + rule.after.sql + "\n)::date <= " + latest_start(rule));
        return conditions.empty() ? "true" : "(" + join(conditions, "\n      and ") + ")";
    }

    // No starting point after this day can have expired. Not the rule's formula, but a bound on it that is worked out once:
    // adding years and months moves a day at the end of a month back by three days at most, subtracting them by as many, and
    // `from` only ever moves it on.
    std::string latest_start(const Rule& rule) const {
        return "(select (" + as_of_ + "::date - " + to_sql(rule.keep) + " + interval '7 days')::date)";
    }

    // The subject is in one of the rule's classes, as far as its own columns can tell; empty when they can't. Plain
    // conditions instead of a CASE, because the server knows how many rows they leave.
    std::string may_be_in_class(const Rule& rule) const {
        std::vector<std::string> choices;
        std::vector<std::string> earlier;
        std::size_t left = rule.classes.size();
        for (const auto& c : policy_.classes) {
            if (left == 0)
                break;
            const bool is_ours = std::any_of(rule.classes.begin(), rule.classes.end(),
                                             [&](const Text& ours) { return ours.value == c.name; });
            left -= is_ours ? 1 : 0;
            const bool is_decidable = is_own(c.when.sql);
            if (is_ours) {
                auto all = earlier;
                if (is_decidable)
                    all.push_back(as_condition(c.when.sql));
                if (all.empty())
                    return {};
                choices.push_back("(" + join(all, " and ") + ")");
            } else if (is_decidable) {
                // Whoever is in a class that comes first is in no other.
                earlier.push_back("((" + c.when.sql + "\n) is not true)");
            }
        }
        return "(" + join(choices, " or ") + ")";
    }

    const Binding& binding_;
    const Policy& policy_;
    const std::vector<std::size_t> rules_;
    const std::string as_of_;
    bool only_requests_ = false;
};

// Rules that are asked together: each by itself, for its own candidates and with the facts that it speaks of; those of whom the
// subject's own columns say nothing in one pass over everybody.
std::vector<std::vector<std::size_t>> due_passes(const Binding& binding) {
    std::vector<std::vector<std::size_t>> passes;
    std::vector<std::size_t> everybody;
    for (std::size_t i = 0; i < binding.policy->rules.size(); ++i)
        if (Judgement(binding, {i}).candidates() == "true")
            everybody.push_back(i);
        else
            passes.push_back({i});
    if (!everybody.empty())
        passes.push_back(std::move(everybody));
    return passes;
}

} // namespace

std::string judgement(const Binding& binding, std::string_view as_of, Shape shape) {
    return Judgement(binding, as_of).text(shape, false);
}

RuleVerdict verdict_of(const Policy& policy, int state) {
    if (state >= static_cast<int>(RuleState::Due))
        return {RuleState::Due, {}};
    if (state >= static_cast<int>(RuleState::Hold)) {
        const int index = state - static_cast<int>(RuleState::Hold);
        return {RuleState::Hold,
                index == kOperatorHold ? "operator" : policy.holds.at(static_cast<std::size_t>(index)).name};
    }
    if (state >= static_cast<int>(RuleState::Floor))
        return {RuleState::Floor,
                policy.floors.at(static_cast<std::size_t>(state - static_cast<int>(RuleState::Floor))).name};
    return {static_cast<RuleState>(state), {}};
}

std::string to_word(RuleState state) {
    switch (state) {
    case RuleState::NotInClass:
        return "not_in_class";
    case RuleState::When:
        return "when";
    case RuleState::NoStartingPoint:
        return "no_starting_point";
    case RuleState::NotExpired:
        return "not_expired";
    case RuleState::Done:
        return "done";
    case RuleState::Unless:
        return "unless";
    case RuleState::Floor:
        return "floor";
    case RuleState::Hold:
        return "hold";
    case RuleState::Due:
        return "due";
    }
    return "unknown";
}

std::vector<std::size_t> by_strength(const Binding& binding) {
    std::vector<std::size_t> order;
    for (const bool deletes : {true, false})
        for (std::size_t i = 0; i < binding.policy->rules.size(); ++i) {
            const auto* action = binding.find_action(binding.policy->rules[i].then.value);
            if ((action && action->deletes_subject()) == deletes)
                order.push_back(i);
        }
    return order;
}

std::string name_of(std::string_view question, Shape shape) { return std::string(question) + (shape == Shape::Keyed ? "_of_part" : ""); }

std::vector<Bind> binds_of(Shape shape) {
    return shape == Shape::Keyed ? std::vector{Bind::AsOf, Bind::Keys} : std::vector{Bind::AsOf};
}

// The states go through an array: of several columns the server thinks that they make a group for nearly everybody, and sorts.
Statement census(const Binding& binding, Shape shape) {
    std::vector<std::string> states;
    std::vector<std::string> told{"class"};
    std::vector<std::string> ends;
    std::vector<std::string> earliest;
    for (std::size_t i = 0; i < binding.policy->rules.size(); ++i) {
        const std::string r = "r" + number(i);
        states.push_back(r + "_state");
        told.push_back("states[" + number(i + 1) + "] as " + r + "_state");
        ends.push_back(r + "_expires");
        earliest.push_back("min(" + r + "_expires) as " + r + "_expires");
    }
    states.push_back("verdict");
    told.push_back("states[" + number(states.size()) + "] as verdict");
    return {name_of("census", shape),
            "select " + join(told, ", ") + ", count(*) as subjects, " + join(earliest, ", ") +
                ", count(*) filter (where undone <> '{}') as undone\nfrom (select class, array[" + join(states, ", ") + "] as states, " +
                join(ends, ", ") + ", undone\n  from (" + Judgement(binding).text(shape, false, false, true) +
                ") j offset 0) g\ngroup by class, states",
            binds_of(shape)};
}

Statement send_undone_again(const Binding& binding, Shape shape) {
    std::vector<std::string> actions;
    for (const auto& action : binding.actions)
        actions.push_back(action.action->name);
    return {name_of("send_undone_again", shape),
            "update retentiond.marker m set again = true\nfrom (select distinct key_text, unnest(undone) as action\n  from (" +
                Judgement(binding).text(shape, false, false, true) + ") j) w\nwhere not m.again and m.action = w.action and " +
                is_marker_of(binding, "m", actions, "w.key_text"),
            binds_of(shape)};
}

Statement due(const Binding& binding) {
    const auto strength = by_strength(binding);
    std::string rank = "case verdict";
    std::vector<std::string> verdicts;
    for (std::size_t i = 0; i < strength.size(); ++i) {
        rank += " when " + number(strength[i]) + " then " + number(i);
        verdicts.push_back(number(strength[i]));
    }
    const std::string keys = join(key_aliases(binding), ", ");
    std::vector<std::string> texts;
    const auto add = [&](const Judgement& judgement) {
        const Shape shape = judgement.candidates() == "true" ? Shape::Whole : Shape::Candidates;
        texts.push_back("select " + keys + ", verdict\nfrom (" + judgement.text(shape, false) + ") j\nwhere verdict is not null");
    };
    for (const auto& pass : due_passes(binding))
        add(Judgement(binding, pass));
    add(Judgement::of_requests(binding));
    return {"due",
            "select " + keys + ", (array[" + join(verdicts, ", ") + "])[1 + min(" + rank + " end)] as verdict\nfrom (" +
                join(texts, "\nunion all\n") + ") d\ngroup by " + keys,
            {Bind::AsOf}};
}

// The action was taken, and would not be taken now: of all rules by which it was, `unless` holds or a floor blocks it.
std::string is_protected(const Policy& policy) {
    std::vector<std::string> by_others{"false"};
    std::vector<std::string> still{"false"};
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        std::vector<std::string> reasons{"r" + number(i) + "_unless"};
        for (std::size_t floor = 0; floor < policy.floors.size(); ++floor)
            if (blocks(policy.floors[floor], policy.rules[i].then.value))
                reasons.push_back("f" + number(floor) + "_applies");
        const std::string is_done = "r" + number(i) + "_state = " + std::to_string(static_cast<int>(RuleState::Done));
        const std::string stops = "(" + join(reasons, " or ") + ")";
        by_others.push_back(is_done + " and " + stops);
        still.push_back(is_done + " and not " + stops);
    }
    return "((" + join(by_others, " or ") + ") and not (" + join(still, " or ") + "))";
}

Statement judge(const Binding& binding) {
    const Judgement judgement(binding);
    std::vector<std::string> columns = key_aliases(binding);
    columns.push_back("verdict");
    for (std::size_t i = 0; i < binding.policy->rules.size(); ++i)
        columns.push_back("r" + number(i) + "_state");
    std::string held = "operator_hold";
    for (std::size_t i = 0; i < binding.policy->holds.size(); ++i)
        held += " or h" + number(i);
    columns.push_back("(" + held + " or " + is_protected(*binding.policy) + ") as is_held");
    columns.push_back("(class is not null or has_returned) as is_somebody");
    columns.push_back("asked_as");
    return {"judge",
            "select " + join(columns, ", ") + "\nfrom (" + judgement.text(Shape::Keyed, false, true) + ") j",
            {Bind::AsOf, Bind::Keys}};
}

bool asks_for_instant(const Binding& binding) {
    if (binding.subject->find_column("as_of"))
        return false;
    const auto expressions = expressions_of(*binding.policy, every_rule(binding));
    return std::any_of(expressions.begin(), expressions.end(), [](const Expression* expression) { return words_of(expression->sql).count("as_of") > 0; });
}

Statement explain(const Binding& binding) {
    return {"explain", "select j.*\nfrom (" + Judgement(binding).text(Shape::Keyed, true) + ") j", {Bind::AsOf, Bind::Keys}};
}

} // namespace retention::policies
