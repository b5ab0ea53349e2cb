// SPDX-License-Identifier: Apache-2.0
#include "policies/reach.hpp"

#include "anonymizers/known_pattern.hpp"
#include "policies/action_program.hpp"
#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/stand_in.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

void append(std::vector<std::string>& list, std::vector<std::string> more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

bool is_cut_at_once(const BoundLine& line, const Path& path) {
    return line.ends_walk && line.is_detaching && !path.empty() && path.front() == line.key;
}

} // namespace

std::string Reach::tables() const {
    auto all = from;
    all.push_back(subjects);
    return join(all, ", ");
}

std::string Reach::conditions() const { return join(where, " and "); }

std::vector<std::string> Reaching::keys_of(const std::string& alias) const {
    auto names = key_aliases(binding_);
    for (auto& name : names)
        name = alias + "." + name;
    return names;
}

std::vector<std::string> Reaching::own_key(const std::string& alias) const {
    std::vector<std::string> matches;
    const auto keys = keys_of("k");
    const auto columns = key_columns(binding_, alias);
    for (std::size_t i = 0; i < keys.size(); ++i)
        matches.push_back(keys[i] + " = " + columns[i]);
    return matches;
}

std::string Reaching::subjects(const anonymizers::Draws& draws) const {
    std::vector<std::string> arrays;
    auto names = key_aliases(binding_);
    for (std::size_t i = 0; i < names.size(); ++i)
        arrays.push_back("$" + std::to_string(i + 1) + "::" + binding_.key[i].type + "[]");
    const auto add = [&](const char* name) {
        arrays.push_back("$" + std::to_string(arrays.size() + 1) + "::bytea[]");
        names.emplace_back(name);
    };
    if (draws.seed)
        add("seed");
    if (draws.pseudonym)
        add("pseudonym");
    const std::string unnested = "unnest(" + join(arrays, ", ") + ") as u(" + join(names, ", ") + ")";
    if (!draws.known)
        return "k as (select * from " + unnested + ")";
    return "k as materialized (select u.*, " + anonymizers::known_pattern("array(select jsonb_array_elements_text(kn.value))") +
           " as known from " + unnested + " left join jsonb_each(current_setting('retentiond.known')::jsonb) kn on kn.key = " +
           key_text(binding_, keys_of("u")) + ")";
}

std::string Reaching::with(const Reach& found, const anonymizers::Draws& draws) const {
    std::vector<std::string> relations{subjects(draws)};
    append(relations, found.with);
    return (found.with.empty() ? "with " : "with recursive ") + join(relations, ",\n ");
}

Reach Reaching::rows(const BoundLine& line, const Path& path, const std::string& alias, bool with_shared) const {
    const bool is_cut = is_cut_at_once(line, path);
    const bool takes_keys_out = line.removes_elements();
    return along(path, root_of(line), alias,
                 {.with_shared = with_shared || takes_keys_out, .is_cut_at_once = is_cut, .line = &line, .takes_keys_out = takes_keys_out && !with_shared});
}

std::string Reaching::is_nobody_elses(const BoundLine& line, const std::string& named) const {
    if (names_one_each(binding_, *line.key))
        return {};
    const std::string other = "other_" + named;
    const std::string value = quote_name(line.key->parent_columns.front());
    return "not exists (select from " + quote_table(line.key->parent) + " " + other + " where " + other + "." + value + " = " + named + "." + value +
           " and not exists (select from " + turned(&line, *line.key, false, true, line.key) + " where " + join(own_key(other), " and ") + "))";
}

