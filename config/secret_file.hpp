// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace retention::config {

// Where a secret that the settings name is read from, as an absolute path when `folder` is one.
//
// A name without a slash is first looked for among the credentials that the service manager hands over (systemd.exec(5),
// LoadCredential=; their folder is $CREDENTIALS_DIRECTORY), so that the same settings work with and without one. What is not
// there, and every name with a slash, starts at `folder`, that of the settings file.
std::filesystem::path secret_file(const std::filesystem::path& folder, const std::string& name);

} // namespace retention::config
