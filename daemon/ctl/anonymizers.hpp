// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/screen.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace retention::ctl {

// The catalogue of anonymizers as a document: {"anonymizers": [{"name": ..., "summary": ..., "takes": ..., "suits": ..., "result": ...,
// "unique": ..., "example": ...}]}; with `name` of that one alone, none where there is none.
nlohmann::json anonymizers_document(const std::string& name);

// What to write instead of `name`: `did you mean "redact"?`, or all there are.
std::string anonymizer_hint(const std::string& name);

std::string render_anonymizers(const nlohmann::json& document, const Screen& screen);

} // namespace retention::ctl
