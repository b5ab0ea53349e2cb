// SPDX-License-Identifier: Apache-2.0
//
// What the generator leaves out, because it is known to go wrong: so that the search goes on. Whoever mends one sets it
// to false.
#pragma once

namespace retention::random {

// A stand-in that is somebody due is refused, by the check or by the plan: nothing is left to compare.
inline constexpr bool kStandInsAreDue = true;

} // namespace retention::random
