// SPDX-License-Identifier: Apache-2.0
//
// To write the shipped schemas anew after a wanted change, run this with RETENTIOND_UPDATE_GOLDEN=1 and read the
// difference. tests/schema/validate.py asks a validator that is not ours what it makes of them.
#include "daemon/ctl/schema.hpp"

#include "anonymizers/catalogue.hpp"
#include "daemon/ctl/json_schema.hpp"
#include "daemon/ctl/yaml_value.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace retention::ctl {
namespace {

using config::language::documents;
using config::language::find_document;
using config::language::Spot;

const Screen kFile{};

std::string shipped(const std::string& name) {
    return std::string(RETENTIOND_SOURCE_DIR) + "/config/schema/" + name + ".schema.json";
}

std::string read(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Spot spot_at(const std::string& path) {
    return std::get<Spot>(config::language::find_spot(path));
}

TEST(Schema, IsTheOneThatIsShipped) {
    for (const auto& document : documents()) {
        const auto text = json_schema(document).dump(2) + "\n";
        const auto file = shipped(std::string(document.name));
        if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
            std::ofstream(file, std::ios::binary) << text;
        EXPECT_EQ(text, read(file)) << file;
    }
}

TEST(Schema, KnowsEveryAnonymizer) {
    const auto schema = json_schema(*find_document("policy")).dump();
    for (const auto* each : anonymizers::catalogue()) {
        const auto name = std::string(each->name);
        const bool is_known = schema.find("{\"const\":\"" + name + "\"") != schema.npos ||
                              schema.find("\"" + name + "\":{\"description\":\"" + std::string(each->summary)) != schema.npos;
        EXPECT_TRUE(is_known) << name;
    }
}

TEST(Schema, OfOnePlaceStandsAlone) {
    const auto keep = json_schema(spot_at("rules.keep"));
    EXPECT_EQ(keep.at("type"), "string");
    EXPECT_EQ(keep.at("examples").at(0), "P2Y");
    EXPECT_FALSE(keep.contains("definitions"));
    EXPECT_TRUE(json_schema(spot_at("actions")).at("definitions").contains("anonymizer"));
}

TEST(Schema, ExplainsAPlace) {
    EXPECT_EQ(render_spot(spot_at("rules.silent-prospects.keep"), kFile),
              "rules.keep: How long: a period\n"
              "\n"
              "value    a period such as P2Y\n"
              "default  required\n"
              "example  keep: P2Y\n"
              "docs     docs/policy-language.md#rules\n");
    EXPECT_EQ(render_spot(spot_at("holds"), kFile),
              "holds: Who must not be touched\n"
              "\n"
              "value    a list of holds\n"
              "default  none\n"
              "example  holds:\n"
              "           - { name: dispute, where: legal_hold or open_cases > 0 }\n"
              "docs     docs/policy-language.md#holds\n"
              "\n"
              "keys of a hold:\n"
              "  KEY    VALUE              DEFAULT   MEANING\n"
              "  name   a name             required  Letters, digits, `_` and `-`; different in each\n"
              "  where  an SQL expression  required  SQL: who is held\n");
}

TEST(Schema, ExplainsWhatStandsUnderNamesOfTheAuthorsOwn) {
    const auto text = render_spot(spot_at("actions"), kFile);
    EXPECT_NE(text.find("each     a map of tables to what becomes of their rows\n"
                        "each     delete, keep, delete unless shared, or a map of columns to anonymizers\n"
                        "each     an anonymizer, such as redact or { prefix: 2 }; see retentionctl anonymizers\n"),
              text.npos)
        << text;
}

TEST(Schema, ListsEveryPlaceOnce) {
    std::vector<Spot> spots;
    for (const auto& document : documents())
        for (const auto& spot : all_spots(document))
            spots.push_back(spot);
    const auto list = spots_document(spots).at("keys");
    ASSERT_EQ(list.size(), spots.size());
    const auto text = render_spots(spots, kFile);
    for (std::size_t i = 0; i < spots.size(); ++i) {
        EXPECT_EQ(list[i].at("path"), spots[i].path);
        std::string line = "\n" + std::string(spots[i].document->name);
        line.resize(11, ' ');
        line += spots[i].path + "  ";
        const auto first = text.find(line);
        EXPECT_NE(first, text.npos) << spots[i].path;
        EXPECT_EQ(text.find(line, first + 1), text.npos) << spots[i].path << " is there twice";
    }
}

TEST(YamlValue, IsWhatAnEditorReads) {
    EXPECT_EQ(yaml_value("{ a: 1, b: \"1\", c: null, d: true, e: [x, 2.5], f: P2Y }").dump(),
              R"({"a":1,"b":"1","c":null,"d":true,"e":["x",2.5],"f":"P2Y"})");
    EXPECT_EQ(yaml_value("- a\n- b: c").dump(), R"(["a",{"b":"c"}])");
    EXPECT_EQ(yaml_value("[unclosed").dump(), "null");
}

} // namespace
} // namespace retention::ctl
