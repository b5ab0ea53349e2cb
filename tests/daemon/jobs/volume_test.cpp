// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/fixture.hpp"

#include <cstdlib>

namespace retention::jobs {
namespace {

// RETENTIOND_TEST_CHILD_ROWS: how many; a million takes a minute.
TEST_F(ShopTest, APersonWithVeryManyRowsIsDoneLikeAnyOther) {
    const char* wanted = std::getenv("RETENTIOND_TEST_CHILD_ROWS");
    const std::string rows = wanted != nullptr ? wanted : "200000";
    exec("alter table shop.activity disable trigger audit");
    exec("insert into shop.activity (person_id, happened_at, body) select 7, now() - interval '3 years', 'x' from "
         "generate_series(1, " +
         rows + ")");
    exec("alter table shop.activity enable trigger audit");
    const auto policy = compile();
    const auto planned = start_run(policy);
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    EXPECT_EQ(value("select sum((counts -> 'shop.activity' ->> 'deleted')::bigint) from retentiond.batch"),
              std::to_string(std::stoll(rows) + 40));
    expect_sound(planned.run);
}

} // namespace
} // namespace retention::jobs
