// SPDX-License-Identifier: Apache-2.0
#include "tests/random/known_defects.hpp"
#include "tests/random/policy_model.hpp"
#include "tests/random/ways.hpp"

#include <algorithm>
#include <set>

namespace retention::random {

namespace {

// What a map says of one column, for its kind.
std::vector<Treatment> choices_for(Kind kind, bool is_nullable) {
    std::vector<Treatment> choices{{{}, "keep", {}}};
    const auto add = [&](const char* anonymizer, const char* argument = "") {
        choices.push_back({{}, anonymizer, argument});
    };
    if (is_nullable)
        add("null");
    if (is_text(kind)) {
        add("redact");
        add("redact", "'(gone)'");
        add("token");
        add("token", "'t-{token}@x.example'");
        add("fake", "first_name");
        add("fake", "last_name");
        add("fake", "full_name");
        add("prefix", "2");
        add("scrub");
        add("constant", "'it''s nobody'");
    }
    switch (kind) {
    case Kind::Integer:
    case Kind::Bigint:
    case Kind::Positive:
        add("constant", "7");
        add("generalize", "{ bucket: 10 }");
        break;
    case Kind::Numeric:
        add("generalize", "{ bucket: 10 }");
        break;
    case Kind::Date:
    case Kind::Timestamp:
        add("generalize", "year");
        add("generalize", "quarter");
        add("generalize", "month");
        add("generalize", "decade");
        break;
    case Kind::Boolean:
        add("constant", "true");
        break;
    case Kind::Enum:
        add("constant", "Cross");
        break;
    case Kind::Json:
    case Kind::Bytes:
        add("redact");
        break;
    case Kind::Uuid:
        add("token");
        break;
    default:
        break;
    }
    return choices;
}

class ActionMaker {
public:
    ActionMaker(Dice& dice, const Scene& scene, Action& action)
        : dice_(dice), scene_(scene), database_(scene.database), action_(action) {}

    void run() {
        add_subject();
        walk(0);
        if (scene_.held.empty()) // on whom a hold further up binds then, the oracle does not know
            add_below_kept();
        add_outward();
        if (dice_.chance(25))
            keep_by_pattern();
        if (dice_.chance(3) && action_.lines.size() > 1) // for the check to find
            action_.lines.erase(action_.lines.begin() + 1 +
                                static_cast<std::ptrdiff_t>(dice_.below(action_.lines.size() - 1)));
        std::vector<Line> others(action_.lines.begin() + 1, action_.lines.end());
        for (std::size_t i = others.size(); i > 1; --i)
            std::swap(others[i - 1], others[dice_.below(i)]);
        std::copy(others.begin(), others.end(), action_.lines.begin() + 1);
    }

private:
    const Table& table(std::size_t t) const { return database_.tables[t]; }

    bool is_in(const std::vector<std::size_t>& columns, std::size_t c) const {
        return std::count(columns.begin(), columns.end(), c) > 0;
    }

    bool is_of_key(std::size_t t, std::size_t c) const {
        return is_in(table(t).primary_key, c) ||
               std::any_of(database_.keys.begin(), database_.keys.end(), [&](const Key& key) {
                   return !key.is_link && database_.is_within(t, key.child) && is_in(key.columns, c);
               });
    }

    bool is_of_link(std::size_t t, std::size_t c) const {
        return std::any_of(database_.keys.begin(), database_.keys.end(), [&](const Key& key) {
            return key.is_link && database_.is_within(t, key.child) && is_in(key.columns, c);
        });
    }

    bool is_in_unique(std::size_t t, std::size_t c) const {
        return table(t).columns[c].is_unique || std::any_of(table(t).unique.begin(), table(t).unique.end(),
                                                            [&](const auto& index) { return is_in(index, c); });
    }

    // The same in each line of a table: a row that two lines lead to can have only one.
    const Treatment& treatment_of(std::size_t t, std::size_t c) {
        const auto found = treatments_.find({t, c});
        if (found != treatments_.end())
            return found->second;
        const Column& column = table(t).columns[c];
        Treatment chosen{{}, "keep", {}};
        const auto choices = choices_for(column.kind, column.is_nullable);
        if (!is_in_unique(t, c) || dice_.chance(30))
            chosen = choices[dice_.below(choices.size())];
        if (is_in_unique(t, c) && chosen.anonymizer != "null" && chosen.anonymizer != "token" && dice_.chance(95))
            chosen = {{}, "keep", {}};
        if (kStandInsAreDue && is_of_link(t, c) &&
            (chosen.anonymizer == "constant" || chosen.anonymizer == "generalize"))
            chosen = {{}, "keep", {}};
        chosen.column = c;
        return treatments_.emplace(std::pair{t, c}, chosen).first->second;
    }

