// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/assembly.hpp"

#include <grp.h>
#include <pwd.h>

#include <array>

namespace retention::service {

namespace {

// Large enough for any entry of the user database (sysconf suggests 1 KiB, directories may have longer ones).
constexpr std::size_t kEntryBytes = 64 * 1024;

std::optional<uid_t> user_number(const std::string& name) {
    std::vector<char> buffer(kEntryBytes);
    passwd entry{};
    passwd* found = nullptr;
    if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return std::nullopt;
    return found->pw_uid;
}

std::optional<gid_t> group_number(const std::string& name) {
    std::vector<char> buffer(kEntryBytes);
    group entry{};
    group* found = nullptr;
    if (getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return std::nullopt;
    return found->gr_gid;
}

control::Grant resolve(const std::vector<config::Grant>& grants, const std::string& role, policies::Findings& findings) {
    control::Grant resolved;
    const auto unknown = [&](const char* what, const std::string& name) {
        findings.push_back({policies::Severity::Warning, "ACCESS_UNKNOWN", "access." + role, {},
                            std::string("there is no ") + what + " \"" + name + "\" on this system", ""});
    };
    for (const auto& grant : grants) {
        switch (grant.kind) {
        case config::Grant::Kind::User:
            if (const auto uid = user_number(grant.name))
                resolved.users.push_back(*uid);
            else
                unknown("user", grant.name);
            break;
        case config::Grant::Kind::Group:
            if (const auto gid = group_number(grant.name))
                resolved.groups.push_back(*gid);
            else
                unknown("group", grant.name);
            break;
        case config::Grant::Kind::Uid:
            resolved.users.push_back(grant.id);
            break;
        case config::Grant::Kind::Gid:
            resolved.groups.push_back(grant.id);
            break;
        }
    }
    return resolved;
}

} // namespace

control::Access resolve_access(const config::Access& access, policies::Findings& findings) {
    return {resolve(access.viewer, "viewer", findings), resolve(access.operators, "operator", findings),
            resolve(access.administrator, "administrator", findings)};
}

jobs::ApprovalRules approval_rules_of(const config::Approval& approval) noexcept {
    using Asked = config::Approval::Asked;
    return {approval.four_eyes == Asked::Required, approval.reason == Asked::Required};
}

database::Dsn dsn_of(const config::Database& database) {
    return database::Dsn(database.dsn, database.passfile ? database.passfile->string() : std::string());
}

jobs::TargetSettings target_settings(const config::Settings& settings, const std::string& database,
                                     std::shared_ptr<const platform::StopFile> stop_file) {
    jobs::TargetSettings target{database, dsn_of(settings.databases.at(database)), settings.pace, settings.workers};
    if (settings.pseudonym_key)
        target.pseudonym_key = std::make_shared<const jobs::PseudonymKey>(jobs::PseudonymKey::from_file(*settings.pseudonym_key));
    target.stop_file = std::move(stop_file);
    return target;
}

std::vector<std::shared_ptr<const policies::Policy>> policies_of(const config::Configuration& configuration,
                                                                 const std::string& database) {
    std::vector<std::shared_ptr<const policies::Policy>> chosen;
    for (const auto& file : configuration.policies)
        if (file.policy && !policies::has_errors(file.findings) &&
            (file.policy->database == database ||
             (file.policy->database.empty() && configuration.settings.databases.size() == 1)))
            chosen.push_back(file.policy);
    return chosen;
}

platform::LogLevel log_level_of(config::LogLevel level) noexcept {
    switch (level) {
    case config::LogLevel::Error:
        return platform::LogLevel::Error;
    case config::LogLevel::Warn:
        return platform::LogLevel::Warning;
    case config::LogLevel::Info:
        return platform::LogLevel::Info;
    case config::LogLevel::Debug:
    case config::LogLevel::Trace:
        break;
    }
    return platform::LogLevel::Debug;
}

} // namespace retention::service
