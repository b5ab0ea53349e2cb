// SPDX-License-Identifier: Apache-2.0
//
// Texts of anonymizers, from an argument to SQL: what is not refused becomes one expression.
#include "anonymizers/catalogue.hpp"
#include "policies/sql_text.hpp"
#include "tests/fuzz/claim.hpp"

#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto argument = anonymizers::Argument::of(std::string(fuzz::text_of(data, size)));
    anonymizers::Column column;
    column.name = "a";
    column.type = "character varying(60)";
    column.length_max = 60;
    anonymizers::Inputs inputs;
    inputs.old_value = "t.\"a\"";
    inputs.seed = "t.seed";
    inputs.pseudonym = "t.pseudonym";
    inputs.keyed_hash = "t.keyed_hash";
    inputs.row = "t.row";
    for (const auto* name : {"token", "pseudonym", "random", "redact", "constant", "prefix", "truncate", "hash", "fake"}) {
        const auto* anonymizer = anonymizers::find(name);
        if (!anonymizer->check(argument, column))
            fuzz::claim(!policies::why_no_expression(anonymizer->compile(argument, column, inputs)), name);
    }
    return 0;
}
