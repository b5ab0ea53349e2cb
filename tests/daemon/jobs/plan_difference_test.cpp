// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/plan_difference.hpp"

#include "tests/daemon/jobs/fixture.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;

class PlanDifference : public ShopTest {
protected:
    json difference(const CompiledPolicy& policy, std::optional<int> limit = std::nullopt) {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        const auto as_of = Planner::resolve_as_of(reading, {}, Planner::Future::Allowed);
        return jobs::plan_difference(reading, policy, as_of, limit).value_or(json());
    }

    using Keys = std::set<std::string>;
    Keys due(const CompiledPolicy& policy, const std::string& as_of) {
        Session session(dsn());
        Transaction reading(session, Transaction::Mode::ReadOnly, policy.policy->timezone());
        const auto rows = reading.exec_once("due", policy.due.sql, {as_of});
        Keys keys;
        for (int row = 0; row < rows.rows(); ++row)
            keys.emplace(rows.get_text(row, 0));
        return keys;
    }

    static Keys waiting(long long run) {
        Keys keys;
        for (const auto& row : cluster().query(kDatabase, "select k ->> 0 from retentiond.batch, jsonb_array_elements(keys) k where state = "
                                                          "'pending' and run = " + std::to_string(run)))
            keys.insert(*row[0]);
        return keys;
    }

    static Keys keys_of(const json& subjects) {
        Keys keys;
        for (const auto& subject : subjects)
            keys.insert(subject["subject"].get<std::string>());
        return keys;
    }

    static Keys both(const Keys& a, const Keys& b) {
        Keys keys;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(keys, keys.end()));
        return keys;
    }
    static Keys without(const Keys& a, const Keys& b) {
        Keys keys;
        std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(keys, keys.end()));
        return keys;
    }

    static long long sum(const json& counts) {
        long long all = 0;
        for (const auto& [name, value] : counts.items())
            all += value.get<long long>();
        return all;
    }

    static void expect_sums(const json& found) {
        const auto& then = found["then"];
        EXPECT_EQ(then["due"], then["done"].get<long long>() + then["waiting"].get<long long>() + then["left"].get<long long>()) << found;
        if (found["last"]["mode"] == "enforce") {
            EXPECT_EQ(then["left"], sum(then["skipped"]) + then["failed"].get<long long>() + then["abandoned"].get<long long>()) << found;
        }
        const auto& waiting = found["waiting"];
        EXPECT_EQ(then["waiting"], waiting["still"].get<long long>() + waiting["other_rule"].get<long long>() + sum(waiting["no_longer"]))
            << found;
        EXPECT_EQ(waiting["no_longer_total"], sum(waiting["no_longer"]));
        const auto& now = found["now"];
        EXPECT_EQ(now["still"], waiting["still"].get<long long>() + waiting["other_rule"].get<long long>());
        EXPECT_EQ(now["due"], now["still"].get<long long>() + sum(now["came"])) << found;
    }

    // Something that an application, an operator or time may do.
    static void change(std::mt19937& dice, int person) {
        const auto id = std::to_string(person);
        switch (dice() % 7) {
        case 0:
            return exec("update shop.activity set happened_at = now() where person_id = " + id);
        case 1:
            return exec("update shop.activity set happened_at = now() - interval '2 years 10 days' where person_id = " + id);
        case 2:
            return exec("insert into shop.consent (person_id, purpose, legal_basis, granted_at) select id, 'marketing', 'consent', now() from "
                        "shop.person where id = " + id);
        case 3:
            return exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '" + id +
                        "', 'court', 'dpo')");
        case 4:
            return exec("delete from shop.attachment where activity_id in (select id from shop.activity where person_id = " + id +
                        "); delete from shop.activity where person_id = " + id + "; delete from shop.consent where person_id = " + id +
                        "; delete from shop.person where id = " + id);
        case 5:
            return exec("update shop.person set status = case status when 'former' then 'prospect' else 'former' end, ended_on = current_date - "
                        "2600 where id = " + id);
        default:
            return exec("delete from shop.consent where person_id = " + id + "; insert into shop.consent (person_id, purpose, legal_basis, "
                        "granted_at, withdrawn_at) select id, 'marketing', 'consent', now() - interval '8 years', now() - interval '5 days' "
                        "from shop.person where id = " + id);
        }
    }
};

