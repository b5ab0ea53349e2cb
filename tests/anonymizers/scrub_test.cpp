// SPDX-License-Identifier: Apache-2.0
#include "tests/anonymizers/columns.hpp"

#include <gtest/gtest.h>

namespace retention::anonymizers::test {
namespace {

TEST(Scrub, SuitsTextOnly) {
    EXPECT_FALSE(is_refused("scrub", Argument::none(), not_null(text())));
    for (const auto family : {TypeFamily::Json, TypeFamily::Array, TypeFamily::Bytes, TypeFamily::Integer})
        EXPECT_TRUE(is_refused("scrub", Argument::none(), column(family, "x")));
}

TEST(Scrub, TakesKinds) {
    EXPECT_FALSE(is_refused("scrub", Argument::of("all"), text()));
    EXPECT_FALSE(is_refused("scrub", Argument::of("email"), text()));
    EXPECT_FALSE(is_refused("scrub",
                            list_of({"known", "email", "phone", "iban", "card", "ip", "url", "bsn", "fodselsnummer", "nir",
                                     "steuer_id", "nino", "ssn"}),
                            text()));
}

TEST(Scrub, SaysWhichKindsThereAre) {
    EXPECT_EQ(message("scrub", Argument::of("body"), text()),
              "knows no \"body\": it takes \"all\", \"known\", \"email\", \"phone\", \"iban\", \"card\", \"ip\", \"url\", "
              "\"bsn\", \"fodselsnummer\", \"nir\", \"steuer_id\", \"nino\" or \"ssn\"");
    EXPECT_EQ(hint("scrub", list_of({"known", "emial"}), text()), "Did you mean \"email\"?");
    EXPECT_EQ(hint("scrub", empty_list(), text()), "Write for example { scrub: [known, email, phone] } or { scrub: all }.");
    EXPECT_EQ(message("scrub", list_of({"email", "email"}), text()), "names \"email\" twice");
    EXPECT_EQ(message("scrub", list_of({"all", "email"}), text()), "takes \"all\" alone");
    EXPECT_TRUE(is_refused("scrub", map_of("email", "x"), text()));
}

TEST(Scrub, ReadsWhatIsKnownOnlyWhereThatIsAskedFor) {
    const auto reads_known = [](const Argument& argument) { return traits(*find("scrub"), argument).draws.known; };
    EXPECT_TRUE(reads_known(Argument::none()));
    EXPECT_TRUE(reads_known(Argument::of("all")));
    EXPECT_TRUE(reads_known(list_of({"email", "known"})));
    EXPECT_FALSE(reads_known(list_of({"email", "phone"})));
    EXPECT_EQ(compile("scrub", Argument::of("email"), text()).find("s.known"), std::string::npos);
}

TEST(Scrub, NeedsRoomForItsMark) {
    EXPECT_FALSE(is_refused("scrub", Argument::none(), varchar(9)));
    EXPECT_TRUE(is_refused("scrub", Argument::none(), varchar(8)));
}

TEST(Scrub, ReadsTheTextOnce) {
    const auto sql = compile("scrub", Argument::none(), text());
    std::size_t count = 0;
    for (auto at = sql.find("regexp_replace(t.c"); at != std::string::npos; at = sql.find("regexp_replace(t.c", at + 1))
        ++count;
    EXPECT_EQ(count, 1U);
}

} // namespace
} // namespace retention::anonymizers::test
