// SPDX-License-Identifier: Apache-2.0
//
// What the generator leaves out, because it is known to go wrong: so that the search goes on. Whoever mends one sets it
// to false.
#pragma once

namespace retention::random {

// A thread of replies is followed below rows that are only cut off from it, so that other people's rows are cut, too.
inline constexpr bool kThreadsPassCuts = false;

// PostgreSQL never defers ON DELETE RESTRICT, whatever else the constraint says.
inline constexpr bool kRestrictCountsAsDeferrable = false;

// Two tables that refer to each other are followed once around, and no further.
inline constexpr bool kCyclesAreFollowedOnce = false;

// An outward line takes rows below kept rows for the subject's own, and deletes what they point to.
inline constexpr bool kOutwardPassesKept = false;

// Rows of an inheritance child are taken for rows of its parent with the same id, in threads and where it is asked who
// else points to a row.
inline constexpr bool kHeirsShareIds = false;

// The check tries no partition's bounds.
inline constexpr bool kPartitionColumnsAreChanged = false;

// A stand-in that is somebody due is reported as a trigger's doing.
inline constexpr bool kStandInsAreDue = true;

// Rows below a line that was found through kept rows are forgotten where their table has another line.
inline constexpr bool kBelowKeptIsForgotten = false;

// Whatever is said of a link's column counts as cutting the row off, also what may leave the value as it is.
inline constexpr bool kEverythingCuts = false;

// Outward lines are carried out in no order: what only another outward row points to stays.
inline constexpr bool kOutwardHasNoOrder = false;

// An outward row is deleted though subjects of the batch point to it by another key, which the action keeps.
inline constexpr bool kOtherKeysAreOverlooked = false;

// An outward line of another table than the subject's fails where the subject points to the same table.
inline constexpr bool kHoldersAreUnset = false;

} // namespace retention::random