    // Every column that is no key; `detached` become null.
    std::vector<Treatment> map_of(std::size_t t, const std::vector<std::size_t>& detached) {
        std::vector<Treatment> made;
        const bool names_all = dice_.chance(50);
        for (std::size_t c = 0; c < table(t).columns.size(); ++c) {
            if (is_in(detached, c)) {
                made.push_back({c, "null", {}});
                continue;
            }
            if (c == 0 && names_all)
                made.push_back({c, "keep", {}});
            if (c == 0 || !table(t).columns[c].generated.empty())
                continue;
            if (is_of_key(t, c)) {
                if (names_all)
                    made.push_back({c, "keep", {}});
                continue;
            }
            const Treatment& treatment = treatment_of(t, c);
            if (treatment.anonymizer != "keep" || names_all)
                made.push_back(treatment);
        }
        if (!names_all)
            made.push_back({{}, "keep", {}});
        return made;
    }

    // The columns of a key that can be emptied; nothing when that would not let go of it.
    std::vector<std::size_t> emptied_by(const Key& key) const {
        std::vector<std::size_t> columns;
        for (const auto c : key.columns)
            if (table(key.child).columns[c].is_nullable && !is_in(table(key.child).primary_key, c))
                columns.push_back(c);
        return columns;
    }

    void add_subject() {
        Line line;
        line.table = database_.subject;
        deletes_subject_ = dice_.chance(60);
        line.kind = deletes_subject_ ? Line::Kind::Delete : Line::Kind::Map;
        if (!deletes_subject_) {
            std::vector<std::size_t> detached;
            for (const auto& key : database_.keys)
                if (key.child == database_.subject && key.parent != database_.subject && dice_.chance(50)) {
                    const auto columns = emptied_by(key);
                    detached.insert(detached.end(), columns.begin(), columns.end());
                }
            line.treatments = map_of(line.table, detached);
        }
        if (deletes_subject_)
            deleted_.insert(line.table);
        action_.lines.push_back(std::move(line));
        walked_.push_back(database_.subject);
    }

    std::size_t keys_from(std::size_t child) const {
        std::set<std::vector<std::size_t>> different;
        for (std::size_t k = 0; k < database_.keys.size(); ++k)
            if (database_.keys[k].child == child && !is_folded(database_, k))
                different.insert(database_.keys[k].columns);
        return different.size();
    }

    void walk(std::size_t first) {
        for (std::size_t i = first; i < walked_.size(); ++i)
            for (std::size_t k = 0; k < database_.keys.size(); ++k) {
                const Key& key = database_.keys[k];
                if (is_folded(database_, k) || !database_.is_within(key.parent, walked_[i]) ||
                    !answered_.insert({key.child, key.columns}).second)
                    continue;
                answer(key);
            }
    }

    void answer(const Key& key) {
        Line line;
        line.table = key.child;
        if (key.child == database_.subject || keys_from(key.child) > 1 || dice_.chance(30))
            line.via = key.columns;
        const bool goes_on = database_.is_within(key.child, database_.subject) ? answer_for_others(key, line)
                                                                               : answer_for_rows(key, line);
        if (line.kind == Line::Kind::Delete)
            deleted_.insert(key.child);
        if (goes_on && std::count(walked_.begin(), walked_.end(), key.child) == 0)
            walked_.push_back(key.child);
        if (line.kind == Line::Kind::Keep)
            kept_.push_back(key.child);
        action_.lines.push_back(std::move(line));
    }

    bool is_parent_deleted(const Key& key) const {
        return std::any_of(deleted_.begin(), deleted_.end(), [&](std::size_t t) {
            return database_.is_within(key.parent, t) || database_.is_within(t, key.parent);
        });
    }

    // Rows that are other subjects.
    bool answer_for_others(const Key& key, Line& line) {
        const auto columns = emptied_by(key);
        const bool must_cut =
            is_parent_deleted(key) && key.on_delete != OnDelete::SetNull && key.on_delete != OnDelete::SetDefault;
        if (columns.empty() || (!must_cut && dice_.chance(60)))
            return false;
        cut(line, columns);
        return false;
    }

