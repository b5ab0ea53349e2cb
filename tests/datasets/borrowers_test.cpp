// SPDX-License-Identifier: Apache-2.0
//
// Evergreen again, with a policy that blurs: an address goes unless somebody else uses it, references without a key
// lead on, a family of tables is changed by its parent's columns and its children's, and most anonymizers have a
// column.
#include "tests/datasets/dataset.hpp"

namespace retention::test {
namespace {

using Lines = std::vector<std::string>;

class Borrowers : public DatasetTest {
protected:
    Borrowers()
        : DatasetTest({"evergreen_patrons", "tests/datasets/evergreen_borrowers.yaml", "borrowers",
                       "evergreen_borrowers.sql", "2026-06-01",
                       "grant usage on schema actor, action, booking, container, money, permission to "
                       "datasets_evergreen_patrons;"
                       "grant select, update, delete on all tables in schema actor, action, booking, container, money "
                       "to datasets_evergreen_patrons;"
                       "grant select, update, delete on permission.usr_grp_map, permission.usr_object_perm_map, "
                       "permission.usr_perm_map, permission.usr_work_ou_map to datasets_evergreen_patrons;"
                       "grant select, update on permission.grp_tree to datasets_evergreen_patrons"}) {}

    void begin_filled(const std::string& also = {}) {
        load("evergreen_filled.sql");
        exec(also);
        begin();
    }
    // All of `rows`, new values n beside the old d.row, are as `condition` says; and there are some.
    void expect_all(const std::string& rows, const std::string& condition) {
        EXPECT_GT(number("select count(*) from " + rows), 0) << rows;
        EXPECT_EQ(list("select n::text from " + rows + " where (" + condition + ") is not true limit 2"), Lines())
            << condition;
    }
};

// Rows of `table` that belong to the blurred by `column`, as they are (n) and as they were (d.row).
std::string blurred(const std::string& table, const std::string& column) {
    return "(select * from only " + table + " where " + column +
           " in (select key from oracle.blurred)) as n join oracle.document as d on "
           "d.tab = '" +
           table + "'::regclass and (d.row->>'id')::bigint = n.id";
}

TEST_F(Borrowers, RunDoesWhatHandWrittenSqlExpects) {
    begin_filled();
    EXPECT_EQ(due("forget").size(), 97U);
    EXPECT_EQ(due("blur").size(), 39U);
    expect_sound_plan(plan());
    const auto outcome = run_to_the_end();
    expect_sound_outcome(outcome);
    EXPECT_EQ(number("select count(*) from actor.usr"), 379 - 97);
    EXPECT_EQ(outcome["tables"]["actor.usr_address"]["deleted"], 136);
    expect_nothing_more_is_due();
}

TEST_F(Borrowers, NothingIsInventedForBareAccounts) {
    begin();
    run_to_the_end();
    EXPECT_EQ(number("select count(*) from actor.usr where usrname like 'reader-%'"), 39);
    for (const std::string column : {"email", "ident_value", "ident_value2", "guardian", "guardian_email", "alias",
                                     "day_phone", "evening_phone", "other_phone", "prefix", "dob"})
        expect_all(blurred("actor.usr", "id"),
                   "coalesce(d.row->>'" + column + "', '') <> '' or coalesce(n." + column + "::text, '') = ''");
    expect_nothing_more_is_due();
}

TEST_F(Borrowers, BlurredAccountsChangeInNoOtherColumn) {
    begin_filled();
    run_to_the_end();
    EXPECT_EQ(changed_columns("actor.usr_message", "id"), (Lines{"message: 39", "title: 39"}));
    EXPECT_EQ(changed_columns("actor.usr_delta_history", "id"), (Lines{"delta: 39", "keylist: 39"}));
    EXPECT_EQ(changed_columns("action.hold_request", "id"),
              (Lines{"cancel_note: 13", "phone_notify: 13", "sms_carrier: 13", "sms_notify: 13"}));
    EXPECT_EQ(changed_columns("money.credit_card_payment", "id"),
              (Lines{"approval_code: 1", "cc_number: 1", "cc_order_number: 1", "note: 1"}));
    EXPECT_EQ(changed_columns("action.circulation", "id"), (Lines{"xact_finish: 37", "xact_start: 37"}));
    EXPECT_EQ(changed_columns("actor.usr", "id"), (Lines{"alias: 39",         "billing_address: 39",
                                                         "card: 39",          "claims_returned_count: 32",
                                                         "create_date: 39",   "credit_forward_balance: 39",
                                                         "day_phone: 39",     "dob: 39",
                                                         "email: 39",         "evening_phone: 39",
                                                         "family_name: 39",   "first_given_name: 39",
                                                         "guardian: 39",      "guardian_email: 39",
                                                         "ident_value: 39",   "ident_value2: 39",
                                                         "last_xact_id: 39",  "mailing_address: 39",
                                                         "name_keywords: 39", "name_kw_tsvector: 39",
                                                         "other_phone: 39",   "passwd: 39",
                                                         "photo_url: 39",     "pref_first_given_name: 39",
                                                         "prefix: 39",        "second_given_name: 39",
                                                         "suffix: 7",         "usrname: 39"}));
}

TEST_F(Borrowers, AnonymizersDoWhatTheirNamesSay) {
    begin_filled();
    run_to_the_end();
    const auto account = blurred("actor.usr", "id");
    expect_all(account, "n.usrname ~ '^reader-[0-9a-f]{24}$'");
    expect_all(account, "n.email = repeat('*', length(d.row->>'email') - 8) || '.example'");
    expect_all(account, "n.passwd ~ '^[0-9a-f]+$' and n.passwd <> d.row->>'passwd'");
    expect_all(account, "n.ident_value ~ '^[0-9a-f]{32}$'");
    expect_all(account,
               "n.ident_value2 ~ '^[a-z]{3}-\\d+-$' and length(n.ident_value2) = length(d.row->>'ident_value2')");
    expect_all(account, "n.prefix in ('Mx', 'Dr')");
    expect_all(account, "n.guardian = '[redacted]' and n.guardian_email ~ '^[0-9a-f]+@example.org$'");
    expect_all(account, "n.name_kw_tsvector = to_tsvector('simple', n.first_given_name || ' ' || n.family_name)");
    expect_all(account,
               "n.evening_phone ~ '^\\d{4}-\\d+-\\d$' and length(n.evening_phone) = length(d.row->>'evening_phone')");
    expect_all(account, "n.other_phone = repeat('*', length(d.row->>'other_phone') - 2) || '-0'");
    expect_all(account, "abs(n.dob - (d.row->>'dob')::date) between 1 and 180");
    expect_all(account, "n.create_date = date_trunc('month', (d.row->>'create_date')::timestamptz)");
    expect_all(account, "abs(n.credit_forward_balance / (d.row->>'credit_forward_balance')::numeric - 1) < 0.10001");
    expect_all(account, "n.claims_returned_count = (d.row->>'claims_returned_count')::int / 5 * 5");
    EXPECT_GT(number("select count(distinct n.dob - (d.row->>'dob')::date) from " + account), 10);

    expect_all(blurred("actor.usr_message", "usr"), "n.title = 'Message for' and n.message = 'Dear [removed] "
                                                    "[removed], tell [removed], or pay [removed]; we rang [removed].'");
    expect_all(
        blurred("actor.usr_delta_history", "usr_id"),
        "not n.delta ? 'guardian' and n.delta->'count' = d.row->'delta'->'count' and n.delta->'email'->>1 is null and "
        "n.delta->'email'->>0 like '**%.example' and n.delta#>>'{name,family_name}' = '[redacted]' and n.keylist = "
        "array['[redacted]', "
        "'[redacted]']");
    const std::string books =
        " where xact in (select id from money.billable_xact where usr in (select key from oracle.blurred))) as n";
    expect_all("(select * from money.billing" + books, "n.note = 'asked [removed] and [removed]' and n.amount = 1.50");
    expect_all("(select * from money.payment" + books, "n.note = '[removed] paid, mail [removed]'");
    expect_all("(select * from money.credit_card_payment" + books,
               "n.cc_number ~ '^\\*{12}\\d{4}$' and n.cc_order_number ~ '^[0-9a-f]{64}$'");
    expect_all("(select * from money.grocery where usr in (select key from oracle.blurred)) as n",
               "n.note = 'for [removed]'");
}

TEST_F(Borrowers, DatesOfOnePersonAllMoveByTheSameDays) {
    begin_filled();
    run_to_the_end();
    const std::string moved =
        "(select n.usr, n.xact_start - (d.row->>'xact_start')::timestamptz as by from money.billable_xact as n join "
        "oracle.document as d "
        "on d.tab = n.tableoid and (d.row->>'id')::bigint = n.id union all "
        "select n.usr, n.effective_date - (d.row->>'effective_date')::timestamptz from action.survey_response as n "
        "join oracle.document as d on "
        "d.tab = n.tableoid and (d.row->>'id')::bigint = n.id) as moved where usr in (select key from oracle.blurred)";
    EXPECT_EQ(
        number("select count(*) from (select usr from " + moved + " group by 1 having count(distinct by) > 1) as x"),
        0);
    EXPECT_EQ(number("select count(*) from " + moved + " and by <> date_trunc('day', by)"), 0);
    EXPECT_EQ(number("select count(*) from " + moved + " and abs(extract(day from by)) > 30"), 0);
    EXPECT_GT(number("select count(distinct by) from " + moved), 10);
}

TEST_F(Borrowers, LikeNumbersHaveLikeHashes) {
    begin_filled("update actor.usr set ident_value = 'family' where id in (62, 63)");
    ASSERT_EQ(number("select count(*) from oracle.blurred where key in (62, 63)"), 2);
    run_to_the_end();
    EXPECT_EQ(number("select count(distinct ident_value) from actor.usr where id in (62, 63)"), 1);
    EXPECT_EQ(number("select count(distinct ident_value) from actor.usr where id in (select key from oracle.blurred)"),
              38);
}

// Address 258 belongs to 266 and is used by 273.
TEST_F(Borrowers, AddressStaysWithThePersonWhoStillUsesIt) {
    begin_filled();
    ASSERT_TRUE(due("blur").contains("266"));
    ASSERT_FALSE(due("blur").contains("273"));
    const auto before = value("select row - 'usr' - 'address_type' - 'valid' from oracle.document where tab = "
                              "'actor.usr_address'::regclass and row->>'id' = '258'");
    run_to_the_end();
    EXPECT_EQ(value("select to_jsonb(a) - 'usr' - 'address_type' - 'valid' from actor.usr_address as a where id = 258"),
              before);
    EXPECT_EQ(value("select concat_ws(' ', usr, address_type, valid) from actor.usr_address where id = 258"),
              "1 [redacted] f");
    EXPECT_EQ(value("select mailing_address || ' ' || billing_address from actor.usr where id = 273"), "258 258");
    EXPECT_EQ(number("select num_nulls(mailing_address, billing_address) from actor.usr where id = 266"), 2);
}

TEST_F(Borrowers, AddressGoesWhenAllWhoUseItAreDue) {
    begin_filled("update actor.usr set expire_date = '2020-01-01' where id = 273");
    ASSERT_TRUE(due("blur").contains("266"));
    ASSERT_TRUE(due("blur").contains("273") || due("forget").contains("273"));
    EXPECT_EQ(number("select count(*) from oracle.used_address"), 0);
    expect_sound_outcome(run_to_the_end());
    EXPECT_EQ(number("select count(*) from actor.usr_address where id = 258"), 0);
}

// Who goes owns an address that a blurred account uses, and the other way round.
TEST_F(Borrowers, AddressGoesWithTheLastOfTwoActions) {
    begin_filled(
        "update actor.usr set billing_address = (select id from actor.usr_address where usr = 62) where id = 3;"
        "update actor.usr set billing_address = (select id from actor.usr_address where usr = 3) where id = 62");
    ASSERT_TRUE(due("blur").contains("62"));
    ASSERT_TRUE(due("forget").contains("3"));
    expect_sound_outcome(run_to_the_end());
}

// Who goes owns an address that somebody who stays uses.
TEST_F(Borrowers, AddressOutlivesTheAccountThatOwnedIt) {
    begin_filled(
        "update actor.usr set billing_address = (select id from actor.usr_address where usr = 3) where id = 273");
    ASSERT_TRUE(due("forget").contains("3"));
    EXPECT_EQ(number("select count(*) from oracle.used_address"), 2);
    expect_sound_outcome(run_to_the_end());
}

} // namespace
} // namespace retention::test
