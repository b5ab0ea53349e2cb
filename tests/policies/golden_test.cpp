// SPDX-License-Identifier: Apache-2.0
//
// Compiled SQL as text: what a policy becomes is reviewed like code. RETENTIOND_UPDATE_GOLDEN=1 writes the files anew.
#include "policies/action_program.hpp"
#include "policies/fingerprint.hpp"
#include "policies/forecast.hpp"
#include "policies/forgotten.hpp"
#include "policies/judgement.hpp"
#include "policies/locks.hpp"
#include "policies/subject_view.hpp"

#include "tests/policies/shop.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace retention::policies {
namespace {

using test::checked;
using test::PolicyText;
using test::SchemaText;
using Names = std::vector<std::string>;

std::string parameters(const std::vector<Bind>& binds) {
    std::string text;
    for (const auto bind : binds)
        text += bind == Bind::AsOf ? " as_of" : bind == Bind::Keys ? " keys" : " seeds";
    return text.empty() ? " none" : text;
}

std::string section(const std::string& title, const std::string& sql) {
    return "\n-- " + title + "\n" + sql + ";\n";
}

std::string section(const Statement& statement) {
    return section(statement.name + ", parameters:" + parameters(statement.binds), statement.sql);
}

// Everything that is compiled from the policy, in one text.
std::string compiled(const Binding& binding) {
    std::string text = "-- Written by the test; see tests/policies/golden_test.cpp.\n";
    text += section("subject view, whole", subject_view(binding, Shape::Whole));
    text += section("subject view, keyed", subject_view(binding, Shape::Keyed));
    text +=
        section(census(binding)) + section(due(binding)) + section(judge(binding)) + section(lock_subjects(binding));
    for (const auto& statement : lock_evidence(binding))
        text += section(statement);
    text += section(existing(binding)) + section(schema_fingerprint(binding));
    text += section(forecast(binding)) + section(forgotten(binding));
    for (const auto& action : binding.actions) {
        const auto program = compile_action(binding, action);
        text += "\n-- action " + program.name + (program.deletes_subject ? ", deletes the subject" : "") +
                (program.defers_constraints ? ", defers constraints" : "") + "\n";
        for (const auto* locks : {&program.locks.once, &program.locks.around})
            for (const auto& statement : *locks)
                text += section(statement);
        for (const auto& statement : program.remember)
            text += section(statement);
        for (const auto* locks : {&program.locks_below.once, &program.locks_below.around})
            for (const auto& statement : *locks)
                text += section(statement);
        for (const auto& step : program.steps) {
            if (step.hashed)
                text += section(*step.hashed);
            for (const auto& statement : step.prepare)
                text += section(statement);
            for (const auto& statement : step.notes)
                text += section(statement);
            text += section(step.act);
            if (step.is_asked_at_once)
                text += section(step.remaining);
            if (step.shared)
                text += section(*step.shared);
        }
        for (const auto& proof : program.proofs)
            text += section(proof.ask);
    }
    return text;
}

void expect_golden(const std::string& name, const PolicyText& policy, const SchemaText& schema) {
    const auto result = checked(policy, schema);
    ASSERT_EQ(result.told(), Names{});
    const std::string path = std::string(RETENTIOND_SOURCE_DIR) + "/tests/policies/golden/" + name + ".sql";
    const std::string text = compiled(result.binding);
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN"))
        std::ofstream(path) << text;
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::ostringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(text, expected.str()) << "RETENTIOND_UPDATE_GOLDEN=1 accepts the new text";
}

TEST(Golden, SimpleKey) {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text; email varchar(80) unique; status text; ended_on date");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person; happened_at timestamptz; body text");
    schema.table("crm.consent", "id integer key; person_id integer -> crm.person; purpose text; basis text; "
                                "granted_at timestamptz; expires_on date; withdrawn_at timestamptz");
    PolicyText policy("crm.person");
    policy.where("status <> 'team'").fact("last_activity: max crm.activity.happened_at", "body is not null");
    policy.consent("crm.consent",
                   "purpose purpose; legal_basis basis; granted granted_at; expires expires_on; withdrawn withdrawn_at",
                   "marketing P2Y; contract");
    policy.when("former", "ended_on is not null").when("prospect", "status = 'prospect'");
    policy.rule("prospect", "P2Y", "last_activity", "delete").rule("former", "P5Y", "ended_on", "anonymize");
    policy.value().rules[0].unless = Expression{"consent_marketing", {}};
    policy.value().rules[1].from = From::EndOfYear;
    policy.floor("tax", "P7Y", "ended_on", "delete").hold("dispute", "status = 'dispute'");
    policy.action("delete", {"crm.person: delete", "crm.activity: delete", "crm.consent: delete"});
    policy.action("anonymize", {"crm.person: name redact; email token {token}@anonymized.invalid; * keep",
                                "crm.activity: body null; happened_at keep", "crm.consent: keep"});
    expect_golden("simple_key", policy, schema);
}

