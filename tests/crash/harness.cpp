// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/harness.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <unistd.h>

namespace retention::test {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kTemplate = "crm_template";
const std::filesystem::path kSource = RETENTIOND_SOURCE_DIR;

PrivateCluster::Options own_cluster() {
    PrivateCluster::Options options;
    options.may_share = false;
    return options;
}

} // namespace

Crm::Crm() : cluster_(own_cluster()) {
    cluster_.create_database(kTemplate);
    cluster_.load_file(kTemplate, kSource / "tests/crm/crm.sql", {{"persons", "600"}});
    cluster_.load_file(kTemplate, kSource / "tests/crm/expected.sql");
    cluster_.load_file(kTemplate, kSource / "tests/crash/proof.sql");
    reset();
}

void Crm::reset() {
    cluster_.create_database(kDatabase, kTemplate);
}

void Crm::slow_down() {
    cluster_.exec(kDatabase,
                  "create table proof.pace as select 0.05::float8 as seconds;"
                  "create function proof.dawdle() returns trigger language plpgsql as $$ begin perform "
                  "pg_sleep(seconds) from proof.pace; return coalesce(new, old); end $$;"
                  "create trigger dawdle before update or delete on crm.person for each row execute function "
                  "proof.dawdle()");
}

void Crm::speed_up() {
    cluster_.exec(kDatabase, "do $$ begin update proof.pace set seconds = 0; exception when undefined_table then null; end $$");
}

std::string Crm::complaints(const std::string& function) const {
    return value("select coalesce(string_agg(x, E'\\n'), '') from proof." + function + "() x");
}

Installation::Installation(const PrivateCluster& cluster) : folder_("retentiond-crash") {
    std::filesystem::create_directories(folder() / "policies.d");
    std::filesystem::create_directories(folder() / "state");
    write_settings(cluster.dsn(Crm::kDatabase));
    auto text = read(kSource / "config/examples/policies.d/contacts.yaml");
    text = std::regex_replace(text, std::regex("\n *window:[^\n]*"), "");
    text = std::regex_replace(text, std::regex("persons: 5000"), "persons: null");
    text = std::regex_replace(text, std::regex("share: 5%"), "share: null");
    text = std::regex_replace(text, std::regex("growth: 10 "), "growth: null ");
    write(policy(), text);
}

void Installation::write_settings(const std::string& connection, const std::string& more) const {
    write_settings_with_pace(connection, "batch_rows: 5, batch_time: 200ms", more);
}

void Installation::write_settings_with_pace(const std::string& connection, const std::string& pace, const std::string& more) const {
    std::string escaped;
    for (const char c : connection)
        escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    write(settings(), "databases:\n  crm: \"" + escaped +
                          "\"\npolicies: policies.d\nstate: state\nsocket: " + socket().string() +
                          "\npace: { " + pace + " }\naccess: { administrator: [\"uid:" +
                          std::to_string(geteuid()) + "\"] }\n" + (more.find("workers:") == std::string::npos ? "workers: 2\n" : "") + more);
}

std::string Installation::text_of_another_policy() const {
    auto other = read(policy());
    other.replace(other.find("policy: contacts"), 16, "policy: others  ");
    other.replace(other.find("mode: enforce"), 13, "mode: observe");
    return other;
}

void Installation::restore_policy() const {
    if (std::filesystem::exists(policy_put_away()))
        std::filesystem::rename(policy_put_away(), policy());
    std::filesystem::remove(other_policy());
}

void Installation::write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::trunc);
    file << text;
    if (!file.flush())
        throw std::runtime_error("write " + path.string());
}

std::string Installation::read(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error("read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path program(const std::string& name) {
    return std::filesystem::path(RETENTIOND_BINARY_DIR) / "bin" / name;
}

Daemon::Daemon(const Installation& installation, const std::string& failpoint)
    : installation_(installation),
      process_({{program("retentiond").string(), "--config", installation.settings().string()},
                {{"RETENTIOND_FAILPOINT", failpoint}},
                {},
                -1}) {}

bool Daemon::wait_until_up() {
    return wait_until(
        [&] {
            if (!process_.is_running())
                return true;
            const auto status = ask(installation_, {"status"});
            return status && (*status)["databases"][0]["state"] == "ok";
        },
        kLongEnough);
}

std::optional<json> ask(const Installation& installation, std::vector<std::string> arguments) {
    std::vector<std::string> command{program("retentionctl").string(), "--json", "--socket",
                                     installation.socket().string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto outcome = run({command, {}, {}, -1});
    if (outcome.exit_status != 0 && outcome.exit_status != 3)
        return std::nullopt;
    const json document = json::parse(outcome.output, nullptr, false);
    return document.is_discarded() ? std::nullopt : std::optional(document);
}

std::optional<json> last_run(const Installation& installation) {
    const auto runs = ask(installation, {"runs", "contacts", "--last", "1"});
    if (!runs || (*runs)["runs"].empty())
        return std::nullopt;
    return (*runs)["runs"][0];
}

bool help_on(const Installation& installation) {
    const auto run = last_run(installation);
    const std::string state = run ? (*run)["state"].get<std::string>() : "none";
    if (state == "none" || state == "superseded" || state == "cancelled" || state == "failed")
        ask(installation, {"run", "contacts"});
    else if (state == "awaiting_approval")
        ask(installation, {"approve", std::to_string((*run)["run"].get<long long>())});
    return state == "finished";
}

long long start_approved_run(const Installation& installation) {
    if (!ask(installation, {"run", "contacts"}))
        throw std::runtime_error("no run was started");
    const auto started = last_run(installation);
    if (!started)
        throw std::runtime_error("the run is not told");
    const long long run = (*started)["run"];
    if (!ask(installation, {"approve", std::to_string(run)}))
        throw std::runtime_error("the run was not approved");
    return run;
}

bool wait_for_state(const Installation& installation, const std::string& state) {
    return wait_until(
        [&] {
            const auto run = last_run(installation);
            return run && (*run)["state"] == state;
        },
        kLongEnough);
}

} // namespace retention::test
