// SPDX-License-Identifier: Apache-2.0
//
// Who is due, and whom a hold binds.
#include "tests/random/oracle.hpp"

#include "tests/random/calendar.hpp"
#include "tests/random/foretold.hpp"
#include "tests/random/ways.hpp"

#include <algorithm>
#include <set>

namespace retention::random {

namespace {

// Whether a line does more to rows that are found by `key` than to cut them off from it.
bool takes(const Line& line, const Key& key) {
    const auto is_cut = [&](const Treatment& treatment) {
        static const std::set<std::string> replacing{"null", "constant", "token", "pseudonym", "random"};
        return treatment.column && contains(key.columns, *treatment.column) && replacing.count(treatment.anonymizer) > 0;
    };
    return deletes(line) || (line.kind == Line::Kind::Map && std::any_of(line.treatments.begin(), line.treatments.end(), [&](const Treatment& treatment) {
                                 return treatment.anonymizer != "keep" && !is_cut(treatment);
                             }));
}

} // namespace

std::vector<Row*> Oracle::parents(const Key& key, const Row& row) const {
    std::vector<Row*> found;
    if (key.where && row.cells[key.where->first] != key.where->second)
        return found;
    const auto values = values_of(row, key.columns);
    if (!values)
        return found;
    const auto is_parent = [&](const Row& parent) {
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const auto& other = parent.cells[key.parent_columns[i]];
            const bool ignores_case = now_.tables[key.child].columns[key.columns[i]].kind == Kind::Citext ||
                                      now_.tables[key.parent].columns[key.parent_columns[i]].kind == Kind::Citext;
            if (!other || (ignores_case ? lower(*other) != lower((*values)[i]) : *other != (*values)[i]))
                return false;
        }
        return true;
    };
    for (std::size_t t = 0; t < rows_.size(); ++t)
        if (key.is_link ? now_.is_within(t, key.parent) : t == key.parent)
            for (auto* parent : rows_[t])
                if (!parent->is_gone && is_parent(*parent))
                    found.push_back(parent);
    return found;
}

std::string Oracle::key_of(const Row& person) const {
    std::string text;
    for (const auto c : now_.tables[now_.subject].primary_key)
        text += (text.empty() ? "" : "|") + person.cells[c].value_or("");
    return text;
}

std::vector<const Row*> Oracle::rows_behind(const Fact& fact, const Row& person) const {
    std::vector<const Row*> found;
    const Key& first = now_.keys[fact.path.front()];
    const auto counts = [&](const Row& row) {
        return !fact.where || row.cells[fact.where->first] == fact.where->second;
    };
    if (fact.form == Fact::Form::Value) {
        for (const auto* row : parents(first, person))
            if (counts(*row))
                found.push_back(row);
        return found;
    }
    for (const auto& row : now_.rows) {
        if (row.is_gone || row.table != first.child || !counts(row))
            continue;
        for (const auto* parent : parents(first, row)) {
            if (fact.path.size() == 1) {
                if (parent == &person)
                    found.push_back(&row);
                continue;
            }
            for (const auto* last : parents(now_.keys[fact.path[1]], *parent))
                if (last == &person)
                    found.push_back(&row);
        }
    }
    return found;
}

Cell Oracle::value(const Fact& fact, const Row& person) const {
    const auto rows = rows_behind(fact, person);
    if (fact.form == Fact::Form::Count)
        return std::to_string(rows.size());
    if (fact.form == Fact::Form::Exists)
        return rows.empty() ? "false" : "true";
    const Key& first = now_.keys[fact.path.front()];
    const bool is_date =
        now_.tables[fact.form == Fact::Form::Value ? first.parent : first.child].columns[fact.column].kind ==
        Kind::Date;
    const auto is_less = [&](const std::string& a, const std::string& b) {
        return is_date ? a < b : std::stoll(a) < std::stoll(b);
    };
    Cell result;
    for (const auto* row : rows) {
        const auto& cell = row->cells[fact.column];
        if (!cell)
            continue;
        if (!result)
            result = cell;
        else if (fact.form == Fact::Form::Sum)
            result = std::to_string(std::stoll(*result) + std::stoll(*cell));
        else if (fact.form == Fact::Form::Max ? is_less(*result, *cell) : is_less(*cell, *result))
            result = cell;
    }
    return result;
}

