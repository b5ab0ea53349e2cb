// SPDX-License-Identifier: Apache-2.0
//
// The examples of docs/control-protocol.md, rendered, are compared with the texts in golden/. After a wanted change run
// this with RETENTIOND_UPDATE_GOLDEN=1 and review the difference.
#include "daemon/ctl/render.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>

namespace retention::ctl {
namespace {

using nlohmann::json;

const std::string kRoot = RETENTIOND_SOURCE_DIR;

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

json example_of(const std::string& method) {
    const auto text = read_file(kRoot + "/docs/control-protocol.md");
    const auto heading = text.find("\n### `" + method + "`");
    const auto begin = text.find("```json\n", heading) + 8;
    return json::parse(text.substr(begin, text.find("```", begin) - begin));
}

void expect_golden(const std::string& name, const std::string& text) {
    const auto path = kRoot + "/tests/daemon/ctl/golden/" + name + ".txt";
    if (std::getenv("RETENTIOND_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path) << text;
    EXPECT_EQ(text, read_file(path)) << path;
}

const Screen kFile{};
const Screen kTerminal{.is_terminal = true, .has_colour = true, .width = 80};

struct Rendering {
    const char* method;
    std::function<std::string(const json&, const Screen&)> render;
};

const Rendering kRenderings[] = {
    {"status", render_status},
    {"runs", render_runs},
    {"run.show", render_run},
    {"failures", render_failures},
    {"plan", render_plan},
    {"plan.subjects", render_forgotten},
    {"plan.diff", render_plan_difference},
    {"plan.diff.subjects", render_plan_difference},
    {"forecast", render_forecast},
    {"explain", render_explain},
    {"rehearse", render_rehearsal},
    {"drift.accept", [](const json& result, const Screen&) { return render_drift_accepted(result); }},
    {"redo", [](const json& result, const Screen&) { return render_redo(result, "nobody"); }},
    {"run.start", [](const json& result, const Screen& screen) { return render_run_changed(result, screen); }},
    {"run.cancel", [](const json& result, const Screen& screen) { return render_run_changed(result, screen); }},
    {"pause", [](const json& result, const Screen&) { return render_pause(result, true); }},
    {"resume", [](const json& result, const Screen&) { return render_pause(result, false); }},
    {"reload", render_reload},
    {"pace.show", render_pace},
    {"erase", [](const json& result, const Screen&) { return render_request_recorded(result); }},
    {"request.withdraw", [](const json& result, const Screen&) { return render_request_withdrawn(result); }},
    {"request.list", render_requests},
    {"hold.add", [](const json& result, const Screen&) { return render_hold_added(result); }},
    {"hold.remove", [](const json& result, const Screen&) { return render_hold_removed(result); }},
    {"hold.list", render_holds},
    {"audit", render_audit},
};

TEST(Render, ExamplesLookAsAgreed) {
    for (const auto& rendering : kRenderings)
        expect_golden(rendering.method, rendering.render(example_of(rendering.method), kFile));
}

TEST(Render, TablesFitTheTerminal) {
    for (const auto& rendering : kRenderings) {
        std::istringstream lines(rendering.render(example_of(rendering.method), kTerminal));
        bool is_table = false; // from bold headings to the next empty line
        for (std::string line; std::getline(lines, line);) {
            is_table = !line.empty() && (is_table || line.find("\x1b[1m") != std::string::npos);
            EXPECT_TRUE(!is_table || columns_of(line) <= kTerminal.width) << rendering.method << ": " << line;
        }
    }
}

TEST(Render, NothingIsInColourInAFile) {
    for (const auto& rendering : kRenderings)
        EXPECT_EQ(rendering.render(example_of(rendering.method), kFile).find('\x1b'), std::string::npos)
            << rendering.method;
}

// Replaces each text in a document by a hostile one.
json poisoned(json document) {
    if (document.is_string())
        return "\x1b]0;owned\x07\r\n\xc2\x9b";
    if (document.is_structured())
        for (auto& element : document)
            element = poisoned(element);
    return document;
}

TEST(Render, HostileTextDoesNotReachTheTerminal) {
    for (const auto& rendering : kRenderings) {
        const auto text = rendering.render(poisoned(example_of(rendering.method)), kFile);
        for (const char letter : text)
            EXPECT_TRUE(letter == '\n' || static_cast<unsigned char>(letter) >= 0x20) << rendering.method;
        EXPECT_EQ(text.find("\xc2\x9b"), std::string::npos) << rendering.method;
    }
}

// Removes members, or gives them another kind, one at a time.
TEST(Render, DocumentOfAnotherVersionIsShownAsFarAsItGoes) {
    for (const auto& rendering : kRenderings) {
        const auto example = example_of(rendering.method);
        for (const auto& [name, value] : example.items())
            for (const json& replacement : {json(), json(7), json("text"), json::array({1, nullptr}), json{{"a", 1}}}) {
                auto changed = example;
                changed[name] = replacement;
                EXPECT_NO_THROW(rendering.render(changed, kFile)) << rendering.method << " " << name << replacement;
            }
        for (const json& other : {json(), json(7), json::array(), json::object()}) {
            if (std::string{rendering.method}.substr(0, 4) != "run.") {
                EXPECT_NO_THROW(rendering.render(other, kFile)) << rendering.method;
            }
        }
    }
}

TEST(Render, ForecastWithoutWhatIfHasAColumnForEachRule) {
    auto forecast = example_of("forecast");
    forecast["what_if"] = nullptr;
    forecast["set"] = json::array();
    expect_golden("forecast.as_is", render_forecast(forecast, kFile));
    auto narrow = kTerminal;
    narrow.width = 60;
    const auto text = render_forecast(forecast, narrow);
    EXPECT_NE(text.find("#"), std::string::npos) << "bars come first where there is no room beside the table";
    EXPECT_NE(text.find("consent-ended"), std::string::npos);
}

TEST(Render, PlanWithoutForgottenPeopleSaysNothingOfThem) {
    auto plan = example_of("plan");
    plan["unclassified"] = 0;
    plan["never_due"] = json::object();
    plan["without_rule"] = json::object();
    plan["unjudged"] = {{"subjects", 0}, {"because", nlohmann::json::array()}};
    EXPECT_EQ(render_plan(plan, kFile).find("--subjects"), std::string::npos);
}

TEST(Render, RunThatWaitsNamesTheNextStep) {
    const auto text = render_run_changed({{"run", 7}, {"policy", "p"}, {"state", "awaiting_approval"}}, kFile);
    EXPECT_NE(text.find("next: retentionctl approve 7\n"), std::string::npos);
}

TEST(Render, EmptyListsSaySo) {
    EXPECT_EQ(render_runs({{"runs", json::array()}}, kFile), "no runs yet\n");
    EXPECT_EQ(render_holds({{"holds", json::array()}}, kFile), "no holds\n");
    EXPECT_NE(render_status({{"policies", json::array()}}, kFile).find("no policies"), std::string::npos);
}

TEST(Render, HoldsInDoubtAreMarkedAndStopPlans) {
    const auto holds = render_holds({{"holds", {{{"hold", 4}, {"doubt", "no_row"}}, {{"hold", 5}, {"doubt", nullptr}}}}}, kFile);
    EXPECT_NE(holds.find("names no row that is there\n"), std::string::npos) << holds;
    EXPECT_NE(render_plan({{"due", 1}, {"holds_in_doubt", "hold 4 names none"}}, kFile).find("due: 1\nnothing would be done: hold 4 names none\n"),
              std::string::npos);
    const auto status = render_status({{"databases", {{{"database", "crm"}, {"holds_in_doubt", "hold 4 names none"}}}}}, kFile);
    EXPECT_NE(status.find("nothing is planned in database crm: hold 4 names none\n"), std::string::npos) << status;
}

TEST(Render, ARemovedHoldFreesNobodyWhomAnotherHolds) {
    EXPECT_EQ(render_hold_removed({{"hold", 4}, {"policy", "p"}, {"subject", "7"}, {"others", 1}, {"already", false}}),
              "hold 4 removed: subject 7 of policy p stays on hold by another: retentionctl hold list\n");
    EXPECT_EQ(render_hold_removed({{"hold", 4}, {"policy", "p"}, {"subject", "7"}, {"others", 0}, {"already", false}}),
              "hold 4 removed: subject 7 of policy p can be acted upon again\n");
}

TEST(Render, HoldThatCameTooLateSaysSo) {
    EXPECT_EQ(render_hold_added({{"policy", "p"}, {"subject", {"a", "7"}}, {"too_late", true}}),
              "too late: subject a, 7 of policy p has been acted upon already\n");
}

} // namespace
} // namespace retention::ctl
