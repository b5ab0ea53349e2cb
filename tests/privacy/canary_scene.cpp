// SPDX-License-Identifier: Apache-2.0
#include "tests/privacy/canary_scene.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace retention::test {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// Of 60 persons, 1 to 30 are to be deleted and 31 to 60 anonymized; of each half the first five fail, each in its own
// way.
constexpr const char* kSchema = R"(
create schema app;
create table app.person (
    id         text primary key,
    name       text not null,
    email      text unique not null,
    phone      text,
    note       text,
    extra      jsonb,
    tags       text[],
    kind       text not null,
    status     text not null,
    ended_on   date not null
);
create table app.activity (id bigint primary key, person_id text not null references app.person, body text);
create index on app.activity (person_id);
create table app.archive (email text unique, body text check (body is null or body not like '%value%'), number int);

insert into app.person
select 'zq7key' || n, 'Name zq7value ' || n, 'zq7value' || n || '@example.com', '06 zq7value ' || n, 'about zq7value ' || n,
       jsonb_build_object('zq7value' || n, 'zq7value'), array['zq7value' || n],
       case (n - 1) % 30 when 0 then 'unique' when 1 then 'check' when 2 then 'raise' when 3 then 'cast' when 4 then 'mimic' else 'fine' end,
       case when n <= 30 then 'gone' else 'former' end, '2001-01-01'
from generate_series(1, 60) n;
insert into app.activity select n, 'zq7key' || (1 + n % 60), 'Met zq7value ' || n from generate_series(1, 240) n;
insert into app.archive (email) select email from app.person where kind = 'unique';

-- All that a trigger can tell: notices, and errors of any kind with the row in each of their parts.
create function app.tell() returns trigger language plpgsql as $$
begin
    raise warning 'row %', old using detail = old::text, hint = old.email;
    case old.kind
    when 'unique' then insert into app.archive (email) values (old.email);
    when 'check' then insert into app.archive (body) values (old.note);
    when 'raise' then raise exception 'not %', old.name using detail = old::text, hint = old.email, errcode = 'P0001',
                            table = old.name, column = old.name, schema = old.name, constraint = old.name, datatype = old.name;
    when 'cast' then insert into app.archive (number) values (old.note::int);
    when 'mimic' then raise check_violation using message = format('new row for relation "%s" violates check constraint "%s"', old.email, old.email);
    else null;
    end case;
    return coalesce(new, old);
end $$;
create trigger tell before update or delete on app.person for each row execute function app.tell();

create role zq7role login password 'zq7password';
grant usage on schema app to zq7role;
grant select, insert, update, delete on all tables in schema app to zq7role;
grant create on database retentiond_canary to zq7role;
)";

constexpr const char* kPolicy = R"(policy: people
mode: enforce
subject: { table: app.person }
facts:
  activities: { count: app.activity }
classes:
  gone: status = 'gone'
  former: status = 'former'
rules:
  - { name: all-gone, class: gone, keep: P1Y, after: ended_on, then: delete }
  - { name: all-former, class: former, keep: P1Y, after: ended_on, then: anonymize }
actions:
  delete:
    app.person: delete
    app.activity: delete
  anonymize:
    app.person: { id: keep, name: { fake: last_name }, email: { token: "{token}@anonymized.invalid" }, phone: null, note: scrub, extra: null,
                  tags: null, kind: keep, status: keep, ended_on: keep }
    app.activity: { body: scrub, person_id: keep }
limits: { persons: null, share: null, growth: null }
)";

// What its class asks of a note can be worked out for nobody: the server complains with the value.
constexpr const char* kClumsyPolicy = R"(policy: clumsy
mode: observe
subject: { table: app.person }
classes: { odd: "note::int > 0" }
rules: [ { name: odd, class: odd, keep: P1Y, after: ended_on, then: delete } ]
actions: { delete: { app.person: delete, app.activity: delete } }
)";

std::string quoted(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return "\"" + escaped + "\"";
}

} // namespace

CanaryScene::CanaryScene() {
    cluster_.create_database(kDatabase);
    cluster_.exec(kDatabase, kSchema);
    std::filesystem::create_directory(folder() / "policies.d");
    write(folder() / "policies.d" / "people.yaml", kPolicy);
    write(folder() / "policies.d" / "clumsy.yaml", kClumsyPolicy);
    write(folder() / "passes", std::string("*:*:*:*:") + kPassword + "\n");
    std::filesystem::permissions(folder() / "passes", std::filesystem::perms::owner_read);
    write(settings(), settings_text(cluster_.dsn(kDatabase, kRole) + " fallback_application_name=" + kPassword));
}

