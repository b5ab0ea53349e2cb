// SPDX-License-Identifier: Apache-2.0
#include "tests/random/oracle.hpp"

#include "tests/random/ways.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <regex>
#include <sstream>

namespace retention::random {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr char kPattern = '\x01'; // begins a cell that is a list of patterns
constexpr char kBetween = '\x02'; // stands between two of them
const sys_days kToday = std::chrono::year{2024} / 6 / 15;

bool contains(const std::vector<std::size_t>& columns, std::size_t column) {
    return std::count(columns.begin(), columns.end(), column) > 0;
}

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
}

sys_days read_date(const std::string& text) {
    int year = 0, month = 0, day = 0;
    std::sscanf(text.c_str(), "%d-%d-%d", &year, &month, &day);
    return year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                          std::chrono::day{static_cast<unsigned>(day)}};
}

std::string write_date(sys_days date) {
    const year_month_day day{date};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

sys_days plus(sys_days date, const Days& period) {
    const auto moved = year_month_day{date} + std::chrono::months(period.years * 12 + period.months);
    const sys_days day = moved.ok() ? sys_days{moved} : sys_days{moved.year() / moved.month() / std::chrono::last};
    return day + std::chrono::days(period.days);
}

sys_days moved(sys_days date, From from) {
    const year_month_day day{date};
    if (from == From::EndOfMonth)
        return sys_days{day.year() / day.month() / std::chrono::last};
    return from == From::EndOfYear ? sys_days{day.year() / 12 / 31} : date;
}

bool has_ended(const Cell& start, const Days& period, From from) {
    return start && plus(moved(read_date(*start), from), period) <= kToday;
}

bool lets_go(const Line& line, const Key& key) {
    return line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared ||
           std::any_of(line.treatments.begin(), line.treatments.end(), [&](const Treatment& treatment) {
               return treatment.column && treatment.anonymizer != "keep" && contains(key.columns, *treatment.column);
           });
}

bool deletes(const Line& line) {
    return line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared;
}

// Whether the action takes the key away, or speaks of the rows that it points to.
bool is_answered(const Action& action, const Key& key) {
    const Line& own = action.lines.front();
    return deletes(own) || lets_go(own, key) || std::any_of(action.lines.begin(), action.lines.end(), [&](const Line& line) {
               return line.from == key.child && line.table == key.parent && line.via == key.columns && line.kind != Line::Kind::Keep;
           });
}

std::string without_quotes(std::string text) {
    if (text.size() < 2 || text.front() != '\'')
        return text;
    text = text.substr(1, text.size() - 2);
    for (auto at = text.find("''"); at != std::string::npos; at = text.find("''", at + 1))
        text.erase(at, 1);
    return text;
}

std::string generalized(const std::string& old, const Column& column, const std::string& argument) {
    if (column.kind != Kind::Date && column.kind != Kind::Timestamp) {
        const long long whole = std::stoll(old) - (old.front() == '-' && old.find('.') != std::string::npos ? 1 : 0);
        const long long bucket = whole - ((whole % 10) + 10) % 10;
        return std::to_string(bucket) + (column.kind == Kind::Numeric ? ".00" : "");
    }
    const year_month_day day{read_date(old)};
    const int year = static_cast<int>(day.year());
    const unsigned month = static_cast<unsigned>(day.month());
    const int from_year = argument == "decade" ? year - year % 10 : year;
    const unsigned from_month = argument == "month" ? month : argument == "quarter" ? (month - 1) / 3 * 3 + 1 : 1;
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-01", from_year, from_month);
    return text + std::string(column.kind == Kind::Timestamp ? " 00:00:00+00" : "");
}

// Words of the text that are somebody's own.
std::string scrubbed(const std::string& old, const std::set<std::string>& known) {
    std::string made;
    std::string word;
    const auto end_word = [&] {
        made += !word.empty() && known.count(lower(word)) > 0 ? "[removed]" : word;
        word.clear();
    };
    for (const char c : old) {
        if (c != ' ') {
            word += c;
            continue;
        }
        end_word();
        made += c;
    }
    end_word();
    return made;
}

std::string redacted(const Column& column, const std::string& argument) {
    if (column.kind == Kind::Json)
        return "{}";
    if (column.kind == Kind::Bytes)
        return "\\x";
    return argument.empty() ? "[redacted]" : without_quotes(argument);
}

// One that a comparison understands, or the value itself.
std::string new_value(const std::string& old, const Column& column, const Treatment& treatment,
                      const std::string& whose, const std::set<std::string>& known) {
    const bool is_pattern = !old.empty() && old.front() == kPattern;
    const std::string pattern(1, kPattern);
    if (treatment.anonymizer == "redact")
        return is_text(column.kind) && old.empty() ? old : redacted(column, treatment.argument);
    if (treatment.anonymizer == "token")
        return pattern + (column.kind == Kind::Uuid
                              ? "U" + whose
                              : "T" + whose + "|" +
                                    (treatment.argument.empty() ? "{token}" : without_quotes(treatment.argument)));
    if (treatment.anonymizer == "fake")
        return old.empty() ? old : pattern + "F" + whose + "|" + treatment.argument;
    if (is_pattern)
        return pattern + "?";
    if (treatment.anonymizer == "prefix")
        return old.substr(0, 2);
    if (treatment.anonymizer == "generalize")
        return generalized(old, column, treatment.argument);
    return scrubbed(old, known);
}

} // namespace

