// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/command_table.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

// Scripts that complete the command line in a shell. What the words of an argument can be is asked of retentionctl itself, as in
// `retentionctl completion policies`, which asks the daemon. Pure.
std::string bash_completion(const std::vector<CommandEntry>& table);
std::string zsh_completion(const std::vector<CommandEntry>& table);

// What an argument or the value of an option is: a list that `retentionctl completion` knows, "files", or nothing that can be listed.
std::string words_for(const CommandEntry& command, const OptionEntry& option);

} // namespace retention::ctl
