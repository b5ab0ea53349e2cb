// SPDX-License-Identifier: Apache-2.0
//
// Which of a table's dates say when something began, happened or ended, by what they are called.
#pragma once

#include "daemon/drafting/draft.hpp"
#include "daemon/drafting/epochs.hpp"
#include "policies/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace retention::drafting {

// Words of ends that are another thing's: `password_expires_at`, `email_token_expires`.
inline constexpr std::string_view kNotEndWords =
    "token password passwd pass pwd session login signup registration activation lock locked reset verification confirmation code otp key secret api invite invitation "
    "trial email mail ban banned suspension suspended silence silenced mute muted snooze snoozed";

bool is_moment(const policies::SchemaColumn& column);

// The column with one of these words that none of `others` spoils; nullptr for none.
const policies::SchemaColumn* find_moment(const policies::SchemaTable& table, std::string_view words, std::string_view others = {});

// The last day of a row that has a first one, too, whether it may be open or not: who sells here from 2010 to 9999 has not been silent since 2010.
const policies::SchemaColumn* end_of_period(const policies::SchemaTable& table);

// Whether a moment of this name is when somebody was last heard of: `last_posted_at`, and not `last_mailed_at`, which is ours.
bool is_sign_of_life(const std::string& name);

// A moment, or a number that counts to it.
struct LastMoment {
    const policies::SchemaColumn* column;
    std::optional<EpochUnit> unit = {};
};

// The first that is one.
std::optional<LastMoment> sign_of_life(const policies::SchemaTable& table, const TableObservation* seen);

// When a row was last heard of: its last day, a sign of life, or else when it happened; numbers only where there are no dates. Rows whose last
// day is null have none: open_rows() is about them.
std::optional<LastMoment> last_moment(const policies::SchemaTable& table, const TableObservation* seen);

// Rows that have not ended.
struct OpenRows {
    std::string condition;   // SQL over the row
    Remark remark = {};
};
std::optional<OpenRows> open_rows(const policies::SchemaTable& table);

// The first and the last day of one thing: `employed_from` and `employed_to`, but no `valid_from` and `locked_until`.
struct Period {
    const policies::SchemaColumn* begin;
    const policies::SchemaColumn* end;
    std::string name;        // "employed"; empty where they are called from and to alone
};
std::optional<Period> period_of(const policies::SchemaTable& table);

} // namespace retention::drafting
