// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/failures.hpp"

#include "daemon/database/failure.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using nlohmann::json;

namespace {

// `first_at`: of any run, so that what fails every night is told from what failed once.
constexpr const char* kFailures = R"(
select jsonb_build_object(
    'run', f.run, 'rule', f.rule, 'action', f.action, 'sqlstate', f.sqlstate, 'constraint', f.constraint_name, 'table', f.table_name,
    'subjects', f.subjects, 'last_at', f.last_at, 'first_at', s.first_at, 'runs', s.runs)::text
from (select run, rule, action, sqlstate, constraint_name, table_name, sum(subjects) as subjects, max(finished_at) as last_at
      from retentiond.batch
      where state = 'failed' and run = (select max(run) from retentiond.run where policy = $1 and mode = 'enforce')
      group by 1, 2, 3, 4, 5, 6) f
cross join lateral (
    select min(b.finished_at) as first_at, count(distinct b.run) as runs
    from retentiond.run r join retentiond.batch b on b.run = r.run
    where r.policy = $1 and b.state = 'failed' and b.rule = f.rule and b.sqlstate is not distinct from f.sqlstate
      and b.constraint_name is not distinct from f.constraint_name and b.table_name is not distinct from f.table_name) s
order by f.subjects desc, f.rule, f.sqlstate, f.constraint_name, f.table_name)";

} // namespace

json failures_of(database::Transaction& transaction, const std::string& policy) {
    json list = json::array();
    const auto rows = transaction.exec("failures", kFailures, {policy});
    for (int row = 0; row < rows.rows(); ++row) {
        json failure = json::parse(rows.get_text(row, 0));
        failure["policy"] = policy;
        const auto sqlstate = failure["sqlstate"].is_string() ? failure["sqlstate"].get<std::string>() : std::string();
        failure["condition"] = sqlstate == "RT001" ? "no_effect" : std::string(database::condition_name(sqlstate));
        list.push_back(std::move(failure));
    }
    return list;
}

} // namespace retention::jobs
