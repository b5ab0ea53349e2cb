// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/name_words.hpp"

#include "daemon/drafting/run_together.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace retention::drafting {

namespace {

// Accents of the languages that the vocabulary has words of.
constexpr std::array<std::pair<std::string_view, std::string_view>, 32> kPlain{{
    {"à", "a"}, {"á", "a"}, {"â", "a"}, {"ã", "a"}, {"ä", "a"}, {"å", "a"}, {"æ", "ae"}, {"ç", "c"},
    {"è", "e"}, {"é", "e"}, {"ê", "e"}, {"ë", "e"}, {"ì", "i"}, {"í", "i"}, {"î", "i"}, {"ï", "i"},
    {"ñ", "n"}, {"ò", "o"}, {"ó", "o"}, {"ô", "o"}, {"õ", "o"}, {"ö", "o"}, {"ø", "o"}, {"ù", "u"},
    {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ß", "ss"}, {"É", "e"}, {"Ø", "o"}, {"Ü", "u"}, {"Å", "a"},
}};

std::string without_accents(std::string_view name) {
    std::string plain;
    for (std::size_t i = 0; i < name.size();) {
        const auto found = std::find_if(kPlain.begin(), kPlain.end(), [&](const auto& each) {
            return name.substr(i).starts_with(each.first);
        });
        if (found == kPlain.end()) {
            plain += name[i++];
        } else {
            plain += found->second;
            i += found->first.size();
        }
    }
    return plain;
}

bool is_upper(char sign) noexcept {
    return sign >= 'A' && sign <= 'Z';
}

bool is_lower(char sign) noexcept {
    return sign >= 'a' && sign <= 'z';
}

// More than any phrase is long.
constexpr std::size_t kAtTheEnd = 100;

template <typename Function>
void for_each_phrase(std::string_view phrases, const Function& function) {
    while (!phrases.empty()) {
        const auto blank = phrases.find(' ');
        function(phrases.substr(0, blank));
        phrases.remove_prefix(blank == std::string_view::npos ? phrases.size() : blank + 1);
    }
}

} // namespace

std::vector<std::string> words_of_name(std::string_view name) {
    const std::string plain = without_accents(name);
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        for (auto& each : word.empty() ? std::vector<std::string>() : taken_apart(std::exchange(word, {})))
            words.push_back(std::move(each));
    };
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const char sign = plain[i];
        if (is_upper(sign)) {
            const bool begins = i > 0 && (is_lower(plain[i - 1]) || (is_upper(plain[i - 1]) && i + 1 < plain.size() && is_lower(plain[i + 1])));
            if (begins)
                finish();
            word += static_cast<char>(sign - 'A' + 'a');
        } else if (is_lower(sign) || static_cast<unsigned char>(sign) >= 0x80) {
            word += sign;
        } else {
            finish();
        }
    }
    finish();
    return words;
}

std::string framed(const std::vector<std::string>& words) {
    std::string text = "_";
    for (const auto& word : words)
        text += word + "_";
    return text;
}

std::size_t longest_phrase(const std::vector<std::string>& words, std::string_view phrases) {
    const std::string text = framed(words);
    std::string together;
    for (const auto& word : words)
        together += word;
    std::size_t longest = 0;
    for_each_phrase(phrases, [&](std::string_view phrase) {
        const std::string word = "_" + std::string(phrase) + "_";
        if (text.ends_with(word) || together == phrase)
            longest = std::max(longest, kAtTheEnd + phrase.size());
        else if (text.find(word) != std::string::npos)
            longest = std::max(longest, phrase.size());
    });
    return longest;
}

bool has_word(const std::vector<std::string>& words, std::string_view known) {
    const std::string list = " " + std::string(known) + " ";
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return list.find(" " + word + " ") != std::string::npos ||
               list.find(" " + singular(word) + " ") != std::string::npos;
    });
}

} // namespace retention::drafting
