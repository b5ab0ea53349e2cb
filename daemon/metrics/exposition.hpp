// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/metrics/family.hpp"
#include "daemon/metrics/histogram.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retention::metrics {

inline constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

// Collects samples in any order and writes them as Prometheus' text format, version 0.0.4, wants them: family by
// family.
class Exposition {
public:
    // The families that there are, in the order of the text. They outlive it.
    explicit Exposition(std::span<const Family> families) : families_(families), samples_(families.size()) {}

    // One value for each of the family's labels. Throws std::logic_error for an unknown family or a wrong number of
    // values.
    void add(std::string_view family, const std::vector<std::string>& label_values, double value);
    void add(std::string_view family, const std::vector<std::string>& label_values, const Histogram& histogram);

    // Families without samples are left out.
    std::string text() const;

private:
    std::size_t index_of(std::string_view family, std::size_t label_count) const;

    std::span<const Family> families_;
    std::vector<std::string> samples_; // lines, by family
};

// A label's value between its quotes: also a name with line ends or control characters in it is harmless.
std::string escape_label_value(std::string_view value);

// A number as the format wants it: whole ones without a point, others so that they are read back as they were.
std::string number_text(double value);

} // namespace retention::metrics
