// SPDX-License-Identifier: Apache-2.0
//
// From a database to a first policy: looks, guesses, writes, and has the real check prove it.
#pragma once

#include "daemon/database/session.hpp"
#include "daemon/drafting/candidates.hpp"
#include "policies/policy.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace retention::drafting {

inline constexpr int kSampleRows = 300;
inline constexpr int kSampleRowsMax = 10'000;

struct DraftRequest {
    policies::TableName subject;           // as given: the schema may be empty
    std::string name = {};                 // the policy's; empty: the table's
    std::string database = {};             // for the policy's `database`; empty: left out
    int sample_rows = kSampleRows;
};

// Why there is no draft; the message is whole, with its hint, and shows no value of the data.
class NoDraft : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The draft as YAML. It passes the check of the very database. Reads only: a sample of each table, in a transaction of its own.
// Throws NoDraft, and database::Failure when the database can't be asked. Blocks on the server; changes the session's timeouts.
std::string draft_policy(database::Session& session, const DraftRequest& request);

// Tables that may be the subject.
std::vector<SubjectCandidate> find_subjects(database::Session& session);

} // namespace retention::drafting
