// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

namespace retention::config {

// `limits`: { persons, share, growth }; null lifts one.
policies::Limits read_limits(const Value& value);

} // namespace retention::config
