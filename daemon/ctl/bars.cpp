// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/bars.hpp"

#include <algorithm>
#include <sstream>

namespace retention::ctl {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kWidthMin = 10;   // less shows nothing
constexpr std::size_t kWidthMax = 40;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

// In eighths of a character; whoever is there is seen, however few.
std::string bar_of(long long number, long long largest, std::size_t width, bool has_blocks) {
    constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (number <= 0 || largest <= 0)
        return {};
    const double share = static_cast<double>(number) / static_cast<double>(largest) * static_cast<double>(width);
    std::string bar;
    if (!has_blocks) {
        bar.assign(std::max<std::size_t>(1, static_cast<std::size_t>(share + 0.5)), '#');
        return bar;
    }
    const auto eighths = std::max<std::size_t>(1, static_cast<std::size_t>(share * 8 + 0.5));
    for (std::size_t i = 0; i < eighths / 8; ++i)
        bar += "█";
    return bar + kEighths[eighths % 8];
}

} // namespace

std::string with_bars(const std::string& table, const std::vector<long long>& numbers, const Screen& screen) {
    const auto lines = lines_of(table);
    std::size_t width = 0;
    for (const auto& line : lines)
        width = std::max(width, columns_of(line));
    std::size_t room = kWidthMax;
    if (screen.width != 0) {
        if (screen.width < width + kGap + kWidthMin)
            return {};
        room = std::min(kWidthMax, screen.width - width - kGap);
    }
    const long long largest = numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto bar = i >= 1 && i - 1 < numbers.size() ? bar_of(numbers[i - 1], largest, room, screen.has_blocks) : std::string();
        text += lines[i];
        if (!bar.empty())
            text += std::string(width - columns_of(lines[i]) + kGap, ' ') + bar;
        text += "\n";
    }
    return text;
}

} // namespace retention::ctl
