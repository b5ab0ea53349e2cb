// SPDX-License-Identifier: Apache-2.0
//
// The record of commands: who asked for what, in which role and why, and what came of it (docs/decisions/0018-who-did-what.md).
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/operations.hpp"
#include "daemon/jobs/targets.hpp"
#include "daemon/platform/log.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::jobs {

// Writes the record into the journal of each database that a command is about, and reads it for auditors. Safe from any thread.
//
// It is written before the command is carried out, and completed after: a row without an outcome is a command that is under way, or
// during which the daemon was cut off. A database that does not answer does not stop a command: whatever a command changes in the
// journal names its author in the same transaction, and the log has it, too.
class CommandRecord {
public:
    // Both outlive it.
    CommandRecord(const Targets& targets, platform::Log& log) : targets_(targets), log_(log) {}

    RecordedCommand begin(const AskedCommand& asked);
    void end(const RecordedCommand& recorded, const CommandEnd& end);
    void refused(const AskedCommand& asked, const CommandEnd& end);

    // Throws OperationError.
    nlohmann::json list(const AuditQuestion& question);

private:
    std::vector<Target*> concerned(const AskedCommand& asked) const;

    const Targets& targets_;
    platform::Log& log_;
};

// One that is done in `transaction` itself, by a program that is no daemon. `policy` is known.
void record_done(database::Transaction& transaction, const Person& person, const std::string& command, const std::string& policy);

// The arguments as the record keeps them: numbers, names of policies and databases, dates and digests. Whatever else somebody wrote,
// by mistake perhaps, may be about a person.
nlohmann::json recordable(const AskedCommand& asked, const Targets& targets);

} // namespace retention::jobs
