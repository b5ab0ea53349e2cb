// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/suggestion.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>
#include <vector>

namespace retention::anonymizers {

namespace {

// Nobody misspells a longer word than any that there is by so much; bounds the work below.
constexpr std::size_t kWordLengthMax = 64;

std::string folded(std::string_view word) {
    std::string result;
    for (const char character : word) {
        if (character == '-' || character == ' ')
            result += '_';
        else
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    }
    return result;
}

// How many letters must be put in, left out or changed to make `left` of `right` (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            const std::size_t changed = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::string did_you_mean(std::string_view written, std::span<const std::string_view> words) {
    if (written.empty() || written.size() > kWordLengthMax)
        return {};
    const std::string word = folded(written);
    std::string_view best;
    std::size_t best_distance = std::min<std::size_t>(3, word.size()); // a hint further away than two is none
    for (const std::string_view candidate : words) {
        const std::size_t candidate_distance = distance(word, candidate);
        if (candidate_distance < best_distance) {
            best_distance = candidate_distance;
            best = candidate;
        }
    }
    if (best.empty())
        return {};
    return "Did you mean \"" + std::string(best) + "\"?";
}

std::string one_of(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " or " : ", ";
        text += "\"" + std::string(words[i]) + "\"";
    }
    return text;
}

} // namespace retention::anonymizers