Reach Reaching::along(const Path& path, const BoundLine* root, const std::string& alias, Manner manner) const {
    Reach found;
    found.subjects = manner.subjects;
    std::string here = alias;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const ForeignKey& key = *path[i];
        const bool is_last = i + 1 == path.size();
        append(found.where, link_condition(binding_, key, here));
        if (is_last && !root && compares_with_key(binding_, key)) {
            std::vector<std::string> parents;
            for (const auto& name : key.parent_columns)
                for (std::size_t c = 0; c < binding_.key.size(); ++c)
                    if (binding_.key[c].name == name)
                        parents.push_back("k." + key_aliases(binding_)[c]);
            append(found.where, key_matches(binding_, key, here, parents));
            if (may_be_shared(key) && !manner.with_shared)
                found.where.push_back(nobody_else(here, key, {}, root, manner.line));
            return found;
        }
        const std::string next = alias == "t" ? "p" + std::to_string(i + 1) : alias + std::to_string(i + 1);
        found.from.push_back(referred_rows(binding_, key) + " " + next);
        append(found.where, key_matches(binding_, key, here, next));
        if (const auto alone = i == 0 && manner.takes_keys_out ? is_nobody_elses(*manner.line, next) : std::string(); !alone.empty())
            found.where.push_back(alone);
        if (may_be_shared(key) && !manner.with_shared)
            found.where.push_back(nobody_else(here, key, {path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end()}, root, manner.line));
        if (const auto ring = Ring::entered(action_, path, i, root ? std::optional(index_of(*root)) : std::nullopt)) {
            join_ring(found, path, i, *ring, root, next, manner);
            return found;
        }
        if (is_thread(path, i, manner.is_cut_at_once)) {
            join_thread(found, key, {path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end()}, root, next, manner);
            return found;
        }
        here = next;
    }
    if (root) {
        manner.is_before ? end_at_turned(found, *root, here, *manner.line) : end_at_outward(found, *root, here);
        return found;
    }
    const auto columns = key_columns(binding_, here);
    const auto keys = keys_of("k");
    for (std::size_t i = 0; i < keys.size(); ++i)
        found.where.push_back(columns[i] + " = " + keys[i]);
    return found;
}

bool Reaching::is_thread(const Path& path, std::size_t i, bool is_cut_at_once) const {
    const ForeignKey& key = *path[i];
    return key.child == key.parent && i + 1 < path.size() && !(i == 0 && is_cut_at_once) && !binding_.schema->find(key.parent)->primary_key.empty();
}

bool Reaching::is_thread(const BoundLine& line, const Path& path, std::size_t i) const { return is_thread(path, i, is_cut_at_once(line, path)); }

// What hangs below a row that several have a part in stays with it, whoever is asked for.
Reaching::Manner Reaching::of_roots(const Manner& manner) {
    return {.with_shared = manner.with_shared, .subjects = manner.subjects, .line = manner.line, .is_before = manner.is_before};
}

// `alias` is a row of a table that refers to itself: replies, and replies to replies, at any depth below those that `way`
// leads to the subject from.
void Reaching::join_thread(Reach& found, const ForeignKey& own, const Path& way, const BoundLine* root, const std::string& alias,
                           const Manner& manner) const {
    const Reach roots = along(way, root, "t", of_roots(manner));
    const std::string thread = "thread" + std::to_string(roots.with.size() + 1);
    const std::string keys = join(keys_of("k"), ", ");
    auto answers = key_matches(binding_, own, "reply", "parent");
    append(answers, link_condition(binding_, own, "reply"));
    std::vector<std::string> first;
    std::vector<std::string> next;
    std::vector<std::string> is_parent;
    std::vector<std::string> is_ours;
    for (const auto& name : binding_.schema->find(own.child)->primary_key) {
        first.push_back(column("t", name));
        next.push_back(column("reply", name));
        is_parent.push_back(column("parent", name) + " = " + column(thread, name));
        is_ours.push_back(column(alias, name) + " = " + column(thread, name));
    }
    // No index spans inheritance children: a row is told by its table, too.
    if (binding_.schema->has_children(own.child)) {
        first.push_back("t.tableoid as own_table");
        next.push_back("reply.tableoid");
        is_parent.push_back("parent.tableoid = " + thread + ".own_table");
        is_ours.push_back(alias + ".tableoid = " + thread + ".own_table");
    }
    found.with = roots.with;
    found.with.push_back(thread + " as (select " + join(first, ", ") + ", " + keys + " from " + quote_table(own.child) + " t, " +
                         roots.tables() + " where " + roots.conditions() + "\n  union select " + join(next, ", ") + ", " +
                         join(keys_of(thread), ", ") + " from " + thread + " join " + referred_rows(binding_, own) + " parent on " +
                         join(is_parent, " and ") + " join " + quote_table(own.child) + " reply on " +
                         join(answers, " and ") + ")");
    found.from.push_back(thread);
    append(found.where, is_ours);
    const auto k = keys_of("k");
    const auto ours = keys_of(thread);
    for (std::size_t i = 0; i < k.size(); ++i)
        found.where.push_back(ours[i] + " = " + k[i]);
}

