// SPDX-License-Identifier: Apache-2.0
#include "config/language/kinds.hpp"
#include "config/language/maps.hpp"

namespace retention::config::language {

constinit const Kind kClasses{
    .form = Kind::Form::Names, .what = "a map of names to SQL conditions", .names = &kName, .each = &kExpression};

} // namespace retention::config::language
