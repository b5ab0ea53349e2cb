// SPDX-License-Identifier: Apache-2.0
//
// SQL text: what passes for one expression stays one between parentheses, and what is quoted is one piece.
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "tests/fuzz/claim.hpp"

#include <string>

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    if (!policies::why_no_expression(text)) {
        fuzz::claim(!policies::why_no_expression("(" + text + ")"), "an expression is one between parentheses");
        fuzz::claim(!policies::why_no_expression("(" + text + ") and (" + text + ")"), "and beside another one");
    }
    if (text.find('\0') != std::string::npos)
        return 0;
    fuzz::claim(!policies::why_no_expression(policies::quote_text(text)), "a quoted text is an expression");
    if (!text.empty())
        fuzz::claim(!policies::why_no_expression(policies::quote_name(text)), "a quoted name is an expression");
    return 0;
}