    static void cut(Line& line, const std::vector<std::size_t>& columns) {
        line.kind = Line::Kind::Map;
        for (const auto c : columns)
            line.treatments.push_back({c, "null", {}});
    }

    bool answer_for_rows(const Key& key, Line& line) {
        const auto columns = emptied_by(key);
        const bool is_deleted = is_parent_deleted(key);
        const bool can_lose =
            key.is_link || ((key.on_delete == OnDelete::SetNull || key.on_delete == OnDelete::SetDefault) &&
                            key.emptied().size() <= columns.size());
        const bool can_stay = !is_deleted || can_lose || dice_.chance(1);
        const bool can_cut = !columns.empty() && !(key.is_match_full && columns.size() < key.columns.size());
        std::vector<unsigned> weights{can_stay ? 30U : 0U, 35U, can_stay ? 30U : 0U, can_cut ? 15U : 0U,
                                      can_cut ? 12U : 0U};
        switch (dice_.weighted(weights)) {
        case 0:
            return false;
        case 1:
            line.kind = Line::Kind::Delete;
            return true;
        case 2:
            line.kind = Line::Kind::Map;
            line.treatments = map_of(key.child, {});
            return true;
        case 3:
            cut(line, columns);
            return false;
        default:
            line.kind = Line::Kind::Map;
            line.treatments = map_of(key.child, columns);
            return true;
        }
    }

    // Lines for rows further down than those that are kept.
    void add_below_kept() {
        for (std::size_t i = 0; i < kept_.size(); ++i) // it grows meanwhile
            for (std::size_t k = 0; k < database_.keys.size(); ++k) {
                const Key& key = database_.keys[k];
                if (is_folded(database_, k) || key.parent != kept_[i] || key.child == database_.subject || !dice_.chance(20) ||
                    !answered_.insert({key.child, key.columns}).second)
                    continue;
                const auto before = walked_.size();
                answer(key);
                walk(before);
            }
    }

    // One line for all that is kept in a schema.
    void keep_by_pattern() {
        const std::string schema = dice_.one_of(database_.schemas);
        const auto is_covered = [&](const Line& line) {
            return line.kind == Line::Kind::Keep && !line.from && table(line.table).schema == schema;
        };
        if (std::erase_if(action_.lines, is_covered) == 0)
            return;
        Line line;
        line.schema = schema;
        action_.lines.push_back(std::move(line));
    }

    const Line* line_of(std::size_t t) const {
        for (const auto& line : action_.lines)
            if (line.table == t && !line.from && line.kind != Line::Kind::Keep)
                return &line;
        return nullptr;
    }

    static bool lets_go(const Line& line, const Key& key) {
        return line.kind == Line::Kind::Delete ||
               std::any_of(line.treatments.begin(), line.treatments.end(), [&](const Treatment& treatment) {
                   return treatment.column && treatment.anonymizer != "keep" &&
                          std::count(key.columns.begin(), key.columns.end(), *treatment.column) > 0;
               });
    }

    void add_outward() {
        const auto inward = action_.lines;
        std::set<std::pair<std::size_t, std::vector<std::size_t>>> done;
        for (std::size_t k = 0; k < database_.keys.size(); ++k) {
            const Key& key = database_.keys[k];
            const Line* own = line_of(key.child);
            if (is_folded(database_, k) || !own || key.parent == database_.subject || key.parent == key.child || !dice_.chance(key.child == 0 ? 50 : 15) ||
                !done.insert({key.child, key.columns}).second)
                continue;
            Line line;
            line.table = key.parent;
            line.from = key.child;
            line.via = key.columns;
            if (dice_.chance(lets_go(*own, key) ? 30 : 98)) {
                line.kind = Line::Kind::Map;
                line.treatments = map_of(key.parent, {});
            } else {
                line.kind = dice_.chance(50) ? Line::Kind::Delete : Line::Kind::DeleteUnlessShared;
            }
            action_.lines.push_back(std::move(line));
        }
    }

    Dice& dice_;
    const Scene& scene_;
    const Database& database_;
    Action& action_;
    bool deletes_subject_ = false;
    std::vector<std::size_t> walked_;
    std::vector<std::size_t> kept_;
    std::set<std::size_t> deleted_;
    std::set<std::pair<std::size_t, std::vector<std::size_t>>> answered_;
    std::map<std::pair<std::size_t, std::size_t>, Treatment> treatments_;
};

class PolicyMaker {
public:
    PolicyMaker(Dice& dice, const Scene& scene) : dice_(dice), scene_(scene), database_(scene.database) {}

