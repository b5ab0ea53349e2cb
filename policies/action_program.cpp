// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"

#include "policies/action_locks.hpp"
#include "policies/lost_way.hpp"
#include "policies/marker.hpp"
#include "policies/new_values.hpp"
#include "policies/proof.hpp"
#include "policies/reach.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/update_step.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace retention::policies {

namespace {

using anonymizers::Draws;

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

class Compiler {
public:
    Compiler(const Binding& binding, const BoundAction& action) : binding_(binding), action_(action), reaching_(binding, action), lost_(lost_lines(binding, action)) {}

    ActionProgram run() {
        program_.name = action_.action->name;
        program_.deletes_subject = action_.deletes_subject();
        for (const auto& line : action_.lines)
            if (line.key && line.key->is_deferrable)
                program_.defers_constraints = true;
        program_.locks = action_locks(binding_, action_, reaching_, false);
        const auto outward = outward_lines();
        for (const auto* line : outward)
            remember_outward(*line);
        program_.locks_below = action_locks(binding_, action_, reaching_, true);
        const Order order = order_lines(binding_, action_);
        for (const auto* line : order.lines)
            if (line->is_outward)
                add_outward(*line);
            else
                for (const auto& path : line->paths) {
                    const bool is_remembered = order.remembered.count(line) > 0;
                    if (is_remembered)
                        add_remembered_delete(*line, path);
                    // No key keeps rows from coming meanwhile by a way that stays.
                    if (!is_remembered || (line->key->is_link && stays(binding_, action_, *line, path)))
                        add_inward(*line, path);
                }
        for (const auto* line : lost_)
            add_late(*line);
        ask_others();
        if (remembers_known_)
            program_.remember.insert(program_.remember.begin(), remember_known());
        plan_proof(binding_, action_, program_);
        return std::move(program_);
    }

private:
    const SchemaTable& table_of(const BoundLine& line) const { return *binding_.schema->find(line.table); }

    // Those that other outward rows point to come after them.
    std::vector<const BoundLine*> outward_lines() const {
        std::vector<const BoundLine*> lines;
        const auto depth = [&](const BoundLine* line) {
            std::size_t steps = 0;
            for (; line->below; line = &action_.lines[*line->below])
                ++steps;
            return steps;
        };
        for (const auto& line : action_.lines)
            if (line.is_outward && (line.deletes() || line.changes()))
                lines.push_back(&line);
        std::stable_sort(lines.begin(), lines.end(), [&](const BoundLine* a, const BoundLine* b) { return depth(a) < depth(b); });
        return lines;
    }

    void add_inward(const BoundLine& line, const Path& path) {
        const Reach found = reaching_.rows(line, path, "t");
        const std::size_t first = program_.steps.size();
        if (line.deletes())
            add_delete(line, path, found);
        if (line.changes())
            add_update(line, path, found);
        if (line.may_stay()) {
            const BoundLine& staying = staying_of(line);
            add_update(staying, path, reaching_.rows(staying, path, "t"));
        }
        if (may_leave_rows(line, path) && !line.may_stay() && program_.steps.size() > first)
            program_.steps.back().shared = count_left(line, path, found);
    }

    // What becomes of rows that stay is like a line of its own: where it takes keys out of an array, the others in it stand in nobody's way.
    BoundLine& staying_of(const BoundLine& line) {
        auto& [written, staying] = staying_.emplace_back(*line.line, line);
        written.kind = Line::Kind::Columns;
        staying.line = &written;
        return staying;
    }

    // One key of several is taken out whoever the others are of, but not one that is another subject's, too.
    bool may_leave_rows(const BoundLine& line, const Path& path) const {
        return is_shared_on(path) && !(line.removes_elements() && names_one_each(binding_, *line.key));
    }

