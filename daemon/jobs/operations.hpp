// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/asker.hpp"
#include "daemon/jobs/person.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace retention::jobs {

// Why a command was not carried out. `what()` is for people and free of personal data.
class OperationError : public std::runtime_error {
public:
    enum class Kind {
        NotFound,      // no such policy, run, subject or hold
        Refused,       // it exists, but not now: wrong state, digest, date
        SamePerson,    // another person has to do it
        Unavailable,   // the database can't be reached
        Invalid,       // the arguments make no sense
    };

    OperationError(Kind kind, const std::string& message, std::string hint = {})
        : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

    Kind kind() const noexcept { return kind_; }
    const std::string& hint() const noexcept { return hint_; }

private:
    Kind kind_;
    std::string hint_;
};

// What time alone will bring.
struct ForecastQuestion {
    std::string policy;
    int months = 36;
    std::vector<std::string> set;           // "rules.silent-prospects.keep=P1Y": what if
    std::shared_ptr<const Asker> asker;     // may be null: waits in any case
};

// A run, a hold or an erasure request. Each database counts its own; where several have one of that number, the database has to be named.
struct Numbered {
    long long number = 0;
    std::optional<std::string> database;
};

// A command of a person, for the record. Subjects' keys are left out already.
struct AskedCommand {
    Person person;
    std::string role;
    std::string command;                                                  // run.approve
    std::map<std::string, std::variant<std::string, long long>> arguments;
    std::optional<std::string> reason;
    bool may_need_reason = false;                                         // where the settings ask for reasons
};

// Its rows in the journals, by database.
struct RecordedCommand {
    std::vector<std::pair<std::string, long long>> rows;
};

// What came of it: `done`, `refused` or `failed`; else why, as a stable word; and the run or hold that it was about.
struct CommandEnd {
    std::string outcome;
    std::string why = {};
    std::optional<long long> run = {};
    std::optional<long long> hold = {};
};

struct AuditQuestion {
    std::optional<std::string> policy;
    std::optional<std::string> since;   // ISO 8601 date or timestamp
    int count_max = 100;
};

// Everything that an administrator can ask of the daemon. Each call may block on a database and is safe from any thread;
// results are the JSON documents of docs/control-protocol.md. All throw OperationError.
class Operations {
public:
    virtual ~Operations() = default;

    virtual nlohmann::json status() = 0;
    virtual nlohmann::json runs(const std::optional<std::string>& policy, int count_max) = 0;
    virtual nlohmann::json run_show(const Numbered& run) = 0;

    // Who could not be erased in the last run of one policy, or of each: in numbers, by what refused.
    virtual nlohmann::json failures(const std::optional<std::string>& policy) = 0;

    // All numbers in the text format of Prometheus.
    virtual nlohmann::json metrics() = 0;

    // Counts what is due at `as_of` (ISO 8601 date or timestamp; absent: now). Changes nothing.
    virtual nlohmann::json plan(const std::string& policy, const std::optional<std::string>& as_of) = 0;

    // The keys of those whom the policy forgets: of no class, or never due; `limit` of each kind.
    virtual nlohmann::json plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit) = 0;

    // Who is due now, compared with the last run's plan; with a `limit` also their keys.
    virtual nlohmann::json plan_difference(const std::string& policy, const std::optional<int>& limit) = 0;

    // Who becomes due in the months to come. Takes long, and only one is made at a time.
    virtual nlohmann::json forecast(const ForecastQuestion& question) = 0;

    // `key`: the subject's key as text, "42", or a JSON array of texts for a composite key.
    virtual nlohmann::json explain(const std::string& policy, const std::string& key,
                                   const std::optional<std::string>& as_of) = 0;

    // Starts a run; an `as_of` later than now is refused. `by` names the peer: "root (uid 0)".
    virtual nlohmann::json run_start(const std::string& policy, const std::optional<std::string>& as_of, const Person& by) = 0;

    // Where four eyes are asked for, SamePerson for whoever started the run.
    virtual nlohmann::json run_approve(const Numbered& run, const std::optional<std::string>& digest, const Person& by) = 0;
    virtual nlohmann::json run_cancel(const Numbered& run, const std::string& by) = 0;

    // All work, or one policy. Repeating is safe and says so ("already": true).
    virtual nlohmann::json pause(const std::optional<std::string>& policy, const std::string& by) = 0;
    virtual nlohmann::json resume(const std::optional<std::string>& policy, const std::string& by) = 0;
    virtual nlohmann::json reload(const std::string& by) = 0;

    // How fast is worked, of one database or all; and other values ("pace.batch_time=100ms") until a restart or a reload.
    virtual nlohmann::json pace_show(const std::optional<std::string>& database) = 0;
    virtual nlohmann::json pace_set(const std::vector<std::string>& changes, const std::optional<std::string>& database,
                                    const std::string& by) = 0;

    // Acts on a few who are due (absent: 10, at most 100), or on one, and rolls back. Tells what it came to, without anything of theirs.
    virtual nlohmann::json rehearse(const std::string& policy, std::optional<long long> subjects, const std::optional<std::string>& key,
                                    const std::string& by) = 0;

    // Takes what the actions of a policy, or of all, reach by now for right.
    virtual nlohmann::json drift_accept(const std::optional<std::string>& policy, const std::string& by) = 0;

    // Those who were done and have again what was taken away are due again; or this subject, or all who were done, whatever they have.
    virtual nlohmann::json redo(const std::string& policy, const std::string& by) = 0;
    virtual nlohmann::json redo_subject(const std::string& policy, const std::string& key, const std::string& by) = 0;
    virtual nlohmann::json redo_all(const std::string& policy, const std::string& by) = 0;

    virtual nlohmann::json hold_add(const std::string& policy, const std::string& key, const std::string& reason,
                                    const std::string& by) = 0;
    virtual nlohmann::json hold_remove(const Numbered& hold, const std::string& by) = 0;
    virtual nlohmann::json hold_list(const std::optional<std::string>& policy) = 0;

    // An erasure request of a subject (GDPR Art. 17): due from now on unless something stops it. What that is, is told at once.
    virtual nlohmann::json erase(const std::string& policy, const std::string& key, const std::string& reason,
                                 const std::string& by) = 0;
    virtual nlohmann::json request_withdraw(const Numbered& request, const std::string& by) = 0;
    virtual nlohmann::json request_list(const std::optional<std::string>& policy) = 0;

    // Before a command that the record keeps is carried out, and after; and one that was not permitted. The first throws where the
    // settings ask for a reason and there is none, else none of them does: see CommandRecord.
    virtual RecordedCommand record(const AskedCommand& asked) = 0;
    virtual void record_end(const RecordedCommand& recorded, const CommandEnd& end) = 0;
    virtual void record_refused(const AskedCommand& asked, const CommandEnd& end) = 0;

    // The record, the youngest first.
    virtual nlohmann::json audit(const AuditQuestion& question) = 0;
};

} // namespace retention::jobs