// `alias` is a row that the key path[begin] of a ring refers to: one of those that the rest of the path leads to, behind the ring's keys,
// or that hang below one of these, any number of times around.
void Reaching::join_ring(Reach& found, const Path& path, std::size_t begin, std::size_t id, const BoundLine* root,
                         const std::string& alias, const Manner& manner) const {
    const Ring ring(binding_, action_, id);
    const Path rest(path.begin() + static_cast<std::ptrdiff_t>(ring.exit(path, begin)), path.end());
    const TableName& entered = rest.front()->child;
    const Reach roots = along(rest, root, "t", of_roots(manner));
    const std::string name = "ring" + std::to_string(roots.with.size() + 1);
    const std::string first = "select " + ring.tag(entered) + " as tab, " + ring.key_of(entered, "t") + " as pk, " + join(keys_of("k"), ", ") +
                              " from " + quote_table(entered) + " t, " + roots.tables() + " where " + roots.conditions();
    found.with = roots.with;
    found.with.push_back(ring.down(name, first, key_aliases(binding_)));
    found.from.push_back(name);
    append(found.where, ring.tells(name, path[begin]->parent, alias));
    const auto k = keys_of("k");
    const auto ours = keys_of(name);
    for (std::size_t i = 0; i < k.size(); ++i)
        found.where.push_back(ours[i] + " = " + k[i]);
}

bool Reaching::may_be_shared(const ForeignKey& key) const { return may_name_several(binding_, key); }

// A row that a link gives to several subjects at once (one mail address, two persons; the accounts of two in one array) is not erased
// while the turn of one of them has not come. `way` leads on from what the link names.
std::string Reaching::nobody_else(const std::string& here, const ForeignKey& link, const Path& way, const BoundLine* root,
                                  const BoundLine* line) const {
    // A name of its own: such a condition may stand within another.
    const std::string other = "other_" + here;
    auto condition = key_matches(binding_, link, here, other);
    append(condition, element_lookup(binding_, link, here, other));
    const std::string subjects = line ? turned(line, *line->key, line->is_outward, true, &link) : "k";
    if (way.empty() && !root)
        condition.push_back("not exists (select from " + subjects + " where " + join(own_key(other), " and ") + ")");
    else
        for (const auto& own : ways_of(link.parent, way, root)) {
            condition.push_back(none_of(along(own, root, other, {.subjects = root ? "k" : subjects, .line = line})));
            if (root && line)
                condition.push_back(none_of(along(own, root, other, {.line = line, .is_before = true})));
        }
    return "not exists (select from " + quote_table(link.parent) + " " + other + " where " + join(condition, " and ") + ")";
}

std::string Reaching::none_of(const Reach& ours) const {
    const std::string with = ours.with.empty() ? "" : "with recursive " + join(ours.with, ",\n ") + "\n";
    return "not exists (" + with + "select from " + ours.tables() + " where " + ours.conditions() + ")";
}

// k: subjects whose turn came before, by an action that goes as far as `line` does on rows connected by `key`; and those of the
// batch.
std::string Reaching::turned(const BoundLine* line, const ForeignKey& key, bool is_outward, bool with_batch,
                             const ForeignKey* through) const {
    return turned_by(turns(binding_, *line, key, is_outward, through).as_far, with_batch);
}

