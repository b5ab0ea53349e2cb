// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"
#include "config/source.hpp"

#include <cstddef>
#include <optional>

namespace retention::config {

inline constexpr std::size_t kFileBytesMax = 1024 * 1024; // a thousand times the largest policy we know
inline constexpr std::size_t kLineBytesMax = 10'000; // nobody reads further; also bounds the work of counting columns
inline constexpr int kDepthMax = 32;                 // the language needs 8
inline constexpr int kNodesMax = 100'000;            // keys and values

// Reads the one YAML document of `source` as a tree, strictly: what YAML allows and a careful reader can misread
// (duplicate keys, anchors, aliases, merge keys, tags, a second document, keys that are no words) is reported, as is
// what is too big or no plain text. Nothing when it can't be read to its end; the place is then in the last finding.
std::optional<Node> read_yaml(const Source& source, policies::Findings& findings);

} // namespace retention::config
