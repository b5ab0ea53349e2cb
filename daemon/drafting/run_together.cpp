// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/run_together.hpp"

#include "daemon/drafting/vocabulary.hpp"

#include <set>
#include <string_view>

namespace retention::drafting {

namespace {

// What stands beside the words that mean something.
constexpr std::string_view kBeside =
    "date time day month year hours number code header detail details line lines item items history list log archive hash key flag hire hired "
    "modified created changed updated deleted start end begin valid due order orders invoice payment sales sale purchase business entity "
    "department shift job territory region quota pay shipping billing vendor supplier approval current home work office private "
    "emergency primary secondary main old new last access first second third total unit special offer territory store review login session "
    "salesperson visit event call case ticket task request letter document file photo consent preference subscription "
    "from related affected real target assigned";

// Shorter ones are found in half of all words.
constexpr std::size_t kLetters = 3;
constexpr std::size_t kLettersOfAll = 6;

void add_words(std::set<std::string>& known, std::string_view list) {
    while (!list.empty()) {
        const auto blank = list.find_first_of(" _");
        if (const auto word = list.substr(0, blank); word.size() >= kLetters)
            known.emplace(word);
        list.remove_prefix(blank == std::string_view::npos ? list.size() : blank + 1);
    }
}

const std::set<std::string>& known_words() {
    static const std::set<std::string> known = [] {
        std::set<std::string> words;
        for (const auto phrases : column_phrases())
            add_words(words, phrases);
        add_words(words, kPersonWords);
        add_words(words, kBeside);
        return words;
    }();
    return known;
}

bool is_known(const std::string& word) { return known_words().count(word) > 0; }

// Only behind another word.
bool is_short_word(const std::string& word) { return word == "id" || word == "nr" || word == "no" || word == "to"; }

// As few words as can be, the longer ones first; nothing where some letters are left over.
std::vector<std::string> in_words(const std::string& text, bool is_begin = true) {
    if (is_known(text) || (!is_begin && is_short_word(text)))
        return {text};
    std::vector<std::string> best;
    for (std::size_t length = text.size() - 1; length > 1; --length) {
        const std::string first = text.substr(0, length);
        if (!is_known(first) && (is_begin || !is_short_word(first)))
            continue;
        auto more = in_words(text.substr(length), false);
        if (more.empty() || (!best.empty() && best.size() <= more.size() + 1))
            continue;
        more.insert(more.begin(), first);
        best = std::move(more);
    }
    return best;
}

} // namespace

std::vector<std::string> taken_apart(const std::string& word) {
    if (word.size() < kLettersOfAll || is_known(word))
        return {word};
    auto words = in_words(word);
    return words.empty() ? std::vector<std::string>{word} : words;
}

} // namespace retention::drafting