// k: subjects for whom one of `actions` was taken before; and those of the batch.
std::string Reaching::turned_by(const std::vector<std::string>& actions, bool with_batch) const {
    const auto names = key_aliases(binding_);
    if (actions.empty())
        return with_batch ? "k" : "(select " + join(names, ", ") + " from k where false) k";
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < names.size(); ++i)
        parts.push_back("(d ->> " + std::to_string(i) + ")::" + binding_.key[i].type + " as " + names[i]);
    std::vector<std::string> literals;
    for (const auto& action : actions)
        literals.push_back(quote_text(action));
    return "(" + (with_batch ? "select " + join(names, ", ") + " from k union all " : std::string()) + "select " + join(parts, ", ") +
           " from jsonb_array_elements(coalesce(nullif(current_setting('" + kDoneSetting + "', true), ''), '[]')::jsonb) d where d ->> " +
           std::to_string(names.size()) + " in (" + join(literals, ", ") + ")) k";
}

// `way` and all others on which the action goes from the rows of `table` to where `way` ends: of a thread the first post is found by
// its author, the replies by what they answer to.
std::vector<Path> Reaching::ways_of(const TableName& table, const Path& way, const BoundLine* root) const {
    std::vector<Path> ways{way};
    for (const auto& line : action_.lines)
        if (line.key && !line.is_outward && !line.ends_walk && line.table == table && root_of(line) == root)
            for (const auto& path : line.paths)
                if (std::find(ways.begin(), ways.end(), path) == ways.end())
                    ways.push_back(path);
    return ways;
}

std::string Reaching::name_of(const BoundLine& line) const { return "o" + std::to_string(index_of(line)); }

std::string Reaching::setting_of(const BoundLine& line) const { return "retentiond.outward_" + std::to_string(index_of(line)); }

// o3 as (...): each remembered row once, with one of the subjects that point to it.
std::string Reaching::remembered(const BoundLine& line) const {
    const SchemaTable& table = *binding_.schema->find(line.table);
    std::vector<std::string> columns;
    std::vector<std::string> positions;
    for (std::size_t c = 0; c < line.key->parent_columns.size(); ++c) {
        const std::string place = std::to_string(c);
        columns.push_back("(e ->> " + place + ")::" + table.find_column(line.key->parent_columns[c])->type + " as c" +
                          std::to_string(c + 1));
        positions.push_back(std::to_string(c + 1));
    }
    return name_of(line) + " as (select distinct on (" + join(positions, ", ") + ") " + join(columns, ", ") + ", e ->> " +
           std::to_string(columns.size()) + " as subject from jsonb_array_elements(current_setting(" + quote_text(setting_of(line)) +
           ")::jsonb) e order by " + join(positions, ", ") + ")";
}

// `alias` is the row that o3 names.
std::vector<std::string> Reaching::matches_of(const BoundLine& line, const std::string& alias) const {
    std::vector<std::string> matches;
    for (std::size_t c = 0; c < line.key->parent_columns.size(); ++c)
        matches.push_back(column(alias, line.key->parent_columns[c]) + " = " + name_of(line) + ".c" + std::to_string(c + 1));
    return matches;
}

// Each of them once, with one of its subjects.
void Reaching::end_at_remembered(Reach& found, const BoundLine& root, const std::string& alias) const {
    if (std::find(found.with.begin(), found.with.end(), remembered(root)) == found.with.end())
        found.with.insert(found.with.begin(), remembered(root));
    found.from.push_back(name_of(root));
    append(found.where, matches_of(root, alias));
    found.where.push_back(name_of(root) + ".subject = " + key_text(binding_, keys_of("k")));
}

void Reaching::end_at_outward(Reach& found, const BoundLine& root, const std::string& alias) const {
    end_at_remembered(found, root, alias);
    found.where.push_back(is_nobody_elses_outward(root, alias));
}

// A row that only subjects point to whose turn came before.
void Reaching::end_at_turned(Reach& found, const BoundLine& root, const std::string& alias, const BoundLine& line) const {
    found.subjects = turned(&line, *line.key, line.is_outward, false);
    if (root.below || !binding_.is_subject(root.key->child)) {
        found.where.emplace_back("false");   // by way of rows of theirs: not followed
        return;
    }
    join_holder(found, *root.key, alias);
    found.where.push_back(is_nobody_elses_outward(root, alias));
}

std::string Reaching::is_nobody_elses_outward(const BoundLine& line, const std::string& alias) const {
    std::vector<std::string> conditions{others_absent(line, alias)};
    for (const auto& way : own_ways(line))
        conditions.push_back(other_owner_absent(turned(&line, *way.front(), false, true), way, alias));
    return join(conditions, " and ");
}

