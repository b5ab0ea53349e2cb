// SPDX-License-Identifier: Apache-2.0
//
// What becomes of the rows of those who are due.
#include "tests/random/oracle.hpp"

#include "tests/random/calendar.hpp"
#include "tests/random/foretold.hpp"
#include "tests/random/ways.hpp"

#include <algorithm>

namespace retention::random {

namespace {

bool lets_go(const Line& line, const Key& key) {
    return line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared ||
           std::any_of(line.treatments.begin(), line.treatments.end(), [&](const Treatment& treatment) {
               return treatment.column && treatment.anonymizer != "keep" && contains(key.columns, *treatment.column);
           });
}

// Whether the action takes the key away, or speaks of the rows that it points to.
bool is_answered(const Action& action, const Key& key) {
    const Line& own = action.lines.front();
    return deletes(own) || lets_go(own, key) || std::any_of(action.lines.begin(), action.lines.end(), [&](const Line& line) {
               return line.from == key.child && line.table == key.parent && line.via == key.columns && line.kind != Line::Kind::Keep;
           });
}

std::set<std::size_t> changed_columns(const Line& line) {
    std::set<std::size_t> columns;
    for (const auto& treatment : line.treatments)
        if (treatment.column && treatment.anonymizer != "keep")
            columns.insert(*treatment.column);
    return columns;
}

bool goes_as_far(const Line& other, const Line& line) {
    if (deletes(other) || deletes(line))
        return deletes(other);
    const auto theirs = changed_columns(other);
    const auto ours = changed_columns(line);
    return std::includes(theirs.begin(), theirs.end(), ours.begin(), ours.end());
}

} // namespace

Oracle::Oracle(const Scene& scene, const Policy& policy, Database database)
    : scene_(scene), policy_(policy), now_(std::move(database)), rows_(now_.tables.size()) {
    for (auto& row : now_.rows)
        rows_[row.table].push_back(&row);
}

const Line* Oracle::answer_for(const Action& action, const Key& key, bool with_patterns) const {
    const Line* whole_table = nullptr;
    const Line* pattern = nullptr;
    for (const auto& line : action.lines) {
        if (line.schema && *line.schema == now_.tables[key.child].schema)
            pattern = &line;
        if (line.schema || line.from || line.table != key.child)
            continue;
        auto via = line.via;
        auto columns = key.columns;
        std::sort(via.begin(), via.end());
        std::sort(columns.begin(), columns.end());
        if (via == columns)
            return &line;
        if (via.empty() && key.child != now_.subject)
            whole_table = &line;
    }
    return whole_table || !with_patterns ? whole_table : pattern;
}

Oracle::Bound Oracle::bound(const Line& line, const Key& key) const {
    Bound made;
    made.line = &line;
    made.key = &key;
    made.is_detaching = line.kind == Line::Kind::Map && lets_go(line, key);
    made.ends_walk =
        line.kind == Line::Kind::Keep || key.child == now_.subject ||
        (made.is_detaching &&
         std::all_of(line.treatments.begin(), line.treatments.end(), [&](const Treatment& treatment) {
             return treatment.anonymizer == "keep" || (treatment.column && contains(key.columns, *treatment.column));
         }));
    return made;
}

// An answer for every key that refers to rows that the action changes or deletes, then whatever else is said of rows
// below kept ones.
std::vector<Oracle::Bound> Oracle::bind(const Action& action) const {
    std::vector<Bound> lines;
    Bound own;
    own.line = &action.lines.front();
    lines.push_back(own);
    std::set<const Key*> met;
    std::set<const Line*> used; // what a line says of other rows is not meant for those below kept ones
    const auto take = [&](std::size_t here, bool is_below_kept) {
        for (std::size_t k = 0; k < now_.keys.size(); ++k) {
            const Key& key = now_.keys[k];
            if (is_folded(now_, k) || !now_.is_within(key.parent, here) || met.count(&key) > 0)
                continue;
            const Line* line = answer_for(action, key, !is_below_kept);
            if (!line) {
                if (!is_below_kept)
                    missing_.push_back(now_.tables[key.child].name + " in " + action.name);
                continue;
            }
            if (is_below_kept && used.count(line) > 0)
                continue;
            met.insert(&key);
            if (!is_below_kept)
                used.insert(line);
            lines.push_back(bound(*line, key));
            lines.back().is_below_kept = is_below_kept;
        }
    };
    take(now_.subject, false);
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (!lines[i].ends_walk)
            take(lines[i].key->child, false);
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (lines[i].key->child != now_.subject)
            take(lines[i].key->child, true);
    return lines;
}

// Whose the rows of each line are, from the subjects downwards. A line that was found below kept rows reaches through
// all that are kept.
std::vector<Oracle::Owners> Oracle::find_rows(const std::vector<Bound>& lines, const Rows& people) const {
    // Who else has a part in a row is asked with regard to what the line does with it.
    std::vector<Owners> owners;
    for (const auto& line : lines)
        owners.push_back(std::move(find_rows_for(&line, lines, people)[owners.size()]));
    return owners;
}

std::vector<Oracle::Owners> Oracle::find_rows_for(const Bound* sharing, const std::vector<Bound>& lines,
                                                      const Rows& people) const {
    std::vector<Owners> owners(lines.size());
    std::vector<Owners> through_kept(lines.size());
    bool has_changed = true;
    const auto give = [&](Owners& to, Row& row, const Rows& whose) {
        for (auto* person : whose)
            has_changed = to[&row].insert(person).second || has_changed;
    };
    const auto give_below = [&](std::size_t i, Row& row, Row& parent) {
        for (std::size_t up = 1; up < lines.size(); ++up) {
            if (lines[up].key->child == now_.subject || !now_.is_within(lines[i].key->parent, lines[up].key->child))
                continue;
            if (const auto found = owners[up].find(&parent); found != owners[up].end() && !lines[up].ends_walk)
                give(owners[i], row, found->second);
            const auto kept = through_kept[up].find(&parent);
            if (kept == through_kept[up].end() || (lines[up].ends_walk && lines[up].is_detaching))
                continue;
            give(through_kept[i], row, kept->second);
            if (lines[i].is_below_kept)
                give(owners[i], row, kept->second);
        }
    };
    for (auto* person : people)
        give(owners[0], *person, {person});
    while (has_changed) {
        has_changed = false;
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const Key& key = *lines[i].key;
            for (auto& row : now_.rows) {
                if (row.is_gone || !now_.is_within(row.table, key.child))
                    continue;
                const auto above = parents(key, row);
                const bool is_shared = key.is_link && std::any_of(above.begin(), above.end(), [&](Row* parent) {
                                           return people.count(parent) == 0 &&
                                                  !(sharing && sharing->key && was_before(*parent, *sharing->line, *sharing->key, false));
                                       });
                for (auto* parent : above) {
                    if (key.parent != now_.subject) {
                        give_below(i, row, *parent);
                    } else if (people.count(parent) > 0 && !is_shared) {
                        give(owners[i], row, {parent});
                        give(through_kept[i], row, {parent});
                    }
                }
            }
        }
    }
    return owners;
}

