// SPDX-License-Identifier: Apache-2.0
#include "tests/support/policy_fragment.hpp"

#include <cctype>
#include <set>
#include <sstream>

namespace retention::test {

namespace {

// "rules" of a line that begins the section of that name; empty for all others.
std::string section_begun_by(const std::string& line) {
    const bool begins = !line.empty() && std::islower(static_cast<unsigned char>(line.front()));
    return begins ? line.substr(0, line.find(':')) : "";
}

std::set<std::string> sections_of(const std::string& policy) {
    std::set<std::string> sections;
    std::istringstream lines(policy);
    for (std::string line; std::getline(lines, line);)
        sections.insert(section_begun_by(line));
    return sections;
}

} // namespace

std::string complete(const std::string& fragment, const std::string& frame) {
    const auto own = sections_of(fragment);
    std::string whole = fragment;
    std::string section;
    std::istringstream lines(frame);
    for (std::string line; std::getline(lines, line);) {
        if (const auto begun = section_begun_by(line); !begun.empty())
            section = begun;
        if (!section.empty() && own.count(section) == 0)
            whole += line + "\n";
    }
    return whole;
}

} // namespace retention::test
