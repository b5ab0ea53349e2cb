// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/commands.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retention::control {
namespace {

using jobs::Operations;
using nlohmann::json;
using Kind = Parameter::Kind;

// How many runs `runs` lists, and at most.
constexpr int kRunsShown = 20;
constexpr long long kRunsShownMax = 1000;

// How many keys of each kind are listed, and at most.
constexpr int kSubjectsShown = 1000;
constexpr long long kSubjectsShownMax = 10'000;

constexpr int kForecastMonths = 36;

constexpr long long kCommandsShown = 100;
constexpr long long kCommandsShownMax = 10'000;

constexpr bool kRequired = true;
constexpr bool kOptional = false;

constexpr Parameter kPolicy{"policy", Kind::Text, kRequired, "the policy's name"};
constexpr Parameter kAnyPolicy{"policy", Kind::Text, kOptional, "the policy's name; absent: all"};
constexpr Parameter kKey{"key", Kind::Key, kRequired, "the subject's key; an array for a composite one"};
constexpr Parameter kAsOf{"as_of", Kind::Text, kOptional, "the date or time to judge by; absent: now"};
constexpr Parameter kRun{"run", Kind::Number, kRequired, "the run's number"};
constexpr Parameter kDatabase{"database", Kind::Text, kOptional, "the database's name, where several have one of that number"};

constexpr Parameter kReason{"reason", Kind::Text, kOptional, "why, for the record; without personal data"};

constexpr Parameter kRunsParameters[] = {kAnyPolicy,
                                         {"last", Kind::Number, kOptional, "how many; 20 if absent, at most 1000"}};
constexpr Parameter kRunParameters[] = {kRun, kDatabase};
constexpr Parameter kCancelParameters[] = {kRun, kDatabase, kReason};
constexpr Parameter kStartParameters[] = {kPolicy, kAsOf, kReason};
constexpr Parameter kPlanParameters[] = {kPolicy, kAsOf};
constexpr Parameter kLimit{"limit", Kind::Number, kOptional, "how many keys of each kind; 1000 if absent, at most 10000"};
constexpr Parameter kPlanSubjectsParameters[] = {kPolicy, kAsOf, kLimit};
constexpr Parameter kPlanDiffParameters[] = {kPolicy};
constexpr Parameter kPlanDiffSubjectsParameters[] = {kPolicy, kLimit};
constexpr Parameter kForecastParameters[] = {
    kPolicy,
    {"months", Kind::Number, kOptional, "how many, this one being the first; 36 if absent, at most 60"}};
constexpr Parameter kForecastWhatIfParameters[] = {
    kPolicy, kForecastParameters[1],
    {"set", Kind::Texts, kRequired, "PATH=VALUE, such as rules.silent-prospects.keep=P1Y"}};
constexpr Parameter kExplainParameters[] = {kPolicy, kKey, kAsOf};
constexpr Parameter kRehearseParameters[] = {
    kPolicy,
    {"subjects", Kind::Number, kOptional, "how many of the due; 10 if absent, at most 100"},
    {"key", Kind::Key, kOptional, "this subject alone"}};
constexpr Parameter kApproveParameters[] = {
    kRun, {"digest", Kind::Text, kOptional, "the plan's digest: refused when the plan is another"}, kDatabase, kReason};
constexpr Parameter kRedoParameters[] = {kPolicy, {"key", Kind::Key, kOptional, "this subject, whatever it has"}, kReason};
constexpr Parameter kRedoAllParameters[] = {kPolicy, kReason};
constexpr Parameter kAnyPolicyParameters[] = {kAnyPolicy};
constexpr Parameter kPauseParameters[] = {kAnyPolicy, kReason};
constexpr Parameter kReloadParameters[] = {kReason};
constexpr Parameter kAuditParameters[] = {kAnyPolicy,
                                          {"since", Kind::Text, kOptional, "only from this date or time on"},
                                          {"last", Kind::Number, kOptional, "how many; 100 if absent, at most 10000"}};
constexpr Parameter kAnyDatabase{"database", Kind::Text, kOptional, "the database's name; absent: all"};
constexpr Parameter kPaceShowParameters[] = {kAnyDatabase};
constexpr Parameter kPaceSetParameters[] = {{"set", Kind::Texts, kRequired, "PATH=VALUE, such as pace.batch_time=100ms"}, kAnyDatabase, kReason};
constexpr Parameter kHoldAddParameters[] = {
    kPolicy, kKey, {"reason", Kind::Text, kRequired, "why, for the journal; without personal data"}};
constexpr Parameter kEraseParameters[] = {
    kPolicy, kKey, {"reason", Kind::Text, kRequired, "who asked, such as the number of the ticket; without personal data"}};
constexpr Parameter kRequestWithdrawParameters[] = {{"request", Kind::Number, kRequired, "the request's number"}, kDatabase, kReason};
constexpr Parameter kHoldRemoveParameters[] = {{"hold", Kind::Number, kRequired, "the hold's number"}, kDatabase, kReason};

jobs::Numbered numbered(const Arguments& arguments, const char* name) {
    return {arguments.number(name), arguments.optional_text("database")};
}

json status(Operations& operations, const Arguments&, const std::string&) {
    return operations.status();
}

json runs(Operations& operations, const Arguments& arguments, const std::string&) {
    const auto last = std::min(arguments.optional_number("last").value_or(kRunsShown), kRunsShownMax);
    return operations.runs(arguments.optional_text("policy"), static_cast<int>(last));
}

json run_show(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.run_show(numbered(arguments, "run"));
}

json failures(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.failures(arguments.optional_text("policy"));
}

json metrics(Operations& operations, const Arguments&, const std::string&) {
    return operations.metrics();
}

json plan(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.plan(arguments.text("policy"), arguments.optional_text("as_of"));
}

int limit_of(const Arguments& arguments) {
    return static_cast<int>(std::min(arguments.optional_number("limit").value_or(kSubjectsShown), kSubjectsShownMax));
}

json plan_subjects(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.plan_subjects(arguments.text("policy"), arguments.optional_text("as_of"), limit_of(arguments));
}

json plan_diff(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.plan_difference(arguments.text("policy"), std::nullopt);
}

json plan_diff_subjects(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.plan_difference(arguments.text("policy"), limit_of(arguments));
}

json forecast_by(Operations& operations, const Arguments& arguments, std::vector<std::string> set) {
    // Too large a number is refused with the other limits of a forecast.
    const auto months = std::min(arguments.optional_number("months").value_or(kForecastMonths), 1000LL);
    return operations.forecast({arguments.text("policy"), static_cast<int>(months), std::move(set), arguments.asker()});
}

json forecast(Operations& operations, const Arguments& arguments, const std::string&) {
    return forecast_by(operations, arguments, {});
}

json forecast_what_if(Operations& operations, const Arguments& arguments, const std::string&) {
    return forecast_by(operations, arguments, arguments.texts("set"));
}

json explain(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.explain(arguments.text("policy"), arguments.key("key"), arguments.optional_text("as_of"));
}

json rehearse(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.rehearse(arguments.text("policy"), arguments.optional_number("subjects"), arguments.optional_text("key"), by);
}

json drift_accept(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.drift_accept(arguments.optional_text("policy"), by);
}

json redo(Operations& operations, const Arguments& arguments, const std::string& by) {
    const auto key = arguments.optional_text("key");
    return key ? operations.redo_subject(arguments.text("policy"), *key, by) : operations.redo(arguments.text("policy"), by);
}

json redo_all(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.redo_all(arguments.text("policy"), by);
}

json run_start(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.run_start(arguments.text("policy"), arguments.optional_text("as_of"), arguments.person());
}

json run_approve(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.run_approve(numbered(arguments, "run"), arguments.optional_text("digest"), arguments.person());
}

json run_cancel(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.run_cancel(numbered(arguments, "run"), by);
}

json pause(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.pause(arguments.optional_text("policy"), by);
}

json resume(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.resume(arguments.optional_text("policy"), by);
}

json reload(Operations& operations, const Arguments&, const std::string& by) {
    return operations.reload(by);
}

json pace_show(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.pace_show(arguments.optional_text("database"));
}

json pace_set(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.pace_set(arguments.texts("set"), arguments.optional_text("database"), by);
}

json hold_add(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.hold_add(arguments.text("policy"), arguments.key("key"), arguments.text("reason"), by);
}

json hold_remove(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.hold_remove(numbered(arguments, "hold"), by);
}

json hold_list(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.hold_list(arguments.optional_text("policy"));
}

json erase(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.erase(arguments.text("policy"), arguments.key("key"), arguments.text("reason"), by);
}

json request_withdraw(Operations& operations, const Arguments& arguments, const std::string& by) {
    return operations.request_withdraw(numbered(arguments, "request"), by);
}

json request_list(Operations& operations, const Arguments& arguments, const std::string&) {
    return operations.request_list(arguments.optional_text("policy"));
}

json audit(Operations& operations, const Arguments& arguments, const std::string&) {
    const auto last = std::min(arguments.optional_number("last").value_or(kCommandsShown), kCommandsShownMax);
    return operations.audit({arguments.optional_text("policy"), arguments.optional_text("since"), static_cast<int>(last)});
}

json help(Operations&, const Arguments&, const std::string&) {
    json table = json::array();
    for (const auto& command : commands()) {
        json parameters = json::array();
        for (const auto& parameter : command.parameters)
            parameters.push_back({{"name", parameter.name},
                                  {"kind", to_text(parameter.kind)},
                                  {"required", parameter.is_required},
                                  {"help", parameter.help}});
        table.push_back({{"method", command.method},
                         {"role", to_text(command.role)},
                         {"parameters", std::move(parameters)},
                         {"help", command.help}});
    }
    return {{"commands", std::move(table)}};
}

constexpr bool kSlow = true;
constexpr bool kQuick = false;

// A viewer sees numbers: what names somebody, by a key, a value or a reason that was given for one, is for operators. A
// what-if has the server run what the asker wrote: whoever may do that could as well edit the policies.
constexpr Command kCommands[] = {
    {"status", Role::Viewer, kQuick, {}, "databases, policies and active runs", status, Trace::None},
    {"runs", Role::Viewer, kQuick, kRunsParameters, "the last runs, the youngest first", runs, Trace::None},
    {"run.show", Role::Viewer, kQuick, kRunParameters, "one run in detail", run_show, Trace::None},
    {"failures", Role::Viewer, kQuick, kAnyPolicyParameters, "who could not be erased in the last run, in numbers",
     failures, Trace::None},
    {"metrics", Role::Viewer, kQuick, {}, "all numbers in the text format of Prometheus", metrics, Trace::None},
    {"plan", Role::Viewer, kSlow, kPlanParameters, "who is due, in numbers; changes nothing", plan, Trace::None},
    {"plan.subjects", Role::Operator, kSlow, kPlanSubjectsParameters, "the keys of those whom the policy forgets",
     plan_subjects, Trace::None},
    {"plan.diff", Role::Viewer, kSlow, kPlanDiffParameters, "who came and went since the last run's plan, in numbers",
     plan_diff, Trace::None},
    {"plan.diff.subjects", Role::Operator, kSlow, kPlanDiffSubjectsParameters, "the same with their keys",
     plan_diff_subjects, Trace::None},
    {"forecast", Role::Viewer, kSlow, kForecastParameters, "who becomes due in the months to come, in numbers",
     forecast, Trace::None},
    {"forecast.what_if", Role::Administrator, kSlow, kForecastWhatIfParameters,
     "the same with other values put into the policy", forecast_what_if, Trace::None},
    {"explain", Role::Operator, kSlow, kExplainParameters, "one subject: what holds, what stops it, what is next",
     explain, Trace::None},
    {"rehearse", Role::Operator, kSlow, kRehearseParameters, "act on a few of the due, and roll back", rehearse},
    {"run.start", Role::Operator, kSlow, kStartParameters, "start a run", run_start, Trace::Explained},
    {"run.approve", Role::Operator, kQuick, kApproveParameters, "release a run that waits for approval", run_approve,
     Trace::Explained},
    {"run.cancel", Role::Operator, kQuick, kCancelParameters, "stop a run for good", run_cancel, Trace::Explained},
    {"pause", Role::Operator, kQuick, kPauseParameters, "start no more batches", pause},
    {"resume", Role::Operator, kQuick, kPauseParameters, "go on after a pause", resume, Trace::Explained},
    {"reload", Role::Administrator, kSlow, kReloadParameters, "read the configuration again; a bad one changes nothing",
     reload},
    {"pace.show", Role::Viewer, kQuick, kPaceShowParameters, "how fast is worked", pace_show, Trace::None},
    {"pace.set", Role::Administrator, kQuick, kPaceSetParameters, "work faster or slower, until a restart or a reload",
     pace_set},
    {"drift.accept", Role::Administrator, kSlow, kPauseParameters, "take what a policy reaches by now for right",
     drift_accept, Trace::Explained},
    {"redo", Role::Operator, kSlow, kRedoParameters, "let those be due again who were done and have values again", redo,
     Trace::Explained},
    {"redo.all", Role::Operator, kSlow, kRedoAllParameters, "let all be due again who were done, whatever they have", redo_all,
     Trace::Explained},
    {"hold.add", Role::Operator, kQuick, kHoldAddParameters, "suspend every action on a subject", hold_add},
    {"hold.remove", Role::Operator, kQuick, kHoldRemoveParameters, "end a hold", hold_remove, Trace::Explained},
    {"hold.list", Role::Operator, kQuick, kAnyPolicyParameters, "the holds that operators placed", hold_list,
     Trace::None},
    {"erase", Role::Operator, kSlow, kEraseParameters, "record that a subject asked to be erased", erase},
    {"request.withdraw", Role::Operator, kQuick, kRequestWithdrawParameters, "end an erasure request", request_withdraw,
     Trace::Explained},
    {"request.list", Role::Operator, kSlow, kAnyPolicyParameters, "the open erasure requests, and what stops them",
     request_list, Trace::None},
    {"audit", Role::Operator, kQuick, kAuditParameters, "who asked for what, and what came of it", audit, Trace::None},
    {"help", Role::Viewer, kQuick, {}, "this table", help, Trace::None},
};

} // namespace

std::span<const Command> commands() noexcept {
    return kCommands;
}

const Command* find_command(std::string_view method) noexcept {
    const auto found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                    [method](const Command& command) { return command.method == method; });
    return found == std::end(kCommands) ? nullptr : found;
}

} // namespace retention::control