void Oracle::change(Row& row, const Line& line, const Rows& people,
                    std::map<std::pair<Row*, std::size_t>, std::set<std::string>>& values) const {
    std::set<std::string> known;
    for (auto* owner : people)
        known.insert(names_.at(owner).begin(), names_.at(owner).end());
    for (const auto& treatment : line.treatments) {
        if (!treatment.column || treatment.anonymizer == "keep")
            continue;
        const Column& column = now_.tables[line.table].columns[*treatment.column];
        const auto& old = row.cells[*treatment.column];
        auto& found = values[{&row, *treatment.column}];
        if (treatment.anonymizer == "constant")
            found.insert("=" + without_quotes(treatment.argument));
        else if (treatment.anonymizer == "null" || !old)
            found.insert("");
        else
            for (const auto* owner : people)
                found.insert("=" + new_value(*old, column, treatment, key_of(*owner), known));
    }
}

bool Oracle::is_bound(const Key& key, const Row& row) const {
    return !key.is_link && row.table == key.child && !row.is_gone &&
           (!key.only_part || row.cells[now_.tables[key.child].part] == std::to_string(*key.only_part));
}

// With all that goes with it by ON DELETE CASCADE.
void Oracle::remove(Row& row) {
    if (row.is_gone)
        return;
    row.is_gone = true;
    for (const auto& key : now_.keys) {
        if (key.on_delete != OnDelete::Cascade || key.parent != row.table)
            continue;
        if (const auto values = values_of(row, key.parent_columns))
            for (auto* child : rows_[key.child])
                if (is_bound(key, *child) && values_of(*child, key.columns) == values)
                    remove(*child);
    }
}

