// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/policy_test.hpp"
#include "policies/binding.hpp"
#include "policies/finding.hpp"

namespace retention::proving {

// Whether the names in the tests are those of the policy and its schema: tables, columns, classes, rules, facts, floors, holds, and
// keys of as many parts as the subject's. Pure.
policies::Findings check_tests(const config::PolicyTests& tests, const policies::Binding& binding);

} // namespace retention::proving