// Whether a record of the purpose, or of any, is valid; or when the last one ended.
Cell Oracle::consent(const Term& term, const Row& person) const {
    const auto& columns = *scene_.consent;
    const bool is_any = term.of == Term::Of::Basis || term.of == Term::Of::BasisEnded;
    const Key* way = nullptr;
    for (const auto& key : now_.keys)
        if (key.child == columns.table && key.parent == now_.subject)
            way = &key;
    std::vector<const Row*> records;
    for (const auto& row : now_.rows) {
        if (row.is_gone || !now_.is_within(row.table, columns.table))
            continue;
        const auto whose = parents(*way, row);
        if (std::count(whose.begin(), whose.end(), &person) > 0)
            records.push_back(&row);
    }
    const auto is_superseded = [&](const Row& row) {
        return std::any_of(records.begin(), records.end(), [&](const Row* other) {
            return other->cells[columns.purpose] == row.cells[columns.purpose] && *other->cells[columns.granted] > *row.cells[columns.granted];
        });
    };
    bool is_valid = false;
    Cell last;
    for (const auto* record : records) {
        const auto& row = *record;
        if ((!is_any && row.cells[columns.purpose] != policy_.purposes[term.number].name) || (policy_.consents_are_log && is_superseded(row)))
            continue;
        Cell expiry = row.cells[columns.expires];
        for (const auto& purpose : policy_.purposes)
            if (!expiry && row.cells[columns.granted] && purpose.valid_for &&
                row.cells[columns.purpose] == purpose.name)
                expiry = write_date(plus(read_date(*row.cells[columns.granted]), *purpose.valid_for));
        Cell end = row.cells[columns.withdrawn];
        if (expiry && (!end || *expiry < *end))
            end = expiry;
        if (!end || read_date(*end) > kToday)
            is_valid = true;
        else if (!last || *last < *end)
            last = end;
    }
    if (term.of == Term::Of::Consent || term.of == Term::Of::Basis)
        return is_valid ? "true" : "false";
    return is_valid ? Cell{} : last;
}

Cell Oracle::value(const Term& term, const Row& person) const {
    switch (term.of) {
    case Term::Of::Column:
        return person.cells[term.number];
    case Term::Of::Fact:
        return value(policy_.facts[term.number], person);
    default:
        return consent(term, person);
    }
}

std::optional<bool> Oracle::holds(const Condition& condition, const Row& person) const {
    const auto both = [&](bool decisive) -> std::optional<bool> {
        const auto left = holds(condition.parts[0], person);
        const auto right = holds(condition.parts[1], person);
        if (left == decisive || right == decisive)
            return decisive;
        return left && right ? std::optional(!decisive) : std::nullopt;
    };
    switch (condition.form) {
    case Condition::Form::Not: {
        const auto inner = holds(condition.parts[0], person);
        return inner ? std::optional(!*inner) : std::nullopt;
    }
    case Condition::Form::And:
        return both(false);
    case Condition::Form::Or:
        return both(true);
    default:
        break;
    }
    const Cell seen = value(condition.term, person);
    if (condition.form == Condition::Form::IsNull || condition.form == Condition::Form::IsNotNull)
        return seen.has_value() == (condition.form == Condition::Form::IsNotNull);
    if (!seen)
        return std::nullopt;
    if (condition.form == Condition::Form::Equals)
        return *seen == condition.value;
    return condition.form == Condition::Form::IsTrue ? *seen == "true"
                                                     : std::stoll(*seen) > std::stoll(condition.value);
}

Cell Oracle::first_of(const std::vector<Term>& terms, const Row& person) const {
    for (const auto& term : terms)
        if (auto found = value(term, person))
            return found;
    return {};
}

bool Oracle::is_due(const Rule& rule, const Row& person, std::size_t in_class) const {
    const Action& action = policy_.actions[rule.then];
    if (const auto found = done_.find(&action);
        found != done_.end() && found->second.count(const_cast<Row*>(&person)) > 0) {
        const auto again = again_.find(&action);
        if (again == again_.end() || again->second.count(const_cast<Row*>(&person)) == 0)
            return false; // no starting point is later than the run
    }
    if (!contains(rule.classes, in_class) || (rule.when && !holds(*rule.when, person).value_or(false)))
        return false;
    if (!has_ended(first_of(rule.after, person), rule.keep, rule.from) ||
        (rule.unless && holds(*rule.unless, person).value_or(false)))
        return false;
    for (const auto& floor : policy_.floors) {
        if (!floor.blocks.empty() && !contains(floor.blocks, rule.then))
            continue;
        if ((!floor.where || holds(*floor.where, person).value_or(false)) &&
            !has_ended(first_of(floor.after, person), floor.keep, floor.from))
            return false;
    }
    return !is_held(person) && std::none_of(policy_.holds.begin(), policy_.holds.end(),
                                            [&](const Condition& hold) { return holds(hold, person).value_or(false); });
}