// What ON DELETE SET NULL and SET DEFAULT do to the rows that stay.
void Oracle::empty_keys(const Rows& before) {
    for (const auto& key : now_.keys) {
        if (key.on_delete != OnDelete::SetNull && key.on_delete != OnDelete::SetDefault)
            continue;
        for (auto* row : rows_[key.child]) {
            const auto values = values_of(*row, key.columns);
            if (!values || !is_bound(key, *row) || !parents(key, *row).empty())
                continue;
            const bool had_one = std::any_of(rows_[key.parent].begin(), rows_[key.parent].end(), [&](Row* parent) {
                return before.count(parent) > 0 && values_of(*parent, key.parent_columns) == values;
            });
            for (const auto c : had_one ? key.emptied() : std::vector<std::size_t>{}) {
                if (!now_.tables[key.child].columns[c].is_nullable)
                    refused_.push_back("row " + row->id + " of " + now_.tables[key.child].name + " can't lose its key");
                row->cells[c].reset();
            }
        }
    }
}

bool Oracle::is_done(const Row& person, const Action& action) const {
    const auto is_among = [&](const std::map<const Action*, Rows>& people) {
        const auto found = people.find(&action);
        return found != people.end() && found->second.count(const_cast<Row*>(&person)) > 0;
    };
    if (!is_among(done_) || is_held(person) ||
        std::any_of(policy_.holds.begin(), policy_.holds.end(),
                    [&](const Condition& hold) { return holds(hold, person).value_or(false); }))
        return false;
    // Whoever is no subject any more is not judged either.
    if (policy_.subject_where && !holds(*policy_.subject_where, person).value_or(false))
        return false;
    for (std::size_t c = 0; c < policy_.classes.size(); ++c)
        if (holds(policy_.classes[c], person).value_or(false))
            return !is_among(again_) && std::any_of(policy_.rules.begin(), policy_.rules.end(), [&](const Rule& rule) {
                return &policy_.actions[rule.then] == &action && contains(rule.classes, c) &&
                       (!rule.when || holds(*rule.when, person).value_or(false)) &&
                       has_ended(first_of(rule.after, person), rule.keep, rule.from);
            });
    // The action may have taken what made the person one of its class.
    return true;
}

// What the action does with the rows that the key connects somebody with; nothing: it keeps them.
const Line* Oracle::acting_line(const Action& action, const Key& key, bool is_outward) const {
    const Line* found = is_outward ? nullptr : answer_for(action, key, false);
    for (const auto& line : action.lines)
        if (is_outward && line.from == key.child && line.table == key.parent && line.via == key.columns)
            found = &line;
    return found && found->kind != Line::Kind::Keep ? found : nullptr;
}

// Some action was taken for the person, and goes as far as `line` does.
bool Oracle::was_before(const Row& person, const Line& line, const Key& key, bool is_outward) const {
    return std::any_of(policy_.actions.begin(), policy_.actions.end(), [&](const Action& action) {
        const Line* other = deletes(action.lines.front()) ? nullptr : acting_line(action, key, is_outward);
        return other && goes_as_far(*other, line) && is_done(person, action);
    });
}

void Oracle::send_again(Row& person, const Line& line, const Key& key, bool is_outward) {
    for (const auto& action : policy_.actions) {
        const Line* other = deletes(action.lines.front()) ? nullptr : acting_line(action, key, is_outward);
        if (other && !goes_as_far(*other, line) && done_[&action].count(&person) > 0)
            again_[&action].insert(&person);
    }
}

