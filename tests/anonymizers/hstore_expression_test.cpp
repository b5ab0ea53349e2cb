// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

// The extension is in a schema that is on no search path.
class HstoreExpression : public ::testing::Test {
protected:
    void SetUp() override {
        if (!expressions().has_extension("hstore"))
            GTEST_SKIP() << "the server has no hstore";
    }

    // `written` read as an hstore, changed, and the value of `key` in it.
    static Value value_of(const Argument& argument, const std::string& written, const std::string& key) {
        return run("select \"My ext\".fetchval(changed, $1) from changed", argument, written, {key});
    }

    static Value keys_of(const Argument& argument, const std::string& written) {
        return run("select array_to_string(\"My ext\".akeys(changed), '|') from changed", argument, written, {});
    }

    static Value run(const std::string& query, const Argument& argument, const std::string& written,
                     const std::vector<std::string>& parameters) {
        const Column where = column(TypeFamily::Hstore, "\"My ext\".hstore");
        EXPECT_EQ(message("hstore", argument, where), "");
        std::string quoted;
        for (const char character : written)
            quoted += character == '\'' ? std::string("''") : std::string{character};
        const auto expression = find("hstore")->compile(argument, where, {.old_value = "t.c", .seed = {}, .known = {}});
        return expressions()
            .cluster()
            .query(Expressions::kDatabase,
                   "with changed as (select " + expression + " as changed from (select '" + quoted +
                       "'::\"My ext\".hstore as c) as t) " + query,
                   parameters)
            .at(0)
            .at(0);
    }
};

const Argument kRedact = Argument::of("redact");

TEST_F(HstoreExpression, ChangesTheKeysThatAreNamed) {
    const auto argument = map_of({{"email", kRedact}, {"phone", Argument::of("remove")}, {"x", Argument::null()}});
    const std::string before = "email=>a@b.c, phone=>06, x=>y, other=>kept, none=>NULL";
    EXPECT_EQ(value_of(argument, before, "email"), "[redacted]");
    EXPECT_EQ(value_of(argument, before, "other"), "kept");
    EXPECT_EQ(value_of(argument, before, "none"), std::nullopt);
    EXPECT_EQ(value_of(argument, before, "x"), std::nullopt);
    EXPECT_EQ(keys_of(argument, before), "x|none|email|other");
}

TEST_F(HstoreExpression, GivesTheRestToTheStar) {
    const auto argument = map_of({{"*", Argument::of("remove")}, {"email", kRedact}, {"lang", Argument::of("keep")}});
    EXPECT_EQ(keys_of(argument, "a=>b, email=>c, lang=>nl, \"*\"=>d"), "lang|email");
    EXPECT_EQ(value_of(argument, "a=>b, lang=>nl", "lang"), "nl");
    EXPECT_EQ(value_of(map_of("*", "redact"), "a=>b, c=>NULL", "a"), "[redacted]");
    EXPECT_EQ(value_of(map_of("*", "redact"), "a=>b, c=>NULL", "c"), std::nullopt);
}

TEST_F(HstoreExpression, LeavesAnEmptyOneWhenAllIsRemoved) {
    EXPECT_EQ(run("select changed::text from changed", map_of("*", "remove"), "a=>b", {}), "");
    EXPECT_EQ(run("select changed::text from changed", map_of("*", "remove"), "", {}), "");
}

TEST_F(HstoreExpression, KnowsEveryKey) {
    const std::string before = R"("it's"=>x, "a\"b"=>x, "\\"=>x, "é"=>x, ""=>x, "a=>b"=>x)";
    for (const char* key : {"it's", "a\"b", "\\", "é", "", "a=>b"}) {
        EXPECT_EQ(value_of(map_of(key, "redact"), before, key), "[redacted]") << key;
        EXPECT_EQ(run("select \"My ext\".exist(changed, $1)::text from changed", map_of(key, "remove"), before, {key}),
                  "false")
            << key;
    }
}

} // namespace
} // namespace retention::anonymizers::test
