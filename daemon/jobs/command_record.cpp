// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/command_record.hpp"

#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace retention::jobs {

using database::Parameter;
using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

namespace {

using namespace std::chrono_literals;

// A database that hangs holds up nobody's command for longer: above all not the one that stops all work.
constexpr auto kPatience = 5s;

constexpr const char* kNotKept = "?";
constexpr std::size_t kPlainBytesMax = 64;

constexpr const char* kBegin = R"(
insert into retentiond.command (what, policy, run, hold, arguments, by, uid, login, login_uid, role, host, reason)
values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12) returning command)";

constexpr const char* kEnd = R"(
update retentiond.command set outcome = $2, why = $3, run = coalesce(run, $4), hold = coalesce(hold, $5), finished_at = clock_timestamp()
where command = $1)";

constexpr const char* kList = R"(
select jsonb_build_object('command', command, 'at', at, 'what', what, 'policy', policy, 'run', run, 'hold', hold, 'arguments', arguments,
                          'by', by, 'login', login, 'role', role, 'host', host, 'reason', reason, 'outcome', outcome, 'why', why)::text,
       (extract(epoch from at) * 1000000)::bigint
from retentiond.command
where ($1::text is null or policy = $1) and ($2::timestamptz is null or at >= $2::timestamptz)
order by at desc, command desc limit $3::int)";

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

bool is_known_policy(const Targets& targets, const std::string& name) {
    return std::any_of(targets.all().begin(), targets.all().end(), [&](auto* target) { return target->book().find(name).has_value(); });
}

bool is_known_database(const Targets& targets, const std::string& name) {
    return std::any_of(targets.all().begin(), targets.all().end(), [&](auto* target) { return target->name() == name; });
}

bool is_made_of(std::string_view text, std::string_view letters) { return text.find_first_not_of(letters) == text.npos; }

// What can't be a telephone number or somebody's key.
bool is_time(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789";
    return text.size() >= 10 && text.size() <= kPlainBytesMax && is_made_of(text, "0123456789TZ:+-. ") && is_made_of(text.substr(0, 4), kDigits) &&
           text[4] == '-' && is_made_of(text.substr(5, 2), kDigits) && text[7] == '-' && is_made_of(text.substr(8, 2), kDigits);
}

bool is_digest(std::string_view text) {
    return text.size() >= 8 && text.size() <= kPlainBytesMax && is_made_of(text, "0123456789abcdef") && !is_made_of(text, "0123456789");
}

bool may_be_kept(const std::string& name, const std::string& value, const Targets& targets) {
    if (name == "policy")
        return is_known_policy(targets, value);
    if (name == "database")
        return is_known_database(targets, value);
    return (name == "as_of" && is_time(value)) || (name == "digest" && is_digest(value));
}

Parameter number_of(const json& arguments, const char* name) {
    const auto found = arguments.find(name);
    return found != arguments.end() && found->is_number() ? Parameter(std::to_string(found->get<long long>())) : Parameter();
}

Parameter text_of(const std::optional<long long>& number) { return number ? Parameter(std::to_string(*number)) : Parameter(); }

Parameter or_null(const std::string& text) { return text.empty() ? Parameter() : Parameter(text); }

// Policy, run and hold have columns of their own.
json others(json arguments) {
    for (const auto* name : {"policy", "run", "hold"})
        if (arguments.contains(name) && arguments[name] != kNotKept)
            arguments.erase(name);
    return arguments;
}

long long insert(Transaction& transaction, const AskedCommand& asked, const json& arguments) {
    const bool has_policy = arguments.contains("policy") && arguments["policy"] != kNotKept;
    const auto& person = asked.person;
    return transaction
        .exec("begin_command", kBegin,
              {asked.command, has_policy ? Parameter(arguments["policy"].get<std::string>()) : Parameter(), number_of(arguments, "run"),
               number_of(arguments, "hold"), others(arguments).dump(), person.name, std::to_string(person.uid), or_null(person.login),
               person.login_uid < 0 ? Parameter() : Parameter(std::to_string(person.login_uid)), asked.role, host_name(), asked.reason})
        .get_int64(0, 0);
}

void complete(Transaction& transaction, long long command, const CommandEnd& end) {
    transaction.exec("end_command", kEnd,
                     {std::to_string(command), end.outcome, or_null(end.why), text_of(end.run), text_of(end.hold)});
}

