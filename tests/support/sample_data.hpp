// SPDX-License-Identifier: Apache-2.0
//
// The public sample databases. They are no part of the repository, so a test that wants one skips where it is absent.
#pragma once

#include <filesystem>
#include <string>

namespace retention::test {

// The SQL of the sample database called `name`: NAME/NAME.sql in the folder that RETENTIOND_DATASETS names, or else in
// ../shared/datasets beside the source tree. Whether it is there is for the caller to ask.
std::filesystem::path sample_data(const std::string& name);

} // namespace retention::test
