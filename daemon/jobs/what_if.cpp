// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/what_if.hpp"

#include "config/what_if.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/policy_check.hpp"

namespace retention::jobs {

namespace {

using Kind = OperationError::Kind;

std::vector<config::Replacement> replacements_of(const std::vector<std::string>& set) {
    std::vector<config::Replacement> replacements;
    for (const auto& text : set) {
        auto replacement = config::parse_replacement(text);
        if (!replacement)
            throw OperationError(Kind::Invalid, "\"" + text + "\" is no PATH=VALUE",
                                 "Write --set rules.NAME.keep=P1Y; the value null takes a key out.");
        replacements.push_back(std::move(*replacement));
    }
    return replacements;
}

// The first error; what was put in place has no line of its own.
[[noreturn]] void refuse(const policies::Policy& policy, const policies::Findings& findings) {
    const policies::Finding* first = nullptr;
    int errors = 0;
    for (const auto& finding : findings)
        if (finding.severity == policies::Severity::Error && ++errors == 1)
            first = &finding;
    const auto place = first->place.line == 0
                           ? std::string("--set ")
                           : policy.file + ":" + std::to_string(first->place.line) + ":" + std::to_string(first->place.column) + ": ";
    throw OperationError(Kind::Invalid, place + first->path + ": " + first->message +
                                            (errors > 1 ? ", and " + std::to_string(errors - 1) + " more" : ""),
                         first->hint);
}

} // namespace

std::shared_ptr<const CompiledPolicy> what_if(database::Session& session, const policies::Policy& policy, const std::vector<std::string>& set,
                                              const policies::Beside& beside) {
    policies::Findings findings;
    auto changed = config::read_policy_with(config::Source(policy.file, policy.text), replacements_of(set), findings);
    if (!changed)
        refuse(policy, findings);
    database::Transaction reading(session, database::Transaction::Mode::ReadOnly);
    const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
    const auto checked =
        check_policy(reading, std::make_shared<const policies::Policy>(std::move(*changed)), schema, Thoroughness::Texts, beside);
    if (!checked.compiled)
        refuse(policy, checked.findings);
    return checked.compiled;
}

} // namespace retention::jobs
