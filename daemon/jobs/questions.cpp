// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/questions.hpp"

#include "daemon/jobs/census.hpp"
#include "daemon/jobs/documents.hpp"
#include "daemon/jobs/forecast.hpp"
#include "daemon/jobs/forgotten.hpp"
#include "daemon/jobs/hold_check.hpp"
#include "daemon/jobs/parts.hpp"
#include "daemon/jobs/plan_difference.hpp"
#include "daemon/jobs/subject_lookup.hpp"
#include "daemon/jobs/translated.hpp"
#include "daemon/jobs/what_if.hpp"
#include "policies/forecast.hpp"
#include "policies/unjudged.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Failure;
using database::Savepoint;
using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

json Questions::plan(const std::string& policy, const std::optional<std::string>& as_of) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const Planner planner(target.clock());
            const auto census = planner.count(session, *compiled, as_of);
            document = to_json(census, *compiled->policy);
            Transaction reading(session, Transaction::Mode::ReadOnly);
            document["limits"] = compiled->policy->mode == policies::Mode::Enforce && census.due > 0
                                     ? json(planner.reasons(reading, *compiled, census.due, census.subjects))
                                     : json::array();
            document["holds_in_doubt"] = doubt_about_holds(reading, *compiled).value_or("");
        });
        return document;
    });
}

json Questions::plan_subjects(const std::string& policy, const std::optional<std::string>& as_of, int limit) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        json document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
            document = forgotten_subjects(reading, *compiled, Planner::resolve_as_of(reading, as_of, Planner::Future::Allowed), limit);
        });
        return document;
    });
}

json Questions::plan_difference(const std::string& policy, const std::optional<int>& limit) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        std::optional<json> document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
            document = jobs::plan_difference(reading, *compiled, Planner::resolve_as_of(reading, {}, Planner::Future::Allowed), limit);
        });
        if (!document)
            throw OperationError(Kind::NotFound, "policy \"" + policy + "\" has no run to compare with",
                                 "Its first plan: retentionctl plan " + policy + ".");
        return *document;
    });
}

namespace {

// A forecast looks at everybody for each month. The server keeps what others delete meanwhile, so there is an end to it.
constexpr std::chrono::minutes kForecastTime{5};

// Both answers see one state of the data.
json forecasts(Transaction& reading, const CompiledPolicy& policy, const policies::Binding* what_if, int months) {
    reading.exec("forecast_limits", "select set_config('statement_timeout', $1, true), set_config('work_mem', '32MB', true)",
                 {std::to_string(std::chrono::milliseconds(kForecastTime).count())});
    const auto as_of = Planner::resolve_as_of(reading, {}, Planner::Future::Allowed);
    json document = {{"policy", policy.policy->name},
                     {"as_of", as_of},
                     {"horizon", months},
                     {"assumes", "nothing new happens, and whoever is due is acted upon at once"},
                     {"as_is", to_json(take_forecast(reading, policy.binding, as_of, months), *policy.policy)},
                     {"what_if", json()}};
    if (what_if)
        document["what_if"] = to_json(take_forecast(reading, *what_if, as_of, months), *what_if->policy);
    return document;
}

// Lets go of the flag that one forecast at a time holds.
class OnlyOne {
public:
    explicit OnlyOne(std::atomic<bool>& flag) : flag_(flag) {
        if (flag_.exchange(true))
            throw OperationError(Kind::Refused, "another forecast is being made", "Wait until it is done: each looks at everybody many times.");
    }
    ~OnlyOne() { flag_ = false; }
    OnlyOne(const OnlyOne&) = delete;
    OnlyOne& operator=(const OnlyOne&) = delete;

private:
    std::atomic<bool>& flag_;
};

} // namespace

json Questions::forecast(const ForecastQuestion& question) {
    Target& target = targets_.of_policy(question.policy);
    if (question.months < 1 || question.months > policies::kForecastMonthsMax)
        throw OperationError(Kind::Invalid, "a forecast is of 1 to " + std::to_string(policies::kForecastMonthsMax) + " months");
    const OnlyOne only_one(is_forecasting_);
    return translated(target, [&] {
        json document;
        try {
            target.with_session([&](Session& session) {
                const auto compiled = target.checked(session, question.policy);
                const auto changed = question.set.empty() ? nullptr : what_if(session, *compiled->policy, question.set, target.book().policies());
                Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
                document = forecasts(reading, *compiled, changed ? &changed->binding : nullptr, question.months);
            }, std::nullopt, question.asker);
        } catch (const Failure& failure) {
            if (failure.sqlstate() != "57014" || (question.asker && question.asker->has_left()))
                throw;
            throw OperationError(Kind::Unavailable, "the forecast took longer than " + std::to_string(kForecastTime.count()) +
                                                        " min, or was cancelled",
                                 "Ask for fewer months (--months 12), or at a quieter time.");
        }
        document["set"] = question.set;
        return document;
    });
}

json Questions::explain(const std::string& policy, const std::string& key, const std::optional<std::string>& as_of) {
    Target& target = targets_.of_policy(policy);
    return translated(target, [&] {
        std::optional<json> document;
        target.with_session([&](Session& session) {
            const auto compiled = target.checked(session, policy);
            const auto subject = key_of(compiled->binding, key);
            Transaction reading(session, Transaction::Mode::ReadOnly, compiled->policy->timezone());
            if (!find_subject(reading, compiled->binding, subject, false))
                throw OperationError(Kind::NotFound, "there is no such subject");
            try {
                Savepoint savepoint(reading);
                document = documents::explanation(reading, *compiled, Planner::resolve_as_of(reading, as_of, Planner::Future::Allowed),
                                                  subject);
                savepoint.release();
            } catch (const Failure& failure) {
                if (!is_of_a_row(failure))
                    throw;
                throw OperationError(Kind::Refused,
                                     policies::why_unjudged(culprit(reading, *compiled, failure.sqlstate()).value_or(""), failure.sqlstate()) +
                                         " for this subject: SQLSTATE " + failure.sqlstate(),
                                     "Until it can, nobody can say whether the subject is due, and it stays as it is.");
            }
        });
        if (!document)
            throw OperationError(Kind::NotFound, "the row exists, but is no subject of this policy (subject.where)");
        return *document;
    });
}

} // namespace retention::jobs