Oracle::Oracle(const Scene& scene, const Policy& policy, Database database)
    : scene_(scene), policy_(policy), now_(std::move(database)), rows_(now_.tables.size()) {
    for (auto& row : now_.rows)
        rows_[row.table].push_back(&row);
}

// ---- who is due

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
    bool is_valid = false;
    Cell last;
    for (const auto& row : now_.rows) {
        if (row.is_gone || !now_.is_within(row.table, columns.table))
            continue;
        const auto whose = parents(*way, row);
        if (std::count(whose.begin(), whose.end(), &person) == 0 ||
            (!is_any && row.cells[columns.purpose] != policy_.purposes[term.number].name))
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
        found != done_.end() && found->second.count(const_cast<Row*>(&person)) > 0)
        return false; // no starting point is later than the run
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
        const auto owners = find_rows(lines, people);
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (!lines[i].key || lines[i].line->kind != Line::Kind::Keep ||
                lines[i].key->on_delete == OnDelete::SetNull || lines[i].key->on_delete == OnDelete::SetDefault)
                note(owners[i]);
        for (const auto& outward : find_outward(action, lines, owners))
            note(outward.targets);
    }
    for (auto* person : people)
        if (belongs_to_held(*person, {now_.subject}))
            held.insert(person);
    return held;
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

// ---- what becomes of their rows

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
                                           return people.count(parent) == 0;
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

