// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace retention::jobs {

// Who could not be erased in the last run of `policy`, in numbers: by rule and by what refused, and since when the same
// was refused. An array. Times are in the transaction's time zone. Throws database::Failure.
nlohmann::json failures_of(database::Transaction& transaction, const std::string& policy);

} // namespace retention::jobs
