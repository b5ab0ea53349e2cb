// SPDX-License-Identifier: Apache-2.0
//
// A policy file: it is read, or has an error; and every finding can be shown.
#include "config/diagnostics.hpp"
#include "config/exact_place.hpp"
#include "config/policy_reader.hpp"
#include "tests/fuzz/claim.hpp"

#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const config::Source source("policy.yaml", std::string(fuzz::text_of(data, size)));
    policies::Findings findings;
    const auto policy = config::read_policy(source, findings);
    fuzz::claim(policy.has_value() != policies::has_errors(findings), "a policy, or an error");
    config::find_exact_places(findings, source);
    for (const auto& finding : findings) {
        fuzz::claim(finding.place.line <= source.line_count(), "a place is in the file");
        fuzz::claim(!finding.code.empty() && !finding.message.empty(), "a finding says something");
        fuzz::claim(finding.message.find('\n') == finding.message.npos, "a message is one line");
    }
    fuzz::claim(config::render(findings, source).empty() == findings.empty(), "findings are shown");
    return 0;
}
