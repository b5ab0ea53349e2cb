// SPDX-License-Identifier: Apache-2.0
//
// What a draft does before anybody has answered it is careful, and can be carried out.
#include "tests/daemon/drafting/draft_fixture.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

TEST(DraftCareful, LeavesSearchWordsToTheTriggerThatMakesThem) {
    make_database("draft_words", R"sql(
create table person (id int primary key, name text, created_on date, found tsvector, plain tsvector, builtin tsvector);
create function touch() returns trigger language plpgsql as $$ begin new.found := to_tsvector('simple', new.name); return new; end $$;
create trigger touch before insert or update on person for each row execute function touch();
create trigger builtin before update on person for each row execute function tsvector_update_trigger(builtin, 'pg_catalog.simple', name);
insert into person select i, 'p', '2005-01-01' from generate_series(1, 30) as i;
analyze)sql");
    const auto yaml = draft("draft_words", "public", "person");
    expect_sound("draft_words", yaml);
    EXPECT_TRUE(has(yaml, "found: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "builtin: keep")) << yaml;
    EXPECT_TRUE(has(yaml, "plain: null")) << yaml;
    EXPECT_TRUE(has(unwrapped(yaml), "which a trigger makes again of the other columns")) << yaml;
}

} // namespace
} // namespace retention::drafting
