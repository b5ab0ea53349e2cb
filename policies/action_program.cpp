// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"

#include "anonymizers/catalogue.hpp"
#include "anonymizers/known_pattern.hpp"
#include "policies/locks.hpp"
#include "policies/marker.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

// How the rows of a line are found from the subjects' keys: relations to define, tables to join, conditions to hold.
struct Reach {
    std::vector<std::string> with;
    std::vector<std::string> from;
    std::vector<std::string> where;
};

// One column that gets a new value: its expression, and whether a stored row has it.
struct Assignment {
    std::string name;
    std::string expression;
    std::string holds;   // t."email" is not distinct from (...)::text
};

class Compiler {
public:
    Compiler(const Binding& binding, const BoundAction& action) : binding_(binding), action_(action) {}

    ActionProgram run() {
        program_.name = action_.action->name;
        program_.deletes_subject = action_.deletes_subject();
        for (const auto& line : action_.lines)
            if (line.key && line.key->is_deferrable)
                program_.defers_constraints = true;
        const Order order = order_lines(binding_, action_);
        for (const auto* line : order.lines)
            if (line->is_outward)
                add_outward(*line);
            else
                for (const auto& path : line->paths)
                    order.remembered.count(line) ? add_remembered_delete(*line, path) : add_inward(*line, path);
        lock_between();
        if (!holders_.empty())
            program_.holders = {"find_holders", "with " + subjects(false, false) + "\n" + join(holders_, "\nunion\n"), binds(false)};
        if (remembers_known_)
            program_.remember.insert(program_.remember.begin(), remember_known());
        return std::move(program_);
    }

private:
    const SchemaTable& table_of(const BoundLine& line) const { return *binding_.schema->find(line.table); }

    std::size_t key_size() const { return binding_.key.size(); }

    // k.k1, k.k2 ...
    std::vector<std::string> keys_of(const std::string& alias) const {
        auto names = key_aliases(binding_);
        for (auto& name : names)
            name = alias + "." + name;
        return names;
    }

    std::string seeds_parameter() const { return "$" + std::to_string(key_size() + 1) + "::bytea[]"; }

