// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/json_path.hpp"

#include "anonymizers/checks.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kExample = "Write for example $.employer.name, $.\"any key\", $.tags[*] or $..email.";

class Reader {
public:
    explicit Reader(std::string_view written) : rest_(written) {}

    std::variant<JsonPath, Refusal> read() {
        if (written_has_nul())
            return Refusal{"is no path: it has a NUL character", {}};
        if (!take("$"))
            return refuse("it does not begin with $");
        JsonPath path;
        while (!rest_.empty() && complaint_.empty())
            path.push_back(step());
        if (!complaint_.empty())
            return refuse(complaint_);
        return path;
    }

private:
    bool written_has_nul() const noexcept { return rest_.find('\0') != std::string_view::npos; }

    static Refusal refuse(std::string_view complaint) {
        return {"is no path: " + std::string(complaint), std::string(kExample)};
    }

    JsonStep fail(std::string_view complaint) {
        complaint_ = complaint;
        return {};
    }

    bool take(std::string_view expected) {
        if (!rest_.starts_with(expected))
            return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    JsonStep step() {
        if (take(".."))
            return deep();
        if (take(".*"))
            return {JsonStep::Kind::Every, {}, 0};
        if (take("."))
            return {JsonStep::Kind::Key, key(), 0};
        if (take("["))
            return bracketed();
        return fail("a step begins with . or [");
    }

    JsonStep deep() {
        if (rest_.starts_with('*') || rest_.starts_with('['))
            return fail(".. takes a key");
        return {JsonStep::Kind::Deep, key(), 0};
    }

    JsonStep bracketed() {
        JsonStep found;
        if (take("*"))
            found.kind = JsonStep::Kind::Every;
        else if (rest_.starts_with('"') || rest_.starts_with('\''))
            found.key = quoted_key();
        else
            found = indexed();
        if (complaint_.empty() && !take("]"))
            return fail("] is missing");
        return found;
    }

    JsonStep indexed() {
        const auto digits = rest_.substr(0, std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
        const auto number = whole_number(digits, 0, std::numeric_limits<int>::max());
        if (!number)
            return fail("brackets hold a number from 0 on, * or a key in quotes");
        rest_.remove_prefix(digits.size());
        return {JsonStep::Kind::Index, {}, static_cast<int>(*number)};
    }

    std::string key() {
        if (rest_.starts_with('"') || rest_.starts_with('\''))
            return quoted_key();
        const auto length = std::min(rest_.find_first_of(".[]\"'*\\ \t\r\n()?@,:"), rest_.size());
        const std::string name(rest_.substr(0, length));
        if (name.empty())
            fail("a key is missing, or stands without the quotes that it needs");
        rest_.remove_prefix(length);
        return name;
    }

    std::string quoted_key() {
        const char quote = rest_.front();
        std::string name;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == quote) {
                rest_.remove_prefix(i + 1);
                return name;
            }
            if (rest_[i] == '\\') {
                ++i;
                if (i == rest_.size() || (rest_[i] != '\\' && rest_[i] != quote)) {
                    fail("in a quoted key, \\ stands before \\ or the quote only");
                    return {};
                }
            }
            name += rest_[i];
        }
        fail("a quote is not closed");
        return {};
    }

    std::string_view rest_;
    std::string complaint_;
};

// Whether `outer` takes every value that `inner`, a step of any kind but Deep, takes.
bool covers(const JsonStep& outer, const JsonStep& inner) noexcept {
    return outer.kind == JsonStep::Kind::Every || outer == inner;
}

bool leads(std::span<const JsonStep> inner, std::span<const JsonStep> outer) {
    if (outer.empty())
        return true;
    if (inner.empty())
        return false;
    if (outer.front().kind != JsonStep::Kind::Deep)
        return inner.front().kind != JsonStep::Kind::Deep && covers(outer.front(), inner.front()) &&
               leads(inner.subspan(1), outer.subspan(1));
    const bool is_here = inner.front().kind != JsonStep::Kind::Every && inner.front().kind != JsonStep::Kind::Index &&
                         inner.front().key == outer.front().key;
    return (is_here && leads(inner.subspan(1), outer.subspan(1))) || leads(inner.subspan(1), outer);
}

} // namespace

std::variant<JsonPath, Refusal> read_json_path(std::string_view written) {
    return Reader(written).read();
}

bool leads_through(const JsonPath& inner, const JsonPath& outer) {
    return leads(inner, outer);
}

} // namespace retention::anonymizers
