// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/search_path.hpp"

namespace retention::jobs {

namespace {

using policies::Severity;

// An operator on a base type of its own, as extensions and companies make them, is what somebody who uses the type means.
constexpr const char* kOperators = R"(
select format('%I.%s (%s, %s)', n.nspname, o.oprname, format_type(o.oprleft, null), format_type(o.oprright, null))
from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
where n.nspname = any (current_schemas(false)) and n.nspname <> 'pg_catalog'
  and exists (select from pg_catalog.pg_operator own where own.oprnamespace = 'pg_catalog'::regnamespace and own.oprname = o.oprname)
  and not exists (select from pg_catalog.pg_depend d
                  where d.classid = 'pg_catalog.pg_operator'::regclass and d.objid = o.oid and d.deptype = 'e')
  and not exists (select from pg_catalog.pg_type t where t.oid in (o.oprleft, o.oprright) and t.typtype = 'b' and t.typelem = 0
                        and t.typnamespace <> 'pg_catalog'::regnamespace)
order by 1 limit 20)";

constexpr const char* kFunctions = R"(
select format('%I.%I(%s)', n.nspname, f.proname, pg_get_function_identity_arguments(f.oid))
from pg_catalog.pg_proc f join pg_catalog.pg_namespace n on n.oid = f.pronamespace
where n.nspname = any (current_schemas(false)) and n.nspname <> 'pg_catalog' and f.prokind <> 'p'
  and exists (select from pg_catalog.pg_proc own where own.pronamespace = 'pg_catalog'::regnamespace and own.proname = f.proname
                    and own.pronargs = f.pronargs)
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
  and not exists (select from unnest(f.proargtypes::oid[]) as a(type) join pg_catalog.pg_type t on t.oid = a.type
                  where t.typtype = 'b' and t.typelem = 0 and t.typnamespace <> 'pg_catalog'::regnamespace)
order by 1 limit 20)";

constexpr const char* kOpenSchemas = R"(
select n.nspname from pg_catalog.pg_namespace n
where n.nspname = any (current_schemas(false)) and has_schema_privilege('public', n.oid, 'create') order by 1)";

std::vector<std::string> texts(const database::Result& result) {
    std::vector<std::string> found;
    for (int row = 0; row < result.rows(); ++row)
        found.emplace_back(result.get_text(row, 0));
    return found;
}

} // namespace

std::vector<std::string> operators_in_the_way(database::Transaction& reading) {
    return texts(reading.exec("operators_in_the_way", kOperators));
}

policies::Findings path_hints(database::Transaction& reading, const std::string& path, policies::Place place) {
    policies::Findings hints;
    for (const auto& schema : texts(reading.exec("open_schemas", kOpenSchemas)))
        hints.push_back({Severity::Warning, "PATH_OPEN", path, place,
                         "everybody may make functions and operators in schema \"" + schema + "\", and the role's search_path has it: "
                             "they would be taken for the server's own",
                         "REVOKE CREATE ON SCHEMA ... FROM PUBLIC, or ALTER ROLE ... SET search_path without it."});
    for (const auto& function : texts(reading.exec("functions_in_the_way", kFunctions)))
        hints.push_back({Severity::Warning, "SQL_SHADOWED", path, place,
                         "function " + function + " may be taken instead of the server's own of that name",
                         "Rename it, or ALTER ROLE ... SET search_path without its schema."});
    return hints;
}

} // namespace retention::jobs
