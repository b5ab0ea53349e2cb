// SPDX-License-Identifier: Apache-2.0
//
// docs/findings.md, against the codes that the sources report.
#include "tests/structure/source_tree.hpp"

#include <gtest/gtest.h>

namespace retention::structure {
namespace {

using Codes = std::set<std::string>;

Codes to_set(const std::vector<std::string>& codes) {
    return {codes.begin(), codes.end()};
}

// Where findings are made. What else is written in capitals is erased by name.
Codes reported() {
    auto paths = files_below({"policies", "config", "daemon/service"}, {".cpp", ".hpp"});
    for (const auto* path : {"daemon/jobs/policy_check.cpp", "daemon/jobs/search_path.cpp", "daemon/jobs/server_hints.cpp",
                             "daemon/jobs/stand_in_check.cpp", "daemon/jobs/nameless_check.cpp",
                             "daemon/jobs/replica_check.cpp", "daemon/jobs/view_check.cpp",
                             "daemon/proving/test_check.cpp", "daemon/proving/test_result.hpp"})
        paths.emplace_back(path);
    Codes codes;
    for (const auto& path : paths)
        for (const auto& code : all_matches(read(path), "\"([A-Z]{3,}(?:_[A-Z0-9]+)*)\""))
            codes.insert(code);
    for (const auto* word : {"DELETE", "UPDATE", "NULL", "UTC", "YMD", "CREDENTIALS_DIRECTORY"})
        codes.erase(word);
    return codes;
}

Codes documented() {
    return to_set(all_matches(read("docs/findings.md"), "\n\\| `([A-Z_0-9]+)` \\|"));
}

Codes log_ids() {
    return to_set(all_matches(read("docs/log-messages.md"), "\n### ([A-Z_0-9]+)"));
}

TEST(Findings, AreAllDocumented) {
    const auto findings = documented();
    const auto logged = log_ids();
    for (const auto& code : reported())
        EXPECT_TRUE(findings.count(code) || logged.count(code)) << code << " is not in docs/findings.md";
}

TEST(Findings, AreNotDocumentedWhenNothingReportsThem) {
    const auto codes = reported();
    for (const auto& code : documented())
        EXPECT_TRUE(codes.count(code)) << code << " is in docs/findings.md only";
}

TEST(Findings, AreDocumentedOnce) {
    const auto rows = all_matches(read("docs/findings.md"), "\n\\| `([A-Z_0-9]+)` \\|");
    EXPECT_EQ(rows.size(), documented().size());
}

TEST(Findings, SayHowSevereTheyAre) {
    const std::string text = read("docs/findings.md");
    EXPECT_EQ(all_matches(text, "\n\\| `[A-Z_0-9]+` \\| (error|warning|note)[^|]* \\|").size(), documented().size());
}

// What the two corpora of policies with faults show, tests/config/broken and tests/daemon/service/refused.
Codes shown() {
    Codes codes;
    for (const auto& path : files_below({"tests/config/broken", "tests/daemon/service/refused"}, {".expected"}))
        for (const auto& code : all_matches(read(path), " \\[([A-Z_]+)\\]\n"))
            codes.insert(code);
    return codes;
}

// Findings that a file alone does not show: other files, the server, the system or the role of the daemon decide. Other
// tests have them.
const Codes kNotOfOneFile{
    "ACCESS_UNKNOWN", "DATABASE_TWICE", "DATABASE_UNKNOWN", "DATABASE_UNREACHABLE", "FILE_IGNORED", "FILE_UNREADABLE", "POLICY_DUPLICATE",
    "PRIVILEGE_MISSING", "PSEUDONYM_KEY_UNUSABLE", "RESTART_NEEDED", "ROLE_TOO_STRONG", "ROW_SECURITY",
    "JOURNAL_UNUSABLE",   // of a restore
    "PATH_OPEN", "SQL_SHADOWED",   // of the role's search_path
    "OTHER_LINK_REFUSED", "ROWS_OF_BOTH",   // of what another policy links
    "PATTERN_NOT_KEEP",   // of policies that no file was read for
    "STAND_IN_DUE",   // of a database that has a journal
    "LETTERS_UNKNOWN",   // of a database with the locale C
    "TABLE_LOCKED",   // of a moment
    "LARGE_OBJECT_LEFT", "LARGE_OBJECT_NOT_OWNED", "LARGE_OBJECT_SHARED", "LINK_CASE", "TRIGGERS_OFF",   // of rows, and of a role
    "SERVER_NO_AUTOVACUUM", "SERVER_READ_ONLY", "SERVER_WAL_UNCOMPRESSED",   // of a server
    "SET_UNKNOWN", "TEST_BROKEN",   // of forecasts, and of tests of policies
    "DRIFT_COLUMN_NEW", "DRIFT_KEY_NEW", "DRIFT_PART_GONE", "DRIFT_TABLE_NEW", "DRIFT_TRIGGER_NEW", "DRIFT_TYPE_CHANGED", "DRIFT_UNREADABLE",
    "DRIFT_WAY_CHANGED",
    "FLOOR_ELSEWHERE", "HOLD_ELSEWHERE", "HOLD_LINK_REFUSED", "SUBJECTS_ELSEWHERE",   // of two policies
};

TEST(Findings, HaveACaseEach) {
    const auto codes = shown();
    for (const auto& code : documented())
        EXPECT_NE(codes.count(code), kNotOfOneFile.count(code)) << code << " has no case, or is on the list in vain";
}

} // namespace
} // namespace retention::structure