Reach Reaching::remembered_rows(const BoundLine& line) const {
    Reach found;
    end_at_remembered(found, line, "t");
    return found;
}

Reach Reaching::outward_rows(const BoundLine& line) const {
    Reach found;
    end_at_outward(found, line, "t");
    return found;
}

std::vector<Reach> Reaching::pointing_rows(const BoundLine& line, const std::string& alias) const {
    std::vector<Reach> all;
    for (const auto& path : line.paths) {
        Reach found;
        if (const BoundLine* root = root_of(line)) {
            // Of the outward rows before, also those that stay because of somebody else: he may be gone when the turn comes.
            end_at_remembered(found, *root, alias);
        } else {
            found = along(path, nullptr, alias, {.line = &line});
        }
        all.push_back(std::move(found));
    }
    return all;
}

std::string Reaching::known_of_all(const BoundLine& line, const Reach& found) const {
    Reach all = found;
    if (line.is_outward) {
        // Not each remembered row once, but with each of its subjects.
        all.from = {"jsonb_array_elements(current_setting(" + quote_text(setting_of(line)) + ")::jsonb) e"};
        all.where.clear();
        const SchemaTable& table = *binding_.schema->find(line.table);
        const auto& columns = line.key->parent_columns;
        for (std::size_t c = 0; c < columns.size(); ++c)
            all.where.push_back(column("t", columns[c]) + " = (e ->> " + std::to_string(c) + ")::" + table.find_column(columns[c])->type);
        all.where.push_back("e ->> " + std::to_string(columns.size()) + " = " + key_text(binding_, keys_of("k")));
    }
    return "(select string_agg(k.known, '|') from " + all.tables() + " where " + all.conditions() + ")";
}

bool Reaching::answers_for(const ForeignKey& key) const {
    const auto* own = action_.subject_line();
    return action_.deletes_subject() || (own && own->lets_go_of(key)) ||
           std::any_of(action_.lines.begin(), action_.lines.end(),
                       [&](const BoundLine& line) { return line.is_outward && line.key == &key && line.acts(); });
}

// No row of any table points to `alias`, but for the batch's own subjects, those whose turn came before, their rows that the line
// follows, and the row's own details, for which the action has lines.
std::string Reaching::others_absent(const BoundLine& line, const std::string& alias) const {
    const auto is_detail = [&](const ForeignKey* key) {
        return std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& other) {
            return other.key == key && !other.is_outward && other.below == index_of(line) &&
                   (line.changes() || other.deletes() || other.is_detaching);
        });
    };
    std::vector<std::string> conditions;
    for (const auto* key : binding_.pointing_to(line.table)) {
        const bool is_before = key == line.key && line.below;   // rows of the outward line before
        if (is_detail(key) && !is_before)
            continue;
        const std::string r = alias == "t" ? "r" : "r_" + alias;
        auto matches = key_matches(binding_, *key, r, alias);
        append(matches, link_condition(binding_, *key, r));
        append(matches, in_part(binding_, *key, line.table, alias));
        if (binding_.is_subject(key->child) && !answers_for(*key)) {
            // Everybody who points there by this key keeps the row, our own subjects too.
        } else if (binding_.is_subject(key->child)) {
            matches.push_back("not exists (select from " + turned(&line, *key, true, true) + " where " + join(own_key(r), " and ") + ")");
        } else if (is_before && is_detail(key)) {
            matches.push_back("not (" + is_nobody_elses_outward(*root_of(line), r) + ")");
        } else if (is_before) {
            for (const bool is_turned : {false, true})
                matches.push_back(none_of(along({}, root_of(line), r, {.line = &line, .is_before = is_turned})));
        } else if (key == line.key) {
            for (const auto& path : line.paths)
                matches.push_back(none_of(along(path, nullptr, r, {.subjects = turned(&line, *key, true, true), .line = &line})));
        }
        conditions.push_back("not exists (select from " + quote_table(key->child) + " " + r + " where " + join(matches, " and ") + ")");
    }
    spare_owned_details(line, alias, conditions);
    return conditions.empty() ? "true" : join(conditions, " and ");
}

