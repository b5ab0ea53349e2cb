// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/standby.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace retention::test {

using namespace std::chrono_literals;

Standby::Standby(const PrivateCluster& primary, std::chrono::seconds apply_delay) : binaries_(primary.binaries()) {
    const auto data = folder_.path() / "data";
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    if (geteuid() == 0)
        require(run({{"chown", "postgres:postgres", folder_.path().string()}, {}, {}, -1}), "chown");
    require(run(as_owner({(binaries_ / "pg_basebackup").string(), "--pgdata=" + data.string(), "--host=" + primary.socket_folder().string(),
                          "--port=5432", "--username=postgres", "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf",
                          "--no-sync"})),
            "pg_basebackup");
    std::ofstream settings(data / "postgresql.auto.conf", std::ios::app);
    settings << "\nunix_socket_directories = '" << folder_.path().string() << "'\nrecovery_min_apply_delay = '" << apply_delay.count()
             << "s'\nhot_standby = on\nwal_receiver_status_interval = '1s'\n";
    settings.close();
    server_.emplace(as_owner({(binaries_ / "postgres").string(), "-D", data.string()}));
    if (!wait_until([&] { return run({{"pg_isready", "-q", "-h", folder_.path().string()}, {}, {}, -1}).succeeded(); }, kLongEnough))
        throw std::runtime_error("the standby does not start: " + server_->errors());
}

std::string Standby::dsn(const std::string& database) const {
    return "host=" + folder_.path().string() + " port=5432 user=postgres dbname=" + database;
}

void Standby::catch_up() {
    std::ofstream(folder_.path() / "data" / "postgresql.auto.conf", std::ios::app) << "recovery_min_apply_delay = 0\n";
    server_->signal(SIGHUP);
}

void Standby::promote() const {
    require(run(as_owner({(binaries_ / "pg_ctl").string(), "--pgdata=" + (folder_.path() / "data").string(), "--wait", "promote"})), "promote");
}

void Standby::require(const Outcome& outcome, const std::string& what) const {
    if (!outcome.succeeded())
        throw std::runtime_error(what + ": " + outcome.errors);
}

// Should the tests be killed, the server goes with them.
Command Standby::as_owner(std::vector<std::string> arguments) const {
    std::vector<std::string> prefix = {"setpriv", "--pdeathsig", "KILL"};
    if (geteuid() == 0)
        prefix.insert(prefix.end(), {"--reuid=postgres", "--regid=postgres", "--init-groups"});
    prefix.emplace_back("--");
    arguments.insert(arguments.begin(), prefix.begin(), prefix.end());
    return {std::move(arguments), {{"PGDATA", {}}, {"PGPORT", {}}, {"PGHOST", {}}}, "/", -1};
}

} // namespace retention::test
