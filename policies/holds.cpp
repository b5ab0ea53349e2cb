// SPDX-License-Identifier: Apache-2.0
#include "policies/holds.hpp"

#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

// On how many ways up a hold is looked for, the shortest first: where every table names who made it, they multiply.
constexpr std::size_t kWaysMax = 100;

// Whether a column's text is the same in every session and for all equal values, so that names can be compared as text, by an
// index.
bool has_one_text(const SchemaTable& table, const std::string& name) {
    static const std::set<std::string> types{"smallint", "integer", "bigint", "uuid", "text"};
    const auto& type = table.find_column(name)->type;
    return types.count(type) > 0 || type.starts_with("character varying");
}

std::string on_table(const Schema& schema, const SchemaTable& table) {
    return "h.subject_table = " + quote_text(to_text(schema.family_of(table.name))) + " and h.removed_at is null";
}

std::string on_table(const Binding& binding, const SchemaTable& table) { return on_table(*binding.schema, table); }

// alias."id" = h.key::bigint, for a hold `h` on `table`: an index look-up for the few holds there are.
std::string names_row(const SchemaTable& table, const std::vector<std::string>& columns) {
    const auto key = table.row_key();
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string text = columns.size() == 1 ? "h.key" : "(h.key::jsonb ->> " + std::to_string(i) + ")";
        parts.push_back(columns[i] + " = " + text + "::" + table.find_column(key[i])->type);
    }
    return join(parts, " and ");
}

std::string names_row(const SchemaTable& table, const std::string& alias) {
    std::vector<std::string> columns;
    for (const auto& name : table.row_key())
        columns.push_back(alias + "." + quote_name(name));
    return names_row(table, columns);
}

class BoundByOthers {
public:
    BoundByOthers(const Binding& binding, std::optional<int> first_parameter)
        : binding_(binding), first_parameter_(first_parameter) {}

    std::optional<std::string> text() {
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                if (line.key && touches(line))
                    add_reached(action, line);
        for (const auto& way : ways_to_owners(binding_))
            if (const auto* owner = binding_.schema->find(way.back()->parent); can_be_held(owner))
                add_owner(way, *owner);
        if (selects_.empty())
            return std::nullopt;
        const auto names = key_aliases(binding_);
        std::vector<std::string> known;
        for (const auto& name : names)
            known.push_back(name + " is not null");
        return "select " + join(names, ", ") + " from (" + join({selects_.begin(), selects_.end()}, "\n  union all ") + ") b(" +
               join(names, ", ") + ") where " + join(known, " and ");
    }

private:
    // Lines whose rows change: by a statement of ours, or because the server empties their key.
    static bool touches(const BoundLine& line) {
        return line.deletes() || line.changes() || line.key->on_delete == OnDelete::SetNull ||
               line.key->on_delete == OnDelete::SetDefault;
    }

    static bool can_be_held(const SchemaTable* table) { return table && !table->row_key().empty() && table->can_select; }

    // select <key> from <hold joined to rows> <way to the subject> where <hold stands> and ...
    void add(const SchemaTable& held, const std::string& rows, KeyedJoin way) {
        std::vector<std::string> key;
        for (std::size_t i = 0; i < way.key.size(); ++i)
            key.push_back(way.key[i] + "::" + binding_.key[i].type);
        // Of most tables no row is on hold: asked first, and once.
        std::vector<std::string> conditions{"(select exists (select from retentiond.hold h where " + on_table(binding_, held) + "))",
                                            on_table(binding_, held)};
        conditions.insert(conditions.end(), way.conditions.begin(), way.conditions.end());
        if (first_parameter_)
            conditions.push_back(in_keys(binding_, way.key, *first_parameter_));
        selects_.insert("select " + join(key, ", ") + " from retentiond.hold h" + rows + way.joins + " where " +
                        join(conditions, " and "));
    }

    // Rows joined so far, from the one on hold to `here`.
    struct Climb {
        std::string rows;
        std::string here;
        std::vector<std::string> conditions = {};
    };

