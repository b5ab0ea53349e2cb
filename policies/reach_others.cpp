// SPDX-License-Identifier: Apache-2.0
//
// Who else has a part in the rows of a line: only subjects with a marker are asked for, and these few are judged.
#include "policies/reach.hpp"

#include "policies/marker.hpp"
#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <iterator>

namespace retention::policies {

namespace {

void append(std::vector<std::string>& list, std::vector<std::string> more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Afterwards the subject points nowhere by `key`: not to a stand-in either, to whom everybody would point in the end.
bool empties(const BoundLine& own, const ForeignKey& key) {
    return std::any_of(own.line->columns.begin(), own.line->columns.end(), [&](const ColumnTreatment& treatment) {
        return treatment.anonymizer == "null" && std::find(key.columns.begin(), key.columns.end(), treatment.column) != key.columns.end();
    });
}

} // namespace

std::vector<std::string> Reaching::others(const BoundLine& line, bool less) const {
    std::vector<std::string> selects;
    if (line.is_outward) {
        append(selects, who_points(line, less));
        if (!less) {
            append(selects, who_owns(line));
            append(selects, who_owns_details(line));
        }
        return selects;
    }
    // Whoever stays goes on having a part in what names them.
    if (!less || action_.deletes_subject())
        for (const auto& path : line.paths)
            append(selects, who_is_named(line, path, less));
    return selects;
}

// The outward rows of the batch, each with one of its subjects.
Reach Reaching::remembered_with(const BoundLine& line) const {
    Reach found;
    found.from = {"(with " + remembered(line) + " select * from " + name_of(line) + ") " + name_of(line)};
    found.where = matches_of(line, "t");
    return found;
}

// By a key of the subject's own, or of rows of the subject's.
std::vector<std::string> Reaching::who_points(const BoundLine& line, bool less) const {
    std::vector<std::string> selects;
    const auto* own = action_.subject_line();
    for (const auto* key : binding_.graph.into(line.table)) {
        if (!binding_.is_subject(key->child) || !answers_for(*key) || (less && !action_.deletes_subject() && !(own && empties(*own, *key))))
            continue;
        Reach found = remembered_with(line);
        found.from.push_back(referred_rows(binding_, *line.key) + " t");
        join_holder(found, *key, "t");
        append(selects, other_than_ours(std::move(found), turns(binding_, line, *key, true), less));
    }
    if (binding_.is_subject(line.key->child) || (less && !action_.deletes_subject()))
        return selects;
    for (const auto& path : line.paths) {
        Reach found = remembered_with(line);
        found.from.push_back(referred_rows(binding_, *line.key) + " t");
        found.from.push_back(quote_table(line.key->child) + " r");
        append(found.where, key_matches(binding_, *line.key, "r", "t"));
        append(found.where, link_condition(binding_, *line.key, "r"));
        if (lead_to_anybody(found, path, root_of(line), "r"))
            append(selects, other_than_ours(std::move(found), turns(binding_, line, *line.key, true), less));
    }
    return selects;
}

// An outward row is somebody's own, by a line of the action. That line did what it says, whoever points to the row.
std::vector<std::string> Reaching::who_owns(const BoundLine& line) const {
    std::vector<std::string> selects;
    for (const auto& way : own_ways(line)) {
        Reach found = remembered_with(line);
        found.from.push_back(referred_rows(binding_, *line.key) + " t");
        if (lead_to_anybody(found, way, nullptr, "t"))
            append(selects, other_than_ours(std::move(found), turns(binding_, line, *way.front(), false), false));
    }
    return selects;
}

// What belongs to an outward row is somebody's own: who wrote in a conversation, and was done in a batch before. Asked for only where nobody
// else points to the row who was not: else it stays anyway, and a channel may have millions of messages.
std::vector<std::string> Reaching::who_owns_details(const BoundLine& line) const {
    std::vector<std::string> selects;
    for (const auto& detail : action_.lines)
        if (detail.below == index_of(line) && !detail.is_outward && detail.acts())
            for (const auto* own : parts_of_subjects(detail))
                for (const auto& way : own->paths)
                    for (const auto& path : detail.paths) {
                        const auto actions = done_with(line, detail, *own, *way.front());
                        if (!own->acts() || actions.empty())
                            continue;
                        Reach of_batch = remembered_with(line);
                        append(of_batch.where, only_the_done_point(line, actions));
                        Reach found;
                        found.from = {"(select t.* from " + join(of_batch.from, ", ") + ", " + referred_rows(binding_, *line.key) + " t where " +
                                      join(of_batch.where, " and ") + " offset 0) t"};
                        Reach rows = details(detail, path, "owned", "t");
                        append(found.from, std::move(rows.from));
                        append(found.where, std::move(rows.where));
                        if (lead_to_anybody(found, way, nullptr, "owned"))
                            append(selects, other_than_ours(std::move(found), {actions, {}}, false));
                    }
    return selects;
}

// By the line's key nobody points to the row `t` but the batch's own and those for whom one of `actions` was taken.
std::vector<std::string> Reaching::only_the_done_point(const BoundLine& line, const std::vector<std::string>& actions) const {
    std::vector<std::string> conditions;
    for (const auto& path : root_of(line) ? std::vector<Path>() : line.paths) {
        Reach pointing;
        pointing.from = {quote_table(line.key->child) + " pointing"};
        pointing.where = key_matches(binding_, *line.key, "pointing", "t");
        append(pointing.where, link_condition(binding_, *line.key, "pointing"));
        if (!lead_to_anybody(pointing, path, nullptr, "pointing"))
            continue;
        pointing.subjects = everybody();
        conditions.push_back("not exists (select from " + pointing.tables() + " where " + pointing.conditions() + " and " + is_none_of_ours() +
                             " and not exists (select from retentiond.marker m where " +
                             is_marker_of(binding_, "m", actions, key_text(binding_, keys_of("k"))) + "))");
    }
    return conditions;
}

// By a link on the way that gives a row to several.
std::vector<std::string> Reaching::who_is_named(const BoundLine& line, const Path& path, bool less) const {
    std::vector<std::string> selects;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const ForeignKey& link = *path[i];
        if (link.child == link.parent || Ring::of(action_, link, line.below))
            break;   // what lies behind is no row of the path
        if (!may_be_shared(link))
            continue;
        const Reach ours = rows(line, path, "t", true);
        const std::string with = ours.with.empty() ? "" : "with recursive " + join(ours.with, ",\n ") + "\n";
        const std::string here = i == 0 ? "t" : "p" + std::to_string(i);
        for (const auto& way : ways_of(link.parent, {path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.end()}, root_of(line))) {
            Reach found;
            found.from = {"(" + with + "select " + here + ".* from " + quote_table(line.table) + " t, " + ours.tables() + " where " +
                              ours.conditions() + ") r",
                          quote_table(link.parent) + " other"};
            found.where = key_matches(binding_, link, "r", "other");
            append(found.where, element_lookup(binding_, link, "r", "other"));
            if (lead_to_anybody(found, way, root_of(line), "other"))
                append(selects, other_than_ours(std::move(found), turns(binding_, line, *line.key, false, &link), less));
        }
    }
    return selects;
}

// k points to `alias` by a key of the subject's own.
void Reaching::join_holder(Reach& found, const ForeignKey& key, const std::string& alias) const {
    found.from.push_back(quote_table(binding_.subject->name) + " holder");
    append(found.where, key_matches(binding_, key, "holder", alias));
    append(found.where, link_condition(binding_, key, "holder"));
    append(found.where, own_key("holder"));
}

// `way` leads from `alias` to k. False where that can't be asked of everybody: a thread or a ring would have to be followed for all.
bool Reaching::lead_to_anybody(Reach& found, const Path& way, const BoundLine* root, const std::string& alias) const {
    if (root) {
        if (!way.empty() || root->below || !binding_.is_subject(root->key->child))
            return false;
        join_holder(found, *root->key, alias);
        return true;
    }
    Reach rest = along(way, nullptr, alias, {.with_shared = true});
    append(found.from, std::move(rest.from));
    append(found.where, std::move(rest.where));
    return rest.with.empty();
}

std::vector<std::string> Reaching::other_than_ours(Reach found, const Turns& by, bool less) const {
    const auto& actions = less ? by.less : by.as_far;
    if (actions.empty())
        return {};
    const auto names = key_aliases(binding_);
    std::vector<std::string> told;
    for (std::size_t i = 0; i < names.size(); ++i)
        told.push_back(key_as_text("k." + names[i], binding_.key[i].type) + " as " + names[i]);
    found.subjects = everybody();
    return {"select " + (less ? "m.key" : join(told, ", ")) + ", m.action from " + found.tables() + ", retentiond.marker m where " + found.conditions() +
            " and " + is_none_of_ours() + " and " + is_marker_of(binding_, "m", actions, key_text(binding_, keys_of("k")))};
}

// All rows of the subject's table as k.
std::string Reaching::everybody() const {
    const auto names = key_aliases(binding_);
    std::vector<std::string> all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all.push_back(quote_name(binding_.key[i].name) + " as " + names[i]);
    return "(select " + join(all, ", ") + " from " + quote_table(binding_.subject->name) + ") k";
}

// Of such: those who are not in the batch.
std::string Reaching::is_none_of_ours() const {
    std::vector<std::string> same;
    for (const auto& name : key_aliases(binding_))
        same.push_back("b." + name + " = k." + name);
    return "not exists (select from k b where " + join(same, " and ") + ")";
}

} // namespace retention::policies
