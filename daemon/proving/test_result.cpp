// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/test_result.hpp"

#include <algorithm>

namespace retention::proving {

std::size_t FileResult::passed() const noexcept {
    if (!could_begin())
        return 0;
    return static_cast<std::size_t>(std::count_if(tests.begin(), tests.end(), [](const auto& test) { return test.has_passed(); }));
}

std::size_t FileResult::failed() const noexcept {
    if (!could_begin())
        return std::max<std::size_t>(tests.size(), 1);
    return tests.size() - passed();
}

bool FileResult::has_passed() const noexcept {
    return could_begin() && failed() == 0;
}

} // namespace retention::proving
