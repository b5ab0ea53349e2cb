// SPDX-License-Identifier: Apache-2.0
//
// What the generator leaves out, because it is known to go wrong.
#pragma once

namespace retention::random {

} // namespace retention::random