    // Rows that the subjects have a part in, and others as well.
    Statement count_left(const BoundLine& line, const Path& path, const Reach& alone) const {
        const auto counted = [&](const Reach& found) {
            const std::string with = found.with.empty() ? "" : "with recursive " + join(found.with, ",\n ") + "\n";
            return "(" + with + "select count(distinct (t.tableoid, t.ctid)) from " + quote_table(line.table) + " t, " + found.tables() +
                   " where " + found.conditions() + ")";
        };
        return {statement_name("count shared", line),
                "with " + reaching_.subjects() + "\nselect " + counted(reaching_.rows(line, path, "t", true)) + " - " + counted(alone), binds_of({})};
    }

    // Other subjects with a marker who have a part in rows of ours stand in nobody's way if the action still counts as taken for
    // them, which the judgement is asked.
    void ask_others() {
        std::vector<std::string> done;
        std::vector<std::string> waiting;
        const auto add = [](std::vector<std::string>& list, const std::vector<std::string>& selects) {
            for (const auto& select : selects)
                if (std::find(list.begin(), list.end(), select) == list.end())
                    list.push_back(select);
        };
        for (const auto& line : action_.lines)
            if (line.key && (line.deletes() || line.changes()) && !(line.removes_elements() && names_one_each(binding_, *line.key))) {
                add(done, reaching_.others(line, false));
                if (!line.removes_elements())
                    add(waiting, reaching_.others(line, true));
            }
        const std::string subjects = "with " + reaching_.subjects() + "\n";
        if (!done.empty())
            program_.others = {"find_others", subjects + join(done, "\nunion\n"), binds_of({})};
        if (waiting.empty())
            return;
        std::vector<std::string> actions;
        for (const auto& action : binding_.actions)
            actions.push_back(action.action->name);
        program_.send_again = {"send_again",
                               subjects + "update retentiond.marker m set again = true from (" + join(waiting, "\nunion\n") +
                                   ") w where m.action = w.action and " + is_marker_of(binding_, "m", actions, "w.key"),
                               binds_of({})};
    }

    bool is_shared_on(const Path& path) const {
        return std::any_of(path.begin(), path.end(), [&](const ForeignKey* key) { return reaching_.may_be_shared(*key); });
    }

    // One key away from the subject's key.
    static bool is_far(const BoundLine& line, const Path& path) { return path.size() > 1 || line.below; }

    // Whether every step leaves the way alone on which this step's rows are found.
    bool is_askable_later(const BoundLine& line, const Path& path) const { return !is_far(line, path) || stays(binding_, action_, line, path); }

    // What the rows `t` of `target` are referred to by, for those lines whose rows are not found by way of them afterwards.
    std::vector<Statement> notes_of(const BoundLine& line, const std::string& target, const Reach& found) const {
        std::vector<Statement> notes;
        for (const auto* lost : lost_)
            if (refers_to(binding_, action_, *lost, line) && has_columns(table_of(line), lost->key->parent_columns))
                notes.push_back({statement_name("note", *lost), reaching_.note(*lost, target, found), binds_of({})});
        return notes;
    }

    static bool has_columns(const SchemaTable& table, const std::vector<std::string>& names) {
        return std::all_of(names.begin(), names.end(), [&](const std::string& name) { return table.find_column(name) != nullptr; });
    }

    // Rows of the line that the application may write while others are acted upon.
    void add_late(const BoundLine& line) {
        note_kept(line);
        const Reach found = reaching_.noted_rows(line);
        const std::size_t first = program_.steps.size();
        if (line.deletes())
            add_delete(line, line.paths.front(), found);
        else
            add_late_updates(line, found);
        for (std::size_t i = first; i < program_.steps.size(); ++i) {
            program_.steps[i].is_late = true;
            program_.steps[i].is_askable_later = true;
            program_.steps[i].is_subject = false;
        }
    }

