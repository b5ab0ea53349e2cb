// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include <sys/types.h>

namespace retention::platform {

// Puts `text` in place of the file: whoever reads it sees the old or the new one, never a part. Written beside it under
// a name that begins with a point, then renamed. What another process left half written is overwritten; a symbolic link
// at the path is replaced, not followed. Throws std::system_error, and leaves no rest.
void replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode);

} // namespace retention::platform
