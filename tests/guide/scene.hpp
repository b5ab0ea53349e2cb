// SPDX-License-Identifier: Apache-2.0
//
// A machine as the documentation means it: the sample CRM in a PostgreSQL of its own, settings, the shipped policy at
// work, and a daemon. What the pages call /etc/retentiond and /var/lib/retentiond are folders of this one.
#pragma once

#include "tests/support/cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace retention::guide {

class Scene {
public:
    static constexpr const char* kDatabase = "crm";

    Scene();
    ~Scene();

    void start_daemon();
    void stop_daemon();

    // As whoever reads would type it, in the folder of policies; /etc/retentiond and /var/lib/retentiond are ours.
    test::Outcome type(const std::string& line) const;

    // The command as it is typed here: with our folders, and a daemon's own program with our settings.
    std::string as_typed(std::string line) const;

    void write(const std::filesystem::path& file, const std::string& text) const;
    std::filesystem::path settings() const { return folder_.path() / "retentiond.yaml"; }
    std::filesystem::path policies() const { return folder_.path() / "policies.d"; }
    std::string log() const { return daemon_ ? daemon_->errors() : ""; }

    std::string value(const std::string& sql) const { return cluster_.value(kDatabase, sql); }
    void exec(const std::string& sql) const { cluster_.exec(kDatabase, sql); }

    // Settings in a folder beside the policies, for a daemon on another database.
    void write_settings_of_another(const std::string& folder, const std::string& database) const;
    void drop(const std::string& database) { cluster_.drop_database(database); }

    // Somebody of a class with rules for whom nobody will come soon, and somebody who is due by deletion.
    std::string key_of_somebody_who_stays() const;
    std::string keys_of_the_due(const std::string& action) const; // as an SQL list
    std::string last_run() const { return value("select max(run) from retentiond.run"); }

    // What type() runs.
    test::Command command(const std::string& line) const;

private:
    test::PrivateCluster& cluster_;
    test::TemporaryFolder folder_;
    std::unique_ptr<test::Process> daemon_;
};

} // namespace retention::guide
