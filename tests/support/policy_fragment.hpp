// SPDX-License-Identifier: Apache-2.0
//
// Policies that are written as far as a test is about them.
#pragma once

#include <string>

namespace retention::test {

// `fragment`, followed by those sections of the whole policy `frame` that it does not have itself. What the fragment
// says thus stands on the lines where its author wrote it.
std::string complete(const std::string& fragment, const std::string& frame);

} // namespace retention::test
