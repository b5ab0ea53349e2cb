// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/journal_check.hpp"

#include "policies/sql_text.hpp"

namespace retention::jobs {

namespace {

// A role that is not there yet owns nothing, and may nothing.
constexpr const char* kIsThere = R"(
select pg_catalog.to_regnamespace('retentiond') is not null,
       coalesce((select pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'create') from pg_catalog.pg_roles r
                 where r.rolname = $1), false))";

constexpr const char* kOfOthers = R"(
select o.what
from (select 'SCHEMA retentiond' as what, n.nspowner as owner, 0 as place from pg_catalog.pg_namespace n where n.nspname = 'retentiond'
      union all
      select 'TABLE retentiond.' || pg_catalog.quote_ident(c.relname), c.relowner, 1
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'retentiond' and c.relkind in ('r', 'p')) o
where not coalesce((select pg_catalog.pg_has_role(r.oid, o.owner, 'usage') from pg_catalog.pg_roles r where r.rolname = $1), false)
order by o.place, o.what collate "C")";

} // namespace

JournalOwnership journal_ownership(database::Transaction& reading, const std::string& role) {
    const auto there = reading.exec("journal_is_there", kIsThere, {role});
    JournalOwnership journal{there.get_bool(0, 0), there.get_bool(0, 1), {}};
    const auto others = reading.exec("journal_of_others", kOfOthers, {role});
    for (int row = 0; row < others.rows(); ++row)
        journal.of_others.emplace_back(others.get_text(row, 0));
    return journal;
}

std::string hand_over(const JournalOwnership& journal, const std::string& role) {
    std::string sql;
    for (const auto& what : journal.of_others)
        sql += "ALTER " + what + " OWNER TO " + policies::quote_name(role) + ";\n";
    return sql;
}

} // namespace retention::jobs
