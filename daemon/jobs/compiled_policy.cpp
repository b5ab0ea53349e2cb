// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/compiled_policy.hpp"

#include "daemon/jobs/digest.hpp"
#include "policies/fingerprint.hpp"
#include "policies/locks.hpp"
#include "policies/marker.hpp"
#include "policies/request.hpp"
#include "policies/stand_in.hpp"

namespace retention::jobs {

namespace {

// The server turns literals such as '2020-01-01' into instants when it prepares a text, in the time zone of that moment: a
// text that names the zone is never taken for the same one prepared in another.
void name_zone(policies::Statement& statement, const std::string& zone) { statement.sql = "/* " + zone + " */ " + statement.sql; }

} // namespace

std::shared_ptr<CompiledPolicy> compile_policy(policies::Binding binding) {
    auto compiled = std::make_shared<CompiledPolicy>();
    compiled->policy = binding.policy;
    compiled->census = policies::census(binding);
    compiled->census_of_part = policies::census(binding, policies::Shape::Keyed);
    compiled->due = policies::due(binding);
    compiled->send_undone_again = policies::send_undone_again(binding);
    compiled->send_undone_again_of_part = policies::send_undone_again(binding, policies::Shape::Keyed);
    compiled->judge = policies::judge(binding);
    compiled->explain = policies::explain(binding);
    compiled->lock_subjects = policies::lock_subjects(binding);
    compiled->lock_others = policies::lock_others(binding);
    compiled->existing = policies::existing(binding);
    compiled->close_gone = policies::close_gone(binding);
    compiled->forget_gone = policies::forget_gone(binding);
    compiled->lock_evidence = policies::lock_evidence(binding);
    compiled->asks_for_instant = policies::asks_for_instant(binding);
    compiled->fingerprint = policies::schema_fingerprint(binding);
    const auto& zone = binding.policy->timezone();
    for (auto* statement : {&compiled->census, &compiled->census_of_part, &compiled->due, &compiled->send_undone_again,
                            &compiled->send_undone_again_of_part, &compiled->judge, &compiled->explain, &compiled->lock_subjects,
                            &compiled->lock_others, &compiled->existing, &compiled->close_gone, &compiled->forget_gone})
        name_zone(*statement, zone);
    for (auto& statement : compiled->lock_evidence)
        name_zone(statement, zone);
    std::string all = binding.policy->name + "\n" +
                      (binding.policy->mode == policies::Mode::Enforce ? "enforce" : "observe") + "\n" +
                      binding.policy->timezone() + "\n" + compiled->census.sql + "\n" + compiled->due.sql + "\n" +
                      compiled->judge.sql + "\n";
    for (const auto& rule : binding.policy->rules)
        all += rule.name + " -> " + rule.then.value + "\n";
    for (const auto& action : binding.actions) {
        auto program = policies::compile_action(binding, action);
        all += program.name + "\n";
        for (auto* statement : policies::statements_of(program)) {
            name_zone(*statement, zone);
            all += statement->sql + "\n";
        }
        compiled->actions.emplace(program.name, std::move(program));
    }
    // What was planned before another policy began to move rows to somebody here is not worked off.
    for (const auto& stand_in : policies::stand_ins_of_others(binding))
        all += stand_in.find + "\n";
    compiled->digest = sha256(all);
    compiled->binding = std::move(binding);
    return compiled;
}

} // namespace retention::jobs
