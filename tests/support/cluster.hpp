// SPDX-License-Identifier: Apache-2.0
//
// A real PostgreSQL for tests that run SQL.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retention::test {

// The folder with postgres, initdb and psql: the newest below /usr/lib/postgresql, or what pg_config names.
// Throws std::runtime_error when there is none.
std::filesystem::path postgres_binaries();

enum class StopMode { Smart, Fast, Immediate };

// A private PostgreSQL in a temporary folder, on a unix socket only; its superuser is `postgres`, without a password.
//
// The server runs as the system user postgres when the tests run as root, else as ourselves; its socket is open to
// both. The constructor starts it (well under a second once initdb's result is cached in the build folder), the
// destructor stops it and removes everything; a guardian process does the same should the tests be killed.
//
// With RETENTIOND_TEST_CLUSTER=<socket folder> in the environment, objects that allow it share that running cluster and
// only drop the databases they made; names of databases must then differ between test programs. Not for several threads
// at once, but exec and query are. All operations throw std::runtime_error with the server's message.
class PrivateCluster {
public:
    struct Options {
        bool fsync = false;    // on: for tests that kill the server and ask what survived
        bool may_share = true; // off: for tests that stop, kill or configure the server
        std::map<std::string, std::string>
            settings; // further lines of postgresql.conf, for example {"wal_level", "logical"}
    };

    using Row = std::vector<std::optional<std::string>>;
    using Rows = std::vector<Row>;

    PrivateCluster() : PrivateCluster(Options()) {}
    explicit PrivateCluster(Options options);
    ~PrivateCluster();

    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    // A libpq connection string.
    std::string dsn(std::string_view database, std::string_view user = "postgres") const;
    const std::filesystem::path& socket_folder() const noexcept { return socket_folder_; }
    const std::filesystem::path& binaries() const noexcept { return binaries_; }
    bool is_shared() const noexcept { return !folder_.has_value(); }

    // Makes the database anew; one of the same name goes first. Nobody may be connected to the template.
    void create_database(const std::string& name, const std::string& database_template = "template1");
    // Ends its sessions too; nothing happens when it does not exist.
    void drop_database(const std::string& name);

    // Several statements, in one transaction unless they say otherwise, in a session as good as new.
    void exec(std::string_view database, const std::string& sql) const;
    // One statement; parameters are texts for $1, $2, ...
    Rows query(std::string_view database, const std::string& sql,
               const std::vector<std::string>& parameters = {}) const;
    // The one value of the one row; throws when there are more or fewer, or it is null.
    std::string value(std::string_view database, const std::string& sql,
                      const std::vector<std::string>& parameters = {}) const;
    // By psql, stopping at the first error; `variables` are psql variables.
    void load_file(std::string_view database, const std::filesystem::path& path,
                   const std::map<std::string, std::string>& variables = {}) const;

    // None of ours is connected any more, for programs that want a database to themselves: pg_restore --clean.
    void end_sessions() const;

    // The server's own log so far.
    std::string log() const;

    // These throw std::logic_error for a shared cluster.
    void start();
    void stop(StopMode mode = StopMode::Fast);
    // SIGKILL for the postmaster and all its children, as a power cut would; start() recovers.
    void kill_postmaster();
    bool is_running() const;
    // It is there, and does not answer: SIGSTOP for the postmaster and all its children, until thaw().
    void freeze();
    void thaw();

private:
    class Sessions;

    void require_own(const char* operation) const;
    void initialize();
    void configure(const Options& options) const;
    void guard();
    pid_t postmaster() const;
    void signal_all(int signal) const;
    // A statement about databases, for a server of this version, outside of all that are made or dropped.
    void administer(const std::function<std::string(int version)>& sql_for) const;
    Command as_owner(std::vector<std::string> arguments) const;
    std::filesystem::path data_folder() const { return socket_folder_ / "data"; }

    std::filesystem::path binaries_;
    std::optional<TemporaryFolder> folder_; // none: the cluster is shared
    std::filesystem::path socket_folder_;
    std::vector<std::string> databases_; // made by us, to be dropped from a shared cluster
    std::unique_ptr<Sessions> sessions_;
    int guardian_pipe_ = -1;             // the guardian acts when its other end closes
};

} // namespace retention::test
