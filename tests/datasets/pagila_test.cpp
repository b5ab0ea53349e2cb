// SPDX-License-Identifier: Apache-2.0
//
// Pagila: an address that the person points to, payments in partitions that lead to the person in two ways.
#include "tests/datasets/dataset.hpp"

namespace retention::test {
namespace {

class Pagila : public DatasetTest {
protected:
    Pagila()
        : DatasetTest({"pagila", "config/examples/pagila/policy.yaml", "customers", "pagila.sql", "2024-08-19",
                       "grant usage on schema public to datasets_pagila;"
                       "grant select on public.staff, public.store to datasets_pagila;"
                       "grant select, update, delete on public.customer, public.rental, public.payment, public.address "
                       "to datasets_pagila"}) {}

    // Some customer of those.
    std::string one(const std::string& condition) {
        return value("select min(customer_id) from oracle.standing where " + condition);
    }
};

TEST_F(Pagila, RunDoesWhatHandWrittenSqlExpects) {
    begin();
    EXPECT_EQ(due("delete").size(), 7U);
    EXPECT_EQ(due("anonymize").size(), 11U);
    expect_sound_plan(plan());
    const auto outcome = run_to_the_end();
    expect_sound_outcome(outcome);

    EXPECT_EQ(outcome["tables"]["public.rental"]["deleted"], 164);
    EXPECT_EQ(outcome["tables"]["public.payment"]["deleted"], 164);
    EXPECT_EQ(outcome["tables"]["public.address"]["deleted"], 7);
    EXPECT_EQ(
        value("select sum(amount) from (select split_part(trim(both '()' from row), ',', 5)::numeric as amount from "
              "oracle.expected where tab::text like 'payment%') as p"),
        "665.36");
    EXPECT_EQ(number("select count(*) from customer"), 592);
    expect_nothing_more_is_due();
}

TEST_F(Pagila, WhatIsPrintedForTheRoleIsWhatAPersonFoundOutAndIsEnough) {
    const auto printed = take_printed_grants();
    for (const auto* line : {"GRANT USAGE ON SCHEMA \"public\" TO", "GRANT SELECT ON \"public\".\"staff\" TO", "GRANT SELECT ON \"public\".\"store\" TO",
                             "GRANT SELECT, UPDATE, DELETE ON \"public\".\"customer\" TO", "GRANT SELECT, UPDATE, DELETE ON \"public\".\"rental\" TO",
                             "GRANT SELECT, UPDATE, DELETE ON \"public\".\"address\" TO"})
        EXPECT_NE(printed.find(line), std::string::npos) << line << "\n" << printed;
    EXPECT_EQ(std::count(printed.begin(), printed.end(), '\n'), 12) << printed;   // two of them name triggers
    begin();
    expect_sound_outcome(run_to_the_end());
}

TEST_F(Pagila, AnonymizedCustomersKeepTheirBooksAndNothingElse) {
    begin();
    expect_sound_outcome(run_to_the_end());
    const std::string anonymized = "from customer join address using (address_id) where customer_id in "
                                   "(select key from oracle.due where action = 'anonymize')";
    EXPECT_EQ(number("select count(distinct email) " + anonymized + " and email like '%@anonymized.invalid'"), 11);
    EXPECT_EQ(
        number("select count(*) " + anonymized + " and active = 0 and address2 is null and length(postal_code) <= 2"),
        11);
    EXPECT_EQ(
        number("select count(*) from rental where customer_id in (select key from oracle.due)"),
        number("select count(*) from oracle.before where tab = 'rental'::regclass and split_part(row, ',', 4)::int in "
               "(select key from oracle.due where action = 'anonymize')"));
    EXPECT_EQ(list("select month::text from oracle.takings_before except select month::text from oracle.takings"),
              std::vector<std::string>());
}

TEST_F(Pagila, SharedAddressesStayAndForeignPaymentsGoWithTheRental) {
    exec("create temporary table due as select c.customer_id, row_number() over (order by c.customer_id) as n from "
         "customer as c "
         "where (select max(rental_date) from rental as r where r.customer_id = c.customer_id) < '2022-08-20' and "
         "active = 1 "
         "and not exists (select from rental as r where r.customer_id = c.customer_id and return_date is null);"
         // One lives at a shop, one with a customer who stays, two together.
         "update customer set address_id = (select min(address_id) from store) where customer_id = (select customer_id "
         "from due "
         "where n = 1);"
         "update customer set address_id = (select address_id from customer where customer_id = 1) where customer_id = "
         "(select "
         "customer_id from due where n = 2);"
         "update customer set address_id = (select address_id from customer where customer_id = (select customer_id "
         "from due "
         "where n = 3)) where customer_id = (select customer_id from due where n = 4);"
         // A customer who stays paid for another's rental.
         "update payment set customer_id = 1 where payment_id = (select min(payment_id) from payment as p join due "
         "using "
         "(customer_id) where n = 5)");
    begin();
    EXPECT_EQ(number("select count(distinct address_id) from oracle.lonely_address where action = 'delete'"), 4);
    const auto outcome = run_to_the_end();
    expect_sound_outcome(outcome);
    EXPECT_EQ(outcome["tables"]["public.address"]["deleted"], 4);
    EXPECT_EQ(outcome["tables"]["public.payment"]["deleted"], 164);
}

TEST_F(Pagila, CustomerWhoRentsAgainBeforeTheApprovalStays) {
    begin();
    const auto returning = one("active = 1 and open_rentals = 0 and silent_since <= '2022-08-19'");
    const auto started = start();
    exec("insert into rental (rental_date, inventory_id, customer_id, staff_id) values (now(), 1, " + returning +
         ", 1)");
    const auto outcome = approve(started);
    EXPECT_EQ(outcome["state"], "finished");
    EXPECT_EQ(outcome["done"], 17);
    EXPECT_EQ(outcome["skipped_total"], 1) << outcome["skipped"];
    EXPECT_EQ(number("select count(*) from customer where customer_id = " + returning), 1);
    EXPECT_EQ(
        number("select count(*) from payment where customer_id = " + returning),
        number("select count(*) from oracle.before where tab::text like 'payment%' and split_part(row, ',', 2) = '" +
               returning + "'"));
}

TEST_F(Pagila, OracleNoticesWhatIsWrong) {
    begin();
    exec("set session_replication_role = replica; delete from rental where rental_id = (select min(rental_id) from "
         "rental join "
         "payment_p2022_01 using (rental_id)); update staff set email = (select min(word) from oracle.trace)");
    exec("call oracle.take('oracle.after')");
    EXPECT_EQ(number("select count(*) from oracle.differences() as d where d like 'touched by mistake in rental:%'"),
              1);
    EXPECT_EQ(number("select count(*) from oracle.differences() as d where d like 'touched by mistake in staff:%'"), 2);
    EXPECT_EQ(number("select count(*) from oracle.differences() as d where d like 'not deleted in customer:%'"), 7);
    EXPECT_EQ(list("select * from oracle.broken_keys()").size(), 1U);
    EXPECT_EQ(number("select count(*) from oracle.traces() as t where t like 'staff:%'"), 1);
}

TEST_F(Pagila, ExplainTellsWhatStopsWhom) {
    begin();
    const auto of_rule = [&](const std::string& key) { return explain(key)["rules"][0]; };

    const auto is_due = explain(one("active = 1 and open_rentals = 0 and silent_since <= '2022-08-19'"));
    EXPECT_EQ(is_due["class"], "member");
    EXPECT_EQ(is_due["rules"][0]["state"], "due");
    EXPECT_EQ(is_due["next"]["action"], "delete");

    const auto on_loan = of_rule(one("active = 1 and open_rentals > 0 and silent_since <= '2022-08-19'"));
    EXPECT_EQ(on_loan["state"], "hold");
    EXPECT_EQ(on_loan["stopped_by"], nlohmann::json({"on-loan"}));

    const auto recent = one("active = 1 and open_rentals = 0 and silent_since > '2022-08-19'");
    EXPECT_EQ(of_rule(recent)["state"], "not_expired");
    EXPECT_EQ(
        of_rule(recent)["expires_on"],
        value("select (silent_since + interval '2 years')::date from oracle.standing where customer_id = " + recent));
}

} // namespace
} // namespace retention::test
