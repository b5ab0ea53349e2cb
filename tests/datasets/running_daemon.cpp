// SPDX-License-Identifier: Apache-2.0
#include "tests/datasets/running_daemon.hpp"

#include <fstream>
#include <set>
#include <stdexcept>

namespace retention::test {

namespace {

using namespace std::chrono_literals;

const std::filesystem::path kPrograms = std::filesystem::path(RETENTIOND_BINARY_DIR) / "bin";
constexpr auto kDeadline = 5 * kLongEnough;

} // namespace

RunningDaemon::RunningDaemon(const std::string& dsn, const std::filesystem::path& policy) {
    std::filesystem::create_directory(folder_.path() / "policies.d");
    std::filesystem::create_directory(folder_.path() / "state");
    std::filesystem::copy_file(policy, folder_.path() / "policies.d" / "policy.yaml");
    const auto key = folder_.path() / "pseudonym.key";
    std::ofstream(key) << std::string(32, 'k');
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    const auto settings = folder_.path() / "retentiond.yaml";
    std::ofstream(settings)
        << "databases: { sample: \"" << dsn << "\" }\n"
        << "policies: policies.d\nstate: state\nsocket: control.sock\npseudonym_key: pseudonym.key\n";
    process_.emplace(Command{{(kPrograms / "retentiond").string(), "--config", settings.string()}, {}, {}, -1});
    const bool answers = wait_until(
        [&] {
            return !process_->is_running() || call({"runs", "--json"}).succeeded();
        },
        kDeadline);
    if (!answers || !process_->is_running())
        throw std::runtime_error("retentiond did not start: " + process_->errors());
}

Outcome RunningDaemon::call(std::vector<std::string> arguments) const {
    std::vector<std::string> all{(kPrograms / "retentionctl").string(), "--socket",
                                 (folder_.path() / "control.sock").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run({std::move(all), {}, {}, -1});
}

nlohmann::json RunningDaemon::ask(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const auto outcome = call(arguments);
    if (!outcome.succeeded())
        throw std::runtime_error("retentionctl " + arguments.front() + ": " + outcome.errors + outcome.output + log());
    return nlohmann::json::parse(outcome.output);
}

nlohmann::json RunningDaemon::outcome_of(long long number) const {
    static const std::set<std::string> ends{"finished", "failed", "cancelled", "superseded"};
    nlohmann::json document;
    const auto has_ended = [&] {
        document = ask({"run", "show", std::to_string(number)});
        return ends.contains(document.at("state").get<std::string>());
    };
    if (!wait_until(has_ended, kDeadline))
        throw std::runtime_error("run " + std::to_string(number) + " does not end: " + document.dump() + log());
    return document;
}

} // namespace retention::test