    // The batch's subjects as relation k: their keys and, where asked for, seed and known values.
    std::string subjects(bool with_seed, bool with_known) const {
        std::vector<std::string> arrays;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < key_size(); ++i) {
            arrays.push_back("$" + std::to_string(i + 1) + "::" + binding_.key[i].type + "[]");
            names.push_back(key_aliases(binding_)[i]);
        }
        if (with_seed) {
            arrays.push_back(seeds_parameter());
            names.push_back("seed");
        }
        const std::string unnested = "unnest(" + join(arrays, ", ") + ") as u(" + join(names, ", ") + ")";
        if (!with_known)
            return "k as (select * from " + unnested + ")";
        return "k as materialized (select u.*, " +
               anonymizers::known_pattern("array(select jsonb_array_elements_text(kn.value))") + " as known from " + unnested +
               " left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = " + key_text(binding_, keys_of("u")) + ")";
    }

    // WITH, the subjects, and what `found` needs.
    std::string with(const Reach& found, bool with_seed = false, bool with_known = false) const {
        std::vector<std::string> relations{subjects(with_seed, with_known)};
        relations.insert(relations.end(), found.with.begin(), found.with.end());
        return (found.with.empty() ? "with " : "with recursive ") + join(relations, ",\n ");
    }

    // Conditions that row `alias` belong to a subject in k. A row that a link gives to several subjects is left alone while one of them
    // is not in k; `with_shared` finds it all the same.
    Reach reach(const Path& path, const std::string& alias, bool with_shared = false) const {
        Reach found;
        std::string here = alias;
        for (std::size_t i = 0; i < path.size(); ++i) {
            const ForeignKey& key = *path[i];
            for (auto& condition : link_condition(key, here))
                found.where.push_back(std::move(condition));
            if (i + 1 == path.size() && compares_with_key(binding_, key)) {
                for (std::size_t c = 0; c < key.columns.size(); ++c)
                    found.where.push_back(column(here, key.columns[c]) + " = k." + alias_of_key_column(key.parent_columns[c]));
                return found;
            }
            const std::string next = "p" + std::to_string(i + 1);
            found.from.push_back(referred_rows(binding_, key) + " " + next);
            for (auto& match : key_matches(binding_, key, here, next))
                found.where.push_back(std::move(match));
            if (key.child == key.parent && i + 1 < path.size() && !primary_key_of(key.parent).empty()) {
                join_thread(found, key, {path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end()}, next);
                return found;
            }
            if (i + 1 == path.size() && may_be_shared(key) && !with_shared)
                found.where.push_back(nobody_else(here, key));
            here = next;
        }
        const auto columns = key_columns(binding_, here);
        const auto keys = keys_of("k");
        for (std::size_t i = 0; i < key_size(); ++i)
            found.where.push_back(columns[i] + " = " + keys[i]);
        return found;
    }

    const std::vector<std::string>& primary_key_of(const TableName& table) const { return binding_.schema->find(table)->primary_key; }

    // `alias` is a row of a table that refers to itself: replies, and replies to replies, at any depth below those that `way`
    // leads to the subject from.
    void join_thread(Reach& found, const ForeignKey& own, const Path& way, const std::string& alias) const {
        const Reach roots = reach(way, "t");
        const std::string thread = "thread" + std::to_string(roots.with.size() + 1);
        const std::string keys = join(keys_of("k"), ", ");
        std::vector<std::string> from{quote_table(own.child) + " t"};
        from.insert(from.end(), roots.from.begin(), roots.from.end());
        from.push_back("k");
        std::vector<std::string> first;
        std::vector<std::string> next;
        std::vector<std::string> is_parent;
        std::vector<std::string> is_ours;
        for (const auto& name : primary_key_of(own.child)) {
            first.push_back(column("t", name));
            next.push_back(column("reply", name));
            is_parent.push_back(column("parent", name) + " = " + column(thread, name));
            is_ours.push_back(column(alias, name) + " = " + column(thread, name));
        }
        found.with = roots.with;
        found.with.push_back(thread + " as (select " + join(first, ", ") + ", " + keys + " from " + join(from, ", ") + " where " +
                             join(roots.where, " and ") + "\n  union select " + join(next, ", ") + ", " + join(keys_of(thread), ", ") +
                             " from " + thread + " join " + quote_table(own.parent) + " parent on " + join(is_parent, " and ") + " join " +
                             quote_table(own.child) + " reply on " + join(key_matches(binding_, own, "reply", "parent"), " and ") + ")");
        found.from.push_back(thread);
        found.where.insert(found.where.end(), is_ours.begin(), is_ours.end());
        const auto k = keys_of("k");
        const auto ours = keys_of(thread);
        for (std::size_t i = 0; i < key_size(); ++i)
            found.where.push_back(ours[i] + " = " + k[i]);
    }

    // Whether several subjects can have the value that a link leads to.
    bool may_be_shared(const ForeignKey& key) const {
        const auto& indexes = binding_.subject->unique_indexes;
        const bool is_unique = std::any_of(indexes.begin(), indexes.end(), [&](const UniqueIndex& index) {
            return !index.is_partial && !index.has_expressions && same_columns(index.columns, key.parent_columns);
        });
        return key.is_link && (!is_unique || compares_as_citext(binding_, key));
    }

    // A row that a link gives to several subjects at once (one mail address, two persons) is not erased while one of them is not.
    std::string nobody_else(const std::string& here, const ForeignKey& link) const {
        const auto same = key_matches(binding_, link, here, "other");
        return "not exists (select from " + quote_table(binding_.subject->name) + " other where " + join(same, " and ") +
               " and not exists (select from k where " + join(own_key("other"), " and ") + "))";
    }

    // k is the subject of `alias`, a row of the subject's table.
    std::vector<std::string> own_key(const std::string& alias) const {
        std::vector<std::string> matches;
        const auto keys = keys_of("k");
        const auto columns = key_columns(binding_, alias);
        for (std::size_t i = 0; i < key_size(); ++i)
            matches.push_back(keys[i] + " = " + columns[i]);
        return matches;
    }

    std::string alias_of_key_column(const std::string& name) const {
        for (std::size_t i = 0; i < key_size(); ++i)
            if (binding_.key[i].name == name)
                return key_aliases(binding_)[i];
        return key_aliases(binding_)[0];
    }

    std::vector<Assignment> assignments(const BoundLine& line, const std::string& seed, const std::string& known,
                                        bool& uses_seed, bool& uses_known) const {
        std::vector<Assignment> made;
        const SchemaTable& table = table_of(line);
        for (const auto& treated : treated_columns(binding_.graph, table, *line.line)) {
            const auto* anonymizer = anonymizers::find(treated.treatment->anonymizer);
            const auto described = describe_column(table, *treated.column);
            const std::string old_value = column("t", treated.column->name);
            const std::string expression =
                anonymizer->compile(treated.treatment->argument, described, {.old_value = old_value, .seed = seed, .known = known});
            const auto draws = anonymizers::traits(*anonymizer, treated.treatment->argument).draws;
            uses_seed = uses_seed || draws.seed;
            uses_known = uses_known || draws.known;
            made.push_back({treated.column->name, expression, holds(*treated.column, old_value, expression)});
        }
        return made;
    }

    // json, xml, point and others have no equality, nor have arrays and domains of them: their text has.
    static std::string holds(const SchemaColumn& target, const std::string& stored, const std::string& expression) {
        using anonymizers::TypeFamily;
        const std::string value = "((" + expression + ")::" + target.type + ")";
        const bool as_text = (target.family == TypeFamily::Json && target.type != "jsonb") || target.family == TypeFamily::Array ||
                             target.family == TypeFamily::Xml || target.family == TypeFamily::Point || target.family == TypeFamily::Other;
        return as_text ? "(" + stored + "::text is not distinct from " + value + "::text)"
                       : "(" + stored + " is not distinct from " + value + ")";
    }

    std::vector<Bind> binds(bool with_seed) const {
        return with_seed ? std::vector<Bind>{Bind::Keys, Bind::Seeds} : std::vector<Bind>{Bind::Keys};
    }

    std::string statement_name(const char* verb, const BoundLine& line) const {
        return std::string(verb) + " " + line.line->written;
    }

    void add_inward(const BoundLine& line, const Path& path) {
        const Reach found = reach(path, "t");
        if (line.deletes())
            add_delete(line, path, found);
        else
            add_update(line, path, found);
    }

    // The rows on the ways to what is acted upon, those next to the subject first. They are locked against inserts below them, too.
    void lock_between() {
        std::set<std::string> seen;
        const auto lock = [&](const Path& way) {
            if (!can_be_locked(binding_, way.front()->child))
                return;
            const Reach found = reach(way, "t", true);
            std::vector<std::string> from{quote_table(way.front()->child) + " t"};
            from.insert(from.end(), found.from.begin(), found.from.end());
            from.push_back("k");
            const std::string sql = with(found) + "\nselect count(*) from (select 1 from " + join(from, ", ") +
                                    " where " + join(found.where, " and ") + " for update of t) x";
            if (seen.insert(sql).second)
                program_.locks.push_back({"lock " + to_text(way.front()->child), sql, binds(false)});
        };
        std::size_t longest = 0;
        for (const auto& line : action_.lines)
            for (const auto& path : line.paths)
                longest = std::max(longest, path.size());
        for (std::size_t steps = 1; steps < longest; ++steps)
            for (const auto& line : action_.lines)
                for (const auto& path : line.paths)
                    if (steps < path.size() && !line.is_outward && (line.deletes() || line.changes()))
                        lock({path.end() - static_cast<std::ptrdiff_t>(steps), path.end()});
        // Two workers, each with one of two subjects who share a row, would each leave it to the other: the second waits, and looks
        // again.
        for (const auto& line : action_.lines)
            for (const auto& path : line.paths)
                if (!path.empty() && may_be_shared(*path.back()) && !line.is_outward && (line.deletes() || line.changes()))
                    lock(path);
    }

    // Whether every step leaves the way alone on which this step's rows are found: one key away from the subject's key.
    static bool is_direct(const Path& path) { return path.size() <= 1; }

    void add_delete(const BoundLine& line, const Path& path, const Reach& found) {
        const std::string target = quote_table(line.table);
        std::vector<std::string> from = found.from;
        from.push_back("k");
        const std::string rows = join(from, ", ") + " where " + join(found.where, " and ");
        Step step;
        step.kind = Step::Kind::Delete;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.act = {statement_name("delete", line), with(found) + "\ndelete from " + target + " t using " + rows, binds(false)};
        step.remaining = {statement_name("verify", line), with(found) + "\nselect count(*) from " + target + " t, " + rows,
                          binds(false)};
        step.is_subject = !line.key;
        step.is_askable_later = is_direct(path);
        program_.steps.push_back(std::move(step));
    }

    // In a cycle of keys: the rows are noted by primary key while the way to them is whole.
    void add_remembered_delete(const BoundLine& line, const Path& path) {
        const SchemaTable& table = table_of(line);
        const Reach found = reach(path, "t");
        std::vector<std::string> from{quote_table(line.table) + " t"};
        from.insert(from.end(), found.from.begin(), found.from.end());
        from.push_back("k");
        const std::string setting = "retentiond.rows_" + std::to_string(program_.remember.size() + 1);
        std::vector<std::string> texts;
        std::vector<std::string> columns;
        std::vector<std::string> matches;
        for (std::size_t i = 0; i < table.primary_key.size(); ++i) {
            const std::string name = "c" + std::to_string(i + 1);
            texts.push_back(column("t", table.primary_key[i]) + "::text");
            columns.push_back("(e ->> " + std::to_string(i) + ")::" + table.find_column(table.primary_key[i])->type + " as " + name);
            matches.push_back(column("t", table.primary_key[i]) + " = o." + name);
        }
        program_.remember.push_back({"remember " + line.line->written,
                                     with(found) + "\nselect set_config(" + quote_text(setting) +
                                         ", coalesce((select jsonb_agg(distinct e)::text from (select jsonb_build_array(" +
                                         join(texts, ", ") + ") as e from " + join(from, ", ") + " where " + join(found.where, " and ") +
                                         ") r), '[]'), true) is not null",
                                     binds(false)});
        const std::string rows = "(select distinct " + join(columns, ", ") + " from jsonb_array_elements(current_setting(" +
                                 quote_text(setting) + ")::jsonb) e) o where " + join(matches, " and ");
        const std::string target = quote_table(line.table);
        Step step;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.is_askable_later = true;
        const std::string relations = "with " + subjects(false, false) + "\n";
        step.act = {statement_name("delete", line), relations + "delete from " + target + " t using " + rows, binds(false)};
        step.remaining = {statement_name("verify", line), relations + "select count(*) from " + target + " t, " + rows, binds(false)};
        program_.steps.push_back(std::move(step));
    }

    void add_update(const BoundLine& line, const Path& path, const Reach& found) {
        bool uses_seed = false;
        bool uses_known = false;
        const auto values = assignments(line, "k.seed", "k.known", uses_seed, uses_known);
        if (values.empty())
            return;
        remembers_known_ = remembers_known_ || uses_known;
        std::vector<std::string> sets;
        std::vector<std::string> held;
        for (const auto& value : values) {
            sets.push_back(quote_name(value.name) + " = " + value.expression);
            held.push_back(value.holds);
        }
        const std::string target = quote_table(line.table);
        const std::string relations = with(found, uses_seed, uses_known);
        std::vector<std::string> from = found.from;
        from.push_back("k");
        const std::string where = join(found.where, " and ");
        Step step;
        step.kind = Step::Kind::Update;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.act = {statement_name("update", line),
                    relations + ",\n acted as (update " + target + " t set " + join(sets, ",\n   ") + "\n  from " +
                        join(from, ", ") + " where " + where + "\n  returning (" + join(held, " and ") +
                        ") as is_held)\nselect count(*), count(*) filter (where not is_held) from acted",
                    binds(uses_seed)};
        // Detached rows can't be found any more, and that is the proof.
        const std::string unchanged = line.is_detaching ? "" : " and not (" + join(held, " and ") + ")";
        const bool asks_values = !line.is_detaching;
        step.remaining = {statement_name("verify", line),
                          (asks_values ? relations : with(found)) + "\nselect count(*) from " + target + " t, " +
                              join(from, ", ") + " where " + where + unchanged,
                          binds(asks_values && uses_seed)};
        step.is_subject = !line.key;
        // Rows that a link by a value has lost may be found again once the subject's own value has become the same token.
        step.is_askable_later = is_direct(path) && !(line.is_detaching && !compares_with_key(binding_, *line.key));
        program_.steps.push_back(std::move(step));
    }

    // Other subjects with a marker of this action who point to a row that ours point to: they stand in nobody's way if the
    // action still counts as taken for them, which the judgement is asked.
    void add_holders(const BoundLine& line, const std::string& outward) {
        if (action_.deletes_subject() || !binding_.is_subject(line.key->child))
            return;
        std::vector<std::string> matches;
        for (std::size_t c = 0; c < line.key->columns.size(); ++c)
            matches.push_back(column("r", line.key->columns[c]) + " = o.c" + std::to_string(c + 1));
        const auto key = key_columns(binding_, "r");
        holders_.push_back("select " + key_texts(binding_, "r") + " from " + quote_table(binding_.subject->name) + " r, (with " + outward +
                           " select * from o) o where " + join(matches, " and ") + " and not exists (select from k where " +
                           join(own_key("r"), " and ") + ") and exists (select from retentiond.marker m where " +
                           is_marker_of(binding_, "m", program_.name, key_text(binding_, key)) + ")");
    }

    // The subjects' own names, mail addresses and phone numbers, for scrub.
    Statement remember_known() const {
        std::vector<std::string> values;
        for (const auto& name : binding_.identifiers)
            values.push_back(column("s", name) + "::text");
        return {"remember_known",
                "with " + subjects(false, false) +
                    "\nselect set_config('retentiond.known', coalesce((select jsonb_object_agg(" + key_text(binding_, key_columns(binding_, "s")) +
                    ", to_jsonb(array_remove(array[" + join(values, ", ") + "]::text[], null)))::text from " +
                    quote_table(binding_.subject->name) + " s join k on " + join(own_key("s"), " and ") +
                    "), '{}'), true) is not null",
                binds(false)};
    }

    // Rows that the subject points to. Their keys are noted while the subject still points; at the end those go that nobody
    // else points to by any key of any table.
    void add_outward(const BoundLine& line) {
        const ForeignKey& key = *line.key;
        const std::string setting = "retentiond.outward_" + std::to_string(program_.remember.size() + 1);
        const SchemaTable& table = table_of(line);
        remember_outward(line, setting);

        std::vector<std::string> columns;
        std::vector<std::string> matches;
        for (std::size_t c = 0; c < key.parent_columns.size(); ++c) {
            const auto* target = table.find_column(key.parent_columns[c]);
            const std::string name = "c" + std::to_string(c + 1);
            columns.push_back("(e ->> " + std::to_string(c) + ")::" + target->type + " as " + name);
            matches.push_back(column("t", target->name) + " = o." + name);
        }
        std::vector<std::string> positions;
        for (std::size_t c = 1; c <= columns.size(); ++c)
            positions.push_back(std::to_string(c));
        const std::string outward = "o as (select distinct on (" + join(positions, ", ") + ") " + join(columns, ", ") + ", e ->> " +
                                    std::to_string(columns.size()) +
                                    " as subject from jsonb_array_elements(current_setting(" + quote_text(setting) +
                                    ")::jsonb) e order by " + join(positions, ", ") + ")";
        add_holders(line, outward);
        const std::string alone = join(matches, " and ") + others_absent(line);
        const std::string target = referred_rows(binding_, key);
        Step step;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.is_askable_later = true;
        if (line.deletes()) {
            const std::string relations = "with " + subjects(false, false) + ", " + outward + "\n";
            step.kind = Step::Kind::Delete;
            step.act = {statement_name("delete", line), relations + "delete from " + target + " t using o where " + alone, binds(false)};
            step.remaining = {statement_name("verify", line),
                              relations + "select count(*) from " + target + " t, o where " + alone, binds(false)};
        } else {
            bool uses_seed = false;
            bool uses_known = false;
            const auto values = assignments(line, "k.seed", "k.known", uses_seed, uses_known);
            if (values.empty())
                return;
            remembers_known_ = remembers_known_ || uses_known;
            std::vector<std::string> sets;
            std::vector<std::string> held;
            for (const auto& value : values) {
                sets.push_back(quote_name(value.name) + " = " + value.expression);
                held.push_back(value.holds);
            }
            const std::string relations = "with " + subjects(uses_seed, uses_known) + ", " + outward;
            const std::string where = "o.subject = " + key_text(binding_, keys_of("k")) + " and " + alone;
            step.kind = Step::Kind::Update;
            step.act = {statement_name("update", line),
                        relations + ",\n acted as (update " + target + " t set " + join(sets, ",\n   ") + "\n  from o, k where " +
                            where + "\n  returning (" + join(held, " and ") +
                            ") as is_held)\nselect count(*), count(*) filter (where not is_held) from acted",
                        binds(uses_seed)};
            step.remaining = {statement_name("verify", line),
                              relations + "\nselect count(*) from " + target + " t, o, k where " + where + " and not (" +
                                  join(held, " and ") + ")",
                              binds(uses_seed)};
        }
        program_.steps.push_back(std::move(step));
    }

    void remember_outward(const BoundLine& line, const std::string& setting) {
        const ForeignKey& key = *line.key;
        std::vector<std::string> parts;
        std::vector<std::string> present;
        const auto condition = link_condition(key, "t");
        for (const auto& name : key.columns) {
            parts.push_back(column("t", name) + "::text");
            present.push_back(column("t", name) + " is not null");
        }
        parts.push_back(key_text(binding_, keys_of("k")));
        // A polymorphic link points here from some of the rows only.
        present.insert(present.end(), condition.begin(), condition.end());
        std::vector<std::string> selects;
        std::vector<std::string> pointing;
        for (const auto& path : line.paths) {
            const Reach found = reach(path, "t");
            std::vector<std::string> from{quote_table(key.child) + " t"};
            from.insert(from.end(), found.from.begin(), found.from.end());
            from.push_back("k");
            std::vector<std::string> where = found.where;
            where.insert(where.end(), present.begin(), present.end());
            const std::string thread = found.with.empty() ? "" : "with recursive " + join(found.with, ",\n ") + "\n";
            selects.push_back("(" + thread + "select jsonb_build_array(" + join(parts, ", ") + ") as e from " + join(from, ", ") + " where " +
                              join(where, " and ") + ")");
            auto matches = key_matches(binding_, key, "t", "target");
            where.insert(where.end(), matches.begin(), matches.end());
            pointing.push_back("exists (" + thread + "select from " + join(from, ", ") + " where " + join(where, " and ") + ")");
        }
        std::vector<std::string> order;
        for (const auto& name : key.parent_columns)
            order.push_back(column("target", name));
        program_.remember.push_back({"lock " + line.line->written,
                                     "with " + subjects(false, false) + "\nselect count(*) from (select 1 from " +
                                         referred_rows(binding_, key) + " target where " + join(pointing, " or ") + " order by " +
                                         join(order, ", ") + " for update) x",
                                     binds(false)});
        program_.remember.push_back({"remember " + line.line->written,
                                     "with " + subjects(false, false) + "\nselect set_config(" + quote_text(setting) +
                                         ", coalesce((select jsonb_agg(distinct e)::text from (" + join(selects, " union ") +
                                         ") r), '[]'), true) is not null",
                                     binds(false)});
    }

    // No row of any table points to t, but for the batch's own subjects, those whose turn came before, and their rows that the
    // line follows.
    std::string others_absent(const BoundLine& line) const {
        std::string text;
        for (const auto* key : binding_.graph.into(line.table)) {
            auto matches = key_matches(binding_, *key, "r", "t");
            for (auto& condition : link_condition(*key, "r"))
                matches.push_back(std::move(condition));
            if (binding_.is_subject(key->child)) {
                matches.push_back("not exists (select from k where " + join(own_key("r"), " and ") + ")");
                if (!action_.deletes_subject())
                    matches.push_back("not exists (select from jsonb_array_elements_text(current_setting('" +
                                      std::string(kDoneSetting) + "')::jsonb) d where d = " +
                                      key_text(binding_, key_columns(binding_, "r")) + ")");
            } else if (key == line.key) {
                for (const auto& path : line.paths) {
                    const Reach own = reach(path, "r");
                    auto from = own.from;
                    from.push_back("k");
                    const std::string thread = own.with.empty() ? "" : "with recursive " + join(own.with, ",\n ") + "\n";
                    matches.push_back("not exists (" + thread + "select from " + join(from, ", ") + " where " + join(own.where, " and ") +
                                      ")");
                }
            }
            text += " and not exists (select from " + quote_table(key->child) + " r where " + join(matches, " and ") + ")";
        }
        return text;
    }

    const Binding& binding_;
    const BoundAction& action_;
    ActionProgram program_;
    std::vector<std::string> holders_;
    bool remembers_known_ = false;
};

} // namespace

ActionProgram compile_action(const Binding& binding, const BoundAction& action) { return Compiler(binding, action).run(); }

} // namespace retention::policies