TEST(Golden, CompositeKey) {
    SchemaText schema;
    schema.table("hr.worker", "tenant text key; code text key; name text; left_on date");
    schema.table("hr.leave", "id bigint key; tenant text; worker text; day date");
    schema.key("hr.leave (worker, tenant) -> hr.worker (code, tenant) cascade");
    schema.table("hr.leave_note", "id bigint key; leave_id bigint -> hr.leave; body text");
    PolicyText policy("hr.worker");
    policy.fact("last_leave: max hr.leave.day").fact("notes: count hr.leave_note");
    policy.query("requests", "select tenant, worker, count(*) from hr.leave group by 1, 2");
    policy.when("gone", "left_on is not null").rule("gone", "P1Y6M", "coalesce(last_leave, left_on)", "delete");
    policy.action("delete", {"hr.worker: delete", "hr.leave: delete", "hr.leave_note: delete"});
    policy.action("anonymize",
                  {"hr.worker: name fake last_name; left_on keep; * keep", "hr.leave: keep", "hr.leave_note: body redact"});
    expect_golden("composite_key", policy, schema);
}

TEST(Golden, DeepGraph) {
    SchemaText schema;
    schema.table("forum.place", "id integer key; street text");
    schema.table(
        "forum.member",
        "id integer key; name text; place_id integer -> forum.place; inviter_id integer -> forum.member; seen date");
    schema.table("forum.post",
                 "id integer key; member_id integer -> forum.member; reply_to integer -> forum.post; body text");
    schema.table("forum.file", "id integer key; post_id integer -> forum.post; label text");
    schema.table("forum.mail", "id integer key; owner_kind text; owner integer index; body text");
    PolicyText policy("forum.member");
    policy.identifiers({"name"}).link("forum.mail.owner -> forum.member.id", "owner_kind = 'member'");
    policy.fact("street: value forum.place.street").fact("has_posts: exists forum.post via member_id");
    policy.when("silent", "seen is not null")
        .rule("silent", "P1Y", "seen", "delete")
        .rule("silent", "P6M", "seen", "anonymize");
    policy.value().rules[1].from = From::EndOfMonth;
    policy.value().rules[1].when = Expression{"has_posts", {}};
    policy.action("delete", {"forum.member: delete", "forum.member via inviter_id: inviter_id null",
                             "forum.post via member_id: delete", "forum.post via reply_to: delete",
                             "forum.file: delete", "forum.mail: delete", "forum.place via member.place_id: delete"});
    policy.action("anonymize", {"forum.member: name fake first_name; seen keep", "forum.member via inviter_id: keep",
                                "forum.post via member_id: body scrub", "forum.post via reply_to: keep",
                                "forum.file: label scrub", "forum.mail: body scrub; owner keep; owner_kind keep",
                                "forum.place via member.place_id: street null"});
    expect_golden("deep_graph", policy, schema);
}

} // namespace
} // namespace retention::policies