// Ours leave for good what they shared with somebody whose action could not be carried out on it.
void Oracle::send_again(const Action& action, const std::vector<Bound>& lines, const std::vector<Outward>& outward, const Rows& people) {
    const Line& own = action.lines.front();
    Rows others;
    for (auto& row : now_.rows)
        if (row.table == now_.subject && !row.is_gone && people.count(&row) == 0)
            others.insert(&row);
    for (const auto& each : outward) {
        for (std::size_t k = 0; k < now_.keys.size(); ++k) {
            const Key& key = now_.keys[k];
            if (is_folded(now_, k) || !now_.is_within(key.parent, each.line->table) || key.child != now_.subject ||
                !is_answered(action, key) || !(deletes(own) || lets_go(own, key)))
                continue;
            for (auto* other : others)
                for (auto* target : parents(key, *other))
                    if (each.targets.count(target) > 0)
                        send_again(*other, *each.line, key, true);
        }
        if (!deletes(own) || *each.line->from == now_.subject)
            continue;
        for (std::size_t i = 1; i < lines.size(); ++i) {
            if (lines[i].key->child != *each.line->from || (deletes(*each.line) && !lets_go(*lines[i].line, *each.way)))
                continue;
            const auto theirs = find_rows_for(&lines[i], lines, others);
            for (const auto& [row, whose] : theirs[i])
                for (auto* target : parents(*each.way, *row))
                    if (each.targets.count(target) > 0)
                        for (auto* other : whose)
                            send_again(*other, *each.line, *each.way, true);
        }
    }
    for (std::size_t i = 1; deletes(own) && i < lines.size(); ++i) {
        const Key& key = *lines[i].key;
        if (!key.is_link || key.parent != now_.subject || lines[i].line->kind == Line::Kind::Keep)
            continue;
        for (auto* row : rows_[key.child]) {
            const auto above = row->is_gone ? std::vector<Row*>() : parents(key, *row);
            if (std::any_of(above.begin(), above.end(), [&](Row* parent) { return people.count(parent) > 0; }))
                for (auto* parent : above)
                    if (people.count(parent) == 0)
                        send_again(*parent, *lines[i].line, key, false);
        }
    }
}

// Nobody points to the row any more, but for those whose turn it is or was, and for their rows that the line follows.
bool Oracle::is_free(const Row& row, const Line& line, const Key& way, const Rows& people, const Rows& followed,
                     const Action& action) {
    for (std::size_t k = 0; k < now_.keys.size(); ++k) {
        const Key& key = now_.keys[k];
        if (is_folded(now_, k) || !now_.is_within(key.parent, line.table))
            continue;
        for (auto& other : now_.rows) {
            if (other.is_gone || !now_.is_within(other.table, key.child))
                continue;
            const auto pointed = parents(key, other);
            if (std::count(pointed.begin(), pointed.end(), &row) == 0)
                continue;
            // By a key that the action says nothing of, a person keeps the row like everybody else.
            const bool is_turn = other.table == now_.subject && is_answered(action, key) &&
                                 (people.count(&other) > 0 || was_before(other, line, key, true));
            if (!is_turn && !(&key == &way && followed.count(&other) > 0))
                return false;
        }
    }
    return true;
}

// The rows that each outward line is about, while the subjects still point there.
std::vector<Oracle::Outward> Oracle::find_outward(const Action& action, const std::vector<Bound>& lines,
                                                  const std::vector<Owners>& owners) const {
    std::vector<Outward> outward;
    for (const auto& line : action.lines) {
        if (!line.from)
            continue;
        Outward made{&line, nullptr, {}, {}};
        for (const auto& key : now_.keys)
            if (key.child == *line.from && key.parent == line.table && key.columns == line.via)
                made.way = &key;
        if (!made.way)
            continue;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::size_t table = lines[i].key ? lines[i].key->child : now_.subject;
            const bool is_own = !lines[i].key;
            if (table != *line.from || (lines[i].key && table == now_.subject) ||
                (!is_own && deletes(line) && !lets_go(*lines[i].line, *made.way)))
                continue;
            for (const auto& [row, whose] : owners[i]) {
                for (auto* target : parents(*made.way, *row))
                    made.targets[target].insert(whose.begin(), whose.end());
            }
        }
        outward.push_back(std::move(made));
    }
    return outward;
}

// Rows that the action takes for somebody's own whose turn it is not: rows of the subject's table that are no subjects have their part, too.
Oracle::Rows Oracle::owned_by_others(const Line& outward, const std::vector<Bound>& lines, const Rows& people) {
    Rows owned;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].ends_walk || lines[i].line->kind == Line::Kind::Keep || lines[i].key->child != outward.table)
            continue;
        Rows others;
        for (auto& row : now_.rows)
            if (row.table == now_.subject && !row.is_gone && people.count(&row) == 0 && !was_before(row, outward, *lines[i].key, false))
                others.insert(&row);
        const auto owners = find_rows_for(&lines[i], lines, others);
        for (const auto& [row, whose] : owners[i])
            owned.insert(row);
    }
    return owned;
}

