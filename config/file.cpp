// SPDX-License-Identifier: Apache-2.0
#include "config/file.hpp"

#include "config/yaml_document.hpp"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

namespace retention::config {

namespace {

Source unreadable(const std::filesystem::path& path, const std::string& reason, policies::Findings& findings) {
    findings.push_back({policies::Severity::Error,
                        "FILE_UNREADABLE",
                        "",
                        {},
                        "can't be read: " + reason,
                        "Check that the file exists and that the daemon's user may read it."});
    return Source(path.string(), "");
}

} // namespace

Source read_file(const std::filesystem::path& path, policies::Findings& findings) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return unreadable(path, error ? error.message() : "no such file", findings);
    if (!std::filesystem::is_regular_file(status)) // opening a pipe would wait for ever
        return unreadable(path, "not a regular file", findings);
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return unreadable(path, std::generic_category().message(errno), findings);
    std::string text(kFileBytesMax + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad())
        return unreadable(path, std::generic_category().message(errno), findings);
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return Source(path.string(), std::move(text));
}

} // namespace retention::config
