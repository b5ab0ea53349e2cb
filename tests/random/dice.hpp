// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace retention::random {

// Everything random of one case, from one seed. No distribution of the library is used: those differ between
// implementations, and a seed must mean the same case everywhere.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::size_t below(std::size_t end) { return engine_() % end; }
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least + 1)));
    }
    bool chance(unsigned percent) { return engine_() % 100 < percent; }

    template <typename T>
    const T& one_of(const std::vector<T>& choices) {
        return choices[below(choices.size())];
    }

    // The number of one choice, each as likely as its weight says.
    std::size_t weighted(const std::vector<unsigned>& weights) {
        unsigned sum = 0;
        for (const unsigned weight : weights)
            sum += weight;
        auto point = static_cast<unsigned>(below(sum));
        std::size_t choice = 0;
        while (point >= weights[choice])
            point -= weights[choice++];
        return choice;
    }

private:
    std::mt19937 engine_;
};

} // namespace retention::random