// What belongs to an outward row may be somebody's own as well: the card of a household, by its holder. It goes with the row only when it
// would go by its owner; until then the row stays with it. So does a row of which somebody has a detail that is kept.
void Reaching::spare_owned_details(const BoundLine& line, const std::string& alias, std::vector<std::string>& conditions) const {
    for (const auto& detail : action_.lines) {
        const std::string owned = "owned_" + alias;
        const auto owners = detail.below == index_of(line) && !detail.is_outward ? owners_absent(line, detail, owned) : std::vector<std::string>();
        if (owners.empty())
            continue;
        for (const auto& path : detail.paths) {
            Reach rows = details(detail, path, owned, alias);
            rows.where.push_back("not (" + join(owners, " and ") + ")");
            conditions.push_back("not exists (select from " + join(rows.from, ", ") + " where " + join(rows.where, " and ") + ")");
        }
    }
}

// The rows `owned` of `detail` that belong to the row `alias` of its outward line.
Reach Reaching::details(const BoundLine& detail, const Path& path, const std::string& owned, const std::string& alias) const {
    Reach found;
    found.from.push_back(quote_table(detail.table) + " " + owned);
    std::string here = owned;
    for (std::size_t i = 0; i < path.size(); ++i) {
        append(found.where, link_condition(binding_, *path[i], here));
        const std::string next = i + 1 == path.size() ? alias : owned + "_in" + std::to_string(i + 1);
        if (next != alias)
            found.from.push_back(referred_rows(binding_, *path[i]) + " " + next);
        append(found.where, key_matches(binding_, *path[i], here, next));
        here = next;
    }
    return found;
}

// Conditions that the row `owned`, a detail of the outward row, is nobody's whose turn has not come. What is kept waits for those who have
// done with the outward row.
std::vector<std::string> Reaching::owners_absent(const BoundLine& line, const BoundLine& detail, const std::string& owned) const {
    std::vector<std::string> conditions;
    for (const auto* own : parts_of_subjects(detail))
        for (const auto& way : own->paths)
            conditions.push_back(other_owner_absent(turned_by(done_with(line, detail, *own, *way.front()), true), way, owned));
    return conditions;
}

// The actions by which the owner of a row of `detail`, by the line `own` and its key, has done with it: what they do to the owner's own rows goes
// as far, or they would have taken the outward row from its last member, and this one with it.
std::vector<std::string> Reaching::done_with(const BoundLine& line, const BoundLine& detail, const BoundLine& own, const ForeignKey& key) const {
    const auto with_the_outward = turns(binding_, line, *line.key, true).as_far;
    if (!detail.acts() || !own.acts())
        return with_the_outward;
    auto actions = turns(binding_, detail, key, false).as_far;
    for (const auto& action : turns(binding_, detail, *detail.key, false, nullptr, line.key).as_far)
        if (std::count(with_the_outward.begin(), with_the_outward.end(), action) > 0 && std::count(actions.begin(), actions.end(), action) == 0)
            actions.push_back(action);
    return actions;
}

// Not those that only cut them off: what only names somebody is not theirs.
std::vector<const BoundLine*> Reaching::parts_of_subjects(const BoundLine& detail) const {
    std::vector<const BoundLine*> lines;
    for (const auto& own : action_.lines)
        if (own.key && !own.is_outward && !own.below && own.table == detail.table && !binding_.is_subject(own.table) && !(own.ends_walk && own.is_detaching))
            lines.push_back(&own);
    return lines;
}

// A row that one subject points to may be another's own: where the action deletes or changes the rows of this table that lead to a
// subject, those of somebody whose turn has not come are left alone, whoever points to them.
std::vector<Path> Reaching::own_ways(const BoundLine& line) const {
    std::vector<Path> ways;
    for (const auto& own : action_.lines)
        if (own.key && !own.is_outward && !own.below && !own.ends_walk && own.table == line.table)
            for (const auto& way : own.paths)
                if (!way.empty())
                    ways.push_back(way);
    return ways;
}

