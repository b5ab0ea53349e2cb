// SPDX-License-Identifier: Apache-2.0
//
// Runs what the operators compile to on a real server.
#pragma once

#include "anonymizers/argument.hpp"
#include "anonymizers/column.hpp"
#include "tests/support/cluster.hpp"

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace retention::anonymizers::test {

using Value = std::optional<std::string>;
using Values = std::vector<Value>;

// A subject's seed, as 32 hexadecimal digits.
std::string seed_of(unsigned long long number);

// Text as nobody types it: letters of several scripts, quotes, backslashes, regular expression characters, white space.
std::string random_text(std::mt19937& random, std::size_t length_max);

class Expressions {
public:
    Expressions();

    // What becomes of each of `values` (texts in the column's type) in `column`, in order, as text. All have the first
    // seed where there are fewer seeds than values. `known` is a text[] literal. The pseudonym derives from the seed,
    // the keyed hash from the value, and each value is a row of its own; shuffled, the values move on by one.
    Values apply(std::string_view name, const Argument& argument, const Column& column, const Values& values,
                 const std::vector<std::string>& seeds = {}, const std::string& known = "{}") const;

    // Whether the server knows the extension's types.
    bool has_extension(std::string_view name) const;

    const retention::test::PrivateCluster& cluster() const noexcept { return cluster_; }
    static constexpr std::string_view kDatabase = "retentiond_anonymizers";

private:
    retention::test::PrivateCluster cluster_;
};

// One server for all tests of the binary.
const Expressions& expressions();

// {"a","b"}; nothing becomes NULL
std::string array_literal(const Values& values);

} // namespace retention::anonymizers::test