    Policy make() {
        if (dice_.chance(40))
            policy_.subject_where = negated({Condition::Form::IsTrue, {Term::Of::Column, scene_.person.team}, {}, {}});
        add_facts();
        if (scene_.consent && dice_.chance(70))
            add_purposes();
        for (int n = dice_.between(1, 2); n > 0; --n) {
            Action action;
            action.name = "action" + std::to_string(policy_.actions.size());
            ActionMaker(dice_, scene_, action).run();
            policy_.actions.push_back(std::move(action));
        }
        for (int n = dice_.between(1, 3); n > 0; --n)
            policy_.classes.push_back(condition(1));
        for (int n = dice_.between(1, 3); n > 0; --n)
            add_rule();
        if (dice_.chance(30))
            add_floor();
        if (dice_.chance(30))
            policy_.holds.push_back(condition(0));
        policy_.names_identifiers = dice_.chance(50) || scrubs();
        return std::move(policy_);
    }

private:
    const Table& table(std::size_t t) const { return database_.tables[t]; }

    bool scrubs() const {
        for (const auto& action : policy_.actions)
            for (const auto& line : action.lines)
                for (const auto& treatment : line.treatments)
                    if (treatment.anonymizer == "scrub")
                        return true;
        return false;
    }

    static Condition negated(Condition condition) {
        Condition made;
        made.form = Condition::Form::Not;
        made.parts = {std::move(condition)};
        return made;
    }

    void add_facts() {
        std::vector<std::vector<std::size_t>> ways = fact_ways(database_);
        for (int n = dice_.between(0, 3); n > 0 && !ways.empty(); --n) {
            Fact fact;
            fact.name = "f" + std::to_string(policy_.facts.size());
            fact.path = dice_.one_of(ways);
            const Key& first = database_.keys[fact.path.front()];
            const bool is_outward = first.child == database_.subject;
            const std::size_t source = is_outward ? first.parent : first.child;
            fact.names_via = needs_via(database_, fact.path) || dice_.chance(30);
            std::vector<std::size_t> countable;
            std::vector<std::size_t> markers;
            for (std::size_t c = 1; c < table(source).columns.size(); ++c) {
                const Kind kind = table(source).columns[c].kind;
                if (kind == Kind::Date || kind == Kind::Integer)
                    countable.push_back(c);
                if (kind == Kind::Boolean || kind == Kind::Enum)
                    markers.push_back(c);
            }
            if (is_outward) {
                if (countable.empty())
                    continue;
                fact.form = Fact::Form::Value;
            } else {
                fact.form = static_cast<Fact::Form>(dice_.below(countable.empty() ? 2 : 5));
            }
            if (!countable.empty())
                fact.column = dice_.one_of(countable);
            if (fact.form == Fact::Form::Sum && table(source).columns[fact.column].kind != Kind::Integer)
                fact.form = Fact::Form::Max;
            if (!markers.empty() && dice_.chance(40)) {
                const auto marker = dice_.one_of(markers);
                fact.where = {marker, table(source).columns[marker].kind == Kind::Boolean ? "true" : "glad"};
            }
            policy_.facts.push_back(std::move(fact));
        }
    }

    void add_purposes() {
        static const Days valid{3, 0, 0};
        policy_.purposes.push_back({"marketing", dice_.chance(50) ? std::optional(valid) : std::nullopt});
        if (dice_.chance(40))
            policy_.purposes.push_back({"news", std::nullopt});
        policy_.consents_are_log = dice_.chance(30);
    }

    bool is_date(const Fact& fact) const {
        const Key& first = database_.keys[fact.path.front()];
        const std::size_t source = fact.form == Fact::Form::Value ? first.parent : first.child;
        const bool has_value =
            fact.form != Fact::Form::Count && fact.form != Fact::Form::Exists && fact.form != Fact::Form::Sum;
        return has_value && table(source).columns[fact.column].kind == Kind::Date;
    }

    std::vector<Term> dates() const {
        std::vector<Term> terms{{Term::Of::Column, scene_.person.created},
                                {Term::Of::Column, scene_.person.created},
                                {Term::Of::Column, scene_.person.ended}};
        for (std::size_t f = 0; f < policy_.facts.size(); ++f)
            if (is_date(policy_.facts[f]))
                terms.push_back({Term::Of::Fact, f});
        return terms;
    }

