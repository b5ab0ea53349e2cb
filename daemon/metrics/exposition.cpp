// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace retention::metrics {

namespace {

std::string_view to_text(Type type) noexcept {
    switch (type) {
    case Type::Counter:
        return "counter";
    case Type::Gauge:
        return "gauge";
    case Type::Histogram:
        return "histogram";
    }
    return "untyped";
}

std::string escape_help(std::string_view help) {
    std::string escaped;
    for (const char c : help)
        escaped += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
    return escaped;
}

std::string pair_text(std::string_view name, std::string_view value) {
    return std::string(name) + "=\"" + escape_label_value(value) + "\"";
}

// `a="1",b="2"`, without braces.
std::string pairs_text(const Family& family, const std::vector<std::string>& values) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i)
        text += (i == 0 ? "" : ",") + pair_text(family.labels[i], values[i]);
    return text;
}

std::string line(const std::string& name, const std::string& pairs, double value) {
    return name + (pairs.empty() ? "" : "{" + pairs + "}") + " " + number_text(value) + "\n";
}

} // namespace

std::string escape_label_value(std::string_view value) {
    std::string escaped;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\\') {
            escaped += "\\\\";
        } else if (c == '"') {
            escaped += "\\\"";
        } else if (c == '\n') {
            escaped += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            char code[8];
            std::snprintf(code, sizeof code, "\\\\x%02x", static_cast<unsigned>(byte));
            escaped += code;
        } else {
            escaped += c;
        }
    }
    return escaped;
}

std::string number_text(double value) {
    constexpr double kWholeMax = 9007199254740992.0; // beyond it not every whole number is a double
    char text[64];
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    if (value == std::floor(value) && std::fabs(value) < kWholeMax) {
        const auto [end, error] = std::to_chars(text, text + sizeof text, static_cast<long long>(value));
        return {text, end};
    }
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

std::size_t Exposition::index_of(std::string_view family, std::size_t label_count) const {
    const auto found =
        std::find_if(families_.begin(), families_.end(), [&](const Family& each) { return each.name == family; });
    if (found == families_.end() || found->labels.size() != label_count)
        throw std::logic_error("no metric " + std::string(family) + " with " + std::to_string(label_count) + " labels");
    return static_cast<std::size_t>(found - families_.begin());
}

void Exposition::add(std::string_view family, const std::vector<std::string>& label_values, double value) {
    const auto index = index_of(family, label_values.size());
    samples_[index] += line(std::string(family), pairs_text(families_[index], label_values), value);
}

void Exposition::add(std::string_view family, const std::vector<std::string>& label_values,
                     const Histogram& histogram) {
    const auto index = index_of(family, label_values.size());
    const std::string name(family);
    const auto pairs = pairs_text(families_[index], label_values);
    const auto with_bound = [&pairs](const std::string& bound) {
        return pairs + (pairs.empty() ? "" : ",") + pair_text("le", bound);
    };
    for (std::size_t bound = 0; bound < Histogram::kBounds.size(); ++bound)
        samples_[index] += line(name + "_bucket", with_bound(number_text(Histogram::kBounds[bound])),
                                static_cast<double>(histogram.up_to(bound)));
    samples_[index] += line(name + "_bucket", with_bound("+Inf"), static_cast<double>(histogram.count()));
    samples_[index] += line(name + "_sum", pairs, histogram.sum_seconds());
    samples_[index] += line(name + "_count", pairs, static_cast<double>(histogram.count()));
}

std::string Exposition::text() const {
    std::string text;
    for (std::size_t i = 0; i < families_.size(); ++i) {
        if (samples_[i].empty())
            continue;
        text += "# HELP " + std::string(families_[i].name) + " " + escape_help(families_[i].help) + "\n";
        text += "# TYPE " + std::string(families_[i].name) + " " + std::string(to_text(families_[i].type)) + "\n" +
                samples_[i];
    }
    return text;
}

} // namespace retention::metrics
