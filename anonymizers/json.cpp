// SPDX-License-Identifier: Apache-2.0
//
// Nothing of a value at a named path survives, whatever it is:
//   - a string, a number or a boolean is given to the anonymizer where that suits text, numbers or booleans; any other
//     becomes null;
//   - an object or an array becomes empty, because its keys can be personal too;
//   - what `constant` says is put in the place of anything that it does not suit by itself.
// What `keep` names is spared by `.*` of the same object, and by nothing else.
// Each path sees what the ones before it have made.
#include "anonymizers/checks.hpp"
#include "anonymizers/json_path.hpp"
#include "anonymizers/json_walk.hpp"
#include "anonymizers/nested.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"

#include <algorithm>
#include <vector>

namespace retention::anonymizers {

namespace {

constexpr std::string_view kRootAlias = "document";

// A value of a document as the columns that it could be.
struct Leaf {
    Column text;
    Column number;
    Column boolean;
};

Leaf leaf_of(const Column& column, std::string_view path) {
    const Column text = text_part(column, path);
    Leaf leaf{text, text, text};
    leaf.number.type = "numeric";
    leaf.number.family = TypeFamily::Number;
    leaf.boolean.type = "boolean";
    leaf.boolean.family = TypeFamily::Boolean;
    return leaf;
}

bool suits(const Nested& inner, const Column& part) {
    return !check_nested(inner, part);
}

bool is_about_type(const Refusal& refusal, const Column& part) {
    return refusal.message.find("does not suit a column of type " + part.type) != std::string::npos;
}

// One of the three will do. Of the refusals, the one that speaks of the argument helps.
std::optional<Refusal> check_leaf(const Nested& inner, const Leaf& leaf) {
    std::optional<Refusal> most_helpful;
    for (const Column* part : {&leaf.text, &leaf.number, &leaf.boolean}) {
        auto refusal = check_nested(inner, *part);
        if (!refusal)
            return {};
        if (!most_helpful && !is_about_type(*refusal, *part))
            most_helpful = std::move(refusal);
    }
    if (most_helpful)
        return most_helpful;
    return Refusal{std::string(inner.anonymizer->name) + ": suits no value of a document",
                   "Write redact, remove, null or { constant: ... } there."};
}

std::optional<Refusal> check_removal(const JsonPath& path) {
    if (path.empty())
        return Refusal{"the whole document can't be removed from itself", "Write null for the column."};
    // A second pass would remove the element that came after.
    if (path.back().kind == JsonStep::Kind::Index)
        return Refusal{"removing one element would give the next ones other numbers",
                       "Write null to empty it, or [*] to remove them all."};
    return {};
}

std::optional<Refusal> check_change(const Nested& inner, const JsonPath& path, const Leaf& leaf) {
    if (inner.removes())
        return check_removal(path);
    return check_leaf(inner, leaf);
}

struct Change {
    std::string_view written;
    JsonPath path;
    Nested nested;
};

// `$.a.*` for `$.a.b`.
JsonPath all_beside(JsonPath path) {
    path.back() = {JsonStep::Kind::Every, {}, 0};
    return path;
}

// What `keep` names is kept anyway, unless another entry is about all members of the same object.
std::optional<Refusal> check_kept(const Change& kept, const std::vector<Change>& changes) {
    const bool is_member = !kept.path.empty() && kept.path.back().kind == JsonStep::Kind::Key;
    const bool is_needed = is_member && std::ranges::any_of(changes, [&](const Change& each) {
        return !each.nested.keeps() && each.path == all_beside(kept.path);
    });
    if (is_needed)
        return {};
    return Refusal{"keep changes nothing here", "Leave the path out: what is not named is kept. It spares one key where \".*\" of the same object is changed."};
}

// Why `later` would find nothing to do after `earlier`.
std::optional<Refusal> check_after(const Change& later, const Change& earlier) {
    if (later.path == earlier.path)
        return Refusal{"is the same path as \"" + std::string(earlier.written) + "\"", "Name it once."};
    if (later.nested.keeps() || earlier.nested.keeps())
        return {};
    const bool leaves_nothing = earlier.nested.removes() || later.path.size() > earlier.path.size();
    if (leaves_nothing && leads_through(later.path, earlier.path))
        return Refusal{"finds nothing after \"" + std::string(earlier.written) +
                           "\", which leaves nothing of what it finds",
                       "Write the path that leads deeper first, or leave it out."};
    return {};
}

std::optional<Refusal> check_entry(std::string_view written, const Argument& argument, const Column& column,
                                   std::vector<Change>& changes) {
    auto path = read_json_path(written);
    if (auto* refusal = std::get_if<Refusal>(&path))
        return std::move(*refusal);
    auto inner = read_nested(argument);
    if (auto* refusal = std::get_if<Refusal>(&inner))
        return std::move(*refusal);
    Change change{written, std::get<JsonPath>(std::move(path)), std::get<Nested>(std::move(inner))};
    if (!change.nested.keeps())
        if (auto refusal = check_change(change.nested, change.path, leaf_of(column, written)))
            return refusal;
    for (const Change& earlier : changes)
        if (auto refusal = check_after(change, earlier))
            return refusal;
    changes.push_back(std::move(change));
    return {};
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Json)
        return refuse_type(column);
    if (argument.kind != Argument::Kind::Map || argument.map.empty())
        return Refusal{"takes a map of paths to anonymizers", "Write for example { json: { \"$.email\": redact } }."};
    std::vector<Change> changes;
    for (const auto& [written, inner] : argument.map)
        if (auto refusal = check_entry(written, inner, column, changes))
            return at(written, std::move(*refusal));
    for (const Change& change : changes)
        if (change.nested.keeps())
            if (auto refusal = check_kept(change, changes))
                return at(change.written, std::move(*refusal));
    return {};
}

std::vector<Nested> all_nested(const Argument& argument) {
    std::vector<Nested> used;
    for (const auto& [written, inner] : argument.map)
        if (auto each = nested(inner); !each.keeps())
            used.push_back(std::move(each));
    return used;
}

// Keys, and all that is not named, stay.
Traits traits_of(const Argument& argument) {
    return combined_traits(all_nested(argument), Strength::Reduced);
}

// What becomes of a value that is neither a number nor a boolean which `inner` suits.
std::string changed_rest(const Nested& inner, const Column& text, const Inputs& inputs) {
    const std::string empty =
        "case leaf.kind when 'object' then jsonb '{}' when 'array' then jsonb '[]' else jsonb 'null' end";
    if (!suits(inner, text))
        return empty;
    return "coalesce(to_jsonb(" + compile_nested(inner, text, inputs, "leaf.text") + "), " + empty + ")";
}

std::string changed_leaf(const Nested& inner, const Leaf& leaf, const Inputs& inputs, const std::string& value) {
    if (inner.is_null())
        return "jsonb 'null'";
    std::string choice;
    for (const auto& [kind, part] : {std::pair("number", &leaf.number), std::pair("boolean", &leaf.boolean)})
        if (suits(inner, *part))
            choice += " when leaf.kind = '" + std::string(kind) + "' then coalesce(to_jsonb(" +
                      compile_nested(inner, *part, inputs, "leaf." + std::string(kind)) + "), jsonb 'null')";
    const std::string rest = changed_rest(inner, leaf.text, inputs);
    const std::string content = "(" + value + " #>> '{}')";
    return "(select " + (choice.empty() ? rest : "case" + choice + " else " + rest + " end") + " from (select kind, " +
           "case when kind = 'string' then " + content + " end as text, case when kind = 'number' then " + content +
           "::numeric end as number, case when kind = 'boolean' then " + content +
           "::boolean end as boolean from (select jsonb_typeof(" + value +
           ") as kind offset 0) as typed offset 0) as leaf)";
}

// A document of type json may hold what jsonb and text do not: the character NUL, and halves of characters.
std::string without_impossible_characters(const std::string& text) {
    const std::string replacement = literal(R"(\1\\ufffd)");
    const auto replaced = [&replacement](const std::string& from, std::string_view pattern) {
        return "regexp_replace(" + from + ", " + literal(pattern) + ", " + replacement + ", 'g')";
    };
    std::string cleaned = replaced(text, R"((?<!\\)((?:\\\\)*)\\u0000)");
    cleaned = replaced(cleaned, R"((?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F]))");
    cleaned = replaced(cleaned, R"((?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2})");
    return "case when " + text + " ~ " + literal(R"(\\u(0000|[dD][89a-fA-F]))") + " then " + cleaned + " else " + text +
           " end";
}

// Of two members with one key, jsonb has the last, and so has the result: the first must not survive because it was not
// looked at.
std::string document_of(const Column& column, const Inputs& inputs) {
    if (column.type == "jsonb")
        return inputs.old_value + "::jsonb";
    return "(" + without_impossible_characters(inputs.old_value + "::text") + ")::jsonb";
}

// The keys that `keep` names of the object whose members `path` is about.
std::vector<std::string> spared_by(const Argument& argument, const JsonPath& path) {
    std::vector<std::string> keys;
    for (const auto& [written, inner] : argument.map)
        if (auto kept = std::get<JsonPath>(read_json_path(written)); nested(inner).keeps() && all_beside(kept) == path)
            keys.push_back(kept.back().key);
    return keys;
}

// `document`, a jsonb, after `change` at `path`.
std::string walked(const JsonPath& path, const std::string& document, const JsonChange& change) {
    return "(select " + json_walk(path, std::string(kRootAlias) + ".value", change) + " from (select " + document +
           " as value offset 0) as " + std::string(kRootAlias) + ")";
}

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    std::string document = document_of(column, inputs);
    for (const auto& [written, inner] : argument.map) {
        const Nested used = nested(inner);
        if (used.keeps())
            continue;
        const Leaf leaf = leaf_of(column, written);
        const auto path = std::get<JsonPath>(read_json_path(written));
        document = walked(path, document,
                          {used.removes(), [&](const std::string& found) { return changed_leaf(used, leaf, inputs, found); },
                           spared_by(argument, path)});
    }
    return as_column_type(unless_null(document, inputs), column);
}

// Where the path finds something, something else would stand there.
std::string finds(std::string_view part, const Column& column, const Inputs& inputs) {
    const std::string document = document_of(column, inputs);
    const JsonChange marking{false, [](const std::string&) { return std::string("jsonb '\"\\u0001\"'"); }, {}};
    return walked(std::get<JsonPath>(read_json_path(part)), document, marking) + " <> " + document;
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Parts,
         .what = "a map of paths to anonymizers",
         .example = "{ \"$.linkedin\": remove, \"$.employer.name\": redact }",
         .pattern = "^\\s*\\$"},
    };
    return kForms;
}

} // namespace

const Operator kJson{
    .name = "json",
    .summary = "Anonymizes the values at the paths that it names, and keeps the rest of the document.",
    .takes =
        "a map of paths (`$.employer.name`, `$.\"any key\"`, `$.tags[*]`, `$.visits[0].ip`, `$.*`, `$..email`) to an "
        "anonymizer each, or `remove`; `keep` spares a key of an object that `.*` is about",
    .suits = "json, jsonb",
    .example = "{ json: { \"$.linkedin\": remove, \"$.employer.name\": redact } }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
    .finds = finds,
};

} // namespace retention::anonymizers
