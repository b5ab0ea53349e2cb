// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/arguments.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace retention::control {
namespace {

using nlohmann::json;

constexpr Parameter kParameters[] = {{"policy", Parameter::Kind::Text, true, ""},
                                     {"run", Parameter::Kind::Number, false, ""},
                                     {"key", Parameter::Kind::Key, false, ""}};

std::string refusal(const json& params) {
    try {
        Arguments(params, kParameters);
        return "accepted";
    } catch (const ArgumentError& error) {
        return error.what();
    }
}

std::string key(const json& value) {
    return Arguments({{"policy", "p"}, {"key", value}}, kParameters).key("key");
}

TEST(Arguments, AreReadByName) {
    const Arguments arguments({{"run", 7}, {"policy", "contacts"}}, kParameters);
    EXPECT_EQ(arguments.text("policy"), "contacts");
    EXPECT_EQ(arguments.number("run"), 7);
    EXPECT_EQ(arguments.optional_number("run"), 7);
    EXPECT_EQ(arguments.optional_text("key"), std::nullopt);
}

TEST(Arguments, NullIsAbsent) {
    EXPECT_EQ(Arguments({{"policy", "p"}, {"run", nullptr}}, kParameters).optional_number("run"), std::nullopt);
    EXPECT_EQ(refusal({{"policy", nullptr}}), "parameter \"policy\" is missing");
}

TEST(Arguments, RefusalNamesTheParameter) {
    EXPECT_EQ(refusal(json::object()), "parameter \"policy\" is missing");
    EXPECT_EQ(refusal({{"policy", 7}}), "parameter \"policy\" is not a text");
    EXPECT_EQ(refusal({{"policy", ""}}), "parameter \"policy\" is empty");
    EXPECT_EQ(refusal({{"policy", std::string("a\0b", 3)}}), "parameter \"policy\" contains a NUL character");
    EXPECT_EQ(refusal({{"policy", "p"}, {"polcy", "p"}}), "parameter \"polcy\" is unknown");
    EXPECT_EQ(refusal({{"policy", "p"}, {std::string(5000, 'x'), 1}}),
              "parameter \"" + std::string(64, 'x') + "...\" is unknown");
}

TEST(Arguments, TextHasALimit) {
    EXPECT_EQ(refusal({{"policy", std::string(kTextBytesMax, 'x')}}), "accepted");
    EXPECT_EQ(refusal({{"policy", std::string(kTextBytesMax + 1, 'x')}}),
              "parameter \"policy\" is longer than 4096 bytes");
}

TEST(Arguments, NumberIsWholeAndFromOne) {
    EXPECT_EQ(refusal({{"policy", "p"}, {"run", 1}}), "accepted");
    EXPECT_EQ(refusal({{"policy", "p"}, {"run", 9223372036854775807ULL}}), "accepted");
    for (const json& value :
         {json(0), json(-1), json(1.5), json("7"), json(true), json::array({7}), json(9223372036854775808ULL)})
        EXPECT_EQ(refusal({{"policy", "p"}, {"run", value}}), "parameter \"run\" is not a whole number from 1")
            << value;
}

TEST(Arguments, KeyIsATextOrAnArrayOfTexts) {
    EXPECT_EQ(key("42"), "42");
    EXPECT_EQ(key(42), "42");
    EXPECT_EQ(key(-42), "-42");
    EXPECT_EQ(key(json::array({"42"})), "42");
    EXPECT_EQ(key(json::array({"a\"b", 7})), R"(["a\"b","7"])");
}

TEST(Arguments, KeyMayBeEmptyLikeTheRowsOwn) {
    EXPECT_EQ(key(""), "");
    EXPECT_EQ(key(json::array({""})), "");
    EXPECT_EQ(key(json::array({"", 7})), R"(["","7"])");
}

TEST(Arguments, KeyIsNothingElse) {
    const std::string kinds = "parameter \"key\" is neither a text nor a whole number, nor an array of them";
    for (const json& value :
         {json(1.5), json(true), json::object(), json::array({json::array()}), json::array({nullptr})})
        EXPECT_EQ(refusal({{"policy", "p"}, {"key", value}}), kinds) << value;
    EXPECT_EQ(refusal({{"policy", "p"}, {"key", json::array()}}), "parameter \"key\" has not 1 to 32 parts");
    EXPECT_EQ(refusal({{"policy", "p"}, {"key", json(std::vector<int>(33, 1))}}),
              "parameter \"key\" has not 1 to 32 parts");
}

TEST(Arguments, ListsOfTextsAreBounded) {
    constexpr Parameter parameters[] = {{"set", Parameter::Kind::Texts, false, ""}};
    EXPECT_EQ(Arguments({{"set", {"a", "b"}}}, parameters).texts("set"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(Arguments(nlohmann::json::object(), parameters).texts("set").empty());
    EXPECT_NO_THROW(Arguments({{"set", std::vector<std::string>(kTextsMax, "a")}}, parameters));
    for (const nlohmann::json& wrong : {nlohmann::json("a"), nlohmann::json{1}, nlohmann::json{""}, nlohmann::json{{"a", "b"}},
                                        nlohmann::json(std::vector<std::string>(kTextsMax + 1, "a"))})
        EXPECT_THROW(Arguments({{"set", wrong}}, parameters), ArgumentError) << wrong;
}

} // namespace
} // namespace retention::control
