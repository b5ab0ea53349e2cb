// SPDX-License-Identifier: Apache-2.0
//
// A large object is named by a number in a column, and by no key: the server keeps it whatever becomes of the row, for its owner alone.
#include "policies/surveys.hpp"

#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

bool holds_objects(const SchemaColumn& column) { return column.family == anonymizers::TypeFamily::LargeObject; }

// The objects that the first rows name in `column`, as "oid".
std::string first_objects(const SchemaTable& table, const SchemaColumn& column) {
    return "(select distinct t." + quote_name(column.name) + "::oid as oid from " + quote_table(table.name) + " t where t." + quote_name(column.name) +
           " is not null limit 1000)";
}

// The objects that are named by two rows, of this column or of others.
std::string named_twice(const Binding& binding, const SchemaTable& table, const SchemaColumn& column) {
    std::vector<std::string> names;
    for (const auto& [name, other] : binding.schema->tables())
        for (const auto& candidate : other.columns)
            if (holds_objects(candidate) && (name == table.name || other.can_select) && other.kind != 'v' && other.kind != 'm' && other.kind != 'f')
                names.push_back("select o." + quote_name(candidate.name) + "::oid as oid from only " + quote_table(name) + " o");
    return "select null::text where exists (select from " + first_objects(table, column) + " f join pg_catalog.pg_largeobject_metadata m on m.oid = f.oid join (" +
           join(names, " union all ") + ") n on n.oid = f.oid group by f.oid having count(*) > 1)";
}

} // namespace

std::vector<Survey> large_object_surveys(const Binding& binding) {
    std::vector<Survey> surveys;
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines) {
            const auto& table = *binding.schema->find(line.table);
            const std::string path = "actions." + action.action->name + "." + line.line->written;
            for (const auto& column : table.columns) {
                if (!holds_objects(column) || !table.can_select)
                    continue;
                const std::string known = "select null::text where exists (select from " + first_objects(table, column) +
                                          " f join pg_catalog.pg_largeobject_metadata m on m.oid = f.oid";
                const bool has_trigger = std::ranges::any_of(table.triggers, [](const SchemaTrigger& trigger) { return trigger.on_delete; });
                if (line.deletes() && !has_trigger)
                    surveys.push_back({"LARGE_OBJECT_LEFT", path, line.line->place,
                                       "the rows go, and the large objects that they name in \"" + column.name + "\" stay",
                                       "Unlink them by an action that keeps the row ({ large_object: unlink }), or by a trigger (lo_manage of the extension lo).",
                                       known + ")"});
                const auto treated = std::ranges::find_if(line.line->columns, [&](const ColumnTreatment& treatment) {
                    return treatment.column == column.name && treatment.anonymizer == "large_object";
                });
                if (treated == line.line->columns.end())
                    continue;
                surveys.push_back({"LARGE_OBJECT_NOT_OWNED", path + "." + column.name, treated->place,
                                   "large objects in this column belong to another role, and only their owner may unlink them",
                                   "ALTER LARGE OBJECT ... OWNER TO the daemon's role, or make it a member of the owner's, or set lo_compat_privileges.",
                                   known + " where current_setting('lo_compat_privileges') = 'off' and not pg_has_role(m.lomowner, 'usage'))", Severity::Error});
                surveys.push_back({"LARGE_OBJECT_SHARED", path + "." + column.name, treated->place,
                                   "some large objects in this column are named by more rows than one: unlinked for one person, they are gone for all",
                                   "Give each row an object of its own (lo_from_bytea(0, lo_get(oid))), or keep the column.", named_twice(binding, table, column)});
            }
        }
    return surveys;
}

} // namespace retention::policies
