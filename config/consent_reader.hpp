// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/reader.hpp"
#include "policies/policy.hpp"

namespace retention::config {

// `consent`: { table, via, columns, purposes, legal_bases }
policies::Consent read_consent(const Value& value);

} // namespace retention::config
