// SPDX-License-Identifier: Apache-2.0
//
// A settings file: what can't be read keeps its default, no limit is passed, and every finding can be shown.
#include "config/diagnostics.hpp"
#include "config/settings_reader.hpp"
#include "tests/fuzz/claim.hpp"

#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    config::Source source("retentiond.yaml", std::string(fuzz::text_of(data, size)));
    policies::Findings findings;
    const auto settings = config::read_settings(source, "/etc/retentiond", findings);
    fuzz::claim(settings.workers >= 1 && settings.workers <= config::kWorkersMax, "workers within their limits");
    fuzz::claim(settings.pace.batch_rows >= 1 && settings.pace.batch_rows <= config::kBatchRowsMax, "rows within their limits");
    fuzz::claim(settings.policies.is_absolute() && settings.socket.is_absolute(), "paths are absolute");
    fuzz::claim(config::render(findings, source).empty() == findings.empty(), "findings are shown");
    return 0;
}