    void add_reached(const BoundAction& action, const BoundLine& line) {
        const auto* table = binding_.schema->find(line.table);
        const bool has_held_rows = can_be_held(table);   // else no hold can name one, and yet they may be the own of somebody on hold
        if (line.is_outward) {
            if (has_held_rows)
                add_outward(action, line, *table, {" join " + referred_rows(binding_, *line.key) + " o on " + names_row(*table, "o"), "o"});
            return;
        }
        for (const auto& path : line.paths) {
            add_owned(action, line, path);
            if (has_held_rows)
                add_way(action, line, *table, {" join " + quote_table(line.table) + " x on " + names_row(*table, "x"), "x"}, path);
            // Rows on the way, kept or not: what hangs below a row on hold belongs to it.
            for (std::size_t i = 1; i < path.size(); ++i)
                if (const auto* between = binding_.schema->find(path[i]->child); can_be_held(between))
                    add_way(action, line, *between, {" join " + quote_table(between->name) + " x on " + names_row(*between, "x"), "x"},
                            {path.begin() + static_cast<std::ptrdiff_t>(i), path.end()});
        }
    }

    // A row that goes by `path` may be the own of somebody on hold, whom it names by a key of its own: the message that they sent to whom
    // it goes with. Whose own a row is tell the lines that delete it or change what is in it, another of the action, or one of a policy
    // about such people. Whoever is only cut off from it has no share in it: who made a row.
    void add_owned(const BoundAction& action, const BoundLine& line, const Path& path) {
        if (line.below || !line.takes())
            return;
        if (can_be_held(binding_.subject))
            for (const auto& own : action.lines)
                if (own.key && own.key != path.front() && !own.is_outward && !own.below && own.takes() && own.table == line.table &&
                    binding_.is_subject(own.key->parent) && !binding_.is_subject(own.key->child))
                    add_way(action, line, *binding_.subject, owned_by(*own.key, *binding_.subject), path);
        for (const auto* key : binding_.ties().out_of(line.table))
            if (const auto* owner = binding_.schema->find(key->parent);
                key != path.front() && !binding_.is_subject(key->parent) && can_be_held(owner) && goes_with_owner_elsewhere(*key))
                add_way(action, line, *owner, owned_by(*key, *owner), path);
    }

    // Another policy deletes or changes such rows with whom they belong to by `key`.
    bool goes_with_owner_elsewhere(const ForeignKey& key) const {
        return std::ranges::any_of(binding_.beside, [&](const auto& other) {
            const auto* subject = binding_.schema->find(other->subject.table);
            return other->name != binding_.policy->name && subject && binding_.graph.is_within(key.parent, subject->name) &&
                   std::ranges::any_of(other->actions, [&](const Action& action) {
                       return std::ranges::any_of(action.lines, [&](const Line& line) { return takes_by(line, key); });
                   });
        });
    }

    bool takes_by(const Line& line, const ForeignKey& key) const {
        const auto* table = binding_.schema->find(line.table);
        return takes(line, key) && !line.via_table && table &&
               table->name == key.child && (line.via.empty() || same_columns(line.via, key.columns));
    }

    Climb owned_by(const ForeignKey& key, const SchemaTable& owner) const {
        return {" join " + quote_table(owner.name) + " owner on " + names_row(owner, "owner") + " join " + quote_table(key.child) + " x on " +
                    join(key_matches(binding_, key, "x", "owner"), " and "),
                "x", link_condition(binding_, key, "x")};
    }

    // From a row of an outward line to those that point to it, and on from there.
    void add_outward(const BoundAction& action, const BoundLine& line, const SchemaTable& held, Climb climb) {
        const std::string pointing = climb.here + "_x";
        climb.rows += " join " + quote_table(line.key->child) + " " + pointing + " on " +
                      join(key_matches(binding_, *line.key, pointing, climb.here), " and ");
        for (auto& condition : link_condition(binding_, *line.key, pointing))
            climb.conditions.push_back(std::move(condition));
        climb.here = pointing;
        if (line.below)
            return add_outward(action, action.lines[*line.below], held, std::move(climb));
        for (const auto& path : line.paths)
            add_way(action, line, held, climb, path);
    }

