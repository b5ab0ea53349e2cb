// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

const Column kJsonb = column(TypeFamily::Json, "jsonb");
const Argument kRedact = Argument::of("redact");
const Argument kRemove = Argument::of("remove");

Argument paths(std::vector<std::pair<std::string, Argument>> entries) {
    return map_of(std::move(entries));
}

std::string complaint(std::vector<std::pair<std::string, Argument>> entries) {
    return message("json", paths(std::move(entries)), kJsonb);
}

TEST(Json, TakesPathsAndAnAnonymizerForEach) {
    EXPECT_FALSE(is_refused("json", paths({{"$.linkedin", kRemove}, {"$.employer.name", kRedact}}), kJsonb));
    EXPECT_FALSE(
        is_refused("json", paths({{"$.x", Argument::null()}, {"$.y", map_of("prefix", "2")}}), not_null(kJsonb)));
    EXPECT_FALSE(is_refused("json", paths({{"$.x", map_of({{"generalize", map_of("bucket", "10")}})}}),
                            column(TypeFamily::Json, "json")));
}

TEST(Json, SuitsDocumentsOnly) {
    EXPECT_TRUE(is_refused("json", paths({{"$.x", kRedact}}), text()));
    EXPECT_EQ(hint("redact", Argument::of("x"), column(TypeFamily::Integer, "integer")).find("json"),
              std::string::npos);
    EXPECT_NE(hint("token", Argument::none(), kJsonb).find("{ json: { \"$.email\": redact } }"), std::string::npos);
}

TEST(Json, NeedsAtLeastOnePath) {
    for (const auto& argument : {Argument::none(), Argument::null(), Argument::of("$.x"), empty_list(), paths({})})
        EXPECT_EQ(message("json", argument, kJsonb), "takes a map of paths to anonymizers");
}

TEST(Json, SaysWhatIsWrongAtWhichPath) {
    EXPECT_EQ(complaint({{"x", kRedact}}), "\"x\": is no path: it does not begin with $");
    EXPECT_EQ(complaint({{"$.x", Argument::of("redcat")}}), "\"$.x\": there is no anonymizer \"redcat\"");
    EXPECT_EQ(hint("json", paths({{"$.x", Argument::of("redcat")}}), kJsonb), "Did you mean \"redact\"?");
    EXPECT_EQ(complaint({{"$.x", empty_list()}}), "\"$.x\": needs one anonymizer");
    EXPECT_EQ(complaint({{"$.x", paths({{"redact", Argument::none()}, {"token", Argument::none()}})}}),
              "\"$.x\": needs one anonymizer");
    EXPECT_EQ(complaint({{"$.x", map_of("prefix", "0")}}), "\"$.x\": prefix: takes a whole number above 0");
    EXPECT_EQ(complaint({{"$.x", map_of({{"generalize", map_of("buckt", "10")}})}}),
              "\"$.x\": generalize: knows no parameter \"buckt\"");
    EXPECT_EQ(complaint({{"$.x", map_of({{"large_object", Argument::of("unlink")}})}}),
              "\"$.x\": large_object: suits no value of a document");
}

TEST(Json, RefusesToKeepWhatIsKeptAnyway) {
    const Argument keep = Argument::of("keep");
    EXPECT_EQ(complaint({{"$.x", keep}}), "\"$.x\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$.x", keep}, {"$.a.*", kRemove}}), "\"$.x\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$.*", keep}, {"$.a.*", kRemove}}), "\"$.*\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$", keep}, {"$.*", kRemove}}), "\"$\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$[1]", keep}, {"$.*", kRemove}}), "\"$[1]\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$..x", keep}, {"$.*", kRemove}}), "\"$..x\": keep changes nothing here");
    EXPECT_EQ(complaint({{"$.x", keep}, {"$.*", kRemove}}), "");
    EXPECT_EQ(complaint({{"$.*", kRemove}, {"$.x", keep}}), "") << "in any order";
    EXPECT_EQ(complaint({{"$.x", keep}, {"$[\"x\"]", kRemove}, {"$.*", kRemove}}), "\"$[\"x\"]\": is the same path as \"$.x\"");
}

TEST(Json, RemovesNeitherTheWholeNorSingleElements) {
    EXPECT_EQ(complaint({{"$", kRemove}}), "\"$\": the whole document can't be removed from itself");
    EXPECT_EQ(complaint({{"$.x[0]", kRemove}}),
              "\"$.x[0]\": removing one element would give the next ones other numbers");
    EXPECT_EQ(complaint({{"$.x[*]", kRemove}}), "");
    EXPECT_EQ(complaint({{"$.x[0].y", kRemove}}), "");
}

TEST(Json, RefusesPathsThatCanFindNothing) {
    EXPECT_EQ(complaint({{"$.x", kRedact}, {"$[\"x\"]", kRedact}}), "\"$[\"x\"]\": is the same path as \"$.x\"");
    EXPECT_EQ(complaint({{"$.x", kRedact}, {"$.x.y", kRedact}}),
              "\"$.x.y\": finds nothing after \"$.x\", which leaves nothing of what it finds");
    EXPECT_NE(complaint({{"$..x", kRedact}, {"$.a.x[0]", kRedact}}), "");
    EXPECT_NE(complaint({{"$.*", kRemove}, {"$.x", kRedact}}), "");
    EXPECT_EQ(complaint({{"$.x.y", kRedact}, {"$.x", kRedact}}), "");
    EXPECT_EQ(complaint({{"$.*", kRedact}, {"$.x", map_of("constant", "a")}}), "");
}

TEST(Json, IsWhatItsAnonymizersAre) {
    const auto of = [](std::vector<std::pair<std::string, Argument>> entries) {
        return traits(*find("json"), paths(std::move(entries)));
    };
    EXPECT_EQ(of({{"$.x", kRedact}}).strength, Strength::Reduced); // the rest of the document is kept
    EXPECT_TRUE(of({{"$.x", kRedact}}).is_repeatable);
    EXPECT_FALSE(of({{"$.x", kRedact}}).draws.seed);
    EXPECT_FALSE(of({{"$.x", Argument::of("token")}}).is_unique_safe);
    const auto both = of({{"$.x", Argument::of("token")}, {"$.y", Argument::of("scrub")}});
    EXPECT_TRUE(both.draws.seed && both.draws.known);
}

} // namespace
} // namespace retention::anonymizers::test
