// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/count_record.hpp"

namespace retention::jobs::count_record {

using database::Transaction;
using nlohmann::json;

namespace {

constexpr const char* kStore = R"(
insert into retentiond.count (policy, policy_digest, as_of, duration_ms, run, tally, census)
values ($1, $2, $3::timestamptz, $4::bigint, $5::bigint, $6::jsonb, $7::jsonb)
on conflict (policy, policy_digest) do update
set as_of = excluded.as_of, counted_at = clock_timestamp(), duration_ms = excluded.duration_ms, run = excluded.run,
    tally = excluded.tally, census = excluded.census)";

// Of texts that nobody has used for so long.
constexpr const char* kForget = R"(
delete from retentiond.count where policy = $1 and policy_digest <> $2 and counted_at < clock_timestamp() - interval '7 days')";

// With a state, because the plan of another transaction is not seen before it is one.
constexpr const char* kLastRun = R"(
select r.run, coalesce((select jsonb_object_agg(key, n) from (
           select o.key, sum(o.value::bigint) as n from retentiond.batch b, jsonb_each_text(b.outcomes) o
           where b.run = r.run group by o.key) s), '{}')::text
from retentiond.run r where r.policy = $1 order by r.run desc limit 1)";

// Plans of versions that kept no counts have their census still.
constexpr const char* kFind = R"(
select to_json(as_of) #>> '{}', to_json(counted_at) #>> '{}', run, tally::text, census::text, is_of_this_policy
from (select as_of, counted_at, run, tally, census, $2 in ('', policy_digest) as is_of_this_policy, 0 as rank
      from retentiond.count where policy = $1
      union all
      (select as_of, created_at, run, '{}', census, $2 = '' or policy_digest is not distinct from $2, 1
       from retentiond.run where policy = $1 and census is not null order by run desc limit 1)) known
order by rank, is_of_this_policy desc, counted_at desc limit 1)";

constexpr const char* kAge = R"(
select (extract(epoch from clock_timestamp() - counted_at) * 1000)::bigint, duration_ms,
       exists (select from retentiond.run r where r.policy = c.policy and r.finished_at > c.counted_at)
from retentiond.count c where policy = $1 and policy_digest = $2)";

} // namespace

void store(Transaction& transaction, const CompiledPolicy& policy, const Census& census, std::chrono::milliseconds took,
           std::optional<long long> run, const RunTally& tally) {
    const auto& name = policy.policy->name;
    transaction.exec("store_count", kStore,
                     {name, policy.digest, census.as_of, std::to_string(took.count()),
                      run ? database::Parameter(std::to_string(*run)) : database::Parameter(), json(tally).dump(),
                      to_json(census, *policy.policy).dump()});
    transaction.exec("forget_counts", kForget, {name, policy.digest});
}

std::pair<std::optional<long long>, RunTally> last_run(Transaction& transaction, const std::string& policy) {
    const auto found = transaction.exec("last_run_tally", kLastRun, {policy});
    if (found.is_empty())
        return {};
    return {found.get_int64(0, 0), json::parse(found.get_text(0, 1)).get<RunTally>()};
}

std::optional<Count> find(Transaction& transaction, const std::string& policy, const std::string& digest) {
    const auto found = transaction.exec("find_count", kFind, {policy, digest});
    if (found.is_empty())
        return std::nullopt;
    Count count;
    count.as_of = found.get_text(0, 0);
    count.counted_at = found.get_text(0, 1);
    if (!found.is_null(0, 2))
        count.run = found.get_int64(0, 2);
    count.tally = json::parse(found.get_text(0, 3)).get<RunTally>();
    count.census = json::parse(found.get_text(0, 4));
    count.is_of_this_policy = found.get_bool(0, 5);
    return count;
}

std::optional<CountAge> age(Transaction& transaction, const CompiledPolicy& policy) {
    const auto found = transaction.exec("age_of_count", kAge, {policy.policy->name, policy.digest});
    if (found.is_empty())
        return std::nullopt;
    return CountAge{std::chrono::milliseconds(found.get_int64(0, 0)), std::chrono::milliseconds(found.get_int64(0, 1)),
                    found.get_bool(0, 2)};
}

} // namespace retention::jobs::count_record
