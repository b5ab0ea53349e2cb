// SPDX-License-Identifier: Apache-2.0
#include "config/period_hint.hpp"

#include "policies/period.hpp"

#include <array>
#include <cctype>
#include <optional>

namespace retention::config {

namespace {

constexpr const char* kGeneral = "Write a period with its unit, such as P2Y or P30D.";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

std::string take_while(std::string_view& rest, bool (*belongs)(char)) {
    std::string taken;
    while (!rest.empty() && belongs(rest.front())) {
        taken += static_cast<char>(std::tolower(static_cast<unsigned char>(rest.front())));
        rest.remove_prefix(1);
    }
    return taken;
}

// Y for "y", "yr", "years" and their like.
std::optional<char> unit_of(std::string_view word) noexcept {
    struct Unit {
        std::string_view word;
        char letter;
    };
    static constexpr std::array units = {Unit{"y", 'Y'},      Unit{"yr", 'Y'}, Unit{"yrs", 'Y'}, Unit{"year", 'Y'},
                                         Unit{"years", 'Y'},  Unit{"m", 'M'},  Unit{"mo", 'M'},  Unit{"month", 'M'},
                                         Unit{"months", 'M'}, Unit{"w", 'W'},  Unit{"wk", 'W'},  Unit{"week", 'W'},
                                         Unit{"weeks", 'W'},  Unit{"d", 'D'},  Unit{"day", 'D'}, Unit{"days", 'D'}};
    for (const auto& [name, letter] : units)
        if (name == word)
            return letter;
    return std::nullopt;
}

bool is_filler(char c) noexcept {
    return c == ' ' || c == ',' || c == '_';
}

// "2 years 6 months" as "P2Y6M".
std::optional<std::string> reword(std::string_view rest) {
    std::string period = "P";
    if (!rest.empty() && (rest.front() == 'P' || rest.front() == 'p'))
        rest.remove_prefix(1);
    while (!rest.empty()) {
        take_while(rest, is_filler);
        const auto number = take_while(rest, is_digit);
        take_while(rest, is_filler);
        const auto unit = unit_of(take_while(rest, is_letter));
        if (number.empty() || !unit)
            return std::nullopt;
        period += number + *unit;
        take_while(rest, is_filler);
    }
    return period;
}

} // namespace

std::string period_hint(std::string_view text) {
    const auto meant = reword(text);
    return meant && policies::parse_period(*meant) ? "Did you mean \"" + *meant + "\"?" : kGeneral;
}

} // namespace retention::config
