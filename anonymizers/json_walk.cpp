// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/json_walk.hpp"

#include "anonymizers/sql.hpp"

#include <span>

namespace retention::anonymizers {

namespace {

// So deep, `..` looks no further: nobody's documents are, and one that was made to be would hold up its own erasure,
// for the work grows with the square of the depth.
constexpr int kDepthMax = 500;

std::string kind_of(const std::string& value) {
    return "jsonb_typeof(" + value + ")";
}

// The values of an object or the elements of an array: key, position, value. A function that is given null has no rows.
std::string members_of(const std::string& value) {
    return "(select object.key, object.position, object.value from jsonb_each(case when " + kind_of(value) +
           " = 'object' then " + value + " end) with ordinality as object(key, value, position)" +
           " union all select null, array_.position, array_.value from jsonb_array_elements(case when " +
           kind_of(value) + " = 'array' then " + value + " end) with ordinality as array_(value, position))";
}

class Walk {
public:
    explicit Walk(const JsonChange& change) : change_(change) {}

    std::string at(std::span<const JsonStep> path, const std::string& value) {
        if (path.empty())
            return change_.changed(value);
        ++depth_;
        const bool removes = change_.removes && path.size() == 1;
        std::string walked;
        switch (path.front().kind) {
        case JsonStep::Kind::Key:
            walked = removes ? without_key(path.front().key, value) : at_key(path, value);
            break;
        case JsonStep::Kind::Index:
            walked = at_index(path, value);
            break;
        case JsonStep::Kind::Every:
            walked = removes ? emptied(value) : at_every(path, value);
            break;
        case JsonStep::Kind::Deep:
            walked = at_deep(path, value);
            break;
        }
        --depth_;
        return walked;
    }

private:
    std::string alias(const char* name) const { return name + std::to_string(depth_); }

    static std::string without_key(const std::string& key, const std::string& value) {
        return "case when " + kind_of(value) + " = 'object' then " + value + " - " + literal(key) + "::text else " +
               value + " end";
    }

    // Whether `key`, of a member that the last step finds, is one of those to spare.
    std::string is_spared(const std::string& key) const {
        std::string keys;
        for (const auto& each : change_.spared)
            keys += (keys.empty() ? "" : ", ") + literal(each) + " collate \"C\"";
        return key + " in (" + keys + ")";
    }

    std::string emptied(const std::string& value) const {
        const std::string left = change_.spared.empty() ? std::string("jsonb '{}'")
                                                        : "(select coalesce(jsonb_object_agg(object.key, object.value), '{}') from jsonb_each(" +
                                                              value + ") as object(key, value) where " + is_spared("object.key") + ")";
        return "case " + kind_of(value) + " when 'object' then " + left + " when 'array' then jsonb '[]' else " + value +
               " end";
    }

    // The member `found` of `value`, replaced by what the rest of the path makes of it.
    std::string replaced(std::span<const JsonStep> path, const std::string& value, const std::string& name,
                         const std::string& found) {
        const std::string member = alias("member");
        return "jsonb_set(" + value + ", array[" + literal(name) + "]::text[], (select " +
               at(path.subspan(1), member + ".value") + " from (select " + found + " as value offset 0) as " + member +
               "))";
    }

    std::string at_key(std::span<const JsonStep> path, const std::string& value) {
        const std::string key = literal(path.front().key);
        const std::string found = value + " -> " + key + "::text";
        return "case when " + kind_of(value) + " = 'object' and " + found + " is not null then " +
               replaced(path, value, path.front().key, found) + " else " + value + " end";
    }

    std::string at_index(std::span<const JsonStep> path, const std::string& value) {
        const std::string index = std::to_string(path.front().index);
        const std::string found = value + " -> " + index;
        return "case when " + kind_of(value) + " = 'array' and " + found + " is not null then " +
               replaced(path, value, index, found) + " else " + value + " end";
    }

