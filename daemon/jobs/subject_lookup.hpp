// SPDX-License-Identifier: Apache-2.0
//
// A subject by the key that an administrator typed.
#pragma once

#include "daemon/database/transaction.hpp"
#include "daemon/jobs/subject_key.hpp"
#include "policies/binding.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace retention::jobs {

// Throws OperationError when `key` has not as many parts as the subject's.
SubjectKey key_of(const policies::Binding& binding, const std::string& key);

// A key as the journal writes it, for documents: a text, or an array for a composite one.
nlohmann::json subject_of(const std::string& key);

// The row of the subject's table with that key, by its key in the words of the server: 042 and 42 are the same. Nothing when there is
// none. `locked`: locks it for the transaction. Throws OperationError for a key that its type can't hold, database::Failure.
std::optional<SubjectKey> find_subject(database::Transaction& transaction, const policies::Binding& binding, const SubjectKey& key,
                                       bool locked);

} // namespace retention::jobs