    // From a row along `path`, one of the line's or the end of one, through a thread at any depth.
    void add_way(const BoundAction& action, const BoundLine& line, const SchemaTable& held, Climb climb, const Path& path) {
        const bool is_to_outward = line.below && !line.is_outward;
        for (std::size_t i = 0; i < path.size(); ++i) {
            const ForeignKey& key = *path[i];
            const bool is_last = i + 1 == path.size();
            for (auto& condition : link_condition(binding_, key, climb.here))
                climb.conditions.push_back(std::move(condition));
            if (is_last && !is_to_outward) {
                auto way = join_to_key(binding_, {&key}, climb.here);
                way.conditions = climb.conditions;
                return add(held, climb.rows, std::move(way));
            }
            const std::string next = climb.here + std::to_string(i + 1) + "_";
            if (const auto ring = Ring::entered(action, path, i, line.below)) {
                const Ring around(binding_, action, *ring);
                const std::size_t exit = around.exit(path, i);
                climb.rows += up_the_ring(around, key, path[exit]->child, climb.here, next);
                i = exit - 1;
                climb.here = next;
                continue;
            }
            const bool is_cut = i == 0 && line.ends_walk && line.is_detaching && &key == line.key;
            if (key.child == key.parent && !is_last && !is_cut && !binding_.schema->find(key.child)->primary_key.empty())
                climb.rows += up_the_thread(key, climb.here, next);
            else
                climb.rows += " join " + referred_rows(binding_, key) + " " + next + " on " +
                              join(key_matches(binding_, key, climb.here, next), " and ");
            climb.here = next;
        }
        if (is_to_outward)
            return add_outward(action, action.lines[*line.below], held, std::move(climb));
        // An outward line of the subject's own: it is the subject that points.
        auto way = join_to_key(binding_, {}, climb.here);
        way.conditions = std::move(climb.conditions);
        add(held, climb.rows, std::move(way));
    }

    // A reply to a reply, at any depth: `top` is `row` itself and each row of its table that it answers to.
    std::string up_the_thread(const ForeignKey& own, const std::string& row, const std::string& top) const {
        const auto& key = binding_.schema->find(own.child)->primary_key;
        std::set<std::string> names(key.begin(), key.end());
        names.insert(own.columns.begin(), own.columns.end());
        std::vector<std::string> first;
        std::vector<std::string> next;
        for (const auto& name : names) {
            first.push_back(row + "." + quote_name(name));
            next.push_back("parent." + quote_name(name));
        }
        std::vector<std::string> same;
        for (const auto& name : key)
            same.push_back(top + "." + quote_name(name) + " = up_" + top + "." + quote_name(name));
        if (binding_.schema->has_children(own.child)) {
            first.push_back(row + ".tableoid as own_table");
            next.push_back("parent.tableoid");
            same.push_back(top + ".tableoid = up_" + top + ".own_table");
        }
        // The hold is named inside, so that the server begins with the few holds and not with every row.
        return " cross join lateral (with recursive up as (select " + join(first, ", ") + " where h.key is not null\n    union select " +
               join(next, ", ") + " from up join " + quote_table(own.parent) + " parent on " +
               join(key_matches(binding_, own, "up", "parent"), " and ") + ") select * from up) up_" + top + " join " +
               quote_table(own.child) + " " + top + " on " + join(same, " and ");
    }

    // From `row`, which holds a key of the ring, to each row of `exit` that it hangs below, any number of times around.
    static std::string up_the_ring(const Ring& ring, const ForeignKey& key, const TableName& exit, const std::string& row, const std::string& top) {
        const std::string first = "select " + ring.tag(key.child) + " as tab, " + ring.key_of(key.child, row) + " as pk where h.key is not null";
        return " cross join lateral (with recursive " + ring.up("up", first) + " select * from up) up_" + top + " join " + quote_table(exit) +
               " " + top + " on " + join(ring.tells("up_" + top, exit, top), " and ");
    }