    std::string at_every(std::span<const JsonStep> path, const std::string& value) {
        const std::string member = alias("member");
        std::string changed = at(path.subspan(1), member + ".value");
        if (path.size() == 1 && !change_.spared.empty())
            changed = "case when " + is_spared(member + ".key") + " then " + member + ".value else " + changed + " end";
        return "case when " + kind_of(value) + " in ('object', 'array') then (select case when " + kind_of(value) +
               " = 'object' then coalesce(jsonb_object_agg(" + member + ".key, " + member + ".changed) filter (where " +
               member + ".key is not null), '{}') else coalesce(jsonb_agg(" + member + ".changed order by " + member +
               ".position) filter (where " + member + ".key is null), '[]') end from (select " + member + ".key, " +
               member + ".position, " + changed + " as changed from " +
               members_of(value) + " as " + member + " offset 0) as " + member + ") else " + value + " end";
    }

    // Takes apart, level by level, what has the key somewhere inside, and puts it together again from the deepest level
    // upwards; a value under the key is changed when it is put back, its own inside already done. A quoted key and a
    // colon are found in a document's text wherever it has the key, and never inside a string. What has it deeper than
    // that becomes null.
    std::string at_deep(std::span<const JsonStep> path, const std::string& value) {
        const std::string key = literal(path.front().key) + "::text";
        const auto has_key = [&key](const std::string& document) {
            return "strpos(" + document + "::text, to_jsonb(" + key + ")::text || ': ') > 0";
        };
        return "case when " + has_key(value) + " then (with recursive " + taken_apart(value, has_key) + ", " +
               put_together(path, key) + " select whole.value from " + alias("fold") +
               " as whole order by whole.round desc limit 1) else " + value + " end";
    }

    template <typename HasKey>
    std::string taken_apart(const std::string& value, const HasKey& has_key) const {
        return alias("part") + "(depth, number, parent, key, position, kind, is_open, value) as (select 0, " +
               "1::bigint, 0::bigint, null::text, 0::bigint, " + kind_of(value) + ", " + has_key(value) + ", " + value +
               " union all select part.depth + 1, row_number() over (order by part.number, member.position), "
               "part.number," +
               " member.key, member.position, " + kind_of("member.value") + ", " + has_key("member.value") +
               ", member.value from " + alias("part") + " as part, lateral " + members_of("part.value") +
               " as member where part.is_open and part.depth < " + std::to_string(kDepthMax) + ")";
    }

    // Each round has the rows of the one before, and in place of the deepest level's rows the values they make.
    std::string put_together(std::span<const JsonStep> path, const std::string& key) {
        const std::string fold = alias("fold");
        const bool removes = change_.removes && path.size() == 1;
        const std::string kept =
            removes ? " and (node.key is null or node.key <> " + key + " collate \"C\")" : std::string();
        const std::string changed = removes ? std::string("node.value")
                                            : "case when node.depth = node.deepest and node.key = " + key +
                                                  " collate \"C\" then (" + at(path.subspan(1), "node.value") +
                                                  ") else node.value end";
        return fold +
               "(round, depth, number, parent, key, position, kind, value) as (select 0, depth, number, parent, " +
               "key, position, kind, case when not is_open then value when depth = " + std::to_string(kDepthMax) +
               " then jsonb 'null' end from " + alias("part") +
               " union all select min(level.round) + 1, level.home_depth, level.home, max(level.parent) filter " +
               "(where not is_child), max(level.key) filter (where not is_child), max(level.position) filter " +
               "(where not is_child), max(level.kind) filter (where not is_child), case when not bool_or(is_child) "
               "then " +
               "(array_agg(level.changed))[1] when max(level.kind) filter (where not is_child) = 'object' then " +
               "coalesce(jsonb_object_agg(level.key, level.changed) filter (where is_child and level.key is not null" +
               ((removes) ? " and level.is_kept" : "") + "), '{}') else coalesce(jsonb_agg(level.changed order by " +
               "level.position) filter (where is_child), '[]') end from (select node.*, true" + kept +
               " as is_kept, node.depth = node.deepest as is_child, case when node.depth = node.deepest then "
               "node.parent " +
               "else node.number end as home, case when node.depth = node.deepest then node.depth - 1 else "
               "node.depth " +
               "end as home_depth, " + changed + " as changed from (select earlier.*, max(earlier.depth) over () as " +
               "deepest from " + fold + " as earlier) as node where node.deepest > 0 offset 0) as level " +
               "group by level.home_depth, level.home)";
    }

    const JsonChange& change_;
    int depth_ = 0;
};

} // namespace

std::string json_walk(const JsonPath& path, const std::string& value, const JsonChange& change) {
    return Walk(change).at(path, value);
}

} // namespace retention::anonymizers
