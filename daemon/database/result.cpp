// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/result.hpp"

#include "daemon/database/result_storage.hpp"

#include <charconv>
#include <stdexcept>
#include <system_error>

namespace retention::database {

int Result::rows() const noexcept {
    return storage_ ? storage_->rows() : 0;
}

int Result::columns() const noexcept {
    return storage_ ? storage_->columns() : 0;
}

bool Result::is_null(int row, int column) const {
    return !cell(row, column);
}

std::optional<std::string_view> Result::cell(int row, int column) const {
    if (row < 0 || row >= rows() || column < 0 || column >= columns())
        throw std::out_of_range("no such cell in the result");
    return storage_->cell(row, column);
}

std::string_view Result::get_text(int row, int column) const {
    if (const auto text = cell(row, column))
        return *text;
    throw std::invalid_argument("column \"" + column_name(column) + "\" is null");
}

namespace {

template <typename Number>
Number get_number(const Result& result, int row, int column) {
    const auto text = result.get_text(row, column);
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument("column \"" + result.column_name(column) + "\" holds no such number");
    return number;
}

} // namespace

long long Result::get_int64(int row, int column) const {
    return get_number<long long>(*this, row, column);
}

double Result::get_double(int row, int column) const {
    return get_number<double>(*this, row, column);
}

bool Result::get_bool(int row, int column) const {
    const auto text = get_text(row, column);
    if (text != "t" && text != "f")
        throw std::invalid_argument("column \"" + column_name(column) + "\" holds no boolean");
    return text == "t";
}

long long Result::affected_rows() const noexcept {
    return storage_ ? storage_->affected_rows() : 0;
}

std::string Result::column_name(int column) const {
    if (column < 0 || column >= columns())
        throw std::out_of_range("no such column in the result");
    return storage_->column_name(column);
}

unsigned Result::column_type_oid(int column) const {
    if (column < 0 || column >= columns())
        throw std::out_of_range("no such column in the result");
    return storage_->column_type_oid(column);
}

} // namespace retention::database
