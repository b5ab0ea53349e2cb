// SPDX-License-Identifier: Apache-2.0
//
// Each recipe of docs/cookbook.md is checked against its tables, and run. NN-name.expected has what the check remarks,
// how the run ended, and what the recipe's view `tally` counts before and after. To write those files anew after a
// wanted change, run the test with RETENTIOND_UPDATE_GOLDEN=1 and read the difference.
#include "tests/cookbook/kitchen.hpp"
#include "tests/cookbook/recipe.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <set>

namespace retention::cookbook {
namespace {

std::string compared(const Kitchen::Tally& before, const Kitchen::Tally& after) {
    std::string lines;
    for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
        lines += before[i].first + ": " + before[i].second + " -> " + after[i].second + "\n";
    return lines;
}

std::string identifier(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char sign) { return !std::isalnum(sign); }, '_');
    return text;
}

class Cookbook : public testing::TestWithParam<Recipe> {
protected:
    static const Recipe& recipe() { return GetParam(); }
};

TEST_P(Cookbook, RecipeDoesWhatItSays) {
    ASSERT_EQ(recipe().blocks, 1U);
    ASSERT_EQ(recipe().tables.size(), 1U) << "each recipe has its tables in tests/cookbook";
    const Kitchen kitchen(identifier(recipe().name()), recipe().tables.front());
    const auto checked = kitchen.check(recipe().policy);
    ASSERT_TRUE(checked.policy) << checked.text;

    const auto before = kitchen.tally();
    const auto ending = kitchen.run(checked.policy);
    const auto after = kitchen.tally();
    const auto text = checked.findings + ending + "\n\n" + compared(before, after);
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
        std::ofstream(recipe().expected(), std::ios::binary) << text;

    EXPECT_EQ(text, read(recipe().expected())) << checked.text;
    EXPECT_NE(before, after) << "the recipe is tried on nothing";
    EXPECT_EQ(kitchen.run(checked.policy), "finished, 0 done") << "a second run finds somebody";
    EXPECT_EQ(kitchen.tally(), after);
}

TEST(CookbookFiles, HaveARecipeEach) {
    std::set<std::string> names;
    for (const auto& recipe : recipes())
        names.insert(recipe.name());
    const std::set<std::string> kinds{".sql", ".expected"};
    for (const auto& each : std::filesystem::directory_iterator(folder()))
        if (kinds.count(each.path().extension().string()) > 0) {
            EXPECT_TRUE(names.count(each.path().stem().string())) << each.path() << " belongs to no recipe";
        }
}

TEST(CookbookFiles, AreNumberedAsTheRecipesAre) {
    for (std::size_t i = 0; i < recipes().size(); ++i)
        EXPECT_EQ(recipes()[i].number, (i < 9 ? "0" : "") + std::to_string(i + 1)) << recipes()[i].title;
    EXPECT_GE(recipes().size(), 20U);
}

INSTANTIATE_TEST_SUITE_P(Recipes, Cookbook, testing::ValuesIn(recipes()),
                         [](const auto& instance) { return "Recipe_" + identifier(instance.param.name()); });

} // namespace
} // namespace retention::cookbook