    void add_owner(const Path& way, const SchemaTable& owner) {
        std::string rows = " join " + referred_rows(binding_, *way.back()) + " o" + std::to_string(way.size()) + " on " +
                           names_row(owner, "o" + std::to_string(way.size()));
        KeyedJoin to_subject;
        for (std::size_t i = way.size(); i-- > 0;) {
            const std::string parent = "o" + std::to_string(i + 1);
            const std::string child = i == 0 ? "s" : "o" + std::to_string(i);
            const std::string table = i == 0 ? quote_table(binding_.subject->name) : referred_rows(binding_, *way[i - 1]);
            rows += " join " + table + " " + child + " on " + join(key_matches(binding_, *way[i], child, parent), " and ");
            for (auto& condition : link_condition(binding_, *way[i], child))
                to_subject.conditions.push_back(std::move(condition));
        }
        to_subject.key = key_columns(binding_, "s");
        add(owner, rows, std::move(to_subject));
    }

    const Binding& binding_;
    const std::optional<int> first_parameter_;
    std::set<std::string> selects_;
};

} // namespace

std::string hold_name(const SchemaTable& table, const std::string& alias) {
    std::vector<std::string> parts;
    for (const auto& name : table.row_key())
        parts.push_back(key_as_text(alias + "." + quote_name(name), table.find_column(name)->type));
    return parts.size() == 1 ? parts.front() : "jsonb_build_array(" + join(parts, ", ") + ")::text";
}

Statement hold_name_of(const Binding& binding) {
    std::string text = "select " + hold_name(*binding.subject, "s") + " from " + quote_table(binding.subject->name) + " s where " +
                       in_keys(binding, key_columns(binding, "s"), 1);
    for (const auto& name : binding.subject->row_key())
        if (binding.subject->find_column(name)->is_nullable)
            text += " and s." + quote_name(name) + " is not null";
    return {"hold_name", text, {Bind::Keys}};
}

// "offset 0": no key of another table may be cast to this one's type.
Statement lost_holds(const Schema& schema, const SchemaTable& table) {
    return {"lost_holds",
            "select h.hold from (select h.hold, h.key from retentiond.hold h where " + on_table(schema, table) +
                " offset 0) h where not exists (select from " + quote_table(table.name) + " x where " + names_row(table, "x") + ") order by 1",
            {}};
}

std::string is_on_hold(const Binding& binding, const std::string& alias) {
    const SchemaTable& table = *binding.subject;
    const auto key = table.row_key();
    std::vector<std::string> columns;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < key.size(); ++i) {
        columns.push_back(alias + ".pk" + std::to_string(i + 1));
        texts.push_back(columns.back() + "::text");
    }
    const std::string standing = on_table(binding, table);
    const bool as_text = std::all_of(key.begin(), key.end(), [&](const std::string& name) { return has_one_text(table, name); });
    if (as_text)
        return "exists (select from retentiond.hold h where " + standing + " and h.key = " +
               (texts.size() == 1 ? texts.front() : "jsonb_build_array(" + join(texts, ", ") + ")::text") + ")";
    // "offset 0": no key of another table may be cast to this one's type.
    return "exists (select from (select h.key from retentiond.hold h where " + standing + " offset 0) h where " +
           names_row(table, columns) + ")";
}

std::vector<Path> ways_to_owners(const Binding& binding) {
    std::vector<Path> ways;
    std::vector<Path> front{{}};
    for (std::size_t steps = 0; steps < kUpwardMax; ++steps) {
        std::vector<Path> next;
        for (const auto& way : front)
            for (const auto* key : binding.ties().out_of(way.empty() ? binding.subject->name : way.back()->parent)) {
                const bool was_there =
                    std::any_of(way.begin(), way.end(), [&](const ForeignKey* step) { return step->parent == key->parent; });
                // A table the role may not read has no holds: to place one is to read the row.
                const auto* parent = binding.schema->find(key->parent);
                if (was_there || binding.is_subject(key->parent) || !parent || !parent->can_select || ways.size() == kWaysMax)
                    continue;
                ways.push_back(way);
                ways.back().push_back(key);
                next.push_back(ways.back());
            }
        front = std::move(next);
    }
    return ways;
}

std::optional<std::string> bound_by_other_rows(const Binding& binding, std::optional<int> first_parameter) {
    return BoundByOthers(binding, first_parameter).text();
}

} // namespace retention::policies
