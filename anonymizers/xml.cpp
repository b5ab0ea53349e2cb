// SPDX-License-Identifier: Apache-2.0
//
// The server can search XML and not change it. So the document's text is taken apart into tags and what stands between
// them, the tags are counted to know what is inside what, and the text is put together again:
//   - a named element has the replacement in place of all that is inside it, elements, comments and all, and keeps of
//     its attributes those that declare namespaces; an empty one stays empty, unless the replacement is a constant;
//   - a named attribute has another value;
//   - what `remove` names is left out.
// The result is then parsed and searched: should it be no XML, or should something else than the replacement be left at
// a path, an empty document takes its place. So it does where the document defines entities of its own, which could
// hide anything.
#include "anonymizers/checks.hpp"
#include "anonymizers/nested.hpp"
#include "anonymizers/operators.hpp"
#include "anonymizers/sql.hpp"
#include "anonymizers/xml_path.hpp"

#include <algorithm>
#include <vector>

namespace retention::anonymizers {

namespace {

// A comment, CDATA, processing instruction or declaration; a tag, in whose attributes > may stand; text.
constexpr std::string_view kPiece =
    R"(<!--(?:[^-]|-(?!->))*-->|<!\[CDATA\[(?:[^]]|\](?!\]>))*\]\]>|<\?(?:[^?]|\?(?!>))*\?>|)"
    R"(<![^-[](?:[^<>"']|"[^"]*"|'[^']*')*>|</?[^!?<>"'/](?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+)";
constexpr std::string_view kLocalName = R"(^</?(?:[^[:space:]/>:]+:)?([^[:space:]/>:]+))";
constexpr std::string_view kAttribute = R"([[:space:]]+([^[:space:]=]+)[[:space:]]*=[[:space:]]*("[^"]*"|'[^']*'))";

struct Change {
    std::string_view written;
    XmlPath path;
    Nested nested;
};

// The replacement must not depend on what was there: that is never taken out of the document.
std::optional<Refusal> check_replacement(const Nested& inner, const Column& part) {
    if (inner.removes())
        return {};
    if (auto refusal = check_nested(inner, part))
        return refusal;
    const Traits own = traits(*inner.anonymizer, inner.argument);
    const bool is_fixed = own.strength == Strength::Anonymous && own.is_repeatable && !own.draws.seed &&
                          !own.draws.known && !own.draws.pseudonym && !own.draws.row && !own.draws.others;
    if (is_fixed)
        return {};
    return Refusal{std::string(inner.anonymizer->name) + ": can't be used inside XML",
                   "Write redact, remove, null or { constant: ... } there."};
}

std::optional<Refusal> check_entry(std::string_view written, const Argument& argument, const Column& column,
                                   std::vector<XmlPath>& seen) {
    auto path = read_xml_path(written);
    if (auto* refusal = std::get_if<Refusal>(&path))
        return std::move(*refusal);
    if (std::ranges::find(seen, std::get<XmlPath>(path)) != seen.end())
        return Refusal{"is named twice", {}};
    seen.push_back(std::get<XmlPath>(path));
    const auto inner = read_nested(argument);
    if (const auto* refusal = std::get_if<Refusal>(&inner))
        return *refusal;
    return check_replacement(std::get<Nested>(inner), text_part(column, written));
}

std::optional<Refusal> check(const Argument& argument, const Column& column) {
    if (column.family != TypeFamily::Xml)
        return refuse_type(column);
    if (argument.kind != Argument::Kind::Map || argument.map.empty())
        return Refusal{"takes a map of names to anonymizers",
                       "Write for example { xml: { phone: redact, \"@email\": remove } }."};
    std::vector<XmlPath> seen;
    for (const auto& [written, inner] : argument.map)
        if (auto refusal = check_entry(written, inner, column, seen))
            return at(written, std::move(*refusal));
    return {};
}

Traits traits_of(const Argument& argument) {
    std::vector<Nested> used;
    for (const auto& [written, inner] : argument.map)
        used.push_back(nested(inner));
    return combined_traits(used, Strength::Reduced);
}

// SQL for one text.
std::string escaped(const std::string& text) {
    std::string made = text;
    for (const auto& [character, entity] :
         {std::pair("'&'", "'&amp;'"), std::pair("'<'", "'&lt;'"), std::pair("'>'", "'&gt;'"),
          std::pair("'\"'", "'&quot;'"), std::pair("chr(9)", "'&#9;'"), std::pair("chr(10)", "'&#10;'"),
          std::pair("chr(13)", "'&#13;'")})
        made = "replace(" + made + ", " + character + ", " + entity + ")";
    return made;
}

// `text` as XPath writes it, which knows no escapes: "a", or concat("a", '"', "b").
std::string xpath_literal(const std::string& text) {
    return "('concat(\"' || replace(" + text + R"(, '"', '", ''"'', "') || '", "")'))";
}

// An element or attribute of that local name; of a prefix that was never declared, the parser makes a part of the name.
std::string xpath_named(std::string_view name) {
    const std::string quoted = "\"" + std::string(name) + "\"";
    return "[local-name()=" + quoted + " or substring-after(local-name(), \":\")=" + quoted + "]";
}

// An XPath for the elements, or the attributes, that `path` leads to.
std::string xpath_of(const XmlPath& path) {
    std::string text = "//*";
    for (std::size_t i = 0; i < path.elements.size(); ++i)
        text += (i == 0 ? "" : "/*") + xpath_named(path.elements[i]);
    if (!path.attribute.empty())
        text += "/@*" + xpath_named(path.attribute);
    return text;
}

// SQL for the document's new text.
class Rewriting {
public:
    Rewriting(const Argument& argument, const Column& column, const Inputs& inputs) : column_(column), inputs_(inputs) {
        for (const auto& [written, inner] : argument.map)
            changes_.push_back({written, std::get<XmlPath>(read_xml_path(written)), nested(inner)});
        // What two paths find goes where one of them removes it.
        std::stable_partition(changes_.begin(), changes_.end(), [](const Change& change) { return change.nested.removes(); });
    }

