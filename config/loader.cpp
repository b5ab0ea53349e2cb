// SPDX-License-Identifier: Apache-2.0
#include "config/loader.hpp"

#include "anonymizers/catalogue.hpp"
#include "config/file.hpp"
#include "config/order.hpp"
#include "config/policy_reader.hpp"
#include "config/policy_test_reader.hpp"
#include "config/reader.hpp"
#include "config/settings_reader.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

namespace retention::config {

namespace {

using policies::Finding;
using policies::Findings;
using policies::Place;
using policies::Policy;
using policies::Severity;
using std::filesystem::path;

Finding error(std::string code, std::string where, std::string message, std::string hint) {
    return {Severity::Error, std::move(code), std::move(where), Place{}, std::move(message), std::move(hint)};
}

// The policy files in `folder`, in order of name. Files of another ending are no policies; hidden ones, editors' copies and
// the tests of policies are none either, and it is not worth a word.
std::vector<path> policy_paths(const path& folder, Findings& findings) {
    std::vector<path> paths;
    std::error_code problem;
    std::filesystem::directory_iterator each(folder, problem);
    for (; !problem && each != std::filesystem::directory_iterator(); each.increment(problem)) {
        const auto name = each->path().filename().string();
        if (name.starts_with('.') || name.ends_with(kTestEnding))
            continue;
        if (each->path().extension() == ".yaml")
            paths.push_back(each->path());
        else if (each->path().extension() == ".yml")
            findings.push_back({Severity::Warning, "FILE_IGNORED", "policies", Place{},
                                in_quotes(each->path().string()) + " is not read",
                                "Rename it so that it ends in .yaml."});
    }
    if (problem)
        findings.push_back(error("FILE_UNREADABLE", "policies",
                                 "the folder " + in_quotes(folder.string()) + " can't be read: " + problem.message(),
                                 "Create it, or name another one with the setting policies."));
    std::sort(paths.begin(), paths.end());
    return paths;
}

// Takes the policy away: what has an error must not be used.
void refuse(PolicyFile& file, Finding finding) {
    file.findings.push_back(std::move(finding));
    sort_by_place(file.findings);
    file.policy.reset();
}

// The later file in order of name is the one that is refused.
void refuse_same_names(std::vector<PolicyFile>& files) {
    std::map<std::string, path> first;
    for (auto& file : files) {
        if (!file.policy)
            continue;
        const auto name = file.policy->name;
        const auto [other, is_new] = first.emplace(name, file.path);
        if (!is_new)
            refuse(file,
                   error("POLICY_DUPLICATE", "policy",
                         "a policy called " + in_quotes(name) + " is already in " + in_quotes(other->second.string()),
                         "Give one of the two another name."));
    }
}

std::vector<std::string> names_of(const std::map<std::string, Database>& databases) {
    std::vector<std::string> names;
    for (const auto& [name, database] : databases)
        names.push_back(name);
    return names;
}

void check_database(PolicyFile& file, const std::vector<std::string>& known) {
    const auto& name = file.policy->database;
    if (name.empty() && known.size() > 1)
        refuse(file,
               error("DATABASE_UNKNOWN", "database", "the settings name several databases, the policy none of them",
                     "Add one of " + enumerate(known) + ", as in database: " + known.front() + "."));
    else if (!name.empty() && !known.empty() && std::find(known.begin(), known.end(), name) == known.end())
        refuse(file, error("DATABASE_UNKNOWN", "database", "the settings have no database " + in_quotes(name),
                           suggest(name, known)));
}

void check_key(PolicyFile& file, const Settings& settings) {
    if (settings.pseudonym_key)
        return;
    const auto policy = file.policy; // outlives its refusal
    for (const auto& action : policy->actions)
        for (const auto& line : action.lines)
            for (const auto& treatment : line.columns)
                if (anonymizers::names_keyed(treatment.anonymizer, treatment.argument)) {
                    auto finding = error("PSEUDONYM_KEY_MISSING", "actions." + action.name + "." + line.written + "." + treatment.column,
                                         treatment.anonymizer + " needs a key, and the settings name none",
                                         "Make one with openssl rand -hex 32, keep it apart from the database, and name the file "
                                         "with the setting pseudonym_key.");
                    finding.place = treatment.place;
                    return refuse(file, std::move(finding));
                }
}

} // namespace

void check_with_settings(PolicyFile& file, const Settings& settings) {
    if (file.policy)
        check_database(file, names_of(settings.databases));
    if (file.policy)
        check_key(file, settings);
}

bool Configuration::has_errors() const noexcept {
    return policies::has_errors(findings) || std::any_of(policies.begin(), policies.end(), [](const PolicyFile& file) {
               return policies::has_errors(file.findings);
           });
}

PolicyFile load_policy_file(const path& file_path) {
    PolicyFile file;
    file.path = file_path;
    auto source = std::make_shared<const Source>(read_file(file_path, file.findings));
    if (file.findings.empty())
        if (auto policy = read_policy(*source, file.findings))
            file.policy = std::make_shared<const Policy>(std::move(*policy));
    file.source = std::move(source);
    return file;
}

namespace {

// The policies of a folder that somebody named; what is wrong with the folder itself is a file of its own.
std::vector<PolicyFile> load_folder(const path& folder) {
    PolicyFile itself;
    itself.path = folder;
    itself.source = std::make_shared<const Source>(folder.string(), "");
    std::vector<PolicyFile> files;
    for (const auto& each : policy_paths(folder, itself.findings))
        files.push_back(load_policy_file(each));
    if (files.empty() && itself.findings.empty())
        itself.findings.push_back(error("FILE_UNREADABLE", "", "the folder holds no policy", "A policy is a file that ends in .yaml."));
    if (!itself.findings.empty())
        files.insert(files.begin(), std::move(itself));
    return files;
}

} // namespace

std::vector<PolicyFile> load_policy_files(const std::vector<path>& paths) {
    std::vector<PolicyFile> files;
    std::set<path> seen;
    const auto add = [&](PolicyFile file) {
        std::error_code problem;
        const auto same = std::filesystem::weakly_canonical(file.path, problem);
        if (problem || seen.insert(same).second)
            files.push_back(std::move(file));
    };
    for (const auto& each : paths) {
        std::error_code problem;
        if (!std::filesystem::is_directory(each, problem))
            add(load_policy_file(each));
        else
            for (auto& file : load_folder(each))
                add(std::move(file));
    }
    refuse_same_names(files);
    return files;
}

Configuration load(const path& settings_file) {
    Configuration configuration;
    configuration.path = settings_file;
    const auto folder = std::filesystem::absolute(settings_file).parent_path();
    auto source = std::make_shared<Source>(read_file(settings_file, configuration.findings));
    const bool is_read = configuration.findings.empty();
    if (is_read)
        configuration.settings = read_settings(*source, folder, configuration.findings);
    configuration.source = std::move(source);
    if (!is_read)
        return configuration;
    for (const auto& each : policy_paths(configuration.settings.policies, configuration.findings))
        configuration.policies.push_back(load_policy_file(each));
    refuse_same_names(configuration.policies);
    for (auto& file : configuration.policies)
        check_with_settings(file, configuration.settings);
    return configuration;
}

} // namespace retention::config
