// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_document.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retention::config {
namespace {

struct Reading {
    std::optional<Node> root;
    policies::Findings findings;
};

Reading read(std::string text) {
    Reading reading;
    reading.root = read_yaml(Source("x.yaml", std::move(text)), reading.findings);
    return reading;
}

std::string nested(int depth) {
    return "a: " + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

std::string code_of(const Reading& reading) {
    return reading.findings.empty() ? "" : reading.findings.front().code;
}

TEST(YamlDocument, KeepsOrderAndText) {
    const auto reading = read("b: no\na: [1, 'two', \"three\"]\n");
    ASSERT_TRUE(reading.root);
    ASSERT_EQ(reading.root->entries.size(), 2U);
    EXPECT_EQ(reading.root->entries[0].key, "b");
    EXPECT_EQ(reading.root->entries[0].value.text, "no");
    EXPECT_EQ(reading.root->entries[1].value.items[2].text, "three");
}

TEST(YamlDocument, TellsPlainFromQuoted) {
    const auto reading = read("a: x\nb: 'x'\nc: |\n  x\n");
    EXPECT_TRUE(reading.root->find("a")->is_plain);
    EXPECT_FALSE(reading.root->find("b")->is_plain);
    EXPECT_FALSE(reading.root->find("c")->is_plain);
}

TEST(YamlDocument, TextsArePlacedAtTheirFirstCharacter) {
    const auto reading = read("a: x\nb: 'x'\nc: |\n\n    x\n\xC3\xAB: y\n");
    EXPECT_EQ(reading.root->find("a")->text_place.column, 4);
    EXPECT_EQ(reading.root->find("b")->text_place.column, 5);
    EXPECT_EQ(reading.root->find("c")->text_place.line, 5);
    EXPECT_EQ(reading.root->find("c")->text_place.column, 5);
    EXPECT_EQ(reading.root->find("\xC3\xAB")->text_place.column, 4);
}

TEST(YamlDocument, TellsNullFromNothing) {
    const auto reading = read("a: null\nb: ~\nc:\nd: {e: , f: null}\ng:\nnullable: 1\nh: NULL # really\ni: 'null'");
    ASSERT_TRUE(reading.root);
    const auto kind = [&](const char* key) { return reading.root->find(key)->kind; };
    EXPECT_EQ(kind("a"), Node::Kind::Null);
    EXPECT_EQ(kind("b"), Node::Kind::Null);
    EXPECT_EQ(kind("c"), Node::Kind::Absent);
    EXPECT_EQ(reading.root->find("d")->find("e")->kind, Node::Kind::Absent);
    EXPECT_EQ(reading.root->find("d")->find("f")->kind, Node::Kind::Null);
    EXPECT_EQ(kind("g"), Node::Kind::Absent);
    EXPECT_EQ(kind("h"), Node::Kind::Null);
    EXPECT_EQ(kind("i"), Node::Kind::Text);
}

TEST(YamlDocument, FirstOfDuplicateKeysStays) {
    const auto reading = read("a: 1\na: 2\n");
    EXPECT_EQ(code_of(reading), "KEY_DUPLICATE");
    ASSERT_EQ(reading.root->entries.size(), 1U);
    EXPECT_EQ(reading.root->entries[0].value.text, "1");
}

TEST(YamlDocument, DepthHasALimit) {
    EXPECT_EQ(code_of(read(nested(kDepthMax - 1))), ""); // the map around it is one more
    EXPECT_EQ(code_of(read(nested(kDepthMax))), "YAML_LIMIT");
    EXPECT_EQ(code_of(read(std::string(kLineBytesMax, '['))), "YAML_LIMIT");
}

TEST(YamlDocument, NumberOfNodesHasALimit) {
    const auto list = [](int items) {
        std::string text = "[";
        for (int i = 0; i < items; ++i)
            text += "1,\n";
        return text + "]";
    };
    EXPECT_EQ(code_of(read(list(kNodesMax - 1))), ""); // the list itself is one more
    EXPECT_EQ(code_of(read(list(kNodesMax))), "YAML_LIMIT");
}

TEST(YamlDocument, SizeHasALimit) {
    const auto comments = [](std::size_t bytes) {
        std::string text = "a: 1\n";
        while (text.size() < bytes)
            text += "#" + std::string(98, 'x') + "\n";
        return text.substr(0, bytes);
    };
    EXPECT_EQ(code_of(read(comments(kFileBytesMax))), "");
    EXPECT_EQ(code_of(read(comments(kFileBytesMax + 1))), "YAML_LIMIT");
}

TEST(YamlDocument, LinesHaveALimit) {
    EXPECT_EQ(code_of(read("a: " + std::string(kLineBytesMax - 3, 'x'))), "");
    EXPECT_EQ(code_of(read("a: " + std::string(kLineBytesMax - 2, 'x'))), "YAML_LIMIT");
}

TEST(YamlDocument, AliasBombIsOneErrorPerAlias) {
    const auto reading = read("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
    EXPECT_EQ(reading.findings.size(), 6U);
}

TEST(YamlDocument, WindowsLineEndsAreFine) {
    const auto reading = read("a: 1\r\nb:\r\n  c: 2\r\n");
    EXPECT_EQ(code_of(reading), "");
    EXPECT_EQ(reading.root->find("b")->find("c")->text, "2");
}

TEST(YamlDocument, ATextBetweenQuotesEndsOnItsLine) {
    EXPECT_EQ(code_of(read("a: \"b\n  c\"\n")), "YAML_QUOTE");
    EXPECT_EQ(code_of(read("a: 'it''s'\nb: \"\\\"\"\n")), "");
}

} // namespace
} // namespace retention::config
