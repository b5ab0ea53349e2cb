// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/exposition.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace retention::metrics {
namespace {

constexpr std::string_view kTable[] = {"table"};
constexpr Family kFamilies[] = {
    {"a_total", Type::Counter, kTable, "What \\ is\ncounted."},
    {"b", Type::Gauge, {}, "A number."},
    {"c_seconds", Type::Histogram, kTable, "How long."},
};

TEST(Exposition, WritesFamilyByFamilyWhateverTheOrder) {
    Exposition text(kFamilies);
    text.add("b", {}, 0.25);
    text.add("a_total", {"x"}, 1);
    text.add("a_total", {"y"}, 2);
    EXPECT_EQ(text.text(), "# HELP a_total What \\\\ is\\ncounted.\n"
                           "# TYPE a_total counter\n"
                           "a_total{table=\"x\"} 1\n"
                           "a_total{table=\"y\"} 2\n"
                           "# HELP b A number.\n"
                           "# TYPE b gauge\n"
                           "b 0.25\n");
}

TEST(Exposition, OfAHistogramHasAllBucketsSumAndCount) {
    Histogram histogram;
    histogram.observe(std::chrono::milliseconds(20));
    Exposition text(kFamilies);
    text.add("c_seconds", {"x"}, histogram);
    const auto written = text.text();
    EXPECT_NE(written.find("c_seconds_bucket{table=\"x\",le=\"0.01\"} 0\n"), std::string::npos) << written;
    EXPECT_NE(written.find("c_seconds_bucket{table=\"x\",le=\"0.025\"} 1\n"), std::string::npos) << written;
    EXPECT_NE(written.find("c_seconds_bucket{table=\"x\",le=\"+Inf\"} 1\n"), std::string::npos) << written;
    EXPECT_NE(written.find("c_seconds_sum{table=\"x\"} 0.02\n"), std::string::npos) << written;
    EXPECT_NE(written.find("c_seconds_count{table=\"x\"} 1\n"), std::string::npos) << written;
}

TEST(Exposition, OfAHostileNameIsOneLineAndHarmless) {
    Exposition text(kFamilies);
    text.add("a_total", {"crm.\"x\"} 1\nb 2\\\x1b[2J\x7f"}, 1);
    EXPECT_NE(text.text().find("a_total{table=\"crm.\\\"x\\\"} 1\\nb 2\\\\\\\\x1b[2J\\\\x7f\"} 1\n"), std::string::npos)
        << text.text();
}

TEST(Exposition, RefusesWhatItDoesNotKnow) {
    Exposition text(kFamilies);
    EXPECT_THROW(text.add("d", {}, 1), std::logic_error);
    EXPECT_THROW(text.add("b", {"x"}, 1), std::logic_error);
    EXPECT_THROW(text.add("a_total", {}, 1), std::logic_error);
}

TEST(NumberText, IsReadBackAsItWas) {
    EXPECT_EQ(number_text(0), "0");
    EXPECT_EQ(number_text(-3), "-3");
    EXPECT_EQ(number_text(1795664191), "1795664191");
    EXPECT_EQ(std::stod(number_text(1795664191.287731)), 1795664191.287731);
    EXPECT_EQ(std::stod(number_text(1e300)), 1e300);
    EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "+Inf");
    EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "NaN");
}

} // namespace
} // namespace retention::metrics