void Oracle::erase(const Action& action, const Rows& people) {
    names_.clear();
    for (auto* person : people)
        for (const auto c : {scene_.person.first_name, scene_.person.last_name, scene_.person.email})
            names_[person].insert(lower(person->cells[c].value_or("")));
    const auto lines = bind(action);
    const auto owners = find_rows(lines, people);

    auto outward = find_outward(action, lines, owners);
    std::stable_sort(outward.begin(), outward.end(),
                     [](const Outward& a, const Outward& b) { return deletes(*a.line) && !deletes(*b.line); });

    send_again(action, lines, outward, people);

    // Rows that were cut off are nobody's now, and what they point to is left alone.
    const auto follow_again = [&](std::vector<Outward>& all) {
        Rows back;
        for (auto* person : people)
            if (person->is_gone && back.insert(person).second)
                person->is_gone = false;
        const auto now = find_rows(lines, people);
        for (auto* person : back)
            person->is_gone = true;
        const auto before = [&](const Outward& each) {
            Rows others;
            for (auto& row : now_.rows)
                if (row.table == now_.subject && !row.is_gone && people.count(&row) == 0 && was_before(row, *each.line, *each.way, true))
                    others.insert(&row);
            return find_rows(lines, others);
        };
        for (auto& each : all) {
            const auto theirs = before(each);
            for (std::size_t i = 1; i < lines.size(); ++i)
                if (lines[i].key->child == *each.line->from && *each.line->from != now_.subject &&
                    (!deletes(*each.line) || lets_go(*lines[i].line, *each.way)))
                    for (const auto* found : {&now[i], &theirs[i]})
                        for (const auto& [row, whose] : *found)
                            each.followed.insert(row);
        }
    };

    std::map<std::pair<Row*, std::size_t>, std::set<std::string>> values;
    const auto write = [&] {
        for (const auto& [place, found] : values) {
            Cell& cell = place.first->cells[place.second];
            if (found.size() == 1) {
                cell = found.begin()->empty() ? Cell{} : Cell{found.begin()->substr(1)};
                continue;
            }
            std::string patterns;
            for (const auto& one : found)
                patterns +=
                    (patterns.empty() ? "" : std::string(1, kBetween)) + (one.empty()          ? "N"
                                                                          : one[1] == kPattern ? one.substr(2)
                                                                                               : "L" + one.substr(1));
            cell = kPattern + patterns;
        }
        values.clear();
    };
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].line->kind == Line::Kind::Map)
            for (const auto& [row, whose] : owners[i])
                change(*row, *lines[i].line, whose, values);
    write();
    Rows before;
    for (auto& row : now_.rows)
        if (!row.is_gone)
            before.insert(&row);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (deletes(*lines[i].line))
            for (const auto& [row, whose] : owners[i])
                remove(*row);
    empty_keys(before);
    follow_again(outward);
    std::map<const Line*, Rows> owned;
    for (auto& each : outward)
        owned[each.line] = owned_by_others(*each.line, lines, people);
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (auto& each : outward)
            for (const auto& [row, whose] : each.targets)
                if (deletes(*each.line) && !row->is_gone && owned[each.line].count(row) == 0 &&
                    is_free(*row, *each.line, *each.way, people, each.followed, action)) {
                    remove(*row);
                    empty_keys(before);
                    has_changed = true;
                }
    }
    for (auto& each : outward)
        for (const auto& [row, whose] : each.targets)
            if (!deletes(*each.line) && !row->is_gone && owned[each.line].count(row) == 0 &&
                is_free(*row, *each.line, *each.way, people, each.followed, action))
                change(*row, *each.line, whose, values);
    write();
    held_.reset();
    for (auto* person : people) {
        again_[&action].erase(person);
        if (!deletes(action.lines.front()))
            done_[&action].insert(person);
    }
}

void Oracle::act(const Batch& batch) {
    Rows people;
    for (auto& row : now_.rows)
        if (row.table == now_.subject && !row.is_gone &&
            std::count(batch.keys.begin(), batch.keys.end(), key_of(row)) > 0) {
            const auto rule = verdict(row);
            if (rule && policy_.rules[*rule].name == batch.rule)
                people.insert(&row);
        }
    if (people.empty())
        return;
    done_count_ += people.size();
    for (const auto& rule : policy_.rules)
        if (rule.name == batch.rule)
            erase(policy_.actions[rule.then], people);
    look_for_refused();
}

void Oracle::look_for_refused() {
    for (const auto& key : now_.keys) {
        if (key.is_link)
            continue;
        const Table& table = now_.tables[key.child];
        for (const auto& row : now_.rows) {
            if (is_bound(key, row) && values_of(row, key.columns) && parents(key, row).empty())
                refused_.push_back("row " + row.id + " of " + table.name + " would point to nothing in " +
                                   now_.tables[key.parent].name);
        }
    }
}

} // namespace retention::random
