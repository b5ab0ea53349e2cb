// SPDX-License-Identifier: Apache-2.0
//
// Pagila again: payments that a link leads to, an address and its city that go one after the other, numbers and dates
// that move.
#include "tests/datasets/dataset.hpp"

namespace retention::test {
namespace {

using Lines = std::vector<std::string>;

class ClosedAccounts : public DatasetTest {
protected:
    ClosedAccounts()
        : DatasetTest({"pagila", "tests/datasets/pagila_closed.yaml", "closed", "pagila_closed.sql", "2024-08-19",
                       "grant usage on schema public to datasets_pagila;"
                       "grant select on public.staff, public.store to datasets_pagila;"
                       "grant select, update, delete on public.customer, public.rental, public.payment, "
                       "public.address, public.city to datasets_pagila"}) {}

    // The payments of the blurred whose amounts changed are expected by what the run has made of them: noise may round
    // to the same amount, and the row is then as it was.
    void expect_changed_payments() {
        exec(
            "insert into oracle.expected select tab, row::text, 'changed' from (select d.tab, "
            "jsonb_populate_record(null::payment, d.row) as "
            "row from oracle.document as d join oracle.payment_of as o on (d.row->>'payment_id')::int = o.payment_id "
            "and "
            "(d.row->>'payment_date')::timestamptz = o.payment_date join payment as p using (payment_id, payment_date) "
            "where d.tab::text like 'payment%' and o.customer_id in (select key from oracle.blurred) and p.amount <> "
            "o.amount) as p");
    }
};

TEST_F(ClosedAccounts, RunDoesWhatHandWrittenSqlExpects) {
    begin();
    EXPECT_EQ(due("remove").size(), 11U);
    EXPECT_EQ(due("blur").size(), 7U);
    EXPECT_EQ(number("select count(*) from oracle.empty_city"), 11);
    expect_sound_plan(plan());
    const auto outcome = run_to_the_end();
    expect_changed_payments();
    expect_sound_outcome(outcome);
    EXPECT_EQ(number("select count(*) from customer"), 599 - 11);
    EXPECT_EQ(number("select count(*) from address"), 603 - 11);
    EXPECT_EQ(number("select count(*) from city"), 600 - 11);
    EXPECT_EQ(number("select count(*) from customer_list"), number("select count(*) from customer"));
    expect_nothing_more_is_due();
}

TEST_F(ClosedAccounts, PaymentsWithoutAnyForeignKeyAreFoundByTheLinks) {
    exec("do $$ declare k record; begin for k in select conrelid::regclass as tab, conname from pg_constraint where "
         "contype = 'f' and "
         "conrelid::regclass::text like 'payment%' loop execute format('alter table %s drop constraint %I', k.tab, "
         "k.conname); end loop; end $$");
    begin();
    const auto outcome = run_to_the_end();
    expect_changed_payments();
    expect_sound_outcome(outcome);
    EXPECT_GT(outcome["tables"]["public.payment"]["deleted"], 100);
}

TEST_F(ClosedAccounts, CityStaysForWhoeverElseLivesThere) {
    // One closed account moves to the city of a customer who stays, two share one address, one lives at a shop, one
    // moves in with a customer who stays.
    exec("create temporary table closed as select customer_id, address_id, row_number() over (order by customer_id) as "
         "n "
         "from customer as c where active = 0 and not exists (select from rental as r where r.customer_id = "
         "c.customer_id and return_date is null);"
         "update address set city_id = (select city_id from address join customer using (address_id) where "
         "customer_id = 1) where address_id = (select address_id from closed where n = 1);"
         "update customer set address_id = (select address_id from closed where n = 2) where customer_id = "
         "(select customer_id from closed where n = 3);"
         "update customer set address_id = (select min(address_id) from store) where customer_id = "
         "(select customer_id from closed where n = 4);"
         "update customer set address_id = (select address_id from customer where customer_id = 2) where customer_id = "
         "(select customer_id from closed where n = 5)");
    begin();
    EXPECT_EQ(number("select count(*) from oracle.empty_address where action = 'remove'"), 11 - 3);
    EXPECT_EQ(number("select count(*) from oracle.empty_city"), 11 - 4);
    const auto outcome = run_to_the_end();
    expect_changed_payments();
    expect_sound_outcome(outcome);
}

TEST_F(ClosedAccounts, NumbersAndDatesOfOnePersonMoveTogetherAndNotTooFar) {
    begin();
    run_to_the_end();
    const std::string paid =
        "(select o.customer_id, p.amount, o.amount as was from oracle.payment_of as o join payment as p using "
        "(payment_id, payment_date) where o.customer_id in (select key from oracle.blurred)) as paid";
    EXPECT_EQ(number("select count(*) from " + paid + " where abs(amount - was) > was * 0.05 + 0.005"), 0);
    // There is one factor between 0.95 and 1.05 that explains all amounts of a person.
    EXPECT_EQ(number("select count(*) from (select customer_id from " + paid +
                     " where was > 0 group by 1 having max((amount - 0.0051) / was) > "
                     "min((amount + 0.0051) / was)) as x"),
              0);
    EXPECT_GT(number("select count(*) from " + paid + " where amount <> was"), 50);

    const std::string returned =
        "(select r.customer_id, r.return_date - (d.row->>'return_date')::timestamptz as by from rental as r join "
        "oracle.document as d on d.tab = 'rental'::regclass and (d.row->>'rental_id')::int = r.rental_id where "
        "r.customer_id in (select key from oracle.blurred)) as returned";
    EXPECT_EQ(number("select count(distinct customer_id) from " + returned), 7);
    EXPECT_EQ(number("select count(distinct (customer_id, by)) from " + returned), 7);
    EXPECT_EQ(number("select count(*) from " + returned +
                     " where by not between '-20 days' and '20 days' or by <> date_trunc('day', by)"),
              0);
}

TEST_F(ClosedAccounts, BlurredMembersChangeInNoOtherColumn) {
    begin();
    run_to_the_end();
    EXPECT_EQ(changed_columns("customer", "customer_id"),
              (Lines{"create_date: 7", "email: 7", "first_name: 7", "last_name: 7", "last_update: 7"}));
    EXPECT_EQ(changed_columns("address", "address_id"),
              (Lines{"address: 7", "address2: 7", "district: 7", "last_update: 7", "phone: 7", "postal_code: 7"}));
    EXPECT_EQ(number("select count(*) from customer as c join oracle.document as d on d.tab = 'customer'::regclass and "
                     "(d.row->>'customer_id')::int "
                     "= c.customer_id where c.customer_id in (select key from oracle.blurred) and c.email ~ "
                     "'^[0-9a-f]{32}$' and "
                     "abs(c.create_date - (d.row->>'create_date')::date) <= 90"),
              7);
    EXPECT_EQ(number("select count(*) from customer join address using (address_id) where customer_id in (select key "
                     "from oracle.blurred) and "
                     "phone like '+49%' and district = '[redacted]' and length(postal_code) <= 1 and address2 is null"),
              7);
    EXPECT_EQ(number("select count(*) from customer_list where id in (select key from oracle.blurred)"), 7);
}

} // namespace
} // namespace retention::test
