// SPDX-License-Identifier: Apache-2.0
//
// A result as libpqxx keeps it; for connection.cpp and result.cpp only.
#pragma once

#include "daemon/database/result.hpp"

#include <cstddef>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>

namespace retention::database {

// The bounds are checked by Result.
class Result::Storage {
public:
    explicit Storage(pqxx::result result) : result_(std::move(result)) {}

    int rows() const noexcept { return static_cast<int>(result_.size()); }
    int columns() const noexcept { return static_cast<int>(result_.columns()); }
    long long affected_rows() const { return static_cast<long long>(result_.affected_rows()); }

    std::optional<std::string_view> cell(int row, int column) const {
        const auto& line = result_[static_cast<pqxx::result::size_type>(row)];
        const auto& field = line[static_cast<pqxx::row::size_type>(column)];
        if (field.is_null())
            return std::nullopt;
        return std::string_view(field.c_str(), static_cast<std::size_t>(field.size()));
    }

    std::string column_name(int column) const { return result_.column_name(static_cast<pqxx::row::size_type>(column)); }
    unsigned column_type_oid(int column) const {
        return static_cast<unsigned>(result_.column_type(static_cast<pqxx::row::size_type>(column)));
    }

private:
    pqxx::result result_;
};

} // namespace retention::database
