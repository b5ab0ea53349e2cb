// SPDX-License-Identifier: Apache-2.0
//
// The answers that docs/control-protocol.md shows, against those of a daemon: the same fields, of the same kinds.
// Values differ from day to day, and so do names of classes, rules and tables.
#include "tests/guide/scene.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <set>

namespace retention::guide {
namespace {

using nlohmann::json;

// Objects whose keys are names or reasons: what stands behind the first of them is compared.
const std::set<std::string> kMaps{
    "arguments",   "by_action", "by_name",    "by_rule",   "classes",   "consent",      "due_by_action",
    "facts",       "floors",    "hold_names", "never_due", "no_longer", "overdue",      "runs",
    "set_by_hand", "skipped",   "stopped",    "tables",    "waited",    "without_rule",
};

// The first block of JSON in each section of a method, by the method.
std::map<std::string, json> documented_answers() {
    std::ifstream in(std::string(RETENTIOND_SOURCE_DIR) + "/docs/control-protocol.md");
    std::map<std::string, json> answers;
    std::string method;
    std::string block;
    bool is_json = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("### `"))
            method = line.substr(5, line.find('`', 5) - 5);
        else if (line == "```json")
            is_json = true;
        else if (line == "```" && is_json) {
            is_json = false;
            if (!method.empty())
                answers.emplace(method, json::parse(block));
            block.clear();
        } else if (is_json)
            block += line + "\n";
    }
    return answers;
}

// All that the elements of a list have, in one.
json together(const json& list) {
    json all;
    for (const auto& element : list)
        if (element.is_object())
            for (const auto& [key, value] : element.items())
                if (!all.contains(key) || all[key].is_null() || (all[key].is_structured() && all[key].empty()))
                    all[key] = value;
    return all;
}

bool are_of_one_kind(const json& left, const json& right) {
    return (left.is_number() && right.is_number()) || left.type() == right.type();
}

// What `shown` has and `given` has not, or as another kind.
void compare(const json& shown, const json& given, const std::string& path, const std::string& name,
             std::vector<std::string>& complaints) {
    if (shown.is_null() || given.is_null())
        return;
    if (!are_of_one_kind(shown, given)) {
        complaints.push_back(path + " is " + given.type_name() + ", not " + shown.type_name());
        return;
    }
    if (shown.is_array() && !shown.empty() && !given.empty() && shown.front().is_object())
        return compare(together(shown), together(given), path + "[]", "", complaints);
    if (!shown.is_object())
        return;
    if (kMaps.count(name) > 0) {
        if (!shown.empty() && !given.empty())
            compare(*shown.begin(), *given.begin(), path + ".*", "", complaints);
        return;
    }
    for (const auto& [key, value] : shown.items())
        if (!given.contains(key))
            complaints.push_back(path + "." + key + " is not there");
        else
            compare(value, given[key], path + "." + key, key, complaints);
}

// Runs are told in whole once: by run.show.
bool is_told_of_a_run(const std::string& complaint, const json& run) {
    for (const std::string where : {"run.approve.", "runs.runs[].", "status.runs[].", "status.policies[].last_run."})
        if (complaint.starts_with(where))
            return run.contains(complaint.substr(where.size(), complaint.find(' ') - where.size()));
    return false;
}

TEST(Answers, HaveTheFieldsThatTheProtocolShowsAndNoOthers) {
    Scene scene;
    const auto somebody = scene.key_of_somebody_who_stays();
    const auto due = scene.keys_of_the_due("delete");
    const auto somebody_due = due.substr(0, due.find(','));
    const auto type = [&](const std::string& line) { return scene.type(line); };
    ASSERT_EQ(type("retentionctl run contacts --wait").exit_status, 3);
    const auto run = scene.last_run();
    ASSERT_EQ(type("retentionctl hold add contacts " + somebody + " --reason 'court case 2026/17'").exit_status, 0);
    const std::map<std::string, std::string> asked{
        {"status", "status"},
        {"runs", "runs"},
        {"run.show", "run show " + run},
        {"failures", "failures"},
        {"metrics", "metrics"},
        {"plan", "plan contacts"},
        {"plan.subjects", "plan contacts --subjects"},
        {"plan.diff", "plan contacts --diff"},
        {"plan.diff.subjects", "plan contacts --diff --subjects"},
        {"forecast", "forecast contacts --months 3"},
        {"forecast.what_if", "forecast contacts --months 3 --set rules.silent-prospects.keep=P1Y"},
        {"explain", "explain contacts " + somebody},
        {"rehearse", "rehearse contacts"},
        {"pace.show", "set"},
        {"pace.set", "set pace.batch_time=100ms"},
        {"hold.list", "hold list"},
        {"erase", "erase contacts " + somebody_due + " --reason 'ticket 2026/88'"},
        {"request.list", "request list"},
        {"drift.accept", "check --accept contacts"},
        {"run.approve", "approve " + run},
        {"pause", "pause"},
        {"resume", "resume"},
        {"reload", "reload"},
        {"audit", "audit"},
    };
    int compared = 0;
    for (const auto& [method, shown] : documented_answers()) {
        const auto command = asked.find(method);
        if (command == asked.end())
            continue;
        const auto outcome = type("retentionctl --json " + command->second);
        const auto given = json::parse(outcome.output, nullptr, false);
        ASSERT_TRUE(given.is_object()) << method << ": " << outcome.output;
        std::vector<std::string> complaints;
        compare(shown, given, method, "", complaints);
        for (const auto& complaint : complaints)
            ADD_FAILURE() << "docs/control-protocol.md: " << complaint << "\n" << outcome.output.substr(0, 1500);
        std::vector<std::string> untold;
        compare(given, shown, method, "", untold);
        for (const auto& complaint : untold)
            EXPECT_TRUE(is_told_of_a_run(complaint, documented_answers().at("run.show")))
                << "docs/control-protocol.md does not tell: " << complaint;
        ++compared;
    }
    EXPECT_GT(compared, 12);
}

} // namespace
} // namespace retention::guide