    // Each relation is one step further from the text that was.
    std::string expression() const {
        return "(with pieces as (" + pieces() + "), leveled as (" + leveled() + "), begun as (" + begun() +
               "), judged as (" + judged() + "), covered as (" + covered() + "), rewritten as (" + rewritten() +
               "), whole as (" + whole() + ") select case when " + is_sound() +
               " then whole.document else '<' || coalesce(whole.root, 'redacted') || '/>' end from whole)";
    }

private:
    std::string pieces() const {
        return "select piece.place, piece.found[1] as written, substring(piece.found[1] from " + literal(kLocalName) +
               ") as name, case when piece.found[1] like '</%' then 'end' when piece.found[1] ~ '^<[!?]' or "
               "piece.found[1] not like '<%' then 'other' when piece.found[1] like '%/>' then 'empty' else 'start' end "
               "as "
               "kind from regexp_matches(" +
               inputs_.old_value + "::text, " + literal("(" + std::string(kPiece) + ")") +
               ", 'g') with ordinality as piece(found, place)";
    }

    // The level of an element is that of its tags; `number` is the same for the tags of one.
    static std::string leveled() {
        return "select counted.*, count(*) filter (where counted.kind = 'start') over (partition by counted.level "
               "order by "
               "counted.place) as number from (select pieces.*, sum(case kind when 'start' then 1 when 'end' then -1 "
               "else 0 "
               "end) over (order by place) + case when kind = 'start' then 0 else 1 end as level from pieces) as "
               "counted";
    }

    // The tags that begin an element, each with the place of the one around it: the last one a level above.
    static std::string begun() {
        return "select place, name, parent from (select place, name, opens, max(opens) over (partition by slot order "
               "by "
               "place) as parent from (select place, name, level - 1 as slot, null::bigint as opens from leveled where "
               "kind "
               "in ('start', 'empty') union all select place, null, level, place from leveled where kind = 'start') as "
               "doubled) as paired where opens is null";
    }

