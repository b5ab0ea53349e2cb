// SPDX-License-Identifier: Apache-2.0
#include "tests/guide/scene.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace retention::guide {

namespace {

namespace fs = std::filesystem;
using test::PrivateCluster;

constexpr auto kPatience = std::chrono::minutes(5);

const fs::path kSource = RETENTIOND_SOURCE_DIR;
const fs::path kPrograms = fs::path(RETENTIOND_BINARY_DIR) / "bin";

constexpr const char* kTemplate = "crm_as_it_was";

std::unique_ptr<PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new ClusterEnd);

// The CRM, and the two tables of which the first page tells.
PrivateCluster& cluster() {
    if (running)
        return *running;
    PrivateCluster::Options options;
    options.may_share = false; // the database is called as in the pages
    running = std::make_unique<PrivateCluster>(options);
    running->create_database(kTemplate);
    running->load_file(kTemplate, kSource / "tests/crm/crm.sql", {{"persons", "1500"}});
    running->load_file(kTemplate, kSource / "tests/crm/expected.sql");
    running->exec(
        kTemplate,
        "create table public.subscriber (id bigint primary key, created_at timestamptz not null);"
        "create table public.opening (id bigint generated always as identity primary key, subscriber_id bigint not "
        "null references public.subscriber, opened_at timestamptz not null);"
        "create index on public.opening (subscriber_id);"
        // Handed over by an older system: when she came, nobody knows.
        "insert into crm.person (id, first_name, last_name, status) values (900001, 'Nora', 'Example', 'prospect')");
    return *running;
}

std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Enforcing at any time of the day, and by nobody's clock: no test may depend on when it runs.
std::string shipped_policy() {
    auto text = read(kSource / "config/examples/policies.d/contacts.yaml");
    text = std::regex_replace(text, std::regex("(^|\n)mode: [a-z]+"), "$1mode: enforce");
    text = std::regex_replace(text, std::regex("\n *cron:[^\n]*"), "\n  cron: \"0 0 29 2 *\"");
    return std::regex_replace(text, std::regex("\n *window:[^\n]*"), "");
}

} // namespace

Scene::Scene() : cluster_(cluster()) {
    cluster_.create_database(kDatabase, kTemplate);
    fs::create_directories(policies());
    write("retentiond.yaml", "databases:\n  crm: \"" + cluster_.dsn(kDatabase) +
                                 "\"\npolicies: policies.d\nstate: state\nsocket: control.sock\n");
    write("policies.d/contacts.yaml", shipped_policy());
    write("policies.d/contacts.test.yaml",
          "policy: contacts.yaml\nas_of: 2026-03-01\ntests:\n  - name: a partner is never touched\n"
          "    rows: { crm.person: [ { id: 1, status: partner } ] }\n    expect: { 1: { class: none } }\n");
    fs::create_directories(folder_.path() / "state");
    start_daemon();
}

Scene::~Scene() {
    stop_daemon();
    cluster_.drop_database(kDatabase);
}

void Scene::start_daemon() {
    stop_daemon();
    daemon_ = std::make_unique<test::Process>(command("exec retentiond --config ../retentiond.yaml"));
    if (type("retentionctl await checked --timeout 240").exit_status != 0)
        throw std::runtime_error("the daemon did not get to work: " + log());
}

void Scene::stop_daemon() {
    if (!daemon_)
        return;
    daemon_->signal(SIGTERM);
    (void)daemon_->wait(kPatience);
    daemon_.reset();
}

void Scene::write(const fs::path& file, const std::string& text) const {
    std::ofstream(folder_.path() / file) << text;
}

std::string Scene::as_typed(std::string line) const {
    replace(line, "/etc/retentiond", folder_.path().string());
    replace(line, "/var/lib/retentiond", (folder_.path() / "state").string());
    replace(line, "build/bin/", "");
    if (line.starts_with("retentiond --") && line.find("--config") == std::string::npos)
        line.insert(std::string("retentiond").size(), " --config " + settings().string());
    return line;
}

void Scene::write_settings_of_another(const std::string& folder, const std::string& database) const {
    fs::create_directories(policies() / folder);
    write("policies.d/" + folder + "/retentiond.yaml",
          "databases:\n  crm: \"" + cluster_.dsn(database) +
              "\"\npolicies: policies.d\nstate: state\nsocket: control.sock\n");
}

test::Command Scene::command(const std::string& line) const {
    const auto* path = std::getenv("PATH");
    return {.arguments = {"/bin/bash", "-c", "exec 2>&1\n" + line},
            .environment = {{"PATH", kPrograms.string() + ":" + cluster_.binaries().string() + ":" +
                                         (path != nullptr ? path : "")},
                            {"RETENTIOND_SOCKET", (folder_.path() / "control.sock").string()},
                            {"PGHOST", cluster_.socket_folder().string()},
                            {"PGUSER", "postgres"},
                            {"NO_COLOR", "1"}},
            .working_folder = policies()};
}

test::Outcome Scene::type(const std::string& line) const {
    cluster_.end_sessions();
    return test::run(command(as_typed(line)), kPatience);
}

std::string Scene::key_of_somebody_who_stays() const {
    return value("select min(o.id) from expected.outcome(now()) o join crm.person p using (id) where o.action is null "
                 "and not p.is_team and (p.status = 'prospect' or p.ended_on is not null)");
}

std::string Scene::keys_of_the_due(const std::string& action) const {
    return value(
        "select coalesce(string_agg(id::text, ', ' order by id), '') from expected.outcome(now()) where action = '" +
        action + "'");
}

} // namespace retention::guide
