// SPDX-License-Identifier: Apache-2.0
#include "config/diagnostics.hpp"
#include "config/policy_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config {
namespace {

using policies::Line;

class LinkReader : public testing::Test {
protected:
    static std::string text(const std::string& link, const std::string& line) {
        return "policy: p\nsubject: { table: crm.person }\nlinks: { crm.grp: " + link + " }\nclasses: { c: status = 'x' }\n"
               "rules:\n  - { name: r, class: c, keep: P2Y, after: created_at, then: act }\n"
               "actions:\n  act:\n    crm.person: delete\n    crm.grp: " + line + "\n";
    }

    policies::Policy read(const std::string& link, const std::string& line = "delete") {
        const Source source("p.yaml", text(link, line));
        findings_.clear();
        auto policy = read_policy(source, findings_);
        EXPECT_TRUE(findings_.empty()) << render(findings_, source);
        return policy.value_or(policies::Policy{});
    }

    std::string codes(const std::string& link, const std::string& line = "delete") {
        const Source source("p.yaml", text(link, line));
        findings_.clear();
        read_policy(source, findings_);
        std::string all;
        for (const auto& finding : findings_)
            all += (all.empty() ? "" : " ") + finding.code;
        return all;
    }

    policies::Findings findings_;
};

TEST_F(LinkReader, TakesAnExpressionAsItIsWritten) {
    const auto link = read("{ column: \"props->>'user_id'\", to: crm.person.id }").links.at(0);
    EXPECT_EQ(link.columns, std::vector<std::string>{"props->>'user_id'"});
    EXPECT_FALSE(link.has_elements);
    EXPECT_EQ(read("{ column: 'coalesce(a, b)', to: crm.person.id }").links.at(0).columns, std::vector<std::string>{"coalesce(a, b)"});
}

TEST_F(LinkReader, TakesElementsOfAColumnOrAnExpression) {
    EXPECT_TRUE(read("{ elements: member_ids, to: crm.person.id }").links.at(0).has_elements);
    const auto link = read("{ elements: \"props->'user_ids'\", to: crm.person.id, where: kind = 'a' }").links.at(0);
    EXPECT_TRUE(link.has_elements);
    EXPECT_EQ(link.columns, std::vector<std::string>{"props->'user_ids'"});
    ASSERT_TRUE(link.where);
}

TEST_F(LinkReader, HasAColumnOrElementsAndNotBoth) {
    EXPECT_EQ(codes("{ elements: a, column: b, to: crm.person.id }"), "VALUE_INVALID");
    EXPECT_EQ(codes("{ to: crm.person.id }"), "KEY_MISSING");
    EXPECT_EQ(codes("{ elements: [a, b], to: crm.person.id }"), "KIND_WRONG");
    EXPECT_EQ(codes("{ elements: a, to: [crm.person.tenant_id, crm.person.id] }"), "VALUE_INVALID");
}

TEST_F(LinkReader, RemoveIsAWordForAColumnAndNotForRows) {
    const auto line = read("{ elements: member_ids, to: crm.person.id }", "{ member_ids: remove, name: keep }").actions.at(0).lines.at(1);
    EXPECT_EQ(line.kind, Line::Kind::Columns);
    EXPECT_EQ(line.columns.at(0).anonymizer, "remove");
    EXPECT_EQ(codes("{ elements: member_ids, to: crm.person.id }", "remove"), "TREATMENT_UNKNOWN");
}

TEST_F(LinkReader, RowsThatStayMayBeGivenColumns) {
    const auto link = "{ elements: member_ids, to: crm.person.id }";
    const auto line = read(link, "{ delete unless shared: { owner_id: null, name: redact } }").actions.at(0).lines.at(1);
    EXPECT_EQ(line.kind, Line::Kind::DeleteUnlessShared);
    ASSERT_EQ(line.columns.size(), 2U);
    EXPECT_EQ(line.columns[0].anonymizer, "null");
    EXPECT_TRUE(read(link, "delete unless shared").actions.at(0).lines.at(1).columns.empty());
    EXPECT_EQ(codes(link, "{ delete unless shared: { owner_id: null }, name: redact }"), "KIND_WRONG");
    EXPECT_NE(codes(link, "{ delete unless shared: keep }"), "");
    EXPECT_EQ(codes(link, "{ delete unless shared: {} }"), "LIST_EMPTY");
}

} // namespace
} // namespace retention::config