    std::vector<Term> after() {
        const auto terms = dates();
        if (!policy_.purposes.empty() && dice_.chance(25))
            return {dice_.chance(50) ? Term{Term::Of::ConsentEnded, dice_.below(policy_.purposes.size())}
                                     : Term{Term::Of::BasisEnded, 0}};
        if (dice_.chance(40))
            return {dice_.one_of(terms), {Term::Of::Column, scene_.person.created}};
        return {dice_.one_of(terms)};
    }

    Condition simple() {
        static const std::vector<std::string> words{"active", "former", "lead"};
        static const std::vector<std::string> moods{"calm", "glad", "Cross"};
        const auto& person = scene_.person;
        const bool has_words = table(0).columns[person.status].kind != Kind::Enum;
        switch (dice_.below(7)) {
        case 0:
            return {Condition::Form::Equals,
                    {Term::Of::Column, person.status},
                    dice_.one_of(has_words ? words : moods),
                    {}};
        case 1:
            return {
                Condition::Form::Above, {Term::Of::Column, person.score}, std::to_string(dice_.between(-3, 15)), {}};
        case 2:
            return {dice_.chance(50) ? Condition::Form::IsNull : Condition::Form::IsNotNull,
                    {Term::Of::Column, person.ended},
                    {},
                    {}};
        case 3:
            return {Condition::Form::IsTrue, {Term::Of::Column, person.team}, {}, {}};
        case 4:
            if (!policy_.purposes.empty())
                return {Condition::Form::IsTrue,
                        dice_.chance(70) ? Term{Term::Of::Consent, dice_.below(policy_.purposes.size())}
                                         : Term{Term::Of::Basis, 0},
                        {},
                        {}};
            [[fallthrough]];
        default:
            return about_fact();
        }
    }

    Condition about_fact() {
        if (policy_.facts.empty())
            return {Condition::Form::IsNotNull, {Term::Of::Column, scene_.person.created}, {}, {}};
        const std::size_t f = dice_.below(policy_.facts.size());
        const Term term{Term::Of::Fact, f};
        const Fact& fact = policy_.facts[f];
        if (fact.form == Fact::Form::Exists)
            return {Condition::Form::IsTrue, term, {}, {}};
        if (is_date(fact) || dice_.chance(20))
            return {dice_.chance(50) ? Condition::Form::IsNull : Condition::Form::IsNotNull, term, {}, {}};
        return {Condition::Form::Above,
                term,
                std::to_string(dice_.between(0, fact.form == Fact::Form::Count ? 2 : 60)),
                {}};
    }

    Condition condition(int depth) {
        Condition made;
        switch (depth > 0 ? dice_.below(6) : 5) {
        case 0:
            return negated(condition(depth - 1));
        case 1:
            made.form = Condition::Form::And;
            break;
        case 2:
            made.form = Condition::Form::Or;
            break;
        default:
            return simple();
        }
        made.parts = {condition(depth - 1), condition(depth - 1)};
        return made;
    }

    Days period() {
        static const std::vector<Days> periods{{0, 0, 0}, {0, 0, 30}, {1, 0, 0}, {2, 0, 0},
                                               {3, 6, 0}, {5, 0, 1},  {7, 0, 0}, {10, 0, 0}};
        return dice_.one_of(periods);
    }

    From from() { return static_cast<From>(dice_.weighted({70, 15, 15})); }

    void add_rule() {
        Rule rule;
        rule.name = "rule" + std::to_string(policy_.rules.size());
        for (std::size_t c = 0; c < policy_.classes.size(); ++c)
            if (dice_.chance(60))
                rule.classes.push_back(c);
        if (rule.classes.empty())
            rule.classes.push_back(0);
        rule.keep = period();
        rule.after = after();
        rule.from = from();
        if (dice_.chance(25))
            rule.when = condition(1);
        if (dice_.chance(25))
            rule.unless = condition(1);
        rule.then = dice_.below(policy_.actions.size());
        policy_.rules.push_back(std::move(rule));
    }

    void add_floor() {
        Floor floor;
        if (dice_.chance(70))
            floor.where = condition(0);
        floor.keep = period();
        floor.after = after();
        floor.from = from();
        if (dice_.chance(50))
            floor.blocks.push_back(dice_.below(policy_.actions.size()));
        policy_.floors.push_back(std::move(floor));
    }

    Dice& dice_;
    const Scene& scene_;
    const Database& database_;
    Policy policy_;
};

} // namespace

Policy make_policy(Dice& dice, const Scene& scene) {
    return PolicyMaker(dice, scene).make();
}

} // namespace retention::random
