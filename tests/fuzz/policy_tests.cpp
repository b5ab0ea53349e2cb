// SPDX-License-Identifier: Apache-2.0
//
// A file of policy tests: it is read, or has an error; and every finding can be shown.
#include "config/diagnostics.hpp"
#include "config/exact_place.hpp"
#include "config/policy_test_reader.hpp"
#include "tests/fuzz/claim.hpp"

#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const config::Source source("policy.test.yaml", std::string(fuzz::text_of(data, size)));
    policies::Findings findings;
    const auto tests = config::read_policy_tests(source, findings);
    fuzz::claim(tests.has_value() != policies::has_errors(findings), "tests, or an error");
    if (tests)
        for (const auto& test : tests->tests)
            fuzz::claim(!test.name.empty(), "a test has a name");
    config::find_exact_places(findings, source);
    for (const auto& finding : findings) {
        fuzz::claim(finding.place.line <= source.line_count(), "a place is in the file");
        fuzz::claim(finding.message.find('\n') == finding.message.npos, "a message is one line");
    }
    fuzz::claim(config::render(findings, source).empty() == findings.empty(), "findings are shown");
    return 0;
}
