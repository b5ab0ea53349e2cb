// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/policy_tests.hpp"

#include "config/diagnostics.hpp"
#include "config/loader.hpp"
#include "config/policy_test_reader.hpp"
#include "daemon/proving/obstacle.hpp"
#include "daemon/proving/report.hpp"
#include "daemon/proving/test_runner.hpp"
#include "daemon/service/assembly.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <ostream>

namespace retention::service {

namespace {

using proving::FileResult;
using proving::Obstacle;

// The settings, read when the first of the tests needs them: most need none.
class LazySettings {
public:
    explicit LazySettings(std::filesystem::path path) : path_(std::move(path)) {}

    // Throws Obstacle with all that is wrong with them.
    const config::Settings& get() {
        if (!configuration_)
            configuration_ = config::load(path_);
        if (policies::has_errors(configuration_->findings))
            throw Obstacle("the settings can't be used: " + first_error(),
                           "Name files of tests that name a schema, or the settings with --config.");
        return configuration_->settings;
    }

    database::Dsn database_of(const policies::Policy& policy) {
        const auto& databases = get().databases;
        auto found = databases.find(policy.database);
        if (policy.database.empty() && databases.size() == 1)
            found = databases.begin();
        if (found == databases.end())
            throw Obstacle("the settings do not say which database policy \"" + policy.name + "\" is about",
                           "Name a schema in the file of tests, or with --schema.");
        return dsn_of(found->second);
    }

private:
    std::string first_error() const {
        auto text = config::render(*std::find_if(configuration_->findings.begin(), configuration_->findings.end(),
                                                 [](const auto& finding) { return finding.severity == policies::Severity::Error; }),
                                   *configuration_->source);
        return text.erase(text.find_last_not_of('\n') + 1);
    }

    std::filesystem::path path_;
    std::optional<config::Configuration> configuration_;
};

// Files as given, and those of folders.
std::vector<std::filesystem::path> files_of(const TestOptions& options, LazySettings& settings, policies::Findings& findings) {
    auto wanted = options.files;
    if (wanted.empty())
        wanted.push_back(settings.get().policies);
    std::vector<std::filesystem::path> files;
    for (const auto& each : wanted) {
        if (!std::filesystem::is_directory(each)) {
            files.push_back(each);
            continue;
        }
        for (auto& file : config::policy_test_paths(each, findings))
            files.push_back(std::move(file));
    }
    return files;
}

FileResult without_files(const TestOptions& options, const std::string& why, const std::string& hint) {
    FileResult result;
    result.path = options.files.empty() ? options.config : options.files.front();
    result.obstacle = why;
    result.hint = hint;
    return result;
}

// A file without a test of that name has nothing to say.
bool has_something_to_say(const FileResult& result) { return !result.tests.empty() || !result.could_begin(); }

std::vector<FileResult> run_all(const TestOptions& options, std::ostream* out) {
    std::vector<FileResult> results;
    LazySettings settings(options.config);
    const auto add = [&](FileResult result) {
        if (out != nullptr)
            *out << proving::render(result, options.in_colour) << std::flush;
        results.push_back(std::move(result));
    };
    try {
        policies::Findings findings;
        const auto files = files_of(options, settings, findings);
        for (const auto& finding : findings)
            add(without_files(options, finding.message, finding.hint));
        proving::TestRunner runner({options.schema, options.programs, options.filter,
                                    [&](const policies::Policy& policy) { return settings.database_of(policy); }});
        for (const auto& file : files)
            if (auto result = runner.run(config::load_policy_test_file(file)); has_something_to_say(result))
                add(std::move(result));
    } catch (const Obstacle& obstacle) {
        add(without_files(options, obstacle.what(), obstacle.hint()));
    }
    // Silence must not pass for success.
    if (results.empty())
        add(without_files(options, options.filter.empty() ? "there are no tests" : "no test has \"" + options.filter + "\" in its name",
                          "Tests stand in files that end in .test.yaml, beside the policies."));
    return results;
}

void write_junit(const std::filesystem::path& path, const std::vector<FileResult>& results) {
    std::ofstream file(path);
    file << proving::to_junit(results);
    if (!file.flush())
        throw std::runtime_error("can't write \"" + path.string() + "\"");
}

} // namespace

int test_policies(const TestOptions& options, std::ostream& out) {
    const auto results = run_all(options, options.as_json ? nullptr : &out);
    if (options.as_json)
        out << proving::to_json(results).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    else
        out << proving::render_summary(results);
    if (options.junit)
        write_junit(*options.junit, results);
    return std::all_of(results.begin(), results.end(), [](const auto& result) { return result.has_passed(); }) ? 0 : 1;
}

} // namespace retention::service