std::string CanaryScene::settings_text(const std::string& dsn) const {
    return "databases: { canary: { dsn: " + quoted(dsn) + ", passfile: " + (folder() / "passes").string() + " } }\n" +
           "policies: policies.d\nsocket: " + (folder() / "control.sock").string() +
           "\nmetrics: { textfile: " + metrics_file().string() +
           ", every: 1s }\npace: { batch_rows: 5 }\nlog: { level: trace }\naccess: { administrator: [\"uid:" +
           std::to_string(::geteuid()) + "\"] }\n";
}

std::filesystem::path CanaryScene::settings_with(const std::string& name, const std::string& dsn) const {
    const auto path = folder() / name;
    write(path, settings_text(dsn));
    return path;
}

void CanaryScene::write(const std::filesystem::path& path, const std::string& text) const {
    std::ofstream(path, std::ios::trunc) << text;
}

std::string CanaryScene::read(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string CanaryScene::log() const {
    return read(log_file()) + journal_.received();
}

void CanaryScene::start_daemon() {
    const std::string program = std::string(RETENTIOND_BINARY_DIR) + "/bin/retentiond";
    daemon_.emplace(
        Command{{"/bin/sh", "-c",
                 "exec >>\"$2\" 2>&1; export JOURNAL_STREAM=$(stat -L -c %d:%i \"$2\"); exec \"$0\" --config \"$1\"",
                 program, settings().string(), log_file().string()},
                {},
                {},
                -1});
    const bool is_up = wait_until(
        [&] {
            const auto status = ask({"status"});
            return status.is_object() && status.contains("policies") && status["databases"][0]["state"] == "ok" &&
                   status["policies"].size() == 2 && status["policies"][0]["state"] == "ok" &&
                   status["policies"][1]["state"] == "ok";
        },
        kLongEnough);
    if (!is_up)
        throw std::runtime_error("the daemon is not up: " + log() + say({"status"}));
}

void CanaryScene::stop_daemon() {
    daemon_->signal(SIGTERM);
    if (!daemon_->wait(kLongEnough))
        throw std::runtime_error("the daemon does not stop");
}

std::string CanaryScene::say(const std::vector<std::string>& arguments) const {
    std::string said;
    for (const bool as_json : {false, true}) {
        std::vector<std::string> command{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentionctl", "--socket",
                                         (folder() / "control.sock").string()};
        if (as_json)
            command.emplace_back("--json");
        command.insert(command.end(), arguments.begin(), arguments.end());
        const auto outcome = run({command, {}, {}, -1}, 60s);
        said += outcome.output + outcome.errors;
    }
    return said;
}

json CanaryScene::ask(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{std::string(RETENTIOND_BINARY_DIR) + "/bin/retentionctl", "--json", "--socket",
                                     (folder() / "control.sock").string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto document = json::parse(run({command, {}, {}, -1}, 60s).output, nullptr, false);
    return document.is_discarded() ? json() : document;
}

std::string CanaryScene::send_line(const std::string& line) const {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (folder() / "control.sock").c_str(), sizeof address.sun_path - 1);
    std::string received;
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const timeval patience{60, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const std::string whole = line + "\n";
        static_cast<void>(::send(socket, whole.data(), whole.size(), MSG_NOSIGNAL));
        ::shutdown(socket, SHUT_WR);
        char buffer[4096];
        for (ssize_t bytes = 0; (bytes = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
            received.append(buffer, static_cast<std::size_t>(bytes));
    }
    ::close(socket);
    return received;
}

std::vector<std::string> CanaryScene::journal_tables() const {
    std::vector<std::string> tables;
    for (const auto& row :
         cluster_.query(kDatabase, "select tablename from pg_tables where schemaname = 'retentiond' order by 1"))
        tables.push_back(*row[0]);
    return tables;
}

std::string CanaryScene::journal(const std::string& table) const {
    return value("select coalesce(string_agg(t::text, E'\\n'), '') from retentiond." + table + " t");
}

} // namespace retention::test
