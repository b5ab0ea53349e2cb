// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/source.hpp"

#include <filesystem>

namespace retention::config {

// The text of the regular file at `path`, up to what read_yaml() would refuse as too large. Where it can't be read the
// reason goes to `findings` and the text is empty. Blocks on the disk. The only function of this room that reads
// something.
Source read_file(const std::filesystem::path& path, policies::Findings& findings);

} // namespace retention::config
