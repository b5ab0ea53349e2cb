// SPDX-License-Identifier: Apache-2.0
//
// Names of tables and columns, keys of lines, grants, windows and connection strings.
#include "config/dsn.hpp"
#include "config/grants_reader.hpp"
#include "config/line_key.hpp"
#include "config/schedule_reader.hpp"
#include "config/table_name.hpp"
#include "tests/fuzz/claim.hpp"

#include <algorithm>
#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    if (const auto parts = config::parse_dotted(text))
        fuzz::claim(std::none_of(parts->begin(), parts->end(), [](const auto& part) { return part.empty(); }),
                    "no part of a name is empty");
    config::parse_table_name(text);
    config::parse_column_name(text);
    const auto key = config::parse_line_key(text);
    if (const auto* line = std::get_if<config::LineKey>(&key)) {
        fuzz::claim(!line->table.name.empty(), "a line is about a table");
        fuzz::claim(!config::is_pattern(*line) || line->via.empty(), "a pattern has no way");
    } else {
        fuzz::claim(!std::get<config::LineKeyError>(key).message.empty(), "an error says something");
    }
    config::parse_grant(text);
    if (const auto window = config::parse_window(text))
        fuzz::claim(window->begin_minute != window->end_minute, "a window covers some time");
    std::string error;
    if (const auto dsn = config::parse_dsn(text, error))
        config::describe(*dsn);
    else
        fuzz::claim(!error.empty(), "an error says something");
    return 0;
}
