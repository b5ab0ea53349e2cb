// SPDX-License-Identifier: Apache-2.0
#include "policies/forecast.hpp"

#include "policies/judgement.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

#include <map>

namespace retention::policies {

namespace {

std::string number(std::size_t value) { return std::to_string(value); }
std::string number(RuleState state) { return std::to_string(static_cast<int>(state)); }
std::string number(Forecasted what) { return std::to_string(static_cast<int>(what)); }

// The instants that are judged by. The last moment of a month, because its last day counts.
constexpr const char* kMonths =
    "(select 0 as retentiond_number, $1::timestamptz as retentiond_as_of\n"
    "  union all select n, date_trunc('month', $1::timestamptz) + n * interval '1 month' - interval '1 microsecond'\n"
    "  from generate_series(1, $2::int) n) retentiond_month";

class Forecaster {
public:
    explicit Forecaster(const Binding& binding) : binding_(binding), rules_(binding.policy->rules) {
        for (const auto index : by_strength(binding))
            (deletes(index) ? deleting_ : others_[rules_[index].then.value]).push_back(index);
    }

    std::string text() const {
        return "select e.month, e.what, count(*) as subjects\nfrom (" + stopped(taken(subjects())) + ") s\ncross join lateral (" +
               events() + ") e(month, what)\nwhere e.month is not null\ngroup by 1, 2";
    }

private:
    bool deletes(std::size_t rule) const {
        const auto* action = binding_.find_action(rules_[rule].then.value);
        return action && action->deletes_subject();
    }

    // One row for each subject that is ever due or stopped: for rule i the first month in which it is due (d<i>), and those in
    // which a floor (f<i>) or a hold (h<i>) stops it, as bits.
    std::string subjects() const {
        std::vector<std::string> columns = key_aliases(binding_);
        std::vector<std::string> ready;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            const std::string state = "r" + number(i) + "_state";
            const auto bits = [&](RuleState from, RuleState below) {
                return "coalesce(bit_or(1::bigint << retentiond_number) filter (where " + state + " >= " + number(from) + " and " + state +
                       " < " + number(below) + "), 0)";
            };
            columns.push_back("min(retentiond_number) filter (where " + state + " = " + number(RuleState::Due) + ") as d" + number(i));
            columns.push_back(bits(RuleState::Floor, RuleState::Hold) + " as f" + number(i));
            columns.push_back(bits(RuleState::Hold, RuleState::Due) + " as h" + number(i));
            ready.push_back(state + " >= " + number(RuleState::Floor));
        }
        return "select " + join(columns, ",\n  ") + "\nfrom " + kMonths + "\ncross join lateral (" +
               judgement(binding_, "retentiond_month.retentiond_as_of") + ") j\nwhere " + join(ready, " or ") + "\ngroup by " +
               join(key_aliases(binding_), ", ");
    }

    // The month in which each action is taken: a<n>, and `gone`, the deletion. What was taken once is not taken again.
    std::string taken(const std::string& source) const {
        std::vector<std::string> columns{"s.*", first_of(deleting_) + " as gone"};
        std::size_t n = 0;
        for (const auto& [action, rules] : others_)
            columns.push_back(first_of(rules) + " as a" + number(n++));
        return "select " + join(columns, ", ") + "\nfrom (" + source + ") s";
    }

    // The months in which a subject is stopped; whoever is deleted, or whose action was taken, is not any more.
    std::string stopped(const std::string& source) const {
        std::vector<std::string> floors;
        std::vector<std::string> holds;
        const auto add = [&](const std::vector<std::size_t>& rules, const std::string& until) {
            for (const auto rule : rules) {
                floors.push_back("(f" + number(rule) + " & " + before(until) + ")");
                holds.push_back("(h" + number(rule) + " & " + before(until) + ")");
            }
        };
        add(deleting_, "gone");
        std::size_t n = 0;
        for (const auto& [action, rules] : others_)
            add(rules, "least(gone, a" + number(n++) + ")");
        return "select t.*, " + join(floors, " | ") + " as floors, " + join(holds, " | ") + " as holds\nfrom (" + source + ") t";
    }

    std::string events() const {
        std::vector<std::string> rows{"(gone, " + rule_of(deleting_, "gone") + ")"};
        std::vector<std::string> first{"gone"};
        std::size_t n = 0;
        for (const auto& [action, rules] : others_) {
            const std::string month = "a" + number(n++);
            rows.push_back("(case when gone is null or " + month + " < gone then " + month + " end, " + rule_of(rules, month) + ")");
            first.push_back(month);
        }
        rows.push_back("(least(" + join(first, ", ") + "), " + number(Forecasted::Subjects) + ")");
        const auto months_of = [](const std::string& bits, Forecasted what) {
            return "\n  union all select n, " + number(what) + " from generate_series(0, $2::int) n where ((" + bits + ") >> n) & 1 = 1";
        };
        return "values " + join(rows, ", ") + months_of("s.holds", Forecasted::Held) +
               months_of("s.floors & ~s.holds", Forecasted::Floored);
    }

    static std::string first_of(const std::vector<std::size_t>& rules) {
        std::vector<std::string> months{"null::int"};
        for (const auto rule : rules)
            months.push_back("d" + number(rule));
        return "least(" + join(months, ", ") + ")";
    }

    // The strongest of the rules that are due in `month`, which one of them is.
    static std::string rule_of(const std::vector<std::size_t>& rules, const std::string& month) {
        if (rules.empty())
            return "null::int";
        std::string text = "case";
        for (const auto rule : rules)
            text += " when d" + number(rule) + " = " + month + " then " + number(rule);
        return text + " end";
    }

    static std::string before(const std::string& month) {
        return "case when " + month + " is null then -1 else (1::bigint << " + month + ") - 1 end";
    }

    const Binding& binding_;
    const std::vector<Rule>& rules_;
    std::vector<std::size_t> deleting_;                           // rules whose action deletes the subject, the strongest first
    std::map<std::string, std::vector<std::size_t>> others_;      // those of each other action, likewise
};

} // namespace

Statement forecast(const Binding& binding) { return {"forecast", Forecaster(binding).text(), {Bind::AsOf}}; }

Statement count_subjects(const Binding& binding) {
    std::string text = "select count(*) from " + quote_table(binding.subject->name);
    if (const auto those = subject_condition(binding); !those.empty())
        text += " where " + those;
    return {"count_subjects", text, {}};
}

} // namespace retention::policies
