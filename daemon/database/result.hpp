// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::database {

// A value for $1, $2 ... in PostgreSQL's text format; nothing is NULL. Without zero bytes, which text can't hold.
using Parameter = std::optional<std::string>;
using Parameters = std::vector<Parameter>;

// What a statement gave. A value: cheap to copy, and lives on after its transaction. Rows and columns count from 0;
// asking beyond them, or for a type that the text does not have, throws std::out_of_range or std::invalid_argument,
// without the value.
class Result {
public:
    // How it is stored: known to the file that talks to libpqxx.
    class Storage;

    Result() = default;
    explicit Result(std::shared_ptr<const Storage> storage) : storage_(std::move(storage)) {}

    int rows() const noexcept;
    int columns() const noexcept;
    bool is_empty() const noexcept { return rows() == 0; }

    bool is_null(int row, int column) const;
    // The text, or nothing for NULL. Valid as long as any copy of this result.
    std::optional<std::string_view> cell(int row, int column) const;
    // The same for a cell that can't be NULL: NULL throws std::invalid_argument.
    std::string_view get_text(int row, int column) const;
    long long get_int64(int row, int column) const;
    double get_double(int row, int column) const;
    bool get_bool(int row, int column) const;

    // Rows that an INSERT, UPDATE or DELETE touched, or that a SELECT gave; 0 for any other statement.
    long long affected_rows() const noexcept;

    std::string column_name(int column) const;
    unsigned column_type_oid(int column) const;

private:
    std::shared_ptr<const Storage> storage_;
};

} // namespace retention::database
