// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cluster.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/shm.h>
#include <unistd.h>

namespace retention::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kStartDeadline = 60s;
constexpr auto kKillDeadline = kLongEnough;
constexpr std::size_t kDatabasesIdleMax = 8;  // connection strings with sessions that wait, for the server's sessions are counted
constexpr int kStrategyFrom = 150000; // the first version that knows ways to create a database

// Waits until its input ends, that is until the tests are gone, then removes a cluster that they left behind: $1 is
// the cluster's folder. The command line is compared because the pid may be somebody else's by then.
constexpr const char* kGuardian = R"(
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$1/data"; then
    kill -QUIT "$pid"
    while [ -e "$1/data/postmaster.pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$1"
)";

std::string read_text(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// As a server's own quoting rule wants it in a connection string and in postgresql.conf alike.
std::string quoted(std::string_view text, std::string_view escaped) {
    std::string result = "'";
    for (const char c : text) {
        if (escaped.find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result + "'";
}

std::string identifier(std::string_view name) {
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"')
            result += '"';
        result += c;
    }
    return result + "\"";
}

void require_success(const Outcome& outcome, const std::string& what, const std::string& details = {}) {
    if (!outcome.succeeded())
        throw std::runtime_error(what + " failed\n" + outcome.output + outcome.errors + details);
}

// State letter and parent of a process, from /proc; empty when it is gone.
struct ProcessStatus {
    char state;
    pid_t parent;
};

std::optional<ProcessStatus> process_status(pid_t pid) {
    const auto text = read_text("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos)
        return std::nullopt;
    ProcessStatus status{};
    std::istringstream(text.substr(name_end + 1)) >> status.state >> status.parent;
    return status;
}

// A zombie counts as dead: where process 1 does not reap, it stays for ever.
bool is_alive(pid_t pid) {
    const auto status = process_status(pid);
    return status && status->state != 'Z' && status->state != 'X';
}

std::vector<pid_t> children(pid_t parent) {
    std::vector<pid_t> result;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        const auto pid = static_cast<pid_t>(std::stol(name));
        if (const auto status = process_status(pid); status && status->parent == parent)
            result.push_back(pid);
    }
    return result;
}

// The System V segment that line 7 of postmaster.pid names ("key id"); it outlives a killed server.
void remove_shared_memory(const std::string& postmaster_file) {
    std::istringstream lines(postmaster_file);
    std::string line;
    for (int number = 1; number <= 7; ++number)
        std::getline(lines, line);
    unsigned long key = 0;
    int segment = -1;
    if (std::istringstream(line) >> key >> segment)
        shmctl(segment, IPC_RMID, nullptr);
}

bool is_root() {
    return geteuid() == 0;
}

void give_to_owner(const fs::path& path) {
    if (!is_root())
        return;
    const passwd* owner = getpwnam("postgres");
    if (owner == nullptr)
        throw std::runtime_error("there is no system user postgres; install the package postgresql");
    if (chown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0)
        throw std::system_error(errno, std::generic_category(), "chown " + path.string());
}

using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

Result checked(PGresult* raw, const std::string& sql) {
    Result result(raw, PQclear);
    const auto status = PQresultStatus(raw);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw std::runtime_error(std::string(PQresultErrorMessage(raw)) + "in: " + sql);
    return result;
}

Connection connected(const std::string& dsn) {
    Connection connection(PQconnectdb(dsn.c_str()), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    return connection;
}

// How a connection string names a database.
std::string in_dsn(std::string_view database) { return " dbname=" + quoted(database, "'\\") + " "; }

// What a session remembers from its beginning, or what the server refuses while one is there.
bool may_outdate_sessions(const std::string& sql) {
    std::string plain;
    for (const char sign : sql)
        plain += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
    return std::ranges::any_of(std::array{" database ", "alter role", "alter user", "alter system"},
                               [&](const char* words) { return plain.find(words) != std::string::npos; });
}

// Where initdb's result is kept between test programs of one build: per user and server version.
fs::path cached_data_folder(const fs::path& binaries) {
    const auto version = run({{(binaries / "postgres").string(), "--version"}, {}, {}, -1});
    require_success(version, "postgres --version");
    const auto hash = std::hash<std::string>()(version.output);
    return fs::path(RETENTIOND_TEST_CACHE) / ("cluster-" + std::to_string(geteuid()) + "-" + std::to_string(hash));
}

bool copy_tree(const fs::path& from, const fs::path& to) {
    return run({{"cp", "-a", "--reflink=auto", "--", from.string(), to.string()}, {}, {}, -1}).succeeded();
}

// Leaves the cache as it was when anything is in the way: it only saves time.
void remember(const fs::path& data, const fs::path& cached) {
    std::error_code ignored;
    fs::create_directories(cached.parent_path(), ignored);
    const fs::path unfinished = cached.string() + "." + std::to_string(getpid());
    if (copy_tree(data, unfinished))
        fs::rename(unfinished, cached, ignored);
    fs::remove_all(unfinished, ignored);
}

} // namespace

// A new session costs more than most of what tests ask: those that are done stay for the next one who asks.
class PrivateCluster::Sessions {
public:
    // As new: settings, temporary tables and locks of earlier calls are gone.
    Connection take(const std::string& dsn, const std::string& sql) {
        if (may_outdate_sessions(sql))
            end_all();
        for (;;) {
            Connection idle(nullptr, PQfinish);
            {
                const std::lock_guard lock(mutex_);
                auto& waiting = idle_[dsn];
                if (waiting.empty())
                    break;
                idle = std::move(waiting.back());
                waiting.pop_back();
            }
            const Result reset(PQexec(idle.get(), "discard all"), PQclear);
            if (PQresultStatus(reset.get()) == PGRES_COMMAND_OK)
                return idle;
        }
        return connected(dsn);
    }

    void give_back(const std::string& dsn, Connection connection, const std::string& sql) {
        if (may_outdate_sessions(sql))
            return end_all();
        if (PQstatus(connection.get()) != CONNECTION_OK || PQtransactionStatus(connection.get()) != PQTRANS_IDLE)
            return;
        const std::lock_guard lock(mutex_);
        if (idle_.size() > kDatabasesIdleMax)
            idle_.clear();
        idle_[dsn].push_back(std::move(connection));
    }

    // Only those that are connected to this database.
    void end_in(const std::string& database) {
        const std::lock_guard lock(mutex_);
        std::erase_if(idle_, [&](const auto& of_dsn) { return of_dsn.first.find(in_dsn(database)) != std::string::npos; });
    }

    void end_all() {
        const std::lock_guard lock(mutex_);
        idle_.clear();
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::vector<Connection>> idle_;   // by connection string
};

fs::path postgres_binaries() {
    fs::path newest;
    int newest_version = 0;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", absent)) {
        int version = 0;
        std::istringstream(entry.path().filename().string()) >> version;
        if (version > newest_version && fs::exists(entry.path() / "bin" / "initdb")) {
            newest = entry.path() / "bin";
            newest_version = version;
        }
    }
    if (!newest.empty())
        return newest;
    try {
        auto folder = run({{"pg_config", "--bindir"}, {}, {}, -1}).output;
        folder.erase(std::remove(folder.begin(), folder.end(), '\n'), folder.end());
        if (!folder.empty() && fs::exists(fs::path(folder) / "initdb"))
            return folder;
    } catch (const std::system_error&) {
        // No pg_config either: said below.
    }
    throw std::runtime_error("no PostgreSQL server programs found; install the package postgresql");
}

PrivateCluster::PrivateCluster(Options options) : binaries_(postgres_binaries()), sessions_(std::make_unique<Sessions>()) {
    const char* shared = std::getenv("RETENTIOND_TEST_CLUSTER");
    if (options.may_share && shared != nullptr && *shared != '\0') {
        socket_folder_ = shared;
        return;
    }
    folder_.emplace("rtd-pg");
    socket_folder_ = folder_->path();
    fs::permissions(socket_folder_, fs::perms(0755));
    give_to_owner(socket_folder_);
    initialize();
    configure(options);
    guard();
    start();
}

PrivateCluster::~PrivateCluster() {
    try {
        if (is_shared()) {
            while (!databases_.empty())
                drop_database(databases_.back());
        } else {
            if (is_running())
                stop(StopMode::Immediate);
        }
    } catch (const std::exception&) {
        // A destructor has nobody to tell; the guardian ends what is left.
    }
    sessions_->end_all();
    folder_.reset();
    if (guardian_pipe_ >= 0)
        close(guardian_pipe_);
}

std::string PrivateCluster::dsn(std::string_view database, std::string_view user) const {
    return "host=" + quoted(socket_folder_.string(), "'\\") + " port=5432" + in_dsn(database) + "user=" + quoted(user, "'\\");
}

void PrivateCluster::create_database(const std::string& name, const std::string& database_template) {
    drop_database(name);
    sessions_->end_in(database_template);
    // Where no checkpoint waits for a disk, files are copied in half the time that the log of a copy takes.
    administer([&](int version) {
        return "create database " + identifier(name) + " template " + identifier(database_template) +
               (version >= kStrategyFrom ? " strategy file_copy" : "");
    });
    databases_.push_back(name);
}

void PrivateCluster::drop_database(const std::string& name) {
    sessions_->end_in(name);
    administer([&](int) { return "drop database if exists " + identifier(name) + " with (force)"; });
    std::erase(databases_, name);
}

void PrivateCluster::administer(const std::function<std::string(int version)>& sql_for) const {
    const std::string dsn = this->dsn("postgres");
    auto session = sessions_->take(dsn, {});
    const std::string sql = sql_for(PQserverVersion(session.get()));
    checked(PQexec(session.get(), sql.c_str()), sql);
    sessions_->give_back(dsn, std::move(session), {});
}

void PrivateCluster::exec(std::string_view database, const std::string& sql) const {
    auto session = sessions_->take(dsn(database), sql);
    checked(PQexec(session.get(), sql.c_str()), sql);
    sessions_->give_back(dsn(database), std::move(session), sql);
}

PrivateCluster::Rows PrivateCluster::query(std::string_view database, const std::string& sql,
                                           const std::vector<std::string>& parameters) const {
    auto session = sessions_->take(dsn(database), sql);
    std::vector<const char*> values;
    for (const auto& parameter : parameters)
        values.push_back(parameter.c_str());
    const auto result = checked(PQexecParams(session.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                                             values.data(), nullptr, nullptr, 0),
                                sql);
    Rows rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            const int number = static_cast<int>(row);
            if (PQgetisnull(result.get(), number, column))
                rows[row].emplace_back();
            else
                rows[row].emplace_back(PQgetvalue(result.get(), number, column));
        }
    sessions_->give_back(dsn(database), std::move(session), sql);
    return rows;
}

std::string PrivateCluster::value(std::string_view database, const std::string& sql,
                                  const std::vector<std::string>& parameters) const {
    const auto rows = query(database, sql, parameters);
    if (rows.size() != 1 || rows[0].size() != 1 || !rows[0][0])
        throw std::runtime_error("not exactly one value from: " + sql);
    return *rows[0][0];
}

void PrivateCluster::load_file(std::string_view database, const fs::path& path,
                               const std::map<std::string, std::string>& variables) const {
    std::vector<std::string> arguments = {(binaries_ / "psql").string(), "--no-psqlrc", "--quiet",
                                          "--output=/dev/null"};
    arguments.insert(arguments.end(),
                     {"--set=ON_ERROR_STOP=1", "--dbname=" + dsn(database), "--file=" + path.string()});
    for (const auto& [name, value] : variables)
        arguments.push_back("--set=" + name + "=" + value);
    require_success(run({arguments, {{"PGOPTIONS", "--client-min-messages=warning"}}, {}, -1}, 10min),
                    "psql --file=" + path.string());
}

void PrivateCluster::end_sessions() const { sessions_->end_all(); }

std::string PrivateCluster::log() const {
    require_own("log");
    return read_text(socket_folder_ / "server.log");
}

void PrivateCluster::start() {
    require_own("start");
    require_success(run(as_owner({(binaries_ / "pg_ctl").string(), "--pgdata=" + data_folder().string(),
                                  "--log=" + (socket_folder_ / "server.log").string(), "--wait",
                                  "--timeout=" + std::to_string(kStartDeadline.count()), "--silent", "start"}),
                        kStartDeadline + 5s),
                    "starting PostgreSQL", log());
}

void PrivateCluster::stop(StopMode mode) {
    require_own("stop");
    sessions_->end_all();
    const std::string name = mode == StopMode::Smart ? "smart" : mode == StopMode::Fast ? "fast" : "immediate";
    require_success(run(as_owner({(binaries_ / "pg_ctl").string(), "--pgdata=" + data_folder().string(),
                                  "--mode=" + name, "--wait", "--silent", "stop"}),
                        kStartDeadline + 5s),
                    "stopping PostgreSQL");
}

void PrivateCluster::kill_postmaster() {
    require_own("kill");
    sessions_->end_all();
    const auto lock_file = data_folder() / "postmaster.pid";
    const auto lock = read_text(lock_file);
    const pid_t server = postmaster();
    if (server <= 0 || !is_alive(server))
        throw std::runtime_error("PostgreSQL is not running");
    kill(server, SIGSTOP); // so that no child is born after we looked
    auto victims = children(server);
    victims.push_back(server);
    for (const pid_t victim : victims)
        kill(victim, SIGKILL);
    if (!wait_until([&] { return std::none_of(victims.begin(), victims.end(), is_alive); }, kKillDeadline))
        throw std::runtime_error("PostgreSQL survived SIGKILL");
    // What would make the next start believe that the old server still lives.
    remove_shared_memory(lock);
    std::error_code ignored;
    fs::remove(lock_file, ignored);
    fs::remove(socket_folder_ / ".s.PGSQL.5432", ignored);
    fs::remove(socket_folder_ / ".s.PGSQL.5432.lock", ignored);
}

void PrivateCluster::freeze() {
    require_own("freeze");
    sessions_->end_all();
    signal_all(SIGSTOP);
}

void PrivateCluster::thaw() {
    require_own("thaw");
    signal_all(SIGCONT);
}

// The postmaster first: stopped, it bears no children that we would miss.
void PrivateCluster::signal_all(int signal) const {
    const pid_t server = postmaster();
    if (server <= 0 || !is_alive(server))
        throw std::runtime_error("PostgreSQL is not running");
    kill(server, signal);
    for (const pid_t child : children(server))
        kill(child, signal);
}

bool PrivateCluster::is_running() const {
    require_own("look for");
    const pid_t server = postmaster();
    return server > 0 && is_alive(server);
}

void PrivateCluster::require_own(const char* operation) const {
    if (is_shared())
        throw std::logic_error(std::string("cannot ") + operation +
                               " a shared cluster; use Options::may_share = false");
}

void PrivateCluster::initialize() {
    const auto cached = cached_data_folder(binaries_);
    if (fs::exists(cached / "PG_VERSION") && copy_tree(cached, data_folder()))
        return;
    std::error_code ignored;
    fs::remove_all(data_folder(), ignored);
    require_success(
        run(as_owner({(binaries_ / "initdb").string(), "--pgdata=" + data_folder().string(), "--username=postgres",
                      "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"})),
        "initdb");
    remember(data_folder(), cached);
}

void PrivateCluster::configure(const Options& options) const {
    const std::string durable = options.fsync ? "on" : "off";
    std::map<std::string, std::string> settings = {
        {"listen_addresses", ""},
        {"unix_socket_directories", socket_folder_.string()},
        {"unix_socket_permissions", "0777"},
        {"port", "5432"},
        {"max_connections", "60"},
        {"max_prepared_transactions", "5"},
        {"shared_buffers", "64MB"},
        {"dynamic_shared_memory_type", "mmap"}, // in the data folder, so nothing outlives it
        {"fsync", durable},
        {"full_page_writes", durable},
        {"timezone", "UTC"},
        {"lc_messages", "C"},
        {"logging_collector", "off"},
    };
    for (const auto& [name, value] : options.settings)
        settings[name] = value;
    std::ofstream file(data_folder() / "postgresql.conf", std::ios::app);
    for (const auto& [name, value] : settings)
        file << name << " = " << quoted(value, "'\\") << '\n';
    if (!file.flush())
        throw std::runtime_error("cannot write postgresql.conf");
}

void PrivateCluster::guard() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe2");
    guardian_pipe_ = ends[1];
    // A session of its own, so that whoever kills the tests with all their children does not find it.
    const auto outcome =
        run({{"setsid", "--fork", "sh", "-c", kGuardian, "guardian", socket_folder_.string()}, {}, "/", ends[0]});
    close(ends[0]);
    require_success(outcome, "starting the cluster's guardian");
}

pid_t PrivateCluster::postmaster() const {
    pid_t pid = -1;
    std::istringstream(read_text(data_folder() / "postmaster.pid")) >> pid;
    return pid;
}

Command PrivateCluster::as_owner(std::vector<std::string> arguments) const {
    if (is_root()) {
        const std::vector<std::string> prefix = {"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups",
                                                 "--"};
        arguments.insert(arguments.begin(), prefix.begin(), prefix.end());
    }
    // A folder that the owner may enter, whatever ours is; and none of our own PG* settings.
    Command command{std::move(arguments), {{"PGDATA", {}}, {"PGPORT", {}}, {"PGHOST", {}}}, "/", -1};
    return command;
}

} // namespace retention::test
