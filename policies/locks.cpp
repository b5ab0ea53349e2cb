// SPDX-License-Identifier: Apache-2.0
#include "policies/locks.hpp"

#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <set>

namespace retention::policies {

bool can_be_locked(const Binding& binding, const TableName& name) {
    const auto* table = binding.schema->find(name);
    return table && (table->kind == 'r' || table->kind == 'p');
}

Statement lock_subjects(const Binding& binding) {
    auto statement = lock_others(binding);
    return {"lock_subjects", statement.sql + " skip locked", {Bind::Keys}};
}

Statement lock_others(const Binding& binding) {
    const auto key = key_columns(binding, "s");
    return {"lock_others",
            "select " + key_texts(binding, "s") + " from " + quote_table(binding.subject->name) + " s where " + in_keys(binding, key, 1) +
                " order by " + join(key, ", ") + " for update of s",
            {Bind::Keys}};
}

std::vector<Statement> lock_evidence(const Binding& binding) {
    std::vector<Statement> statements;
    std::set<std::string> seen;
    const auto add = [&](const std::string& what, const std::string& sql) {
        if (seen.insert(sql).second)
            statements.push_back({"lock_" + what, sql, {Bind::Keys}});
    };
    // Other subjects may be in the batch of another worker, which may want ours: give way at once instead of waiting for the
    // server to find the deadlock.
    const auto patience_with = [&](const TableName& table) { return std::string(binding.is_subject(table) ? " nowait" : ""); };
    // From the subject outwards: first what lies between, against inserts below it (an insert asks for a key-share lock on its
    // parent, which only FOR UPDATE refuses), then the rows themselves.
    const auto lock_inward = [&](const std::string& what, const TableName& table, const Path& path) {
        for (std::size_t begin = path.size(); begin-- > 0;) {
            const TableName& locked = begin == 0 ? table : path[begin]->child;
            if (!can_be_locked(binding, locked))
                continue;
            const KeyedJoin way = join_to_key(binding, Path(path.begin() + static_cast<std::ptrdiff_t>(begin), path.end()), "t");
            std::vector<std::string> conditions = way.conditions;
            conditions.push_back(in_keys(binding, way.key, 1));
            const std::string strength = begin == 0 ? " for share of t" : " for update of t";
            add(what, "select count(*) from (select 1 from " + quote_table(locked) + " t" + way.joins + " where " +
                          join(conditions, " and ") + strength + patience_with(locked) + ") x");
        }
    };
    const auto lock_outward = [&](const std::string& what, const Path& path) {
        std::string joins;
        std::string here = "s";
        const auto key = key_columns(binding, "s");
        for (std::size_t i = 0; i < path.size(); ++i) {
            const std::string next = "o" + std::to_string(i + 1);
            joins += " join " + referred_rows(binding, *path[i]) + " " + next + " on " +
                     join(key_matches(binding, *path[i], here, next), " and ");
            here = next;
            if (can_be_locked(binding, path[i]->parent))
                add(what, "select count(*) from (select 1 from " + quote_table(binding.subject->name) + " s" + joins + " where " +
                              in_keys(binding, key, 1) + " for share of " + next + patience_with(path[i]->parent) + ") x");
        }
    };
    for (const auto& fact : binding.facts) {
        if (!fact.inward.empty())
            lock_inward(fact.fact->name, fact.table, fact.inward);
        else if (!fact.outward.empty())
            lock_outward(fact.fact->name, fact.outward);
    }
    if (binding.consent)
        lock_inward("consent", binding.consent->table, binding.consent->path);
    return statements;
}

Statement existing(const Binding& binding) {
    return {"existing",
            "select " + key_texts(binding, "s") + " from " + quote_table(binding.subject->name) + " s where " +
                in_keys(binding, key_columns(binding, "s"), 1),
            {Bind::Keys}};
}

Statement every_key(const Binding& binding) {
    const auto key = key_columns(binding, "s");
    return {"every_key",
            "select " + key_texts(binding, "s") + " from " + quote_table(binding.subject->name) + " s where num_nulls(" + join(key, ", ") +
                ") = 0 order by " + join(key, ", "),
            {}};
}

} // namespace retention::policies