// `way` leads from the row `alias` to no subject but those that `done` has, any number of times around where keys lead around.
std::string Reaching::other_owner_absent(const std::string& done, const Path& way, const std::string& alias) const {
    std::vector<std::string> from;
    std::vector<std::string> where;
    std::string here = alias;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const ForeignKey& key = *way[i];
        const std::string next = "q" + std::to_string(from.size() + 1);
        append(where, link_condition(binding_, key, here));
        append(where, key_matches(binding_, key, here, next));
        from.push_back((i + 1 == way.size() ? owners(key) : referred_rows(binding_, key)) + " " + next);
        here = next;
        if (const auto ring = Ring::entered(action_, way, i, std::nullopt)) {
            const Ring around(binding_, action_, *ring);
            const std::string name = "above" + std::to_string(from.size());
            from.push_back("lateral (with recursive " +
                           around.up(name, "select " + around.tag(key.parent) + " as tab, " + around.key_of(key.parent, next) + " as pk") +
                           " select tab, pk from " + name + ") " + name);
            i = around.exit(way, i) - 1;
            here = "q" + std::to_string(from.size() + 1);
            from.push_back(quote_table(way[i + 1]->child) + " " + here);
            append(where, around.tells(name, way[i + 1]->child, here));
        } else if (key.child == key.parent && i + 1 < way.size() && !binding_.schema->find(key.parent)->primary_key.empty()) {
            here = climb_thread(from, where, key, next);
        }
    }
    where.push_back("not exists (select from " + done + " where " + join(own_key(here), " and ") + ")");
    return "not exists (select from " + join(from, ", ") + " where " + join(where, " and ") + ")";
}

// The rows of the subject's table that `key` leads to, also those that are no subjects. A stand-in of the policy's own is nobody: only such
// a one that is a subject itself owns something.
std::string Reaching::owners(const ForeignKey& key) const {
    std::vector<std::string> nobody;
    if (binding_.policy->subject.where)
        for (const auto& stand_in : stand_ins(binding_))
            if (stand_in.is_subject)
                nobody.push_back("(" + stand_in.named + ")");
    if (nobody.empty())
        return referred_rows(binding_, key);
    std::sort(nobody.begin(), nobody.end());
    nobody.erase(std::unique(nobody.begin(), nobody.end()), nobody.end());
    return "(select * from " + referred_rows(binding_, key) + " where (" + binding_.policy->subject.where->sql + "\n) or (" + join(nobody, " or ") +
           ") is not true)";
}

// From the row `alias` of a table that refers to itself to that row, or to any that it answers to. Gives the alias of what is found.
std::string Reaching::climb_thread(std::vector<std::string>& from, std::vector<std::string>& where, const ForeignKey& own,
                                   const std::string& alias) const {
    const std::string name = "above" + std::to_string(from.size());
    const std::string found = "q" + std::to_string(from.size() + 2);
    auto names = binding_.schema->find(own.parent)->primary_key;
    std::vector<std::string> first;
    std::vector<std::string> next;
    std::vector<std::string> is_child;
    const auto add = [&](const std::string& quoted, const std::string& told) {
        first.push_back(alias + "." + quoted + " as " + told);
        next.push_back("parent." + quoted);
        is_child.push_back("child." + quoted + " = " + name + "." + told);
        where.push_back(found + "." + quoted + " = " + name + "." + told);
    };
    for (std::size_t i = 0; i < names.size(); ++i)
        add(quote_name(names[i]), "c" + std::to_string(i + 1));
    if (binding_.schema->has_children(own.parent))
        add("tableoid", "own_table");
    auto answers = key_matches(binding_, own, "child", "parent");
    append(answers, link_condition(binding_, own, "child"));
    from.push_back("lateral (with recursive " + name + " as (select " + join(first, ", ") + " union select " + join(next, ", ") + " from " + name +
                   " join " + quote_table(own.child) + " child on " + join(is_child, " and ") + " join " + referred_rows(binding_, own) + " parent on " +
                   join(answers, " and ") + ") select * from " + name + ") " + name);
    from.push_back(quote_table(own.parent) + " " + found);
    return found;
}

} // namespace retention::policies
