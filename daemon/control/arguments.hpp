// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/jobs/operations.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace retention::control {

// What a command takes.
struct Parameter {
    enum class Kind {
        Text,   // 1 to kTextBytesMax bytes, without NUL
        Number, // a whole number from 1
        Key,    // a subject's key: a text or number, or an array of them for a composite key
        Texts,  // an array of at most kTextsMax texts
    };

    std::string_view name;
    Kind kind = Kind::Text;
    bool is_required = false;
    std::string_view help;
};

inline constexpr std::size_t kTextBytesMax = 4096;

// The most columns that PostgreSQL allows in a key.
inline constexpr std::size_t kKeyColumnsMax = 32;

inline constexpr std::size_t kTextsMax = 32;

// "text", "number", "key", "texts"
std::string_view to_text(Parameter::Kind kind) noexcept;

// Thrown for parameters that a command does not take; what() names the parameter.
class ArgumentError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The parameters of one request, each known to be of its kind. A handler asks for those that its command declares.
class Arguments {
public:
    // Throws ArgumentError for an unknown, missing, or wrongly made parameter. An absent one and null are the same.
    Arguments(const nlohmann::json& params, std::span<const Parameter> parameters);

    // REQUIRES: the parameter is declared as required, and of that kind.
    const std::string& text(std::string_view name) const;
    long long number(std::string_view name) const;

    std::optional<std::string> optional_text(std::string_view name) const;
    std::optional<long long> optional_number(std::string_view name) const;

    // Empty when absent.
    std::vector<std::string> texts(std::string_view name) const;

    // Those that the record of commands may keep: no subject's key, nor a list of texts; the reason stands apart.
    std::map<std::string, std::variant<std::string, long long>> recordable(std::span<const Parameter> parameters) const;

    // Who asks: set by whoever knows before the handler is called.
    const jobs::Person& person() const noexcept { return person_; }
    void set_person(jobs::Person person) { person_ = std::move(person); }

    // Whoever sent the request: leaves when its connection is gone.
    const std::shared_ptr<jobs::Asker>& asker() const noexcept { return asker_; }

    // As jobs::Operations takes it: a single value as its text, several as a JSON array of texts.
    const std::string& key(std::string_view name) const { return text(name); }

private:
    std::map<std::string, std::variant<std::string, long long, std::vector<std::string>>, std::less<>> values_;
    jobs::Person person_;
    std::shared_ptr<jobs::Asker> asker_ = std::make_shared<jobs::Asker>();
};

} // namespace retention::control
