// SPDX-License-Identifier: Apache-2.0
#include "policies/proof.hpp"

#include "tests/policies/policy_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retention::policies {
namespace {

using test::bound;
using test::PolicyText;
using test::SchemaText;
using Names = std::vector<std::string>;

// "crm.person: once, end" for each step in order: when its effect is asked; "told" for an update that tells it itself.
Names asked(const SchemaText& schema, const Names& lines) {
    auto checked = bound(PolicyText("crm.person").action("act", lines), schema);
    EXPECT_EQ(checked.told(), Names{});
    const auto program = compile_action(checked.binding, checked.binding.actions.at(0));
    Names told;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
        const bool is_at_the_end = std::any_of(program.proofs.begin(), program.proofs.end(), [&](const Proof& proof) {
            return std::count(proof.steps.begin(), proof.steps.end(), i) == 1;
        });
        const auto& step = program.steps[i];
        told.push_back(step.table + (step.is_asked_at_once ? " once" : "") + (is_at_the_end ? " end" : "") +
                       (step.is_asked_at_once || is_at_the_end ? "" : " told"));
    }
    std::sort(told.begin(), told.end());
    return told;
}

SchemaText people() {
    SchemaText schema;
    schema.table("crm.person", "id integer key; name text");
    schema.table("crm.activity", "id integer key; person_id integer -> crm.person; body text");
    schema.table("crm.invoice", "id integer key; person_id integer -> crm.person; billed text");
    return schema;
}

const Names kDelete{"crm.person: delete", "crm.activity: delete", "crm.invoice: delete"};
const Names kAnonymize{"crm.person: name redact", "crm.activity: body redact", "crm.invoice: keep"};

TEST(Proof, AsksPlainTablesForNothing) {
    EXPECT_EQ(asked(people(), kDelete), (Names{"crm.activity told", "crm.invoice told", "crm.person told"}));
    EXPECT_EQ(asked(people(), kAnonymize), (Names{"crm.activity told", "crm.person told"}));
}

TEST(Proof, KnowsThatRowsOfAChildAreRowsOfItsParent) {
    auto schema = people();
    schema.table("crm.call", "id integer key; person_id integer -> crm.person; body text; caller_id integer -> crm.person");
    schema.at("crm.call").parents.push_back(test::table_name("crm.activity"));
    const auto told = asked(schema, {"crm.person: name redact", "crm.activity: body redact", "crm.call via caller_id: body redact", "crm.invoice: keep"});
    EXPECT_EQ(told, (Names{"crm.activity end", "crm.call end", "crm.person told"}));
}

TEST(Proof, AsksAtTheEndWhereAPartOfTheTableHasNotTheKey) {
    auto schema = people();
    schema.table("crm.call", "id integer key; person_id integer; body text");
    schema.at("crm.call").parents.push_back(test::table_name("crm.activity"));
    EXPECT_EQ(asked(schema, kDelete), (Names{"crm.activity end", "crm.invoice told", "crm.person told"}));
    schema.key("crm.call (person_id) -> crm.person (id)");
    EXPECT_EQ(asked(schema, kDelete), (Names{"crm.activity told", "crm.invoice told", "crm.person told"}));
}

TEST(Proof, CountsTheSubjectsThatItDeletes) {
    const auto checked = bound(PolicyText("crm.person").action("act", kDelete), people());
    const auto program = compile_action(checked.binding, checked.binding.actions.at(0));
    for (const auto& step : program.steps)
        EXPECT_EQ(step.is_counted, step.table == "crm.person") << step.table;
}

TEST(Proof, AsksForRowsThatNoForeignKeyHoldsUp) {
    SchemaText schema = people();
    schema.table("crm.mail", "id integer key; recipient text index");
    const auto checked = bound(PolicyText("crm.person").link("crm.mail.recipient -> crm.person.name").action("act",
                                   {"crm.person: delete", "crm.activity: delete", "crm.invoice: delete", "crm.mail: delete"}), schema);
    const auto program = compile_action(checked.binding, checked.binding.actions.at(0));
    ASSERT_EQ(program.proofs.size(), 1U);
    ASSERT_EQ(program.proofs[0].steps.size(), 1U);
    EXPECT_EQ(program.steps[program.proofs[0].steps[0]].table, "crm.mail");
    const auto update = bound(PolicyText("crm.person").link("crm.mail.recipient -> crm.person.name").action("act",
                                  {"crm.person: * keep", "crm.activity: keep", "crm.invoice: keep", "crm.mail: id keep; recipient redact"}), schema);
    EXPECT_EQ(update.told(), Names{});
    EXPECT_EQ(compile_action(update.binding, update.binding.actions.at(0)).proofs.size(), 1U) << "an update of a link's rows, too";
}

TEST(Proof, AsksTwiceWhereATriggerMayPutRowsBack) {
    auto schema = people();
    schema.at("crm.invoice").triggers.push_back({.name = "keep", .function = "crm.keep", .is_row = true, .on_delete = true});
    EXPECT_EQ(asked(schema, kDelete), (Names{"crm.activity once end", "crm.invoice once end", "crm.person once end"}));
}

TEST(Proof, AsksAgainAtTheEndWhatATriggerMayHaveChanged) {
    auto schema = people();
    schema.at("crm.invoice").triggers.push_back({.name = "touch", .function = "crm.touch", .is_row = true, .on_update = true});
    EXPECT_EQ(asked(schema, kAnonymize), (Names{"crm.activity end", "crm.person end"})) << "also from a table that is kept";
    EXPECT_EQ(asked(schema, kDelete), (Names{"crm.activity end", "crm.invoice end", "crm.person end"}));
}

