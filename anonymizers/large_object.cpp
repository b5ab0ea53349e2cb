// SPDX-License-Identifier: Apache-2.0
//
// The one operator whose expression acts when it is evaluated: the column holds a number only, and what is personal is
// in the large object of that number. So that asking is harmless:
//   - in a read-only transaction, in which policies are checked, nothing is unlinked;
//   - the number of an object that is gone, as after the first of two rows with the same one, is no error;
//   - it gives null, and of null there is nothing to unlink, when the effect is proved.
#include "anonymizers/checks.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kWords[] = {"unlink"};

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::LargeObject)
        return refuse_type(column);
    if (argument.kind != Argument::Kind::Text || argument.text != kWords[0])
        return Refusal{"takes \"unlink\"", "Write { large_object: unlink }."};
    return check_nullable(column);
}

// The catalog is read as it was when the statement began, and pg_identify_object as it is now; but before PostgreSQL 14 that one names
// objects that are gone as well, so what this transaction has unlinked is remembered for as long as it lasts.
std::string compile(const Argument&, const Column& column, const Inputs& inputs) {
    return as_column_type(
        "(select case when set_config('retentiond.unlinked', coalesce(current_setting('retentiond.unlinked', true), '') || ' ' || "
        "large.oid || ';', true) is not null then nullif(pg_catalog.lo_unlink(large.oid), 1)::oid end from "
        "pg_catalog.pg_largeobject_metadata as large where large.oid = " +
            inputs.old_value +
            "::oid and case when current_setting('transaction_read_only') = 'off' then "
            "position(' ' || large.oid || ';' in coalesce(current_setting('retentiond.unlinked', true), '')) = 0 and exists (select "
            "from pg_catalog.pg_identify_object('pg_catalog.pg_largeobject'::regclass, large.oid, 0) "
            "as current where current.identity is not null) else false end)",
        column);
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Word, .what = "unlink", .example = "unlink", .words = kWords},
    };
    return kForms;
}

} // namespace

const Operator kLargeObject{
    .name = "large_object",
    .summary = "Deletes the large object that the column names, and sets the column to null.",
    .takes = "`unlink`",
    .suits = "oid, lo",
    .example = "{ large_object: unlink }",
    .forms = forms,
    .traits = {.is_unique_safe = true, .is_unique_in_each_row = true},
    .check = check,
    .compile = compile,
};

} // namespace retention::anonymizers
