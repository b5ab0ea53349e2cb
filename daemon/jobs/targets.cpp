// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/targets.hpp"

#include "daemon/jobs/translated.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace retention::jobs {

using database::Session;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

Target& Targets::of_policy(const std::string& policy) const {
    for (auto* target : all_)
        if (target->book().find(policy))
            return *target;
    std::string names;
    for (auto* target : all_)
        for (const auto& name : target->book().names())
            names += (names.empty() ? "" : ", ") + name;
    throw OperationError(Kind::NotFound, "there is no policy \"" + policy + "\"",
                         names.empty() ? "No policy is loaded." : "Loaded: " + names + ".");
}

Target& Targets::of_number(const Numbered& wanted, const char* what, const char* find) const {
    const std::string named = std::string(what) + " " + std::to_string(wanted.number);
    std::vector<Target*> found;
    std::string names;
    for (auto* target : all_) {
        if (wanted.database && *wanted.database != target->name())
            continue;
        translated(*target, [&] {
            target->with_session([&](Session& session) {
                Transaction reading(session, Transaction::Mode::ReadOnly);
                if (reading.exec("find_number", find, {std::to_string(wanted.number)}).is_empty())
                    return;
                names += (found.empty() ? "" : ", ") + target->name();
                found.push_back(target);
            });
        });
    }
    if (found.empty())
        throw OperationError(Kind::NotFound, "there is no " + named + (wanted.database ? " in a database \"" + *wanted.database + "\"" : ""));
    if (found.size() > 1)
        throw OperationError(Kind::Refused, "several databases have a " + named + ": " + names,
                             "Say which: --database " + found.front()->name() + ".");
    return *found.front();
}

Target& Targets::of_run(const Numbered& run) const {
    return of_number(run, "run", "select from retentiond.run where run = $1");
}

Target& Targets::of_hold(const Numbered& hold) const {
    return of_number(hold, "hold", "select from retentiond.hold where hold = $1");
}

Target& Targets::of_request(const Numbered& request) const {
    return of_number(request, "request", "select from retentiond.request where request = $1");
}

std::vector<Target*> Targets::concerned(const std::optional<std::string>& policy) const {
    return policy ? std::vector<Target*>{&of_policy(*policy)} : all_;
}

json Targets::told(const Target& target, json run) const {
    run["database"] = target.name();
    run["needs_database"] = all_.size() > 1;
    return run;
}

std::string Targets::zone(const std::optional<std::string>& policy) const {
    if (policy)
        return zone_of(of_policy(*policy), *policy);
    std::set<std::string> zones;
    for (auto* target : all_)
        for (const auto& name : target->book().names())
            zones.insert(zone_of(*target, name));
    return zones.size() == 1 ? *zones.begin() : "UTC";
}

std::string zone_of(Target& target, const std::string& policy) {
    const auto known = target.book().find(policy);
    return known ? known->policy->timezone() : "UTC";
}

} // namespace retention::jobs
