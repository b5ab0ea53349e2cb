// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/ctl/screen.hpp"

#include <string>
#include <vector>

namespace retention::ctl {

// Rows under headings, as wide as their contents; on a narrow screen the widest texts are shortened.
class Table {
public:
    enum class Align { Left, Right };

    struct Column {
        std::string heading;
        Align align = Align::Left;
        bool is_whole = false; // half of it would say something else: a time
    };

    explicit Table(std::vector<Column> columns);

    // One cell for each column, harmless already; a cell may be coloured.
    void add(std::vector<std::string> cells);

    bool is_empty() const noexcept { return rows_.empty(); }

    // With the headings, one line for each row; each line begins with `indent` spaces.
    std::string render(const Screen& screen, std::size_t indent = 0) const;

private:
    std::vector<std::size_t> widths(const Screen& screen, std::size_t indent) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace retention::ctl
