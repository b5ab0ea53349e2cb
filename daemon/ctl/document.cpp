// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/document.hpp"

#include "daemon/ctl/screen.hpp"

#include <algorithm>

namespace retention::ctl {
namespace {

const json kNull = nullptr;
const json kNone = json::array();

std::string as_words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

} // namespace

const json& member(const json& object, const char* name) noexcept {
    if (!object.is_object())
        return kNull;
    const auto found = object.find(name);
    return found == object.end() ? kNull : *found;
}

std::string text_of(const json& value) {
    if (value.is_string())
        return plain_text(value.get_ref<const std::string&>());
    if (value.is_number())
        return value.dump();
    if (value.is_boolean())
        return value.get<bool>() ? "yes" : "no";
    return {};
}

std::string text(const json& object, const char* name) {
    return text_of(member(object, name));
}

std::string text_or(const json& object, const char* name, const std::string& otherwise) {
    auto value = text(object, name);
    return value.empty() ? otherwise : value;
}

std::string text_or_dash(const json& object, const char* name) {
    return text_or(object, name, "-");
}

std::string moment(const json& object, const char* name) {
    auto time = text(object, name);
    const auto fraction = time.find('.');
    if (fraction != std::string::npos)
        time.erase(fraction, std::min(time.find_first_not_of("0123456789", fraction + 1), time.size()) - fraction);
    return time.empty() ? "-" : time;
}

std::string moment(const json& object, const char* name, const Screen& screen) {
    auto time = moment(object, name);
    constexpr std::size_t kDate = 10;      // 2026-11-23
    constexpr std::size_t kMinutes = 16;   // 2026-11-23T10:15
    constexpr std::size_t kSeconds = 19;
    if (!screen.is_terminal || time.size() < kSeconds || time[kDate] != 'T')
        return time;
    time[kDate] = ' ';
    time.erase(kMinutes, kSeconds - kMinutes);
    if (time.ends_with(":00") && time.size() == kMinutes + 6)
        time.resize(time.size() - 3);   // an offset of whole hours
    return time;
}

long long number(const json& object, const char* name) noexcept {
    const auto& value = member(object, name);
    return value.is_number() ? value.get<long long>() : 0;
}

bool truth(const json& object, const char* name) noexcept {
    const auto& value = member(object, name);
    return value.is_boolean() && value.get<bool>();
}

std::string count(const json& object, const char* name) {
    return member(object, name).is_number() ? with_separators(number(object, name)) : "-";
}

const json& elements(const json& object, const char* name) noexcept {
    const auto& value = member(object, name);
    return value.is_array() ? value : kNone;
}

std::string listed(const json& value) {
    if (!value.is_array())
        return text_of(value);
    std::string list;
    for (const auto& element : value)
        list += (list.empty() ? "" : ", ") + text_of(element);
    return list;
}

std::string counted(const json& counts) {
    std::string list;
    if (!counts.is_object())
        return list;
    for (const auto& [name, value] : counts.items())
        if (value.is_number() && value.get<long long>() != 0)
            list +=
                (list.empty() ? "" : ", ") + with_separators(value.get<long long>()) + " " + as_words(plain_text(name));
    return list;
}

long long total(const json& counts) noexcept {
    long long sum = 0;
    if (counts.is_object())
        for (const auto& value : counts)
            sum += value.is_number() ? value.get<long long>() : 0;
    return sum;
}

std::string plural(long long number, const std::string& noun) {
    return number == 1 ? noun : noun + "s";
}

} // namespace retention::ctl
