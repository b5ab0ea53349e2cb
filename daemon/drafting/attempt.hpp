// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/database/transaction.hpp"

namespace retention::drafting {

// What may be asked and still fail for a reason of its own: a right that is missing, a statement that takes too long. Whether it did not.
// Throws database::Failure when the connection is lost.
template <typename Ask>
bool attempt(database::Transaction& reading, const Ask& ask) {
    try {
        database::Savepoint savepoint(reading);
        ask();
        savepoint.release();
        return true;
    } catch (const database::Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return false;
    }
}

} // namespace retention::drafting
