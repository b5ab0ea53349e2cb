// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/action_program.hpp"
#include "policies/binding.hpp"
#include "policies/judgement.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace retention::jobs {

// A policy as it meets one database: every text that the daemon will run for it. Immutable, shared by all workers; a run
// keeps to the one it was planned with, known by its digest.
struct CompiledPolicy {
    std::shared_ptr<const policies::Policy> policy;
    policies::Binding binding;
    policies::Statement census, census_of_part, due, send_undone_again, send_undone_again_of_part, judge, explain, lock_subjects, lock_others, existing, close_gone, forget_gone, fingerprint;
    std::vector<policies::Statement> lock_evidence;
    bool asks_for_instant = false;   // policies::asks_for_instant()
    std::map<std::string, policies::ActionProgram> actions;
    std::string digest;          // SHA-256 over the name, the mode and every text
    std::string schema_digest;   // the fingerprint of the schema that it was compiled for
};

// REQUIRES: the binding was made and checked without errors.
std::shared_ptr<CompiledPolicy> compile_policy(policies::Binding binding);

} // namespace retention::jobs
