// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"

#include <gtest/gtest.h>

namespace retention::ctl {
namespace {

TEST(Document, AbsentFieldsReadAsEmpty) {
    for (const json& document : {json(), json(7), json::array(), json::object(), json{{"a", nullptr}}}) {
        EXPECT_EQ(text(document, "a"), "");
        EXPECT_EQ(text_or_dash(document, "a"), "-");
        EXPECT_EQ(number(document, "a"), 0);
        EXPECT_EQ(count(document, "a"), "-");
        EXPECT_FALSE(truth(document, "a"));
        EXPECT_TRUE(elements(document, "a").empty());
    }
}

TEST(Document, TextsAreHarmless) {
    EXPECT_EQ(text({{"a", "b\x1b[0m"}}, "a"), "b\\x1b[0m");
}

TEST(Document, CountsAreListedWithTheirNames) {
    EXPECT_EQ(counted({{"on_hold", 1250}, {"failed", 3}, {"none", 0}}), "3 failed, 1,250 on hold");
    EXPECT_EQ(counted(nullptr), "");
    EXPECT_EQ(total({{"a", 1}, {"b", 2}, {"c", "x"}}), 3);
}

TEST(Document, ListsMayBeASingleText) {
    EXPECT_EQ(listed("a"), "a");
    EXPECT_EQ(listed({"a", "b"}), "a, b");
    EXPECT_EQ(listed(nullptr), "");
}

TEST(Moment, IsToTheSecondAndOnATerminalToTheMinute) {
    const Screen terminal{.is_terminal = true, .has_colour = false, .width = 80};
    const json times{{"a", "2026-11-23T10:15:02.123456+01:00"}, {"b", "2026-11-23T10:15:02+05:30"}, {"c", "2026-11-23T10:15:02Z"}, {"d", nullptr},
                     {"e", "2026-11-23"}};
    EXPECT_EQ(moment(times, "a"), "2026-11-23T10:15:02+01:00");
    EXPECT_EQ(moment(times, "a", terminal), "2026-11-23 10:15+01");
    EXPECT_EQ(moment(times, "a", Screen{}), "2026-11-23T10:15:02+01:00");
    EXPECT_EQ(moment(times, "b", terminal), "2026-11-23 10:15+05:30");
    EXPECT_EQ(moment(times, "c", terminal), "2026-11-23 10:15Z");
    EXPECT_EQ(moment(times, "d", terminal), "-");
    EXPECT_EQ(moment(times, "e", terminal), "2026-11-23");
}

} // namespace
} // namespace retention::ctl
