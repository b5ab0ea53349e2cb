// SPDX-License-Identifier: Apache-2.0
#include "tests/random/policy_model.hpp"

#include <algorithm>

namespace retention::random {

namespace {

// In single quotes, in which YAML changes nothing.
std::string yaml(const std::string& text) {
    return literal(text);
}

class Writer {
public:
    Writer(const Scene& scene, const Policy& policy) : scene_(scene), database_(scene.database), policy_(policy) {}

    std::string text() {
        head();
        links();
        facts();
        consent();
        classes();
        rules();
        floors_and_holds();
        actions();
        out_ += "limits: { persons: null, share: null, growth: null }\n";
        return out_;
    }

private:
    const Table& table(std::size_t t) const { return database_.tables[t]; }
    const std::string& column(std::size_t t, std::size_t c) const { return table(t).columns[c].name; }

    std::string list(std::size_t t, const std::vector<std::size_t>& columns) const {
        std::string text;
        for (const auto c : columns)
            text += (text.empty() ? "" : ", ") + yaml(column(t, c));
        return "[" + text + "]";
    }

    std::string dotted(std::size_t t, const std::vector<std::size_t>& columns) const {
        std::string text;
        for (const auto c : columns)
            text += (text.empty() ? "" : ", ") + yaml(qualified(table(t)) + "." + quote(column(t, c)));
        return "[" + text + "]";
    }

    void head() {
        out_ += "policy: random\nmode: enforce\nsubject:\n  table: " + yaml(qualified(table(database_.subject))) + "\n";
        if (policy_.subject_where)
            out_ += "  where: " + yaml(sql(*policy_.subject_where)) + "\n";
        if (policy_.names_identifiers)
            out_ +=
                "  identifiers: " + list(0, {scene_.person.first_name, scene_.person.last_name, scene_.person.email}) +
                "\n";
    }

    void links() {
        std::map<std::size_t, std::string> by_child;
        for (const auto& key : database_.keys) {
            if (!key.is_link)
                continue;
            std::string link =
                "    - { column: " + list(key.child, key.columns) + ", to: " + dotted(key.parent, key.parent_columns);
            if (key.where)
                link += ", where: " + yaml(row_condition(key.child, *key.where));
            by_child[key.child] += link + " }\n";
        }
        if (!by_child.empty())
            out_ += "links:\n";
        for (const auto& [child, text] : by_child)
            out_ += "  " + yaml(qualified(table(child))) + ":\n" + text;
    }

    std::string row_condition(std::size_t t, const std::pair<std::size_t, std::string>& where) const {
        return quote(column(t, where.first)) + " = " + literal(where.second);
    }

    void facts() {
        static const char* const forms[] = {"count", "exists", "max", "min", "sum", "value"};
        if (!policy_.facts.empty())
            out_ += "facts:\n";
        for (const auto& fact : policy_.facts) {
            const Key& key = database_.keys[fact.path.front()];
            const bool is_value = fact.form == Fact::Form::Value;
            const std::size_t source = is_value ? key.parent : key.child;
            const bool is_count = fact.form == Fact::Form::Count || fact.form == Fact::Form::Exists;
            out_ += "  " + fact.name + ": { " + forms[static_cast<std::size_t>(fact.form)] + ": " +
                    yaml(qualified(table(source)) + (is_count ? "" : "." + quote(column(source, fact.column))));
            if (fact.names_via)
                out_ += ", via: " + list(key.child, key.columns);
            if (fact.where)
                out_ += ", where: " + yaml(row_condition(source, *fact.where));
            out_ += " }\n";
        }
    }

    void consent() {
        if (policy_.purposes.empty())
            return;
        const auto& columns = *scene_.consent;
        const auto t = columns.table;
        out_ += "consent:\n  table: " + yaml(qualified(table(t))) +
                "\n  columns: { purpose: " + yaml(column(t, columns.purpose)) +
                ", granted: " + yaml(column(t, columns.granted)) + ", expires: " + yaml(column(t, columns.expires)) +
                ", withdrawn: " + yaml(column(t, columns.withdrawn)) + " }\n" +
                (policy_.consents_are_log ? "  records: latest\n" : "") + "  purposes:\n";
        for (const auto& purpose : policy_.purposes)
            out_ += "    " + purpose.name + ": {" +
                    (purpose.valid_for ? " valid_for: " + iso(*purpose.valid_for) + " " : std::string()) + "}\n";
    }

    static std::string iso(const Days& days) {
        return "P" + (days.years ? std::to_string(days.years) + "Y" : std::string()) +
               (days.months ? std::to_string(days.months) + "M" : std::string()) +
               (days.days || !(days.years || days.months) ? std::to_string(days.days) + "D" : std::string());
    }

    std::string sql(const Term& term) const {
        switch (term.of) {
        case Term::Of::Column:
            return quote(column(0, term.number));
        case Term::Of::Fact:
            return policy_.facts[term.number].name;
        case Term::Of::Consent:
            return "consent_" + policy_.purposes[term.number].name;
        case Term::Of::ConsentEnded:
            return "consent_" + policy_.purposes[term.number].name + "_ended";
        case Term::Of::Basis:
            return "basis_valid";
        case Term::Of::BasisEnded:
            return "basis_ended";
        }
        return {};
    }