bool Oracle::is_done(const Row& person, const Action& action) {
    if (done_[&action].count(const_cast<Row*>(&person)) == 0 || is_held(person) ||
        std::any_of(policy_.holds.begin(), policy_.holds.end(),
                    [&](const Condition& hold) { return holds(hold, person).value_or(false); }))
        return false;
    // Whoever is no subject any more is not judged either.
    if (policy_.subject_where && !holds(*policy_.subject_where, person).value_or(false))
        return false;
    for (std::size_t c = 0; c < policy_.classes.size(); ++c)
        if (holds(policy_.classes[c], person).value_or(false))
            return std::any_of(policy_.rules.begin(), policy_.rules.end(), [&](const Rule& rule) {
                return &policy_.actions[rule.then] == &action && contains(rule.classes, c) &&
                       (!rule.when || holds(*rule.when, person).value_or(false)) &&
                       has_ended(first_of(rule.after, person), rule.keep, rule.from);
            });
    // The action may have taken what made the person one of its class.
    return true;
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
                                 (people.count(&other) > 0 || is_done(other, action));
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

// Rows that the action takes for somebody's own whose turn it is not.
Oracle::Rows Oracle::owned_by_others(const std::vector<Bound>& lines, const Rows& people) {
    Rows others;
    for (auto& row : now_.rows)
        if (row.table == now_.subject && !row.is_gone && people.count(&row) == 0 &&
            (!policy_.subject_where || holds(*policy_.subject_where, row).value_or(false)))
            others.insert(&row);
    const auto owners = find_rows(lines, others);
    Rows owned;
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (!lines[i].ends_walk && lines[i].line->kind != Line::Kind::Keep)
            for (const auto& [row, whose] : owners[i])
                owned.insert(row);
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

    // Rows that were cut off are nobody's now, and what they point to is left alone.
    const auto follow_again = [&](std::vector<Outward>& all) {
        Rows back;
        for (auto* person : people)
            if (person->is_gone && back.insert(person).second)
                person->is_gone = false;
        const auto now = find_rows(lines, people);
        for (auto* person : back)
            person->is_gone = true;
        for (auto& each : all)
            for (std::size_t i = 1; i < lines.size(); ++i)
                if (lines[i].key->child == *each.line->from && *each.line->from != now_.subject &&
                    (!deletes(*each.line) || lets_go(*lines[i].line, *each.way)))
                    for (const auto& [row, whose] : now[i])
                        each.followed.insert(row);
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
    const auto owned = owned_by_others(lines, people);
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (auto& each : outward)
            for (const auto& [row, whose] : each.targets)
                if (deletes(*each.line) && !row->is_gone && owned.count(row) == 0 &&
                    is_free(*row, *each.line, *each.way, people, each.followed, action)) {
                    remove(*row);
                    empty_keys(before);
                    has_changed = true;
                }
    }
    for (auto& each : outward)
        for (const auto& [row, whose] : each.targets)
            if (!deletes(*each.line) && !row->is_gone && owned.count(row) == 0 &&
                is_free(*row, *each.line, *each.way, people, each.followed, action))
                change(*row, *each.line, whose, values);
    write();
    held_.reset();
    if (!deletes(action.lines.front()))
        done_[&action].insert(people.begin(), people.end());
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

// ---- values that nobody can foretell

bool Comparison::is_alike(const std::string& whose, const std::string& seen) {
    const auto [known, is_new] = known_.emplace(whose, seen);
    if (!is_new && known->second != seen)
        return false;
    const bool is_name = whose.front() == 'F';
    return is_name || owners_.emplace(whose.substr(0, 1) + seen, whose).first->second == whose;
}

bool Comparison::is_one_of(const std::string& pattern, const Cell& seen, bool is_only) {
    const std::string rest = pattern.substr(1);
    if (pattern[0] == '?')
        return true;
    if (pattern[0] == 'N' || !seen)
        return pattern[0] == 'N' && !seen;
    if (pattern[0] == 'L')
        return *seen == rest;
    static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}");
    if (pattern[0] == 'U')
        return std::regex_match(*seen, uuid) && (!is_only || is_alike(pattern, *seen));
    const auto bar = rest.rfind('|');
    const std::string whose = rest.substr(0, bar);
    const std::string what = rest.substr(bar + 1);
    if (pattern[0] == 'T') {
        const auto at = what.find("{token}");
        const std::string before = what.substr(0, at);
        const std::string after = what.substr(at + 7);
        static const std::regex digits("[0-9a-f]{24}");
        if (seen->size() != before.size() + 24 + after.size() || !seen->starts_with(before) || !seen->ends_with(after))
            return false;
        const std::string token = seen->substr(before.size(), 24);
        return std::regex_match(token, digits) && (!is_only || is_alike("T" + whose, token));
    }
    static const std::regex name("[A-Z][a-z]+");
    static const std::regex names("[A-Z][a-z]+ [A-Z][a-z]+");
    if (!std::regex_match(*seen, what == "full_name" ? names : name))
        return false;
    if (!is_only)
        return true;
    if (what != "full_name")
        return is_alike("F" + what + whose, *seen);
    const auto blank = seen->find(' ');
    return is_alike("Ffirst_name" + whose, seen->substr(0, blank)) &&
           is_alike("Flast_name" + whose, seen->substr(blank + 1));
}

bool Comparison::is_as_expected(const Cell& expected, const Cell& seen) {
    if (!expected || expected->empty() || expected->front() != kPattern)
        return expected == seen;
    std::istringstream patterns(expected->substr(1));
    const bool is_only = expected->find(kBetween) == std::string::npos;
    for (std::string pattern; std::getline(patterns, pattern, kBetween);)
        if (is_one_of(pattern, seen, is_only))
            return true;
    return false;
}

} // namespace retention::random
