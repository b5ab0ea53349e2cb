// SPDX-License-Identifier: Apache-2.0
//
// All numbers are those of examples in public documentation, or made for the test.
#include "daemon/drafting/check_digits.hpp"

#include <gtest/gtest.h>

namespace retention::drafting {
namespace {

TEST(CheckDigits, OfAnIbanAreRightOrWrong) {
    EXPECT_TRUE(has_iban_check("NL91 ABNA 0417 1643 00"));
    EXPECT_TRUE(has_iban_check("DE89370400440532013000"));
    EXPECT_FALSE(has_iban_check("NL92 ABNA 0417 1643 00"));
    EXPECT_FALSE(has_iban_check("NL91"));
}

TEST(CheckDigits, OfACardAreRightOrWrong) {
    EXPECT_TRUE(has_luhn_check("4111 1111 1111 1111"));
    EXPECT_FALSE(has_luhn_check("4111 1111 1111 1112"));
    EXPECT_FALSE(has_luhn_check("0000 0000 0000 0000")) << "nobody's";
    EXPECT_FALSE(has_luhn_check("18")) << "too short";
}

TEST(CheckDigits, OfABsnAreRightOrWrong) {
    EXPECT_TRUE(has_bsn_check("111222333"));
    EXPECT_FALSE(has_bsn_check("111222334"));
    EXPECT_FALSE(has_bsn_check("000000000"));
}

TEST(CheckDigits, OfAFodselsnummerAreRightOrWrong) {
    EXPECT_TRUE(has_fodselsnummer_check("15076500565"));
    EXPECT_FALSE(has_fodselsnummer_check("15076500566"));
}

TEST(CheckDigits, OfANirAreRightOrWrong) {
    EXPECT_TRUE(has_nir_check("2 55 08 14 168 025 38"));
    EXPECT_FALSE(has_nir_check("2 55 08 14 168 025 39"));
}

TEST(CheckDigits, OfASteuerIdAreRightOrWrong) {
    EXPECT_TRUE(has_steuer_id_check("86095742719"));
    EXPECT_FALSE(has_steuer_id_check("86095742718"));
}

TEST(CheckDigits, OfSomethingElseAreNone) {
    for (const auto* text : {"", "abc", "Zoë", "12345678901234567890123456789012345678901234567890"}) {
        EXPECT_FALSE(has_iban_check(text)) << text;
        EXPECT_FALSE(has_luhn_check(text)) << text;
        EXPECT_FALSE(has_bsn_check(text)) << text;
        EXPECT_FALSE(has_nir_check(text)) << text;
    }
}

} // namespace
} // namespace retention::drafting
