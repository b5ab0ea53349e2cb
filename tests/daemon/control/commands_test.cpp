// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/commands.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace retention::control {
namespace {

std::string documentation() {
    std::ifstream file(std::string{RETENTIOND_SOURCE_DIR} + "/docs/control-protocol.md");
    return {std::istreambuf_iterator<char>(file), {}};
}

// The section of a method: from its heading to the next one.
std::string section(const std::string& text, std::string_view method) {
    const auto heading = "\n### `" + std::string{method} + "`";
    const auto begin = text.find(heading);
    if (begin == std::string::npos)
        return {};
    const auto end = text.find("\n##", begin + heading.size());
    return text.substr(begin, end == std::string::npos ? end : end - begin);
}

TEST(Commands, HaveNamesOfTheirOwn) {
    std::set<std::string_view> methods;
    for (const auto& command : commands()) {
        EXPECT_TRUE(methods.insert(command.method).second) << command.method;
        EXPECT_EQ(find_command(command.method), &command);
        EXPECT_NE(command.handler, nullptr);
        EXPECT_NE(command.role, Role::None);
        EXPECT_FALSE(command.help.empty());
    }
    EXPECT_EQ(find_command("erase.everybody"), nullptr);
    EXPECT_EQ(find_command(""), nullptr);
}

TEST(Commands, NeedTheRoleThatIsPromised) {
    const std::set<std::string_view> viewers{"status", "runs",      "run.show", "failures",  "metrics",
                                             "plan",   "plan.diff", "forecast", "pace.show", "help"};
    const std::set<std::string_view> administrators{"reload", "drift.accept", "forecast.what_if", "pace.set"};
    for (const auto& command : commands()) {
        const auto expected = viewers.contains(command.method)          ? Role::Viewer
                              : administrators.contains(command.method) ? Role::Administrator
                                                                        : Role::Operator;
        EXPECT_EQ(command.role, expected) << command.method;
    }
    EXPECT_EQ(commands().size(), 32U);
}

TEST(Commands, AreDocumentedWithRoleAndParameters) {
    const auto text = documentation();
    for (const auto& command : commands()) {
        const auto described = section(text, command.method);
        ASSERT_FALSE(described.empty()) << command.method << " has no section in docs/control-protocol.md";
        EXPECT_NE(described.find("Role: " + std::string{to_text(command.role)}), std::string::npos) << command.method;
        for (const auto& parameter : command.parameters)
            EXPECT_NE(described.find("`" + std::string{parameter.name} + "`"), std::string::npos)
                << command.method << " " << parameter.name;
    }
}

TEST(Commands, EveryDocumentedMethodExists) {
    const auto text = documentation();
    for (auto at = text.find("\n### `"); at != std::string::npos; at = text.find("\n### `", at + 1)) {
        const auto begin = at + 6;
        const auto method = text.substr(begin, text.find('`', begin) - begin);
        EXPECT_NE(find_command(method), nullptr) << method;
    }
}

} // namespace
} // namespace retention::control
