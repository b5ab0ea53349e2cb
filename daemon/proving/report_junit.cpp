// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/report.hpp"

#include "config/source.hpp"

#include <array>
#include <cstdio>

namespace retention::proving {

namespace {

// XML 1.0 has no way to write most control characters, escaped or not. A reader makes a space of a line's end in an attribute,
// unless that is escaped.
enum class Part { Attribute, Content };

std::string escaped(const std::string& text, Part part) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\n':
            result += part == Part::Attribute ? "&#10;" : "\n";
            break;
        default:
            result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return result;
}

std::string seconds(std::chrono::milliseconds took) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", static_cast<double>(took.count()) / 1000);
    return text.data();
}

std::string attribute(const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + escaped(value, Part::Attribute) + "\"";
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

// `kind`: failure, when something is otherwise than expected; error, when a test could not be carried out.
std::string problem(const char* kind, const std::string& message, const std::string& details) {
    return std::string("      <") + kind + attribute("message", message) + ">" + escaped(details, Part::Content) + "</" + kind + ">\n";
}

std::string outcome_of(const TestResult& test, const FileResult& file) {
    if (!file.could_begin())
        return problem("error", first_line(details_of(file)), details_of(file));
    const auto details = details_of(test, *file.source);
    if (!test.troubles.empty())
        return problem("error", test.troubles.front().message, details);
    if (!test.differences.empty()) {
        const auto& first = test.differences.front();
        return problem("failure", first.what + ": expected " + first.expected + ", got " + first.actual, details);
    }
    return {};
}

std::string testcase(const TestResult& test, const FileResult& file) {
    const auto outcome = outcome_of(test, file);
    const std::string head = "    <testcase" + attribute("name", test.name) +
                             attribute("classname", file.policy.empty() ? file.path.stem().string() : file.policy) +
                             attribute("file", file.path.string()) + attribute("line", std::to_string(test.place.line)) +
                             attribute("time", seconds(test.took));
    return outcome.empty() ? head + "/>\n" : head + ">\n" + outcome + "    </testcase>\n";
}

// A file that could not be read has no tests to show; it must not look as if all were well.
std::vector<TestResult> tests_of(const FileResult& file) {
    if (file.tests.empty() && !file.could_begin())
        return {TestResult{"(the file itself)", {}, {}, {}, {}}};
    return file.tests;
}

std::string testsuite(const FileResult& file) {
    std::string cases;
    std::chrono::milliseconds took{0};
    std::size_t errors = 0;
    for (const auto& test : tests_of(file)) {
        cases += testcase(test, file);
        took += test.took;
        errors += !file.could_begin() || !test.troubles.empty() ? 1U : 0U;
    }
    return "  <testsuite" + attribute("name", file.path.string()) + attribute("tests", std::to_string(file.passed() + file.failed())) +
           attribute("failures", std::to_string(file.failed() - errors)) + attribute("errors", std::to_string(errors)) +
           attribute("time", seconds(took)) + ">\n" + cases + "  </testsuite>\n";
}

} // namespace

std::string to_junit(const std::vector<FileResult>& files) {
    std::string suites;
    for (const auto& file : files)
        if (file.passed() + file.failed() > 0)
            suites += testsuite(file);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites + "</testsuites>\n";
}

} // namespace retention::proving
