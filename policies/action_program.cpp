// SPDX-License-Identifier: Apache-2.0
#include "policies/action_program.hpp"

#include "anonymizers/catalogue.hpp"
#include "anonymizers/known_pattern.hpp"
#include "policies/personal.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_view.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

// How the rows of a line are found from the subjects' keys: tables to join and conditions to hold.
struct Reach {
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
        for (const auto* line : order_lines(binding_, action_).lines)
            if (line->is_outward)
                add_outward(*line);
            else
                for (const auto& path : line->paths)
                    add_inward(*line, path);
        if (remembers_known_)
            program_.remember.insert(program_.remember.begin(), remember_known());
        return std::move(program_);
    }

private:
    const SchemaTable& table_of(const BoundLine& line) const { return *binding_.schema->find(line.table); }

    std::size_t key_size() const { return binding_.key.size(); }

    std::string key_alias(std::size_t i) const { return "k" + std::to_string(i + 1); }

    // The key as one text, as in the journal.
    std::string key_text(const std::string& alias, bool is_subject) const {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < key_size(); ++i)
            parts.push_back((is_subject ? column(alias, binding_.key[i].name) : alias + "." + key_alias(i)) + "::text");
        return parts.size() == 1 ? parts.front() : "jsonb_build_array(" + join(parts, ", ") + ")::text";
    }

    std::string seeds_parameter() const { return "$" + std::to_string(key_size() + 1) + "::bytea[]"; }

    // The batch's subjects as relation k: their keys and, where asked for, seed and known values.
    std::string subjects(bool with_seed, bool with_known) const {
        std::vector<std::string> arrays;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < key_size(); ++i) {
            arrays.push_back("$" + std::to_string(i + 1) + "::" + binding_.key[i].type + "[]");
            names.push_back(key_alias(i));
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
               " left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = " + key_text("u", false) + ")";
    }

    // Conditions that row `alias` belong to a subject in k.
    Reach reach(const Path& path, const std::string& alias) const {
        Reach found;
        std::string here = alias;
        for (std::size_t i = 0; i < path.size(); ++i) {
            const ForeignKey& key = *path[i];
            if (!key.where.empty())
                found.where.push_back("(select (" + key.where + "\n) from (select " + here + ".*) as " +
                                      quote_name(key.child.name) + ")");
            if (i + 1 == path.size() && compares_with_key(binding_, key)) {
                for (std::size_t c = 0; c < key.columns.size(); ++c)
                    found.where.push_back(column(here, key.columns[c]) + " = k." + alias_of_key_column(key.parent_columns[c]));
                return found;
            }
            const std::string next = "p" + std::to_string(i + 1);
            found.from.push_back(quote_table(key.parent) + " " + next);
            for (std::size_t c = 0; c < key.columns.size(); ++c)
                found.where.push_back(column(here, key.columns[c]) + " = " + column(next, key.parent_columns[c]));
            if (i + 1 == path.size() && key.is_link && !is_unique(key.parent_columns))
                found.where.push_back(nobody_else(here, key));
            here = next;
        }
        for (std::size_t i = 0; i < key_size(); ++i)
            found.where.push_back(column(here, binding_.key[i].name) + " = k." + key_alias(i));
        return found;
    }

    bool is_unique(const std::vector<std::string>& columns) const {
        const auto& indexes = binding_.subject->unique_indexes;
        return std::any_of(indexes.begin(), indexes.end(), [&](const UniqueIndex& index) {
            return !index.is_partial && !index.has_expressions && same_columns(index.columns, columns);
        });
    }

    // A row that a link gives to several subjects at once (one mail address, two persons) is not erased while one of them is not.
    std::string nobody_else(const std::string& here, const ForeignKey& link) const {
        std::vector<std::string> same;
        for (std::size_t c = 0; c < link.columns.size(); ++c)
            same.push_back(column("other", link.parent_columns[c]) + " = " + column(here, link.columns[c]));
        return "not exists (select from " + quote_table(binding_.subject->name) + " other where " + join(same, " and ") +
               " and not exists (select from k where " + join(own_key("other"), " and ") + "))";
    }

    // k is the subject of `alias`, a row of the subject's table.
    std::vector<std::string> own_key(const std::string& alias) const {
        std::vector<std::string> matches;
        for (std::size_t i = 0; i < key_size(); ++i)
            matches.push_back("k." + key_alias(i) + " = " + column(alias, binding_.key[i].name));
        return matches;
    }

    std::string alias_of_key_column(const std::string& name) const {
        for (std::size_t i = 0; i < key_size(); ++i)
            if (binding_.key[i].name == name)
                return key_alias(i);
        return key_alias(0);
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
                anonymizer->compile(treated.treatment->argument, described, {old_value, seed, known});
            uses_seed = uses_seed || expression.find(seed) != std::string::npos;
            uses_known = uses_known || anonymizer->reads_known;
            made.push_back({treated.column->name, expression, holds(*treated.column, old_value, expression)});
        }
        return made;
    }

    // json, xml, point and others have no equality: their text has.
    static std::string holds(const SchemaColumn& target, const std::string& stored, const std::string& expression) {
        const std::string value = "((" + expression + ")::" + target.type + ")";
        const bool as_text = target.type == "json" || target.family == anonymizers::TypeFamily::Other;
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

    // Whether every step leaves the way alone on which this step's rows are found: one key away from the subject's key.
    static bool is_direct(const Path& path) { return path.size() <= 1; }

    void add_delete(const BoundLine& line, const Path& path, const Reach& found) {
        const std::string target = quote_table(line.table);
        const std::string with = "with " + subjects(false, false) + "\n";
        const bool is_recursive = line.key && line.key->child == line.key->parent;
        std::vector<std::string> from = found.from;
        from.push_back("k");
        Step step;
        step.kind = Step::Kind::Delete;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.remaining = {statement_name("verify", line),
                          with + "select count(*) from " + target + " t, " + join(from, ", ") + " where " +
                              join(found.where, " and "),
                          binds(false)};
        step.is_subject = !line.key;
        step.is_askable_later = is_direct(path);
        if (is_recursive)
            step.act = {statement_name("delete", line), recursive_delete(line, path), binds(false)};
        else
            step.act = {statement_name("delete", line),
                        with + "delete from " + target + " t using " + join(from, ", ") + " where " +
                            join(found.where, " and "),
                        binds(false)};
        program_.steps.push_back(std::move(step));
    }

    // Rows that refer to rows of the same table, to any depth: replies to replies.
    std::string recursive_delete(const BoundLine& line, const Path& path) const {
        const SchemaTable& table = table_of(line);
        const ForeignKey& own = *line.key;
        const Reach found = reach(path, "t");
        std::vector<std::string> from = found.from;
        from.push_back("k");
        std::vector<std::string> base_columns;
        std::vector<std::string> matches;
        for (const auto& name : table.primary_key) {
            base_columns.push_back(column("t", name));
            matches.push_back(column("t", name) + " = " + column("tree", name));
        }
        std::vector<std::string> up;
        for (std::size_t c = 0; c < own.columns.size(); ++c)
            up.push_back(column("t", own.columns[c]) + " = " + column("parent", own.parent_columns[c]));
        std::vector<std::string> parent_matches;
        for (const auto& name : table.primary_key)
            parent_matches.push_back(column("parent", name) + " = " + column("tree", name));
        const std::string target = quote_table(line.table);
        return "with recursive " + subjects(false, false) + ",\n tree as (select " + join(base_columns, ", ") + " from " + target +
               " t, " + join(from, ", ") + " where " + join(found.where, " and ") + "\n  union select " + join(base_columns, ", ") +
               " from tree join " + target + " parent on " + join(parent_matches, " and ") + " join " + target + " t on " +
               join(up, " and ") + ")\ndelete from " + target + " t using tree where " + join(matches, " and ");
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
        const std::string with = "with " + subjects(uses_seed, uses_known);
        std::vector<std::string> from = found.from;
        from.push_back("k");
        const std::string where = join(found.where, " and ");
        Step step;
        step.kind = Step::Kind::Update;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.act = {statement_name("update", line),
                    with + ",\n acted as (update " + target + " t set " + join(sets, ",\n   ") + "\n  from " + join(from, ", ") +
                        " where " + where + "\n  returning (" + join(held, " and ") +
                        ") as is_held)\nselect count(*), count(*) filter (where not is_held) from acted",
                    binds(uses_seed)};
        // Detached rows can't be found any more, and that is the proof.
        const std::string unchanged = line.is_detaching ? "" : " and not (" + join(held, " and ") + ")";
        const bool asks_values = !line.is_detaching;
        step.remaining = {statement_name("verify", line),
                          (asks_values ? with : "with " + subjects(false, false)) + "\nselect count(*) from " + target + " t, " +
                              join(from, ", ") + " where " + where + unchanged,
                          binds(asks_values && uses_seed)};
        step.is_subject = !line.key;
        step.is_askable_later = is_direct(path);
        program_.steps.push_back(std::move(step));
    }

    // The subjects' own names, mail addresses and phone numbers, for scrub.
    Statement remember_known() const {
        std::vector<std::string> values;
        for (const auto& name : binding_.identifiers)
            values.push_back(column("s", name) + "::text");
        std::vector<std::string> matches;
        for (std::size_t i = 0; i < key_size(); ++i)
            matches.push_back(column("s", binding_.key[i].name) + " = k." + key_alias(i));
        return {"remember_known",
                "with " + subjects(false, false) +
                    "\nselect set_config('retentiond.known', coalesce((select jsonb_object_agg(" + key_text("s", true) +
                    ", to_jsonb(array_remove(array[" + join(values, ", ") + "]::text[], null)))::text from " +
                    quote_table(binding_.subject->name) + " s join k on " + join(matches, " and ") +
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
        const std::string alone = join(matches, " and ") + others_absent(line);
        const std::string target = quote_table(line.table);
        Step step;
        step.table = to_text(line.table);
        step.line = line.line->written;
        step.is_askable_later = true;
        if (line.deletes()) {
            const std::string with = "with " + subjects(false, false) + ", " + outward + "\n";
            step.kind = Step::Kind::Delete;
            step.act = {statement_name("delete", line), with + "delete from " + target + " t using o where " + alone, binds(false)};
            step.remaining = {statement_name("verify", line),
                              with + "select count(*) from " + target + " t, o where " + alone, binds(false)};
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
            const std::string with = "with " + subjects(uses_seed, uses_known) + ", " + outward;
            const std::string where = "o.subject = " + key_text("k", false) + " and " + alone;
            step.kind = Step::Kind::Update;
            step.act = {statement_name("update", line),
                        with + ",\n acted as (update " + target + " t set " + join(sets, ",\n   ") + "\n  from o, k where " +
                            where + "\n  returning (" + join(held, " and ") +
                            ") as is_held)\nselect count(*), count(*) filter (where not is_held) from acted",
                        binds(uses_seed)};
            step.remaining = {statement_name("verify", line),
                              with + "\nselect count(*) from " + target + " t, o, k where " + where + " and not (" +
                                  join(held, " and ") + ")",
                              binds(uses_seed)};
        }
        program_.steps.push_back(std::move(step));
    }

    void remember_outward(const BoundLine& line, const std::string& setting) {
        const ForeignKey& key = *line.key;
        std::vector<std::string> parts;
        std::vector<std::string> present;
        for (const auto& name : key.columns) {
            parts.push_back(column("t", name) + "::text");
            present.push_back(column("t", name) + " is not null");
        }
        parts.push_back(key_text("k", false));
        std::vector<std::string> selects;
        for (const auto& path : line.paths) {
            const Reach found = reach(path, "t");
            std::vector<std::string> from = found.from;
            from.push_back("k");
            std::vector<std::string> where = found.where;
            where.insert(where.end(), present.begin(), present.end());
            selects.push_back("select jsonb_build_array(" + join(parts, ", ") + ") as e from " + quote_table(key.child) + " t, " +
                              join(from, ", ") + " where " + join(where, " and "));
        }
        // Two batches that share the row would each leave it to the other.
        std::vector<std::string> points;
        for (std::size_t c = 0; c < key.columns.size(); ++c)
            points.push_back(column("target", key.parent_columns[c]) + " = " + column("t", key.columns[c]));
        std::vector<std::string> pointing;
        for (const auto& path : line.paths) {
            const Reach found = reach(path, "t");
            std::vector<std::string> from = found.from;
            from.push_back("k");
            std::vector<std::string> where = found.where;
            where.insert(where.end(), points.begin(), points.end());
            pointing.push_back("exists (select from " + quote_table(key.child) + " t, " + join(from, ", ") + " where " +
                               join(where, " and ") + ")");
        }
        std::vector<std::string> order;
        for (const auto& name : key.parent_columns)
            order.push_back(column("target", name));
        program_.remember.push_back({"lock " + line.line->written,
                                     "with " + subjects(false, false) + "\nselect count(*) from (select 1 from " +
                                         quote_table(line.table) + " target where " + join(pointing, " or ") + " order by " +
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
            std::vector<std::string> matches;
            for (std::size_t c = 0; c < key->columns.size(); ++c)
                matches.push_back(column("r", key->columns[c]) + " = " + column("t", key->parent_columns[c]));
            if (!key->where.empty())
                matches.push_back("(select (" + key->where + "\n) from (select r.*) as " + quote_name(key->child.name) + ")");
            if (key->child == binding_.subject->name) {
                matches.push_back("not exists (select from k where " + join(own_key("r"), " and ") + ")");
                if (!action_.deletes_subject())
                    matches.push_back("not exists (select from retentiond.marker m where m.policy = " +
                                      quote_text(binding_.policy->name) + " and m.action = " + quote_text(program_.name) +
                                      " and m.key = " + key_text("r", true) + ")");
            } else if (key == line.key) {
                for (const auto& path : line.paths) {
                    const Reach own = reach(path, "r");
                    auto from = own.from;
                    from.push_back("k");
                    matches.push_back("not exists (select from " + join(from, ", ") + " where " + join(own.where, " and ") + ")");
                }
            }
            text += " and not exists (select from " + quote_table(key->child) + " r where " + join(matches, " and ") + ")";
        }
        return text;
    }

    const Binding& binding_;
    const BoundAction& action_;
    ActionProgram program_;
    bool remembers_known_ = false;
};

} // namespace

ActionProgram compile_action(const Binding& binding, const BoundAction& action) { return Compiler(binding, action).run(); }

} // namespace retention::policies
