// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/pairing.hpp"

namespace retention::proving {

namespace {

using Partner = std::optional<std::size_t>;

// The largest matching of a bipartite graph, by augmenting paths.
class Matching {
public:
    Matching(const std::vector<std::vector<bool>>& fits, std::size_t actual_count) : fits_(fits), taken_by_(actual_count) {}

    bool place(std::size_t expected) {
        seen_.assign(taken_by_.size(), false);
        return try_place(expected);
    }
    const std::vector<Partner>& taken_by() const noexcept { return taken_by_; }

private:
    bool try_place(std::size_t expected) { return take_free(expected) || make_room(expected); }

    bool take_free(std::size_t expected) {
        for (std::size_t actual = 0; actual < taken_by_.size(); ++actual)
            if (fits_[expected][actual] && !taken_by_[actual]) {
                taken_by_[actual] = expected;
                return true;
            }
        return false;
    }

    bool make_room(std::size_t expected) {
        for (std::size_t actual = 0; actual < taken_by_.size(); ++actual) {
            if (!fits_[expected][actual] || seen_[actual])
                continue;
            seen_[actual] = true;
            if (try_place(*taken_by_[actual])) {
                taken_by_[actual] = expected;
                return true;
            }
        }
        return false;
    }

    const std::vector<std::vector<bool>>& fits_;
    std::vector<Partner> taken_by_;
    std::vector<bool> seen_;
};

} // namespace

std::vector<Partner> pair_up(const std::vector<std::vector<bool>>& fits, std::size_t actual_count) {
    Matching matching(fits, actual_count);
    for (std::size_t expected = 0; expected < fits.size(); ++expected)
        matching.place(expected);
    std::vector<Partner> partners(fits.size());
    for (std::size_t actual = 0; actual < actual_count; ++actual)
        if (const auto expected = matching.taken_by()[actual])
            partners[*expected] = actual;
    return partners;
}

} // namespace retention::proving
