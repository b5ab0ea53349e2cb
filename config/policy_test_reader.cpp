// SPDX-License-Identifier: Apache-2.0
#include "config/policy_test_reader.hpp"

#include "config/file.hpp"
#include "config/language/maps.hpp"
#include "config/names_seen.hpp"
#include "config/one_line.hpp"
#include "config/order.hpp"
#include "config/reader.hpp"
#include "config/test_expect_reader.hpp"
#include "config/test_rows_reader.hpp"
#include "config/yaml_document.hpp"

#include <algorithm>
#include <system_error>

namespace retention::config {

namespace {

using policies::Findings;
using policies::Text;

constexpr const char* kAsOfHint = "Say by which date it judges, as in as_of: 2026-03-01; a test that depends on today fails tomorrow.";

// A date, or a time that begins with one: what stands behind it the server reads.
std::optional<Text> read_as_of(const Value& value) {
    auto text = value.placed_text("a date such as 2026-03-01");
    if (text && !is_day(std::string_view(text->value).substr(0, 10))) {
        value.error("VALUE_INVALID", in_quotes(text->value) + " is no date", "Write 2026-01-31 or 2026-01-31T12:00:00Z.");
        return std::nullopt;
    }
    return text;
}

std::string read_test_name(const Fields& fields, NamesSeen& seen) {
    const auto value = fields.find("name");
    const auto name = value ? value->text("a sentence") : std::nullopt;
    if (!name)
        return {};
    seen.add(*value, *name, "a test");
    return *name;
}

std::vector<Text> read_keys(const Value& value) {
    std::vector<Text> keys;
    for (const auto& item : value.list("a list of keys of subjects"))
        if (auto key = read_test_key(item))
            keys.push_back(std::move(*key));
    return keys;
}

PolicyTest read_test(const Value& value, NamesSeen& seen, const std::optional<Text>& usual_as_of, bool has_rows) {
    PolicyTest test;
    test.place = value.node().place;
    const Fields fields(value, language::kTest);
    test.name = read_test_name(fields, seen);
    if (const auto as_of = fields.find("as_of"))
        test.as_of = read_as_of(*as_of).value_or(Text{});
    else if (usual_as_of)
        test.as_of = *usual_as_of;
    else if (fields.is_map())
        value.error("KEY_MISSING", "a test needs a key \"as_of\", or the file one for all", kAsOfHint);
    if (const auto rows = fields.find("rows"))
        test.tables = read_test_rows(*rows);
    else if (!has_rows)
        static_cast<void>(fields.need("rows", "Write people as rows, as in rows: { crm.person: [ { id: 1 } ] }."));
    if (const auto holds = fields.find("holds"))
        test.holds = read_keys(*holds);
    if (const auto requests = fields.find("requests"))
        test.requests = read_keys(*requests);
    if (const auto expect = fields.find("expect"))
        test.subjects = read_test_expect(*expect);
    if (const auto after = fields.find("after"))
        test.after = read_test_after(*after);
    if (fields.is_map() && test.subjects.empty() && test.after.empty())
        value.error("KEY_MISSING", "a test expects nothing",
                    "Say what is expected of a subject (expect), or what the rows look like afterwards (after).");
    return test;
}

PolicyTests read_tree(const Node& root, Findings& findings) {
    PolicyTests tests;
    const Fields fields(Value(root, "", findings), language::kPolicyTests);
    if (const auto policy = fields.find("policy"))
        tests.policy = policy->placed_text("a path, relative to this file").value_or(Text{});
    if (const auto schema = fields.find("schema"))
        tests.schema = schema->placed_text("a path, relative to this file");
    std::optional<Text> as_of;
    const auto usual = fields.find("as_of");
    if (usual)
        as_of = read_as_of(*usual);
    if (usual && !as_of)
        as_of = Text{}; // reported already, and not for every test again
    const auto rows = fields.find("rows");
    if (rows)
        tests.tables = read_test_rows(*rows);
    NamesSeen seen;
    if (const auto list = fields.find("tests"))
        for (const auto& item : list->list("a list of tests"))
            tests.tests.push_back(read_test(item, seen, as_of, rows.has_value()));
    return tests;
}

} // namespace

std::optional<PolicyTests> read_policy_tests(const Source& source, Findings& findings) {
    Findings found;
    std::optional<PolicyTests> tests;
    if (const auto root = read_yaml(source, found))
        tests = read_tree(*root, found);
    put_on_one_line(found);
    sort_by_place(found);
    if (policies::has_errors(found))
        tests.reset();
    findings.insert(findings.end(), found.begin(), found.end());
    return tests;
}

PolicyTestFile load_policy_test_file(const std::filesystem::path& path) {
    PolicyTestFile file;
    file.path = path;
    auto source = std::make_shared<const Source>(read_file(path, file.findings));
    if (file.findings.empty())
        if (auto tests = read_policy_tests(*source, file.findings))
            file.tests = std::make_shared<const PolicyTests>(std::move(*tests));
    file.source = std::move(source);
    return file;
}

std::vector<std::filesystem::path> policy_test_paths(const std::filesystem::path& folder, Findings& findings) {
    std::vector<std::filesystem::path> paths;
    std::error_code problem;
    std::filesystem::directory_iterator each(folder, problem);
    for (; !problem && each != std::filesystem::directory_iterator(); each.increment(problem)) {
        const auto name = each->path().filename().string();
        if (!name.starts_with('.') && name.ends_with(kTestEnding))
            paths.push_back(each->path());
    }
    if (problem)
        findings.push_back({policies::Severity::Error, "FILE_UNREADABLE", "", {},
                            "the folder " + in_quotes(folder.string()) + " can't be read: " + problem.message(),
                            "Name a file of tests, or a folder that has some."});
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace retention::config
