// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/report.hpp"

#include <nlohmann/json.hpp>

namespace retention::proving {

namespace {

using nlohmann::json;

json findings_of(const policies::Findings& findings, const std::string& file) {
    json list = json::array();
    for (const auto& finding : findings)
        list.push_back({{"file", file},
                        {"line", finding.place.line},
                        {"column", finding.place.column},
                        {"code", finding.code},
                        {"path", finding.path},
                        {"message", finding.message},
                        {"hint", finding.hint}});
    return list;
}

json test_of(const TestResult& test, const FileResult& file) {
    json differences = json::array();
    for (const auto& each : test.differences)
        differences.push_back({{"line", each.place.line},
                               {"column", each.place.column},
                               {"what", each.what},
                               {"expected", each.expected},
                               {"actual", each.actual}});
    return {{"test", test.name},
            {"line", test.place.line},
            {"passed", file.could_begin() && test.has_passed()},
            {"milliseconds", test.took.count()},
            {"differences", std::move(differences)},
            {"errors", findings_of(test.troubles, file.path.string())}};
}

json errors_of(const FileResult& file) {
    json list = json::array();
    for (const auto& complaint : file.complaints)
        for (auto& finding : findings_of(complaint.findings, complaint.source->name()))
            list.push_back(std::move(finding));
    if (!file.obstacle.empty())
        list.push_back({{"file", file.path.string()}, {"line", 0}, {"column", 0}, {"code", "TEST_BROKEN"}, {"path", ""},
                        {"message", file.obstacle}, {"hint", file.hint}});
    return list;
}

} // namespace

json to_json(const std::vector<FileResult>& files) {
    json list = json::array();
    std::size_t passed = 0;
    std::size_t failed = 0;
    for (const auto& file : files) {
        json tests = json::array();
        for (const auto& test : file.tests)
            tests.push_back(test_of(test, file));
        list.push_back({{"file", file.path.string()},
                        {"policy", file.policy.empty() ? json() : json(file.policy)},
                        {"errors", errors_of(file)},
                        {"tests", std::move(tests)}});
        passed += file.passed();
        failed += file.failed();
    }
    return {{"files", std::move(list)}, {"tests", passed + failed}, {"passed", passed}, {"failed", failed}};
}

} // namespace retention::proving