TEST(Proof, AsksAtOnceWhereADeleteMayBeSwallowed) {
    for (int way = 0; way < 3; ++way) {
        auto schema = people();
        if (way == 0)
            schema.at("crm.activity").rules.push_back({"swallow", false, true, true});
        if (way == 1)
            schema.at("crm.activity").is_row_security_active = true;
        if (way == 2)
            schema.at("crm.activity").kind = 'f';
        EXPECT_EQ(asked(schema, kDelete), (Names{"crm.activity once end", "crm.invoice end", "crm.person end"})) << way;
    }
}

TEST(Proof, AsksAtOnceWhereRowsReferToEachOther) {
    auto schema = people();
    schema.table("crm.activity_tree", "id integer key; person_id integer -> crm.person; parent_id integer -> crm.activity_tree");
    Names lines = kDelete;
    lines.push_back("crm.activity_tree via person_id: delete");
    lines.push_back("crm.activity_tree via parent_id: delete");
    const auto told = asked(schema, lines);
    EXPECT_NE(std::find_if(told.begin(), told.end(), [](const auto& step) { return step.starts_with("crm.activity_tree once"); }), told.end());
}

TEST(Proof, AsksAtOnceWhereRowsOfAPartReferToTheWhole) {
    auto schema = people();
    schema.table("crm.call", "id integer key; person_id integer -> crm.person; about_id integer -> crm.activity");
    schema.at("crm.call").parents.push_back(test::table_name("crm.activity"));
    const auto told = asked(schema, {"crm.person: delete", "crm.activity: delete", "crm.invoice: delete", "crm.call via about_id: delete"});
    EXPECT_NE(std::find_if(told.begin(), told.end(), [](const auto& step) { return step.starts_with("crm.activity once"); }), told.end());
}

TEST(Proof, KnowsThatADeleteMayEmptyColumnsOfARowThatStays) {
    auto schema = people();
    schema.table("crm.task", "id integer key; person_id integer -> crm.person; title text; activity_id integer -> crm.activity set_null");
    const auto told = asked(schema, {"crm.person: name redact", "crm.activity: delete", "crm.invoice: keep", "crm.task via person_id: title redact",
                                     "crm.task via activity_id: keep"});
    EXPECT_NE(std::find(told.begin(), told.end(), "crm.task end"), told.end());
}

TEST(Proof, AsksForRowsSeveralKeysAwayAtTheEndWhereTheApplicationMayWriteThem) {
    auto schema = people();
    schema.table("crm.note", "id integer key; activity_id integer -> crm.activity; body text");
    Names lines = kAnonymize;
    lines.emplace_back("crm.note: body redact");
    EXPECT_EQ(asked(schema, lines), (Names{"crm.activity told", "crm.note once", "crm.person told"}));
    schema.at("crm.activity").triggers.push_back({.name = "keep", .function = "crm.keep", .is_row = true, .on_update = true});
    EXPECT_EQ(asked(schema, lines), (Names{"crm.activity end", "crm.note end", "crm.person end"}));
}

// "crm.note late", "crm.activity notes": steps that wait for the end, and those before which something is noted for them.
Names late(const SchemaText& schema, const PolicyText& policy) {
    auto checked = bound(policy, schema);
    EXPECT_EQ(checked.told(), Names{});
    Names told;
    for (const auto& step : compile_action(checked.binding, checked.binding.actions.at(0)).steps) {
        if (step.is_late)
            told.push_back(step.table + " late");
        if (!step.notes.empty())
            told.push_back(step.table + " notes");
    }
    return told;
}

TEST(Proof, NotesWhatIsReferredToWhereNoForeignKeyKeepsRowsFromComing) {
    auto schema = people();
    schema.table("crm.audit", "id integer key; row_id integer index; old text");
    auto policy = PolicyText("crm.person").link("crm.audit.row_id -> crm.activity.id").action("act",
                      {"crm.person: delete", "crm.activity: delete", "crm.invoice: delete", "crm.audit: delete"});
    EXPECT_EQ(late(schema, policy), Names{}) << "nobody writes";
    schema.at("crm.activity").triggers.push_back({.name = "audit", .function = "crm.audit", .is_row = true, .on_delete = true});
    EXPECT_EQ(late(schema, policy), (Names{"crm.activity notes", "crm.audit late"}));
}

TEST(Proof, NotesNothingWhereForeignKeysReferToWhatIsDeleted) {
    auto schema = people();
    schema.table("crm.note", "id integer key; activity_id integer -> crm.activity; body text");
    schema.at("crm.activity").triggers.push_back({.name = "keep", .function = "crm.keep", .is_row = true, .on_delete = true});
    const Names lines{"crm.person: delete", "crm.invoice: delete", "crm.note: delete"};
    Names deleted = lines;
    deleted.emplace_back("crm.activity: delete");
    EXPECT_EQ(late(schema, PolicyText("crm.person").action("act", deleted)), Names{});
    Names cut = lines;
    cut.emplace_back("crm.activity: person_id null; body redact");
    EXPECT_EQ(late(schema, PolicyText("crm.person").action("act", cut)), (Names{"crm.activity notes", "crm.note late"}));
}

TEST(Proof, IsOneQuestionForAllSteps) {
    auto schema = people();
    schema.at("crm.invoice").triggers.push_back({.name = "touch", .function = "crm.touch", .is_row = true, .on_update = true});
    const auto checked = bound(PolicyText("crm.person").action("act", kDelete), schema);
    const auto program = compile_action(checked.binding, checked.binding.actions.at(0));
    ASSERT_EQ(program.proofs.size(), 1U);
    EXPECT_EQ(program.proofs[0].steps.size(), 3U);
}

} // namespace
} // namespace retention::policies
