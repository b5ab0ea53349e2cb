// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/draft.hpp"

#include <string>
#include <vector>

namespace retention::drafting {

// A line of an action as it is written, with the answers that it gives: several keys of one table that are all kept are one line, and
// so are many kept tables of one schema.
struct WrittenLine {
    std::string key;                      // `crm.task via assigned_to`, not yet as YAML
    bool is_pattern = false;
    std::vector<Answer*> answers;
};

std::vector<WrittenLine> lines_of(DraftAction& action);

// The whole policy as YAML, with the reasons as comments. `remarks`: further comments for its end, each a paragraph.
std::string write(Draft& draft, const std::vector<std::string>& remarks = {});

} // namespace retention::drafting