    std::string sql(const Condition& condition) const {
        const std::string term = sql(condition.term);
        switch (condition.form) {
        case Condition::Form::Equals:
            return term + " = " + literal(condition.value);
        case Condition::Form::Above:
            return term + " > " + condition.value;
        case Condition::Form::IsNull:
            return term + " is null";
        case Condition::Form::IsNotNull:
            return term + " is not null";
        case Condition::Form::IsTrue:
            return term;
        case Condition::Form::Not:
            return "not (" + sql(condition.parts[0]) + ")";
        case Condition::Form::And:
            return "(" + sql(condition.parts[0]) + ") and (" + sql(condition.parts[1]) + ")";
        case Condition::Form::Or:
            return "(" + sql(condition.parts[0]) + ") or (" + sql(condition.parts[1]) + ")";
        }
        return {};
    }

    std::string sql(const std::vector<Term>& after) const {
        if (after.size() == 1)
            return sql(after[0]);
        return "coalesce(" + sql(after[0]) + ", " + sql(after[1]) + ")";
    }

    static std::string word(From from) {
        return from == From::Exact ? "exact" : from == From::EndOfMonth ? "end_of_month" : "end_of_year";
    }

    void classes() {
        out_ += "classes:\n";
        for (std::size_t i = 0; i < policy_.classes.size(); ++i)
            out_ += "  class" + std::to_string(i) + ": " + yaml(sql(policy_.classes[i])) + "\n";
    }

    void rules() {
        out_ += "rules:\n";
        for (const auto& rule : policy_.rules) {
            std::string named;
            for (const auto number : rule.classes)
                named += (named.empty() ? "class" : ", class") + std::to_string(number);
            out_ += "  - { name: " + rule.name + ", class: [" + named + "], keep: " + iso(rule.keep) +
                    ", after: " + yaml(sql(rule.after)) + ", from: " + word(rule.from) +
                    (rule.when ? ", when: " + yaml(sql(*rule.when)) : std::string()) +
                    (rule.unless ? ", unless: " + yaml(sql(*rule.unless)) : std::string()) +
                    ", then: " + policy_.actions[rule.then].name + " }\n";
        }
    }

    void floors_and_holds() {
        if (!policy_.floors.empty())
            out_ += "floors:\n";
        for (std::size_t i = 0; i < policy_.floors.size(); ++i) {
            const Floor& floor = policy_.floors[i];
            std::string blocks;
            for (const auto action : floor.blocks)
                blocks += (blocks.empty() ? "" : ", ") + policy_.actions[action].name;
            out_ += "  - { name: floor" + std::to_string(i) +
                    (floor.where ? ", where: " + yaml(sql(*floor.where)) : std::string()) +
                    ", keep: " + iso(floor.keep) + ", after: " + yaml(sql(floor.after)) +
                    ", from: " + word(floor.from) + (blocks.empty() ? std::string() : ", blocks: [" + blocks + "]") +
                    " }\n";
        }
        if (!policy_.holds.empty())
            out_ += "holds:\n";
        for (std::size_t i = 0; i < policy_.holds.size(); ++i)
            out_ += "  - { name: hold" + std::to_string(i) + ", where: " + yaml(sql(policy_.holds[i])) + " }\n";
    }

    std::string key_of(const Line& line) const {
        if (line.schema)
            return quote(*line.schema) + ".*";
        std::string text = qualified(table(line.table));
        std::string columns;
        for (const auto c : line.via)
            columns += (columns.empty() ? "" : ", ") +
                       (line.from ? qualified(table(*line.from)) + "." + quote(column(*line.from, c))
                                  : quote(column(line.table, c)));
        if (!columns.empty())
            text += line.via.size() > 1 ? " via (" + columns + ")" : " via " + columns;
        return text;
    }

    std::string treatment(const Treatment& treatment) const {
        if (treatment.argument.empty())
            return treatment.anonymizer;
        return "{ " + treatment.anonymizer + ": " + treatment.argument + " }";
    }

    void actions() {
        out_ += "actions:\n";
        for (const auto& action : policy_.actions) {
            out_ += "  " + action.name + ":\n";
            for (const auto& line : action.lines) {
                out_ += "    " + yaml(key_of(line)) + ": ";
                if (line.kind != Line::Kind::Map)
                    out_ += line.kind == Line::Kind::Keep     ? "keep\n"
                            : line.kind == Line::Kind::Delete ? "delete\n"
                                                              : "delete unless shared\n";
                else
                    out_ += "\n";
                for (const auto& each : line.treatments)
                    out_ += "      " + (each.column ? yaml(column(line.table, *each.column)) : "'*'") + ": " +
                            treatment(each) + "\n";
            }
        }
    }

    const Scene& scene_;
    const Database& database_;
    const Policy& policy_;
    std::string out_;
};

} // namespace

std::string to_yaml(const Scene& scene, const Policy& policy) {
    return Writer(scene, policy).text();
}

} // namespace retention::random
