// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sample_data.hpp"

#include <cstdlib>

namespace retention::test {

std::filesystem::path sample_data(const std::string& name) {
    const char* named = std::getenv("RETENTIOND_DATASETS");
    const auto beside = std::filesystem::path(RETENTIOND_SOURCE_DIR).parent_path() / "shared" / "datasets";
    return (named == nullptr ? beside : std::filesystem::path(named)) / name / (name + ".sql");
}

} // namespace retention::test
