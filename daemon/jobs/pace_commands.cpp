// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/pace_commands.hpp"

#include "config/pace_change.hpp"
#include "daemon/jobs/durable.hpp"
#include "daemon/jobs/journal.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

// A database that gives no answer within this must not keep anybody from changing the pace.
constexpr std::chrono::seconds kRecordPatience{2};

std::vector<config::Replacement> parse(const std::vector<std::string>& changes) {
    std::vector<config::Replacement> parsed;
    for (const auto& change : changes) {
        const auto replacement = config::parse_replacement(change);
        if (!replacement)
            throw OperationError(Kind::Invalid, "\"" + change + "\" is no change of a setting", "Write pace.batch_time=100ms.");
        parsed.push_back(*replacement);
    }
    if (parsed.empty())
        throw OperationError(Kind::Invalid, "nothing is to be set", "Write pace.batch_time=100ms.");
    return parsed;
}

config::Pace changed(const Target& target, const std::vector<config::Replacement>& changes) {
    policies::Findings findings;
    const auto pace = config::change_pace(target.pace(), changes, findings);
    if (!pace)
        throw OperationError(Kind::Invalid, findings.front().path + ": " + findings.front().message, findings.front().hint);
    return *pace;
}

std::vector<std::string> keys_of(const std::vector<config::Replacement>& changes) {
    std::vector<std::string> keys;
    for (const auto& change : changes)
        keys.push_back(change.path.substr(change.path.rfind('.') + 1));
    return keys;
}

json document_of(const Target& target) {
    const auto by_hand = target.set_by_hand();
    json settings = json::array();
    for (const auto& [key, value] : config::pace_texts(target.pace()))
        settings.push_back({{"setting", "pace." + key},
                            {"value", value},
                            {"by_hand", std::find(by_hand.begin(), by_hand.end(), key) != by_hand.end()}});
    return {{"database", target.name()}, {"settings", settings}};
}

} // namespace

std::vector<Target*> PaceCommands::concerned(const std::optional<std::string>& database) const {
    if (!database)
        return targets_.all();
    for (auto* target : targets_.all())
        if (target->name() == *database)
            return {target};
    throw OperationError(Kind::NotFound, "there is no database \"" + *database + "\"", "retentionctl status lists them.");
}

json PaceCommands::show(const std::optional<std::string>& database) const {
    json databases = json::array();
    for (const auto* target : concerned(database))
        databases.push_back(document_of(*target));
    return {{"databases", databases}};
}

json PaceCommands::set(const std::vector<std::string>& changes, const std::optional<std::string>& database, const std::string& by) {
    const auto parsed = parse(changes);
    const auto targets = concerned(database);
    std::vector<config::Pace> paces;
    for (const auto* target : targets)   // all of them are sound before the first is put in force
        paces.push_back(changed(*target, parsed));
    std::string told;
    for (const auto& change : parsed)
        told += (told.empty() ? "" : ", ") + change.path + "=" + change.value;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        targets[i]->retune(paces[i], keys_of(parsed));
        log_.info("PACE_SET", "database " + targets[i]->name() + ": " + told + " set by " + by + ", until restart or reload");
        record(*targets[i], told, by);
    }
    return show(database);
}

// It is in force already, whether or not the journal can be written.
void PaceCommands::record(Target& target, const std::string& told, const std::string& by) {
    if (!target.trouble().empty())
        return;
    try {
        target.with_session(
            [&](Session& session) {
                Transaction transaction(session, Transaction::Mode::ReadWrite);
                journal::record_event_in_detail(transaction, "pace_set", std::nullopt, by, json{{"set", told}}.dump());
                commit_durably(transaction, platform::Failpoint::PaceBeforeCommit, platform::Failpoint::PaceAfterCommit);
            },
            kRecordPatience);
    } catch (const database::Failure& failure) {
        log_.warning("PACE_SET", "database " + target.name() + ": " + failure.what() + ", so that the journal does not tell who set the pace");
    }
}

json set_by_hand(const Target& target) {
    const auto by_hand = target.set_by_hand();
    json values = json::object();
    for (const auto& [key, value] : config::pace_texts(target.pace()))
        if (std::find(by_hand.begin(), by_hand.end(), key) != by_hand.end())
            values[key] = value;
    return values;
}

} // namespace retention::jobs
