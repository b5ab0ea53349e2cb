// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/schema.hpp"

namespace retention::drafting {

// The columns of a table of names and values of any kind, such as meta_key and meta_value: no column tells what is kept there.
struct NameAndValue {
    const policies::SchemaColumn* name = nullptr;
    const policies::SchemaColumn* value = nullptr;

    explicit operator bool() const noexcept { return name && value; }
};

// Pure. The columns are those of `table`.
NameAndValue name_and_value(const policies::SchemaTable& table);

} // namespace retention::drafting
