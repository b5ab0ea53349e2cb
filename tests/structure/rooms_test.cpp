// SPDX-License-Identifier: Apache-2.0
//
// The table of rooms in docs/architecture.md, against what the sources include.
#include "tests/structure/source_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace retention::structure {
namespace {

// What a room may include: other rooms, or a file of one ("daemon/control/protocol").
struct Room {
    std::set<std::string> may_include;
    bool may_all = false;
};

std::string full_name(const std::string& word) {
    return word == "policies" || word == "anonymizers" || word == "config" ? word : "daemon/" + word;
}

// Rows such as | `daemon/jobs/` | plan, batch | database, policies |
std::map<std::string, Room> table_of_rooms() {
    const std::string text = read("docs/architecture.md");
    const auto names = all_matches(text, "\n\\| `([a-z/]+)/?`[^|]*\\|[^|]*\\|[^|\n]*\\|");
    const auto lists = all_matches(text, "\n\\| `[a-z/]+/?`[^|]*\\|[^|]*\\| *([^|\n]*[^|\n ]) *\\|");
    std::map<std::string, Room> rooms;
    for (std::size_t i = 0; i < names.size() && i < lists.size(); ++i) {
        std::string name = names[i];
        if (name.back() == '/')
            name.pop_back();
        Room room;
        for (const auto& word : all_matches(lists[i], "([a-z_/]+)")) {
            if (word == "all")
                room.may_all = true;
            else if (word != "std")
                room.may_include.insert(full_name(word));
        }
        // A policy is made of anonymizers' arguments: who knows the one knows the other.
        if (room.may_include.count("policies"))
            room.may_include.insert("anonymizers");
        rooms[name] = room;
    }
    rooms["main"].may_all = true;
    return rooms;
}

bool may_include(const Room& room, const std::string& own_room, const std::string& included) {
    const std::string other = room_of(included);
    return room.may_all || other == own_room || room.may_include.count(other) > 0 ||
           room.may_include.count(included.substr(0, included.rfind('.'))) > 0;
}

TEST(Rooms, AreAllInTheTable) {
    const auto rooms = table_of_rooms();
    for (const auto* name : {"anonymizers", "policies", "config", "daemon/platform", "daemon/metrics", "daemon/database", "daemon/jobs",
                             "daemon/proving", "daemon/drafting", "daemon/control", "daemon/service", "daemon/ctl"})
        EXPECT_TRUE(rooms.count(name)) << name;
    for (const auto& path : product_sources())
        EXPECT_TRUE(rooms.count(room_of(path))) << path;
}

TEST(Rooms, IncludeOnlyWhatTheTableAllows) {
    const auto rooms = table_of_rooms();
    for (const auto& path : product_sources())
        for (const auto& included : own_includes(path))
            EXPECT_TRUE(may_include(rooms.at(room_of(path)), room_of(path), included))
                << path << " includes " << included;
}

TEST(Rooms, IncludeFromTheRoot) {
    for (const auto& path : product_sources())
        for (const auto& included : own_includes(path))
            EXPECT_TRUE(std::filesystem::exists(std::string(RETENTIOND_SOURCE_DIR) + "/" + included))
                << path << " includes " << included;
}

TEST(Rooms, LetControlSeeOperationsOnly) {
    for (const auto& path : files_below({"daemon/control"}, {".cpp", ".hpp"}))
        for (const auto& included : own_includes(path))
            EXPECT_TRUE(room_of(included) != "daemon/jobs" || included == "daemon/jobs/operations.hpp")
                << path << " includes " << included;
}

TEST(Rooms, LetOnlyMainIncludeTheService) {
    for (const auto& path : product_sources())
        for (const auto& included : own_includes(path))
            EXPECT_TRUE(room_of(included) != "daemon/service" || room_of(path) == "daemon/service" ||
                        room_of(path) == "main")
                << path << " includes " << included;
}

TEST(Rooms, KeepEachLibraryToThemselves) {
    const std::map<std::string, std::set<std::string>> homes{
        {"pqxx/", {"daemon/database"}},
        {"libpq", {"daemon/database"}},
        {"yaml-cpp/", {"config"}},
        {"spdlog/", {"daemon/platform"}},
        {"systemd/", {"daemon/platform"}},
        {"date/", {"daemon/platform"}},
        {"sodium", {"daemon/jobs"}},
        {"re2/", {"daemon/drafting"}},
        {"boost/", {"daemon/control", "daemon/service"}},
        {"nlohmann/", {"daemon/control", "daemon/jobs", "daemon/proving", "daemon/service", "daemon/ctl"}},
        {"CLI/", {"daemon/ctl", "main"}},
    };
    for (const auto& path : product_sources())
        for (const auto& included : library_includes(path))
            for (const auto& [library, rooms] : homes)
                EXPECT_TRUE(included.compare(0, library.size(), library) != 0 || rooms.count(room_of(path)))
                    << path << " includes " << included;
}

TEST(Rooms, ListTheirSources) {
    std::map<std::string, std::set<std::string>> listed;
    for (const auto& list : files_below({"anonymizers", "policies", "config", "daemon"}, {"CMakeLists.txt"}))
        for (const auto& name : all_matches(read(list), "([A-Za-z0-9_]+\\.cpp)"))
            listed[std::filesystem::path(list).parent_path().generic_string()].insert(name);
    listed["daemon"] = listed["daemon/service"]; // main.cpp, beside the rooms, is built with the one that wires them
    for (const auto& path : files_below({"anonymizers", "policies", "config", "daemon"}, {".cpp"})) {
        const std::filesystem::path file(path);
        EXPECT_TRUE(listed[file.parent_path().generic_string()].count(file.filename().string())) << path;
    }
}

} // namespace
} // namespace retention::structure
