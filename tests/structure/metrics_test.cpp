// SPDX-License-Identifier: Apache-2.0
//
// docs/metrics.md, the dashboard and the alerts, against the metrics that there are.
#include "tests/structure/source_tree.hpp"

#include <gtest/gtest.h>

#include <map>

namespace retention::structure {
namespace {

struct Metric {
    std::string type, labels, help;
    bool operator==(const Metric&) const = default;
};

std::string lower(std::string text) {
    for (auto& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// `a`, `b` for the array of labels of that name.
std::string labels_of(const std::string& source, const std::string& array) {
    if (array == "{}")
        return "";
    std::string labels;
    for (const auto& list : all_matches(source, "constexpr Name " + array + "\\[\\] = \\{([^}]*)\\};"))
        for (const auto& name : all_matches(list, "\"([a-z_]+)\""))
            labels += (labels.empty() ? "`" : ", `") + name + "`";
    return labels;
}

std::map<std::string, Metric> in_code() {
    const auto source = read("daemon/jobs/metrics_report.cpp");
    const std::string row = "\\{\"(retentiond_\\w+)\", Type::(\\w+), (\\{\\}|k\\w+),\\s*\"([^\"]*)\"\\}";
    std::map<std::string, Metric> metrics;
    for (const auto& name : all_matches(source, row)) {
        const std::string here = "\\{\"" + name + "\", ";
        metrics[name] = {lower(all_matches(source, here + "Type::(\\w+)").at(0)),
                         labels_of(source, all_matches(source, here + "Type::\\w+, (\\{\\}|k\\w+)").at(0)),
                         all_matches(source, here + "Type::\\w+, (?:\\{\\}|k\\w+),\\s*\"([^\"]*)\"").at(0)};
    }
    return metrics;
}

std::map<std::string, Metric> in_docs() {
    const auto text = read("docs/metrics.md");
    std::map<std::string, Metric> metrics;
    for (const auto& row : all_matches(text, "\n(\\| `retentiond_[^\n]*\\|)")) {
        const auto cells = all_matches(row, "\\| ?([^|]*?) ?(?=\\|)");
        metrics[cells.at(0).substr(1, cells.at(0).size() - 2)] = {cells.at(1), cells.at(2), cells.at(3)};
    }
    return metrics;
}

TEST(Metrics, AreDocumentedAsTheyAre) {
    const auto code = in_code();
    const auto docs = in_docs();
    EXPECT_GT(code.size(), 20U);
    for (const auto& [name, metric] : code) {
        ASSERT_TRUE(docs.count(name)) << name << " is not in docs/metrics.md";
        EXPECT_EQ(docs.at(name).type, metric.type) << name;
        EXPECT_EQ(docs.at(name).labels, metric.labels) << name;
        EXPECT_EQ(docs.at(name).help, metric.help) << name;
    }
    for (const auto& [name, metric] : docs)
        EXPECT_TRUE(code.count(name)) << "docs/metrics.md has " << name << ", which nothing measures";
}

// Of a histogram's series the family's name.
std::string family_of(const std::string& series, const std::map<std::string, Metric>& metrics) {
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"})
        if (series.ends_with(suffix))
            if (const auto found = metrics.find(series.substr(0, series.size() - suffix.size()));
                found != metrics.end() && found->second.type == "histogram")
                return found->first;
    return series;
}

TEST(Metrics, OfDashboardAndAlertsExist) {
    const auto metrics = in_code();
    for (const auto* path :
         {"config/monitoring/dashboard.json", "config/monitoring/alerts.yaml", "config/monitoring/alerts.test.yaml"}) {
        const auto used = all_matches(read(path), "\\b(retentiond_[a-z_]+)");
        EXPECT_GT(used.size(), 5U) << path;
        for (const auto& series : used)
            EXPECT_TRUE(metrics.count(family_of(series, metrics))) << path << " uses " << series;
    }
}

TEST(Metrics, EachAlertHasATest) {
    const auto tests = read("config/monitoring/alerts.test.yaml");
    for (const auto& alert : all_matches(read("config/monitoring/alerts.yaml"), "- alert: (\\w+)"))
        EXPECT_FALSE(all_matches(tests, "alertname: (" + alert + ")\\n        exp_alerts:\\n").empty()) << alert;
}

TEST(Metrics, HaveNamesAsPrometheusWantsThem) {
    for (const auto& [name, metric] : in_code()) {
        EXPECT_EQ(name.ends_with("_total"), metric.type == "counter") << name;
        EXPECT_TRUE(metric.type != "histogram" || name.ends_with("_seconds")) << name;
        EXPECT_TRUE(metric.help.ends_with(".")) << name;
    }
}

} // namespace
} // namespace retention::structure