TEST_F(PlanDifference, AddsUpWhateverHappened) {
    const auto policy = compile();
    for (unsigned seed = 1; seed <= 12; ++seed) {
        TearDown();
        SetUp();
        std::mt19937 dice(seed);
        const auto planned = start_run(policy, 3);
        for (auto batches = dice() % 14; batches > 0; --batches)
            one_batch(policy);
        // The plan was made a while ago: time may have passed, too.
        exec("update retentiond.run set as_of = as_of - interval '" + std::to_string(dice() % 40) + " days'");
        for (int person : {1, 2, 3, 5, 8, 11, 13, 17, 20, 101, 105, 110, 115, 119, 201, 203, 206, 208, 210})
            if (dice() % 2 == 0)
                change(dice, person);
        if (seed % 4 == 0)
            exec("update retentiond.run set state = 'cancelled'; update retentiond.batch set state = 'abandoned', keys = null where state = "
                 "'pending'");
        const auto found = difference(*policy, 1000);
        expect_sums(found);
        const auto was = waiting(planned.run);
        const auto now = due(*policy, found["as_of"]);
        const auto came = without(now, was);
        EXPECT_EQ(found["now"]["due"], now.size()) << "seed " << seed;
        EXPECT_EQ(keys_of(found["subjects"]["still"]), both(was, now)) << "seed " << seed;
        EXPECT_EQ(keys_of(found["subjects"]["came"]), came) << "seed " << seed;
        EXPECT_EQ(keys_of(found["subjects"]["gone"]), without(was, now)) << "seed " << seed;
        EXPECT_EQ(found["now"]["came"]["earlier"], both(came, due(*policy, found["last"]["as_of"])).size()) << "seed " << seed;
        EXPECT_EQ(found["then"]["due"], 40);
    }
}

TEST_F(PlanDifference, SaysWhySomebodyIsNotDueAnyMore) {
    const auto policy = compile();
    start_run(policy, 10);
    exec("update shop.activity set happened_at = now() where person_id = 1;"
         "insert into shop.consent (person_id, purpose, legal_basis, granted_at) values (2, 'marketing', 'consent', now());"
         "insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('shop.person', 'id', '3', 'court', 'dpo');"
         "update shop.person set status = 'friend' where id = 4;"
         "delete from shop.consent where person_id = 5;"
         "delete from shop.attachment where activity_id in (select id from shop.activity where person_id = 5);"
         "delete from shop.activity where person_id = 5; delete from shop.person where id = 5;"
         "update shop.person set status = 'former', ended_on = '2001-01-01' where id = 6;");
    const auto found = difference(*policy, 2);
    EXPECT_EQ(found["waiting"]["no_longer"],
              json({{"not_expired", 1}, {"unless", 1}, {"hold operator", 1}, {"not_in_class", 1}, {"gone", 1}}));
    EXPECT_EQ(found["waiting"]["other_rule"], 1);
    EXPECT_EQ(found["waiting"]["still"], 34);
    EXPECT_EQ(found["subjects"]["gone"], json::array({{{"subject", "1"}, {"because", "not_expired"}}, {{"subject", "2"}, {"because", "unless"}}}));
    EXPECT_EQ(found["subjects"]["still"].size(), 2U);
    EXPECT_EQ(found["now"]["came"], json({{"time", 0}, {"earlier", 0}}));
}

TEST_F(PlanDifference, TellsTimeFromAChange) {
    const auto policy = compile();
    work_off(policy, start_run(policy).run);
    exec("update retentiond.run set as_of = as_of - interval '10 days';"
         "update shop.consent set withdrawn_at = now() - interval '5 years' where person_id in (201, 202);"
         "update shop.consent set withdrawn_at = now() - interval '5 days' where person_id = 203;"
         "update shop.activity set happened_at = happened_at - interval '2 years' where person_id between 201 and 203");
    const auto found = difference(*policy);
    EXPECT_EQ(found["now"]["came"], json({{"time", 1}, {"earlier", 2}})) << "203's consent held on the day of that plan";
    EXPECT_EQ(found["then"], json({{"due", 40}, {"done", 40}, {"waiting", 0}, {"left", 0}, {"skipped", json::object()}, {"failed", 0},
                                   {"abandoned", 0}}));
    EXPECT_FALSE(found.contains("subjects"));
}

TEST_F(PlanDifference, OfAPolicyThatObservesKnowsNobody) {
    auto text = policy_text();
    text.replace(text.find("mode: enforce"), 13, "mode: observe");
    const auto policy = compile(text);
    start_run(policy);
    const auto found = difference(*policy);
    EXPECT_EQ(found["then"]["due"], 40);
    EXPECT_EQ(found["then"]["left"], 40);
    EXPECT_EQ(found["now"]["came"], json({{"time", 0}, {"earlier", 40}}));
    expect_sums(found);
}

TEST_F(PlanDifference, NoticesThatThePolicyWasChanged) {
    start_run(compile());
    EXPECT_FALSE(difference(*compile())["last"]["policy_changed"].get<bool>());
    auto text = policy_text();
    text.replace(text.find("keep: P2Y"), 9, "keep: P9Y");
    const auto found = difference(*compile(text));
    EXPECT_TRUE(found["last"]["policy_changed"].get<bool>());
    EXPECT_EQ(found["waiting"]["no_longer"], json({{"not_expired", 20}}));
}

TEST_F(PlanDifference, NeedsARun) { EXPECT_TRUE(difference(*compile()).is_null()); }

TEST_F(PlanDifference, StoresNothing) {
    const auto policy = compile();
    start_run(policy, 10);
    const auto journal = [] { return value("select md5(string_agg(b::text, '' order by number)) || (select md5(r::text) from retentiond.run r) "
                                           "from retentiond.batch b"); };
    const auto before = journal();
    difference(*policy, 1000);
    EXPECT_EQ(journal(), before);
}

} // namespace
} // namespace retention::jobs
