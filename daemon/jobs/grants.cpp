// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/grants.hpp"

#include "policies/binding.hpp"
#include "policies/check.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::jobs {

using database::Transaction;
using policies::Probe;
using policies::quote_name;
using policies::TableName;
using policies::TablePrivileges;

namespace {

// What the view reads and calls: relations with their name, functions and types with their schema alone.
constexpr const char* kReadByView = R"(
select n.nspname, c.relname, d.refclassid = 'pg_catalog.pg_class'::regclass
from pg_catalog.pg_depend d
join pg_catalog.pg_rewrite w on d.classid = 'pg_catalog.pg_rewrite'::regclass and w.oid = d.objid
left join pg_catalog.pg_class c on d.refclassid = 'pg_catalog.pg_class'::regclass and c.oid = d.refobjid
left join pg_catalog.pg_proc f on d.refclassid = 'pg_catalog.pg_proc'::regclass and f.oid = d.refobjid
left join pg_catalog.pg_type t on d.refclassid = 'pg_catalog.pg_type'::regclass and t.oid = d.refobjid
join pg_catalog.pg_namespace n on n.oid = coalesce(c.relnamespace, f.pronamespace, t.typnamespace)
where w.ev_class = 'pg_temp.retentiond_look'::regclass and d.refobjid <> w.ev_class
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'retentiond') and n.nspname not like 'pg_temp%')";

// As policies::SchemaTrigger::function has them.
constexpr const char* kRunAsCaller = R"(
select n.nspname || '.' || p.proname
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype and not p.prosecdef)";

std::string words_of(const TablePrivileges& privileges) {
    std::vector<std::string> words;
    if (privileges.select)
        words.emplace_back("SELECT");
    if (privileges.update)
        words.emplace_back("UPDATE");
    if (privileges.remove)
        words.emplace_back("DELETE");
    return policies::join(words, ", ");
}

void merge(RequiredGrants& grants, const std::map<TableName, TablePrivileges>& more) {
    for (const auto& [table, privileges] : more) {
        auto& merged = grants.tables[table];
        merged.select = merged.select || privileges.select;
        merged.update = merged.update || privileges.update;
        merged.remove = merged.remove || privileges.remove;
        grants.schemas.insert(table.schema);
    }
}

void look_at(Transaction& transaction, const std::string& sql, RequiredGrants& grants) {
    const database::Savepoint savepoint(transaction);
    transaction.exec_once("look", "create temporary view retentiond_look as select exists (select from (" + sql + ") q)");
    const auto read = transaction.exec_once("read_by_view", kReadByView);
    for (int row = 0; row < read.rows(); ++row) {
        grants.schemas.insert(std::string(read.get_text(row, 0)));
        if (read.get_bool(row, 2))
            grants.tables[{std::string(read.get_text(row, 0)), std::string(read.get_text(row, 1))}].select = true;
    }
}

// A name may have anything in it, and in the text that is printed a comment ends with its line.
std::string in_comment(std::string text) {
    std::replace_if(text.begin(), text.end(), [](unsigned char sign) { return sign < ' '; }, '?');
    return text;
}

std::set<std::string> run_as_caller(Transaction& transaction) {
    const auto read = transaction.exec_once("trigger_functions", kRunAsCaller);
    std::set<std::string> functions;
    for (int row = 0; row < read.rows(); ++row)
        functions.emplace(read.get_text(row, 0));
    return functions;
}

// What a trigger's function does nobody knows but the server, once it does it.
void look_at_triggers(const policies::Binding& binding, const std::set<std::string>& as_caller, RequiredGrants& grants) {
    for (const auto& action : binding.actions)
        for (const auto& line : action.lines)
            for (const auto& trigger : binding.schema->find(line.table)->triggers) {
                const bool is_set_off = (line.deletes() && trigger.on_delete) || (line.changes() && trigger.on_update);
                if (is_set_off && as_caller.count(trigger.function) > 0)
                    grants.triggers.insert(in_comment(policies::quote_table(line.table) + ": " + quote_name(trigger.name) + " (" + trigger.function + ")"));
            }
}

void look_at_sql(Transaction& transaction, const policies::Binding& binding, RequiredGrants& grants) {
    for (const auto& probe : policies::probes(binding, false)) {
        if (probe.kind == Probe::Kind::Statement)
            continue;
        try {
            look_at(transaction, probe.sql, grants);
        } catch (const database::Failure& failure) {
            if (failure.is_disconnected())
                throw;
            grants.unknown.push_back(binding.policy->name + ": " + probe.path);
        }
    }
}

} // namespace

RequiredGrants required_grants(const Policies& policies, const policies::Schema& schema) {
    RequiredGrants grants;
    for (const auto& policy : policies)
        merge(grants, policies::required_privileges(policy, schema, policies));
    return grants;
}

void add_read_by_sql(Transaction& transaction, const Policies& policies, const std::shared_ptr<const policies::Schema>& schema,
                     RequiredGrants& grants) {
    const auto as_caller = run_as_caller(transaction);
    for (const auto& policy : policies) {
        policies::Findings ignored;
        const auto binding = policies::bind(policy, schema, ignored);
        look_at_sql(transaction, binding, grants);
        look_at_triggers(binding, as_caller, grants);
    }
}

std::string to_sql(const RequiredGrants& grants, const std::string& database, const std::string& role) {
    const auto to = " TO " + quote_name(role) + ";\n";
    std::string sql = "-- What role " + quote_name(role) + " needs in database " + quote_name(database) + ", and nothing more.\n";
    sql += "GRANT CONNECT ON DATABASE " + quote_name(database) + to;
    sql += "CREATE SCHEMA IF NOT EXISTS retentiond AUTHORIZATION " + quote_name(role) + ";\n";
    sql += grants.hand_over;
    for (const auto& name : grants.schemas)
        sql += "GRANT USAGE ON SCHEMA " + quote_name(name) + to;
    for (const auto& [table, privileges] : grants.tables)
        sql += "GRANT " + words_of(privileges) + " ON " + policies::quote_table(table) + to;
    for (const auto& trigger : grants.triggers)
        sql += "-- This trigger runs with the role's rights: grant it what its function does, or make that SECURITY DEFINER: " + trigger + "\n";
    for (const auto& path : grants.unknown)
        sql += "-- Not known is what this reads, ask as the tables' owner (--connect): " + path + "\n";
    return sql;
}

} // namespace retention::jobs
