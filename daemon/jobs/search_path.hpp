// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"
#include "policies/finding.hpp"

#include <string>
#include <vector>

namespace retention::jobs {

// Operators in schemas of the role's search_path that may be taken instead of the server's own, because they fit the types of a
// comparison better: "public.= (character varying, character varying)". Those of extensions, and of types that the server knows nothing
// of, are as they should be. With one of them nobody knows whom our SQL means. Throws database::Failure.
std::vector<std::string> operators_in_the_way(database::Transaction& reading);

// Functions likewise, which conditions of a policy may mean; and schemas of the path in which everybody may make such things. Throws
// database::Failure.
policies::Findings path_hints(database::Transaction& reading, const std::string& path, policies::Place place);

} // namespace retention::jobs
