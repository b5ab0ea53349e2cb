// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/server_programs.hpp"

#include "daemon/proving/obstacle.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace retention::proving {

namespace fs = std::filesystem;

namespace {

constexpr auto kPrograms = std::to_array<const char*>({"initdb", "postgres", "psql", "pg_dump"});

bool has_all(const fs::path& folder) {
    return std::all_of(kPrograms.begin(), kPrograms.end(),
                       [&](const char* program) { return ::access((folder / program).c_str(), X_OK) == 0; });
}

// The number that a name ends with: 15 for pgsql-15.
int version_in(const std::string& name) {
    const auto begin = name.find_last_not_of("0123456789.");
    return std::atoi(name.c_str() + (begin == std::string::npos ? 0 : begin + 1));
}

// Where distributions keep several versions beside each other, the newest first: /usr/lib/postgresql/15, /usr/pgsql-15.
std::vector<fs::path> installed() {
    std::vector<std::pair<int, fs::path>> found;
    const auto look = [&](const fs::path& parent, const std::string& prefix) {
        std::error_code error;
        fs::directory_iterator each(parent, error);
        for (; !error && each != fs::directory_iterator(); each.increment(error))
            if (const auto name = each->path().filename().string(); name.starts_with(prefix))
                found.emplace_back(version_in(name), each->path() / "bin");
    };
    look("/usr/lib/postgresql", "");
    look("/usr", "pgsql-");
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<fs::path> folders;
    for (auto& [version, folder] : found)
        folders.push_back(std::move(folder));
    return folders;
}

fs::path named_by_pg_config() {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen("pg_config --bindir 2>/dev/null", "r"), ::pclose);
    std::array<char, 4096> line{};
    if (!pipe || std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr)
        return {};
    std::string folder = line.data();
    folder.erase(folder.find_last_not_of('\n') + 1);
    return folder;
}

std::vector<fs::path> on_path() {
    std::vector<fs::path> folders;
    const char* path = std::getenv("PATH");
    std::istringstream list(path == nullptr ? "" : path);
    for (std::string folder; std::getline(list, folder, ':');)
        if (!folder.empty())
            folders.emplace_back(folder);
    return folders;
}

} // namespace

fs::path find_server_programs(const std::optional<fs::path>& wanted) {
    if (wanted) {
        if (has_all(*wanted))
            return *wanted;
        throw Obstacle("\"" + wanted->string() + "\" has not all of initdb, postgres, psql and pg_dump",
                       "Name the folder with the programs of a PostgreSQL server, such as /usr/lib/postgresql/15/bin.");
    }
    auto folders = installed();
    folders.push_back(named_by_pg_config());
    for (auto& folder : on_path())
        folders.push_back(std::move(folder));
    const auto found = std::find_if(folders.begin(), folders.end(), has_all);
    if (found == folders.end())
        throw Obstacle("there are no programs of a PostgreSQL server on this machine",
                       "Tests run on a server of their own: install the package postgresql, or name the folder with initdb, "
                       "postgres, psql and pg_dump with --postgres.");
    return *found;
}

} // namespace retention::proving