    // Each piece with the number of the change to its element, if any. name0 is the tag's own name, name1 that of the
    // element around it and so on, looked up in one map from a tag's place to the place and the name of what is around
    // it: joining them, the server can't know how many they are, and compares all with all.
    std::string judged() const {
        std::string names = "select leveled.*, leveled.name as name0";
        std::string from = " from leveled";
        if (longest_path() > 1)
            from += ", (select jsonb_object_agg(place, jsonb_build_array(parent, name)) as tags from begun) as around";
        std::string place = "leveled.place::text";
        for (std::size_t i = 1; i < longest_path(); ++i) {
            place = "(around.tags -> " + place + " ->> 0)";
            names += ", around.tags -> " + place + " ->> 1 as name" + std::to_string(i);
        }
        std::string choice;
        for (std::size_t i = 0; i < changes_.size(); ++i)
            if (changes_[i].path.attribute.empty())
                choice += " when " + is_at(changes_[i]) + " then " + std::to_string(i);
        return "select tag.*, " +
               (choice.empty() ? std::string("null::int")
                               : "case when kind not in ('start', 'empty') then null::int" + choice + " end") +
               " as own from (" + names + from + " offset 0) as tag"; // and the map is not sorted with each
    }

    std::size_t longest_path() const {
        std::size_t longest = 1;
        for (const Change& change : changes_)
            longest = std::max(longest, change.path.elements.size());
        return longest;
    }

    // Whether tag name0, inside name1 and so on, is what the path leads to.
    static std::string is_at(const Change& change) {
        std::string condition;
        std::size_t i = 0;
        for (auto name = change.path.elements.rbegin(); name != change.path.elements.rend(); ++name, ++i)
            condition +=
                (condition.empty() ? "" : " and ") + std::string("name") + std::to_string(i) + " = " + literal(*name);
        return condition.empty() ? "name0 is not null" : condition;
    }

    // A tag that ends an element has the change of the one that begins it. `depth`: how many changed elements are open.
    static std::string covered() {
        return "select marked.*, lead(marked.kind) over (order by marked.place) as next, sum(case when marked.change "
               "is null "
               "then 0 when marked.kind = 'start' then 1 when marked.kind = 'end' then -1 else 0 end) over (order by "
               "marked.place) - case when marked.change is not null and marked.kind = 'start' then 1 else 0 end as "
               "depth from "
               "(select judged.*, case when judged.kind in ('start', 'end') then max(judged.own) filter (where "
               "judged.kind = "
               "'start') over (partition by judged.level, judged.number) else judged.own end as change from judged) as "
               "marked";
    }

    std::string rewritten() const {
        std::string changed;
        for (std::size_t i = 0; i < changes_.size(); ++i)
            if (changes_[i].path.attribute.empty())
                changed += " when change = " + std::to_string(i) + " then " + element(changes_[i]);
        return "select covered.*, case when depth > 0 then ''" + changed + " when kind in ('start', 'empty') then " +
               with_attributes() + " else written end as result from covered";
    }

    // What the replacement is for a text, and for an empty one.
    std::string value(const Change& change, bool is_empty) const {
        return "coalesce(" +
               compile_nested(change.nested, text_part(column_, change.written), inputs_,
                              is_empty ? "(''::text)" : "('x'::text)") +
               ", '')";
    }

    std::string element(const Change& change) const {
        if (change.nested.removes())
            return "''";
        const std::string tag = "regexp_replace(" +
                                tag_with("case when attribute.found[1] ~ '^xmlns(:|$)' then "
                                         "attribute.found[1] || '=' || attribute.found[2] end") +
                                ", '[[:space:]]*/>$', '>')";
        const std::string ending = "'</' || substring(written from '^<([^[:space:]/>]+)') || '>'";
        return "case when kind = 'end' then written when kind = 'start' then " + tag + " || " +
               escaped("case when next = "
                       "'end' then " +
                       value(change, true) + " else " + value(change, false) + " end") +
               " else " + tag + " || " + escaped(value(change, true)) + " || " + ending + " end";
    }

    // The tag with what `attribute_text` makes of each attribute; null leaves one out.
    static std::string tag_with(const std::string& attribute_text) {
        return "(substring(written from '^<[^[:space:]/>]+') || coalesce((select string_agg(' ' || made.text, '' order "
               "by "
               "made.place) from (select attribute.place, " +
               attribute_text + " as text from regexp_matches(regexp_replace(written, '^<[^[:space:]/>]+', ''), " +
               literal(kAttribute) +
               ", 'g') with ordinality as attribute(found, place)) as made), '') || case kind when "
               "'empty' then '/>' else '>' end)";
    }