    // Rows on the way that nothing is done with are noted before anything is.
    void note_kept(const BoundLine& line) {
        for (const auto& path : line.paths) {
            const bool is_acted_upon = std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& other) {
                return (other.deletes() || other.changes()) && refers_to(binding_, action_, line, other) &&
                       (path.size() == 1 || path[1] == other.key || other.ring);
            });
            const Path rest(path.begin() + 1, path.end());
            if (!is_acted_upon && !rest.empty())
                program_.remember.push_back({statement_name("note", line),
                                             reaching_.note(line, quote_table(rest.front()->child), reaching_.rows(line, rest, "t", true)), binds_of({})});
        }
    }

    // The same columns are given their values together as before.
    void add_late_updates(const BoundLine& line, const Reach& found) {
        const bool is_shared = std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) { return is_shared_on(path); });
        const auto values = is_shared ? new_values(binding_, line, reaching_.known_of_all(line, found)) : new_values(binding_, line);
        std::map<std::vector<std::string>, std::vector<std::size_t>> together;
        for (const auto& given : given_) {
            if (given.line != &line)
                continue;
            std::vector<std::string> names;
            for (const auto& value : given.change.values)
                names.push_back(value.column->name);
            together[names].push_back(given.number);
        }
        for (const auto& [names, numbers] : together) {
            std::vector<NewValue> some;
            for (const auto& value : values)
                if (std::find(names.begin(), names.end(), value.column->name) != names.end())
                    some.push_back(value);
            add_step(update_step(binding_, reaching_, line, change_of(std::move(some)), found, quote_table(line.table), numbers), line, found);
        }
    }

    void add_step(Step step, const BoundLine& line, const Reach& found) {
        step.notes = notes_of(line, quote_table(line.table), found);
        if (step.kind == Step::Kind::Delete)
            step.again = step.act;
        program_.steps.push_back(std::move(step));
    }

    // No row points to `t` but those of the subjects themselves, which go too or point elsewhere then.
    std::string nobody_points(const BoundLine& line) const {
        std::string text;
        const auto& key_of_row = table_of(line).primary_key;
        for (const auto* key : binding_.pointing_to(line.table)) {
            auto matches = key_matches(binding_, *key, "r", "t");
            for (auto& condition : link_condition(binding_, *key, "r"))
                matches.push_back(std::move(condition));
            for (auto& condition : in_part(binding_, *key, line.table, "t"))
                matches.push_back(std::move(condition));
            if (binding_.is_subject(key->child) && reaching_.answers_for(*key))
                matches.push_back("not exists (select from k where " + join(reaching_.own_key("r"), " and ") + ")");
            if (binding_.graph.is_within(key->child, line.table) && !key_of_row.empty()) {
                std::vector<std::string> own;
                for (const auto& name : key_of_row)
                    own.push_back(column("r", name) + " = " + column("t", name));
                own.push_back("r.tableoid = t.tableoid");
                matches.push_back("not (" + join(own, " and ") + ")");
            }
            text += " and not exists (select from " + quote_table(key->child) + " r where " + join(matches, " and ") + ")";
        }
        return text;
    }

    void add_delete(const BoundLine& line, const Path& path, const Reach& found) {
        const std::string target = quote_table(line.table);
        const std::string relations = reaching_.with(found);
        const std::string rows = found.tables() + " where " + found.conditions();
        const std::string alone = line.may_stay() ? nobody_points(line) : "";
        Step step;
        step.kind = Step::Kind::Delete;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.act = {statement_name("delete", line), relations + "\ndelete from " + target + " t using " + rows + alone, binds_of({})};
        step.remaining = {statement_name("verify", line), relations + "\nselect count(*) from " + target + " t, " + rows + alone, binds_of({})};
        if (line.may_stay())
            step.shared = count_staying(line, path, found);
        step.is_subject = !line.key;
        step.is_askable_later = is_askable_later(line, path) && !line.may_stay();
        step.is_far = is_far(line, path);
        add_step(std::move(step), line, found);
    }

    // Rows that others point to, and those that others have a part in.
    Statement count_staying(const BoundLine& line, const Path& path, const Reach& alone) const {
        const bool is_shared = is_shared_on(path);
        const Reach found = is_shared ? reaching_.rows(line, path, "t", true) : alone;
        return {statement_name("count shared", line),
                reaching_.with(found) + "\nselect count(" + (is_shared ? "distinct (t.tableoid, t.ctid)" : "*") + ") from " + quote_table(line.table) +
                    " t, " + found.tables() + " where " + found.conditions(),
                binds_of({})};
    }

    // In a cycle of keys: the rows are noted by primary key while the way to them is whole.
    void add_remembered_delete(const BoundLine& line, const Path& path) {
        const Reach found = reaching_.rows(line, path, "t");
        const Reach noted = remember_rows(line, found);
        const std::string target = quote_table(line.table);
        const std::string relations = "with " + reaching_.subjects() + "\n";
        const std::string rows = (line.may_stay() ? noted.tables() : join(noted.from, ", ")) + " where " + noted.conditions();
        const std::string alone = line.may_stay() ? nobody_points(line) : "";
        Step step;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.is_askable_later = !line.may_stay();
        step.act = {statement_name("delete", line), relations + "delete from " + target + " t using " + rows + alone, binds_of({})};
        step.again = step.act;
        step.remaining = {statement_name("verify", line), relations + "select count(*) from " + target + " t, " + rows + alone, binds_of({})};
        if (line.may_stay())
            step.shared = Statement{statement_name("count shared", line),
                                    relations + "select count(distinct (t.tableoid, t.ctid)) from " + target + " t, " + rows, binds_of({})};
        // Like these rows themselves, while the way to them is whole.
        for (auto& note : notes_of(line, target, found))
            program_.remember.push_back(std::move(note));
        program_.steps.push_back(std::move(step));
        if (!line.may_stay())
            return;
        BoundLine& staying = staying_of(line);
        staying.is_detaching = false;   // they are found by what they are, also when they are cut off
        add_update(staying, path, noted);
    }

    // The rows `t`, as they are known afterwards; of those that may stay, whose they are: what becomes of them may depend on that.
    Reach remember_rows(const BoundLine& line, const Reach& found) {
        const SchemaTable& table = table_of(line);
        const std::string setting = "retentiond.rows_" + std::to_string(program_.remember.size() + 1);
        std::vector<std::string> texts;
        std::vector<std::string> columns;
        Reach noted;
        for (std::size_t i = 0; i < table.primary_key.size(); ++i) {
            const std::string name = "c" + std::to_string(i + 1);
            texts.push_back(column("t", table.primary_key[i]) + "::text");
            columns.push_back("(e ->> " + std::to_string(i) + ")::" + table.find_column(table.primary_key[i])->type + " as " + name);
            noted.where.push_back(column("t", table.primary_key[i]) + " = o." + name);
        }
        if (binding_.schema->has_children(line.table)) {
            texts.push_back("t.tableoid::bigint::text");
            columns.push_back("(e ->> " + std::to_string(table.primary_key.size()) + ")::bigint::oid as own_table");
            noted.where.push_back("t.tableoid = o.own_table");
        }
        if (line.may_stay()) {
            columns.push_back("e ->> " + std::to_string(texts.size()) + " as subject");
            texts.push_back(key_text(binding_, reaching_.keys_of("k")));
            noted.where.push_back("o.subject = " + texts.back());
        }
        program_.remember.push_back({"remember " + line.line->written,
                                     reaching_.with(found) + "\nselect set_config(" + quote_text(setting) +
                                         ", coalesce((select jsonb_agg(distinct e)::text from (select jsonb_build_array(" +
                                         join(texts, ", ") + ") as e from " + quote_table(line.table) + " t, " + found.tables() + " where " +
                                         found.conditions() + ") r), '[]'), true) is not null",
                                     binds_of({})});
        noted.from = {"(select distinct " + join(columns, ", ") + " from jsonb_array_elements(current_setting(" + quote_text(setting) + ")::jsonb) e) o"};
        return noted;
    }

    Change change_of(std::vector<NewValue> values) {
        Change change;
        change.values = std::move(values);
        for (const auto& value : change.values) {
            change.draws = change.draws | value.traits.draws;
            change.is_repeatable = change.is_repeatable && value.traits.is_repeatable;
        }
        remembers_known_ = remembers_known_ || change.draws.known;
        return change;
    }

    // Whether a row that several subjects have can be given the value by one of them only: it depends on which, or on the old value.
    // What takes a subject's own names out is done for each.
    static bool is_given_once(const NewValue& value) {
        const auto& draws = value.traits.draws;
        return !value.traits.is_repeatable || ((draws.seed || draws.pseudonym) && !draws.known);
    }

    std::string is_taken_out(const BoundLine& line) const { return line.removes_elements() ? reaching_.is_nobody_elses(line, "s") : std::string(); }

    void add_update(const BoundLine& line, const Path& path, const Reach& found) {
        std::vector<NewValue> once;
        std::vector<NewValue> each;
        const auto values = is_shared_on(path) ? new_values(binding_, line, reaching_.known_of_all(line, found), is_taken_out(line))
                                               : new_values(binding_, line);
        // A row is cut off whatever it was given, and a search vector must be made of what the other columns become.
        const bool is_one = line.is_detaching || std::any_of(line.line->columns.begin(), line.line->columns.end(), [](const auto& treatment) {
                                return treatment.anonymizer == "search";
                            });
        for (const auto& value : values)
            (is_given_once(value) ? once : each).push_back(value);
        Reach left = found;
        const bool was_met = !once.empty() && leave_out_done(line, path, change_of(once), left);
        if (!was_met || is_one || each.empty()) {
            const Change change = change_of(values);
            const bool leaves_out = was_met && (!is_one || !change.is_repeatable);
            return add_update(line, path, change, leaves_out ? left : found);
        }
        add_update(line, path, change_of(each), found);
        add_update(line, path, change_of(once), left);
    }

    void add_update(const BoundLine& line, const Path& path, const Change& change, const Reach& found) {
        if (change.values.empty())
            return;
        const std::size_t number = program_.steps.size();
        Step step = update_step(binding_, reaching_, line, change, found, quote_table(line.table), {number});
        step.is_subject = !line.key;
        // Rows that a link by a value has lost may be found again once the subject's own value has become the same token.
        step.is_askable_later = is_askable_later(line, path) && !(line.is_detaching && !is_far(line, path) && !compares_with_key(binding_, *line.key));
        step.is_far = is_far(line, path);
        given_.push_back({&line, change, number});
        add_step(std::move(step), line, found);
    }

    // Values that may be given once only are not given again to rows that another way led to before. False where none did.
    bool leave_out_done(const BoundLine& line, const Path& path, const Change& change, Reach& found) {
        const auto shares_column = [&](const Change& other) {
            return std::any_of(change.values.begin(), change.values.end(), [&](const NewValue& value) {
                return std::any_of(other.values.begin(), other.values.end(),
                                   [&](const NewValue& given) { return given.column == value.column; });
            });
        };
        bool was_met = false;
        for (const auto& done : given_once_) {
            if (done.line->table != line.table || !shares_column(done.change))
                continue;
            was_met = true;
            const Reach before = reaching_.rows(*done.line, done.path, "t");
            const std::string with = before.with.empty() ? "" : "with recursive " + join(before.with, ",\n ") + "\n";
            found.where.push_back("not exists (" + with + "select from " + before.tables() + " where " + before.conditions() + ")");
        }
        given_once_.push_back({&line, path, change});
        return was_met;
    }

    // The subjects' own names, mail addresses and phone numbers, for scrub.
    Statement remember_known() const {
        std::vector<std::string> values;
        for (const auto& name : binding_.identifiers)
            values.push_back(column("s", name) + "::text");
        return {"remember_known",
                "with " + reaching_.subjects() +
                    "\nselect set_config('retentiond.known', coalesce((select jsonb_object_agg(" + key_text(binding_, key_columns(binding_, "s")) +
                    ", to_jsonb(array_remove(array[" + join(values, ", ") + "]::text[], null)))::text from " +
                    quote_table(binding_.subject->name) + " s join k on " + join(reaching_.own_key("s"), " and ") +
                    "), '{}'), true) is not null",
                binds_of({})};
    }

    // Rows that the subject points to. Their keys are noted while the subject still points; at the end those go that nobody
    // else points to by any key of any table.
    void add_outward(const BoundLine& line) {
        const Reach found = outward_alone(line);
        const std::string target = referred_rows(binding_, *line.key);
        if (line.changes()) {
            const Change change = change_of(new_values(binding_, line, reaching_.known_of_all(line, found)));
            if (change.values.empty())
                return;
            Step step = update_step(binding_, reaching_, line, change, found, target, {program_.steps.size()});
            step.is_askable_later = true;
            step.shared = count_shared(line);
            step.notes = notes_of(line, target, found);
            program_.steps.push_back(std::move(step));
            return;
        }
        const std::string relations = reaching_.with(found);
        const std::string rows = target + " t, " + found.tables() + " where " + found.conditions();
        Step step;
        step.kind = Step::Kind::Delete;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.is_askable_later = true;
        step.act = {statement_name("delete", line),
                    relations + "\ndelete from " + target + " t using " + found.tables() + " where " + found.conditions(), binds_of({})};
        step.again = step.act;
        step.remaining = {statement_name("verify", line), relations + "\nselect count(*) from " + rows, binds_of({})};
        step.shared = count_shared(line);
        step.notes = notes_of(line, target, found);
        program_.steps.push_back(std::move(step));
    }

    // Whether rows of `detail` go with the outward row of `line` that they name by a link, and are of no other row.
    bool is_linked_detail(const BoundLine& detail, const BoundLine& line) const {
        return !detail.is_outward && detail.deletes() && detail.below && &action_.lines[*detail.below] == &line && detail.key && detail.key->is_link &&
               detail.key->parent == line.table && !reaching_.may_be_shared(*detail.key);
    }

    // A detail that should have gone and was somebody else's then keeps its row, although what made it so has gone since: a foreign key would
    // refuse, and by a link nobody could find afterwards what is left.
    Reach outward_alone(const BoundLine& line) const {
        Reach found = reaching_.outward_rows(line);
        for (const auto& detail : action_.lines) {
            if (!line.deletes() || !is_linked_detail(detail, line))
                continue;
            auto conditions = key_matches(binding_, *detail.key, "left_detail", "t");
            const auto more = link_condition(binding_, *detail.key, "left_detail");
            conditions.insert(conditions.end(), more.begin(), more.end());
            found.where.push_back("not exists (select from " + quote_table(detail.key->child) + " left_detail where " + join(conditions, " and ") + ")");
        }
        return found;
    }

    // Rows that the subjects pointed to, and that stay as they are because of others.
    Statement count_shared(const BoundLine& line) const {
        const Reach all = reaching_.remembered_rows(line);
        const Reach alone = outward_alone(line);
        const std::vector<std::string> nobody_else(alone.where.begin() + static_cast<std::ptrdiff_t>(all.where.size()), alone.where.end());
        return {statement_name("count shared", line),
                reaching_.with(all) + "\nselect count(*) from " + referred_rows(binding_, *line.key) + " t, " + all.tables() + " where " +
                    all.conditions() + " and not (" + join(nobody_else, " and ") + ")",
                binds_of({})};
    }

    void remember_outward(const BoundLine& line) {
        const ForeignKey& key = *line.key;
        std::vector<std::string> parts;
        std::vector<std::string> present;
        const auto condition = link_condition(binding_, key, "t");
        // What a link says may be written otherwise, 042 or longer than the column, and mean no row at all.
        for (std::size_t c = 0; c < key.columns.size(); ++c) {
            parts.push_back((key.is_link ? column("target", key.parent_columns[c]) : column("t", key.columns[c])) + "::text");
            present.push_back(column("t", key.columns[c]) + " is not null");
        }
        parts.push_back(key_text(binding_, reaching_.keys_of("k")));
        // A polymorphic link points here from some of the rows only.
        present.insert(present.end(), condition.begin(), condition.end());
        std::vector<std::string> names;
        for (const auto& name : key.columns)
            names.push_back(column("t", name));
        const std::string held = key.expression.empty() ? join(names, ", ") : "t.*";
        std::vector<std::string> selects;
        std::vector<std::string> pointing;
        for (Reach& found : reaching_.pointing_rows(line, "t")) {
            found.where.insert(found.where.end(), present.begin(), present.end());
            const std::string with = found.with.empty() ? "" : "with recursive " + join(found.with, ",\n ") + "\n";
            const std::string rows = quote_table(key.child) + " t, " + found.tables() + " where " + found.conditions();
            const std::string named = key.is_link ? referred_rows(binding_, key) + " target, " + rows + " and " +
                                                        join(key_matches(binding_, key, "t", "target"), " and ")
                                                  : rows;
            selects.push_back("(" + with + "select jsonb_build_array(" + join(parts, ", ") + ") as e from " + named + ")");
            pointing.push_back("(" + with + "select " + held + " from " + rows + ")");
        }
        std::vector<std::string> order;
        for (const auto& name : key.parent_columns)
            order.push_back(column("target", name));
        // Joined to what points there: with a condition that asks each row who does, the server would read them all.
        program_.remember.push_back({"lock " + line.line->written,
                                     "with " + reaching_.subjects() + "\nselect count(*) from (select 1 from " +
                                         referred_rows(binding_, key) + " target, (" + join(pointing, " union all ") + ") t where " +
                                         join(key_matches(binding_, key, "t", "target"), " and ") + " order by " + join(order, ", ") +
                                         " for update of target) x",
                                     binds_of({})});
        program_.remember.push_back({"remember " + line.line->written,
                                     "with " + reaching_.subjects() + "\nselect set_config(" + quote_text(reaching_.setting_of(line)) +
                                         ", coalesce((select jsonb_agg(distinct e)::text from (" + join(selects, " union ") +
                                         ") r), '[]'), true) is not null",
                                     binds_of({})});
    }

    // A line and way whose rows were given values that may be given once only.
    struct GivenOnce {
        const BoundLine* line;
        Path path;
        Change change;
    };

    const Binding& binding_;
    const BoundAction& action_;
    const Reaching reaching_;
    ActionProgram program_;
    // A step that gave values to rows of a line.
    struct Given {
        const BoundLine* line;
        Change change;
        std::size_t number;
    };

    const std::vector<const BoundLine*> lost_;
    std::deque<std::pair<Line, BoundLine>> staying_;   // made of lines whose rows may stay; given_ and given_once_ refer to them
    std::vector<GivenOnce> given_once_;
    std::vector<Given> given_;
    bool remembers_known_ = false;
};

} // namespace

ActionProgram compile_action(const Binding& binding, const BoundAction& action) { return Compiler(binding, action).run(); }

std::vector<Statement*> statements_of(ActionProgram& program) {
    std::vector<Statement*> all;
    const auto add = [&all](std::vector<Statement>& statements) {
        for (auto& statement : statements)
            all.push_back(&statement);
    };
    const auto add_if_any = [&all](std::optional<Statement>& statement) {
        if (statement)
            all.push_back(&*statement);
    };
    add(program.locks.once);
    add(program.locks.around);
    add(program.remember);
    add_if_any(program.others);
    add_if_any(program.send_again);
    add(program.locks_below.once);
    add(program.locks_below.around);
    for (auto& step : program.steps) {
        add_if_any(step.hashed);
        add(step.prepare);
        add(step.notes);
        all.push_back(&step.act);
        add_if_any(step.again);
        all.push_back(&step.remaining);
        add_if_any(step.unheld);
        add_if_any(step.shared);
    }
    for (auto& proof : program.proofs)
        all.push_back(&proof.ask);
    return all;
}

} // namespace retention::policies
