// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/failure.hpp"

#include "daemon/database/server_error.hpp"

#include <gtest/gtest.h>

namespace retention::database {
namespace {

using Kind = Failure::Kind;

TEST(FailureKind, OfWhatMayPassIsRetryable) {
    for (const auto* sqlstate : {"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "08006",
                                 "08P01", "53100", "53200", "53300", "25006", "25P03", "55006", "58030", ""})
        EXPECT_EQ(kind_of(sqlstate), Kind::Retryable) << sqlstate;
}

TEST(FailureKind, OfTheRestIsPermanent) {
    for (const auto* sqlstate :
         {"23503", "23505", "22001", "42P01", "42501", "P0001", "XX000", "XX001", "25P02", "54000", "0A000", "57P04"})
        EXPECT_EQ(kind_of(sqlstate), Kind::Permanent) << sqlstate;
}

// The names are the server's, which a trigger can forge: they are beside the text, for whoever asks the catalog first.
TEST(Failure, HasConstraintAndTableBesideItsText) {
    const auto failure = statement_failure(
        "judge",
        {"23503", R"(insert or update on table "task" violates foreign key constraint "task_fkey")", 0, false});
    EXPECT_STREQ(failure.what(), "statement judge failed: SQLSTATE 23503 foreign_key_violation");
    EXPECT_EQ(failure.statement(), "judge");
    EXPECT_EQ(failure.constraint(), "task_fkey");
    EXPECT_EQ(failure.table(), "task");
    EXPECT_FALSE(failure.is_disconnected());
}

TEST(Failure, NamesTheClassOfAnUnknownCode) {
    EXPECT_STREQ(statement_failure("judge", {"22ZZZ", "canary", 0, false}).what(),
                 "statement judge failed: SQLSTATE 22ZZZ data_exception");
}

TEST(Failure, OfALostConnectionIsRetryable) {
    const auto failure = statement_failure("judge", {"", "canary", 0, true});
    EXPECT_STREQ(failure.what(), "statement judge failed: connection lost");
    EXPECT_EQ(failure.kind(), Kind::Retryable);
    EXPECT_TRUE(failure.is_disconnected());
}

TEST(Failure, OfALostCommitIsInDoubt) {
    EXPECT_EQ(commit_failure({"", "", 0, true}).kind(), Kind::InDoubt);
    EXPECT_EQ(commit_failure({"57P01", "", 0, true}).kind(), Kind::InDoubt);
}

TEST(Failure, OfARefusedCommitIsNotInDoubt) {
    EXPECT_EQ(commit_failure({"23503", "", 0, false}).kind(), Kind::Permanent);
    EXPECT_EQ(commit_failure({"40001", "", 0, false}).kind(), Kind::Retryable);
}

} // namespace
} // namespace retention::database
