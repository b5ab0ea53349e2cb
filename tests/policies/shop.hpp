// SPDX-License-Identifier: Apache-2.0
//
// A small CRM that most tests of this room share: persons with activities and attachments below them, invoices, tasks
// that refer to a person twice, and an address that a person points to.
#pragma once

#include "tests/policies/policy_text.hpp"

namespace retention::policies::test {

inline SchemaText shop_schema() {
    SchemaText schema;
    schema.table("crm.address", "id integer key; street text");
    schema.table("crm.person", "id integer key; name text not_null; email varchar(40) unique; born date; status text; "
                               "created_at timestamptz; ended_on date; address_id integer -> crm.address");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text");
    schema.table("crm.attachment", "id integer key; activity_id integer -> crm.activity cascade; content bytea");
    schema.table("crm.invoice", "id integer key; person_id integer -> crm.person; invoiced_on date; billing_name text");
    schema.table("crm.task",
                 "id integer key; owner_id integer -> crm.person; helper_id integer -> crm.person; title text");
    return schema;
}

// What is left of the shop when only persons and their activities are of interest.
inline SchemaText small_schema() {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text; ended_on date");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text");
    return schema;
}

inline PolicyText small_policy() {
    PolicyText policy("crm.person");
    policy.when("gone", "ended_on is not null");
    policy.rule("gone", "P2Y", "ended_on", "delete");
    return policy;
}

} // namespace retention::policies::test
