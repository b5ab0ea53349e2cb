// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/next_step.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using database::Failure;

std::string told(const std::string& sqlstate) {
    return with_next_step(Failure("statement x failed: SQLSTATE " + sqlstate, {Failure::Kind::Retryable, "x", sqlstate, {}, {}, false}));
}

TEST(NextStep, IsToldWhereAPersonCanDoSomething) {
    EXPECT_NE(told("25006").find("failed: SQLSTATE 25006 HINT: Nothing can be written there: it is a standby"), std::string::npos) << told("25006");
    EXPECT_NE(told("57014").find("HINT: A statement_timeout of the role's"), std::string::npos) << told("57014");
    EXPECT_NE(told("42501").find("retentionctl check tells what it lacks"), std::string::npos) << told("42501");
}

TEST(NextStep, IsNoneWhereTimeHelps) { EXPECT_EQ(told("57P01"), "statement x failed: SQLSTATE 57P01"); }

} // namespace
} // namespace retention::jobs
