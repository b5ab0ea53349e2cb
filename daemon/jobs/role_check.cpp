// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/role_check.hpp"

namespace retention::jobs {

namespace {

// Of roles that it may become, too. BYPASSRLS is needed where row security is on.
constexpr const char* kExcess = R"(
with own as (
    select r.* from pg_catalog.pg_roles r where pg_catalog.pg_has_role(current_user, r.oid, 'member')),
application as (
    select n.oid, n.nspname, n.nspowner from pg_catalog.pg_namespace n
    where n.nspname not in ('pg_catalog', 'information_schema', 'retentiond') and n.nspname !~ '^pg_(toast|temp)')
select (select rolsuper from pg_catalog.pg_roles where rolname = current_user) or (select bool_or(rolsuper) from own),
       (select bool_or(rolcreaterole) from own),
       (select bool_or(rolcreatedb) from own),
       (select bool_or(rolreplication) from own),
       (select bool_or(rolbypassrls) from own) and not exists (select from pg_catalog.pg_class where relrowsecurity),
       (select count(*) from pg_catalog.pg_class c join application a on a.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'f') and c.relowner in (select oid from own)),
       (select string_agg(nspname, ', ' order by nspname) from application
        where pg_catalog.has_schema_privilege(oid, 'create')))";

} // namespace

std::vector<std::string> excess_of_role(database::Transaction& reading) {
    const auto row = reading.exec("excess_of_role", kExcess);
    if (row.get_bool(0, 0))
        return {"it is a superuser"};   // all that follows is part of that
    std::vector<std::string> excess;
    const char* const words[] = {"it may make roles (CREATEROLE)", "it may make databases (CREATEDB)", "it may replicate (REPLICATION)",
                                 "it passes by row security (BYPASSRLS), and no table has any"};
    for (int i = 0; i < 4; ++i)
        if (row.get_bool(0, i + 1))
            excess.emplace_back(words[i]);
    if (row.get_int64(0, 5) > 0)
        excess.push_back("it owns " + std::to_string(row.get_int64(0, 5)) + " tables of the application's");
    if (!row.is_null(0, 6))
        excess.push_back("it may make objects in " + std::string(row.get_text(0, 6)));
    return excess;
}

} // namespace retention::jobs