// A date or time as the server reads it.
void refuse_no_date(Transaction& transaction, const std::optional<std::string>& since) {
    try {
        transaction.exec("since", "select $1::timestamptz", {since});
    } catch (const database::Failure& failure) {
        if (failure.kind() == database::Failure::Kind::Permanent)
            throw OperationError(Kind::Invalid, "since is no date", "Write 2026-01-31 or 2026-01-31T12:00:00Z.");
        throw;
    }
}

} // namespace

void record_done(Transaction& transaction, const Person& person, const std::string& command, const std::string& policy) {
    AskedCommand asked;
    asked.person = person;
    asked.role = "none";   // no socket asked for one: who may read the settings and the password may do this
    asked.command = command;
    complete(transaction, insert(transaction, asked, {{"policy", policy}}), {"done"});
}

json recordable(const AskedCommand& asked, const Targets& targets) {
    json arguments = json::object();
    for (const auto& [name, value] : asked.arguments) {
        if (const auto* number = std::get_if<long long>(&value))
            arguments[name] = *number;
        else if (const auto& text = std::get<std::string>(value); may_be_kept(name, text, targets))
            arguments[name] = text;
        else
            arguments[name] = kNotKept;
    }
    return arguments;
}

// Those of the policy or the database that is named; for a bare number those that may have it: all, and it is the reader who knows.
std::vector<Target*> CommandRecord::concerned(const AskedCommand& asked) const {
    std::vector<Target*> concerned;
    const auto text = [&](const char* name) -> const std::string* {
        const auto found = asked.arguments.find(name);
        return found == asked.arguments.end() ? nullptr : std::get_if<std::string>(&found->second);
    };
    const auto* policy = text("policy");
    const auto* database = text("database");
    for (auto* target : targets_.all())
        if ((!policy || target->book().find(*policy)) && (!database || target->name() == *database))
            concerned.push_back(target);
    return concerned.empty() ? targets_.all() : concerned;
}

RecordedCommand CommandRecord::begin(const AskedCommand& asked) {
    RecordedCommand recorded;
    const auto arguments = recordable(asked, targets_);
    for (auto* target : concerned(asked)) {
        try {
            target->with_session(
                [&](Session& session) {
                    Transaction transaction(session, Transaction::Mode::ReadWrite);
                    const auto command = insert(transaction, asked, arguments);
                    transaction.commit();
                    recorded.rows.emplace_back(target->name(), command);
                },
                kPatience);
        } catch (const database::Failure& failure) {
            log_.error("COMMAND_NOT_RECORDED", "database " + target->name() + ": " + asked.command + " of " + asked.person.name +
                                                   " is not in the record: " + failure.what());
        }
    }
    return recorded;
}

void CommandRecord::end(const RecordedCommand& recorded, const CommandEnd& end) {
    for (const auto& [name, command] : recorded.rows)
        for (auto* target : targets_.all()) {
            if (target->name() != name)
                continue;
            try {
                target->with_session(
                    [&, number = command](Session& session) {
                        Transaction transaction(session, Transaction::Mode::ReadWrite);
                        complete(transaction, number, end);
                        transaction.commit();
                    },
                    kPatience);
            } catch (const database::Failure& failure) {
                log_.error("COMMAND_NOT_RECORDED", "database " + name + ": the outcome of command " + std::to_string(command) + ", " +
                                                       end.outcome + ", is not in the record: " + failure.what());
            }
        }
}

void CommandRecord::refused(const AskedCommand& asked, const CommandEnd& refusal) {
    end(begin(asked), refusal);
}

json CommandRecord::list(const AuditQuestion& question) {
    std::vector<std::pair<long long, json>> found;
    for (auto* target : targets_.concerned(question.policy))
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly, targets_.zone(question.policy));
                refuse_no_date(reading, question.since);
                const auto rows = reading.exec("audit", kList, {question.policy, question.since, std::to_string(question.count_max)});
                for (int row = 0; row < rows.rows(); ++row) {
                    json command = json::parse(rows.get_text(row, 0));
                    command["database"] = target->name();
                    found.emplace_back(rows.get_int64(row, 1), std::move(command));
                }
            });
        });
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (found.size() > static_cast<std::size_t>(question.count_max))
        found.resize(static_cast<std::size_t>(question.count_max));
    json commands = json::array();
    for (auto& [at, command] : found)
        commands.push_back(std::move(command));
    return {{"commands", std::move(commands)}};
}

} // namespace retention::jobs
