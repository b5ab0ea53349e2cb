// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/table.hpp"

#include <algorithm>
#include <numeric>

namespace retention::ctl {
namespace {

constexpr std::size_t kGap = 2;

// A text is not shortened below this; a number never is.
constexpr std::size_t kWidthMin = 8;

std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
    cells.resize(columns_.size());
    rows_.push_back(std::move(cells));
}

std::string Table::render(const Screen& screen, std::size_t indent) const {
    const auto width = widths(screen, indent);
    std::string text;
    const auto add_line = [&](auto&& cell_of) {
        std::string line(indent, ' ');
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            const auto cell = shortened(cell_of(column), width[column]);
            const std::string padding(width[column] - std::min(width[column], columns_of(cell)), ' ');
            line += columns_[column].align == Align::Right ? padding + cell : cell + padding;
            line += std::string(kGap, ' ');
        }
        text += trimmed(std::move(line)) + "\n";
    };
    add_line([&](std::size_t column) { return coloured(screen, Colour::Bold, columns_[column].heading); });
    for (const auto& row : rows_)
        add_line([&](std::size_t column) { return row[column]; });
    return text;
}

std::vector<std::size_t> Table::widths(const Screen& screen, std::size_t indent) const {
    std::vector<std::size_t> width;
    for (const auto& column : columns_)
        width.push_back(columns_of(column.heading));
    for (const auto& row : rows_)
        for (std::size_t column = 0; column < columns_.size(); ++column)
            width[column] = std::max(width[column], columns_of(row[column]));

    const auto total = [&] { return std::accumulate(width.begin(), width.end(), indent + kGap * (width.size() - 1)); };
    while (screen.width != 0 && total() > screen.width) {
        // The widest text gives way, one column at a time.
        std::size_t widest = columns_.size();
        for (std::size_t column = 0; column < columns_.size(); ++column)
            if (columns_[column].align == Align::Left && !columns_[column].is_whole && width[column] > kWidthMin &&
                (widest == columns_.size() || width[column] > width[widest]))
                widest = column;
        if (widest == columns_.size())
            break;
        --width[widest];
    }
    return width;
}

} // namespace retention::ctl
