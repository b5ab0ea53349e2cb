// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace retention::policies {

// A place in a policy file; both count from 1, and 0 means unknown.
struct Place {
    int line = 0;
    int column = 0;
};

enum class Severity { Note, Warning, Error };

// Something that is wrong with a policy, or that its author should know.
struct Finding {
    Severity severity = Severity::Error;
    std::string code;      // stable, UPPER_CASE: documented in docs/findings.md
    std::string path;      // rules.silent-prospects.unless
    Place place;
    std::string message;   // lowercase, no full stop
    std::string hint;      // a full sentence, or empty
};

using Findings = std::vector<Finding>;

inline bool has_errors(const Findings& findings) noexcept {
    for (const auto& finding : findings)
        if (finding.severity == Severity::Error)
            return true;
    return false;
}

} // namespace retention::policies
