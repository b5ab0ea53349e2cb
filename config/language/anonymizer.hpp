// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/language/description.hpp"

namespace retention::config::language {

// The anonymizers that take something, each as a key to its argument, with the parameters below it. Safe from any
// thread.
const Map& anonymizers_with_arguments();

} // namespace retention::config::language