bool Oracle::is_held(const Row& person) const {
    if (scene_.held.empty())
        return false;
    if (!held_)
        held_ = find_held();
    return held_->count(const_cast<Row*>(&person)) > 0;
}

// Those of whom some action of the policy would delete, change or cut off a row on hold, and those who belong to one.
Oracle::Rows Oracle::find_held() const {
    Rows held;
    Rows people;
    for (auto* row : rows_[now_.subject])
        if (!row->is_gone)
            people.insert(row);
    const auto note = [&](const Owners& rows) {
        for (const auto& [row, whose] : rows)
            if (scene_.held.count(row->id) > 0)
                held.insert(whose.begin(), whose.end());
    };
    for (const auto& action : policy_.actions) {
        const auto lines = bind(action);
        const auto owners = find_rows_for(nullptr, lines, people);
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (!lines[i].key || lines[i].line->kind != Line::Kind::Keep ||
                lines[i].key->on_delete == OnDelete::SetNull || lines[i].key->on_delete == OnDelete::SetDefault)
                note(owners[i]);
        for (const auto& outward : find_outward(action, lines, owners))
            note(outward.targets);
        for (std::size_t i = 0; i < lines.size(); ++i)
            for (const auto& [row, whose] : owners[i])
                if (lines[i].key && takes(*lines[i].line, *lines[i].key) && is_own_of_held(*row, lines, i))
                    held.insert(whose.begin(), whose.end());
    }
    for (auto* person : people)
        if (belongs_to_held(*person, {now_.subject}))
            held.insert(person);
    return held;
}

// By a key of the row's own, for which another line takes it.
bool Oracle::is_own_of_held(const Row& row, const std::vector<Bound>& lines, std::size_t line) const {
    for (std::size_t other = 0; other < lines.size(); ++other) {
        const auto* key = lines[other].key;
        if (other == line || !key || key == lines[line].key || !takes(*lines[other].line, *key) || key->parent != now_.subject ||
            key->child == now_.subject || key->child != lines[line].key->child)
            continue;
        for (const auto* owner : parents(*key, row))
            if (scene_.held.count(owner->id) > 0)
                return true;
    }
    return false;
}

// message -> conversation -> account -> organisation
bool Oracle::belongs_to_held(const Row& row, const std::vector<std::size_t>& way) const {
    constexpr std::size_t kTablesMax = 4;
    if (scene_.held.count(row.id) > 0)
        return true;
    if (way.size() == kTablesMax)
        return false;
    for (std::size_t k = 0; k < now_.keys.size(); ++k) {
        const Key& key = now_.keys[k];
        if (is_folded(now_, k) || !now_.is_within(row.table, key.child) || contains(way, key.parent))
            continue;
        auto further = way;
        further.push_back(key.parent);
        for (const auto* parent : parents(key, row))
            if (belongs_to_held(*parent, further))
                return true;
    }
    return false;
}

std::optional<std::size_t> Oracle::verdict(const Row& person) const {
    if (policy_.subject_where && !holds(*policy_.subject_where, person).value_or(false))
        return std::nullopt;
    for (std::size_t c = 0; c < policy_.classes.size(); ++c) {
        if (!holds(policy_.classes[c], person).value_or(false))
            continue;
        for (const bool wants_delete : {true, false})
            for (std::size_t r = 0; r < policy_.rules.size(); ++r)
                if (deletes(policy_.actions[policy_.rules[r].then].lines.front()) == wants_delete &&
                    is_due(policy_.rules[r], person, c))
                    return r;
        return std::nullopt;
    }
    return std::nullopt;
}

std::map<std::string, std::string> Oracle::due() const {
    std::map<std::string, std::string> found;
    for (const auto& row : now_.rows)
        if (row.table == now_.subject && !row.is_gone)
            if (const auto rule = verdict(row))
                found[key_of(row)] = policy_.rules[*rule].name;
    return found;
}

} // namespace retention::random