    std::string with_attributes() const {
        std::string choice;
        std::string concerns;
        for (const Change& change : changes_) {
            if (change.path.attribute.empty())
                continue;
            const std::string name = literal(change.path.attribute);
            choice +=
                " when " + is_at(change) + " and regexp_replace(attribute.found[1], '^[^:]*:', '') = " + name +
                " and attribute.found[1] !~ '^xmlns(:|$)' then " +
                (change.nested.removes() ? std::string("null")
                                         : "attribute.found[1] || '=\"' || " +
                                               escaped("case when length(attribute.found[2]) = 2 then " +
                                                       value(change, true) + " else " + value(change, false) + " end") +
                                               " || '\"'");
            concerns += (concerns.empty() ? "" : " or ") + ("strpos(written, " + name + ") > 0");
        }
        if (choice.empty())
            return "written";
        return "case when " + concerns + " then " +
               tag_with("case" + choice + " else attribute.found[1] || '=' || attribute.found[2] end") +
               " else written end";
    }

    // `plain` is what stands inside an element, to be parsed in one that we put around it.
    std::string whole() const {
        return "select coalesce(string_agg(result, '' order by place), '') as document, coalesce(string_agg(case when "
               "kind = "
               "'other' and (result like '<?%' or result ilike '<!DOCTYPE%') then '' else result end, '' order by "
               "place), '') as "
               "plain, (array_agg(name order by place) filter (where kind in ('start', 'empty')))[1] as root, "
               "coalesce(sum(length(written)), 0) as length from rewritten";
    }

    // CASE and not AND, because each condition asks for what the one before it has found.
    std::string is_sound() const {
        const std::string old = inputs_.old_value + "::text";
        std::string found;
        for (const Change& change : changes_)
            found +=
                (found.empty() ? "" : " or ") + std::string("xpath_exists(") + leftover(change) + ", parsed.content)";
        return "case when whole.length <> length(" + old +
               ") then false when not (case when xml_is_well_formed_document(" + old +
               ") then xml_is_well_formed_document(whole.document) else xml_is_well_formed_content(whole.document) "
               "end) "
               "then false when not xml_is_well_formed_document('<all>' || whole.plain || '</all>') then false else "
               "(select not (" +
               found +
               ") from (select xmlparse(document '<all>' || whole.plain || '</all>') as content offset 0) as parsed) "
               "end";
    }

    // An XPath for what should not be there any more.
    std::string leftover(const Change& change) const {
        const std::string path = xpath_of(change.path);
        if (change.nested.removes())
            return literal(path);
        std::string expected;
        for (const Change& each : changes_)
            if (!each.nested.removes())
                for (const bool is_empty : {false, true})
                    expected += " || ' or string(.)=' || " + xpath_literal(value(each, is_empty));
        const std::string parts = change.path.attribute.empty() ? "*|@*|comment()|processing-instruction() or " : "";
        return literal(path + "[" + parts + "not(string(.)=\"\"") + expected + " || ')]'";
    }

    const Column& column_;
    const Inputs& inputs_;
    std::vector<Change> changes_;
};

std::string compile(const Argument& argument, const Column& column, const Inputs& inputs) {
    return as_column_type(unless_null(Rewriting(argument, column, inputs).expression(), inputs), column);
}

// XPath knows documents only: of a fragment nothing is known.
std::string finds(std::string_view part, const Column&, const Inputs& inputs) {
    return "case when xml_is_well_formed_document(" + inputs.old_value + "::text) then xpath_exists(" +
           literal(xpath_of(std::get<XmlPath>(read_xml_path(part)))) + ", " + inputs.old_value + ") end";
}

std::span<const ArgumentForm> forms() {
    static constexpr ArgumentForm kForms[] = {
        {.kind = ArgumentForm::Kind::Parts,
         .what = "a map of names of elements and attributes to anonymizers",
         .example = "{ phone: redact, \"@email\": remove }"},
    };
    return kForms;
}

} // namespace

const Operator kXml{
    .name = "xml",
    .summary =
        "Anonymizes the elements and attributes that it names, wherever they are, and keeps the rest of the document.",
    .takes = "a map of names (`phone`, `person/phone`, `\"@email\"`, `person/@email`, without namespace prefixes) to "
             "`redact`, `remove`, null or a constant",
    .suits = "xml",
    .example = "{ xml: { phone: redact, \"@email\": remove } }",
    .forms = forms,
    .traits = {.strength = Strength::Reduced},
    .traits_of = traits_of,
    .check = check,
    .compile = compile,
    .finds = finds,
};

} // namespace retention::anonymizers
