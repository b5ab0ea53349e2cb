// SPDX-License-Identifier: Apache-2.0
#include "policies/binding.hpp"

#include "policies/nearest.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/sql_text.hpp"
#include "policies/walk.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

// Dates are also kept as text, which the server reads; what it makes of an extension's type it says itself.
bool may_hold_dates(const SchemaColumn& column) {
    using anonymizers::TypeFamily;
    return column.family == TypeFamily::Date || column.family == TypeFamily::Timestamp || column.family == TypeFamily::Text ||
           column.family == TypeFamily::Other;
}

std::vector<std::string> names_of(const Schema& schema) {
    std::vector<std::string> names;
    for (const auto& [name, table] : schema.tables())
        names.push_back(to_text(name));
    return names;
}

std::vector<std::string> names_of(const SchemaTable& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns)
        names.push_back(column.name);
    return names;
}

// character varying(5) -> character varying, timestamp(0) with time zone -> timestamp with time zone. "character" alone
// would be one character long.
std::string without_length(std::string type) {
    if (type.starts_with("character("))
        return "pg_catalog.bpchar";
    if (type.starts_with('"') || type.starts_with("bit("))
        return type;
    const auto begin = type.find('(');
    const auto end = type.find(')', begin);
    if (begin != std::string::npos && end != std::string::npos)
        type.erase(begin, end - begin + 1);
    return type;
}

// Looks names up and reports those that mean nothing.
class Binder {
public:
    Binder(Binding& binding, Findings& findings) : binding_(binding), findings_(findings) {}

    void run(const Beside& beside) {
        if (!bind_subject())
            return;
        bind_links();
        bind_ties(beside);
        for (const auto& fact : policy().facts)
            bind_fact(fact);
        if (policy().consent)
            bind_consent(*policy().consent);
        for (const auto& action : policy().actions)
            binding_.actions.push_back(walk_action(binding_, action, findings_));
        bind_identifiers();
    }

private:
    const Policy& policy() const { return *binding_.policy; }
    const Schema& schema() const { return *binding_.schema; }

    void error(std::string code, std::string path, Place place, std::string message, std::string hint = {}) {
        findings_.push_back({Severity::Error, std::move(code), std::move(path), place, std::move(message), std::move(hint)});
    }

    const SchemaTable* table(const TableName& name, const std::string& path, Place place) {
        const auto* found = schema().find(name);
        if (!found)
            error("TABLE_UNKNOWN", path, place, "table \"" + to_text(name) + "\" does not exist",
                  did_you_mean(to_text(name), names_of(schema()), "Check that the role may see its schema."));
        return found;
    }

    bool has_column(const SchemaTable& in, const std::string& column, const std::string& path, Place place) {
        if (in.find_column(column))
            return true;
        error("COLUMN_UNKNOWN", path, place, "column \"" + column + "\" of " + to_text(in.name) + " does not exist",
              did_you_mean(column, names_of(in)));
        return false;
    }

    bool bind_subject() {
        const auto& subject = policy().subject;
        const auto* found = table(subject.table, "subject.table", subject.place);
        if (!found)
            return false;
        if (found->kind != 'r' && found->kind != 'p') {
            error("SUBJECT_NOT_A_TABLE", "subject.table", subject.place, to_text(found->name) + " is not a table",
                  "Name the table that holds the persons, not a view of it.");
            return false;
        }
        if (schema().family_of(found->name) != found->name) {
            error("TABLE_IS_A_PART", "subject.table", subject.place,
                  to_text(found->name) + " is a part of " + to_text(schema().family_of(found->name)),
                  "Name that table; narrow it with subject.where.");
            return false;
        }
        binding_.subject = found;
        if (found->kind == 'r' && !schema().parts_of(found->name).empty()) {
            error("KEY_NOT_UNIQUE", "subject.table", subject.place,
                  "tables inherit from " + to_text(found->name) + ", and a key may stand in several of them",
                  "No index spans inheritance children; name the table that holds the persons alone.");
            return false;
        }
        auto key = subject.key.empty() ? found->primary_key : subject.key;
        if (key.empty()) {
            const auto unique = found->row_key();
            error("KEY_MISSING", "subject.key", subject.place, to_text(found->name) + " has no primary key",
                  unique.empty() ? "No unique index tells its rows apart either: add a primary key, or a unique index."
                                 : "A unique index tells its rows apart: write key: [" + join(unique, ", ") + "].");
            return false;
        }
        for (const auto& name : key) {
            if (!has_column(*found, name, "subject.key", subject.place))
                return false;
            const auto& column = *found->find_column(name);
            if (column.family == anonymizers::TypeFamily::Array) {
                error("KEY_TYPE", "subject.key", subject.place,
                      "\"" + name + "\" of " + to_text(found->name) + " is of type " + column.type + ", and subjects are told apart by single values only",
                      "Name other columns that have a unique index, as in key: [id].");
                return false;
            }
            binding_.key.push_back({name, without_length(column.type), column.is_nullable});
        }
        if (!subject.key.empty() && !is_unique_key(*found, key)) {
            error("KEY_NOT_UNIQUE", "subject.key", subject.place,
                  "no unique index on just (" + join(key, ", ") + ")",
                  found->row_key().empty() ? "A key must name one row and no other: add a primary key, or a unique index."
                                           : "A key must name one row and no other, as (" + join(found->row_key(), ", ") + ") does.");
            return false;
        }
        for (const auto& identifier : subject.identifiers)
            has_column(*found, identifier.value, "subject.identifiers", identifier.place);
        return true;
    }

    static bool is_unique_key(const SchemaTable& in, const std::vector<std::string>& key) {
        return std::any_of(in.unique_indexes.begin(), in.unique_indexes.end(), [&](const UniqueIndex& index) {
            return !index.is_partial && !index.has_expressions && same_columns(index.columns, key);
        });
    }

    void bind_links() {
        std::vector<ForeignKey> keys;
        for (const auto& link : policy().links)
            if (auto key = bind_link(link))
                keys.push_back(std::move(*key));
        binding_.graph = Graph(schema(), std::move(keys));
    }

    std::optional<ForeignKey> bind_link(const Link& link) {
        const std::string path = "links." + to_text(link.table);
        const auto* child = table(link.table, path, link.place);
        const auto* parent = table(link.to, path + ".to", link.place);
        if (!child || !parent)
            return std::nullopt;
        bool is_sound = link.columns.size() == link.to_columns.size();
        if (!is_sound)
            error("LINK_MISMATCH", path, link.place, "as many columns are needed on both sides");
        auto key = bind_value(link, *child, path);
        is_sound = is_sound && key;
        for (const auto& column : link.to_columns)
            is_sound = has_column(*parent, column, path + ".to", link.place) && is_sound;
        if (is_sound && parent != binding_.subject && !schema().parts_of(parent->name).empty() && parent->kind == 'r')
            findings_.push_back({Severity::Warning, "LINK_SPANS_CHILDREN", path + ".to", link.place,
                                 "tables inherit from " + to_text(parent->name) + ", and no index keeps (" + join(link.to_columns, ", ") +
                                     ") different in all of them",
                                 "Right where they share one sequence; rows of one number would be taken for each other's."});
        if (!is_sound)
            return std::nullopt;
        key->parent = parent->name;
        key->parent_columns = link.to_columns;
        return key;
    }

    // What of their links fits the schema, and is not known from the catalog or one of our own.
    void bind_ties(const Beside& beside) {
        const auto known = binding_.graph.keys();
        std::vector<ForeignKey> keys(known.begin(), known.end());
        for (const auto& other : beside)
            if (other->name != policy().name)
                for (const auto& link : other->links)
                    add_tie(*other, link, keys);
        if (keys.size() == known.size())
            return;
        std::erase_if(keys, [](const ForeignKey& key) { return !key.is_link; });
        binding_.wider.emplace(schema(), std::move(keys));
    }

    void add_tie(const Policy& other, const Link& link, std::vector<ForeignKey>& keys) {
        const auto* child = schema().find(link.table);
        const auto* parent = schema().find(link.to);
        if (!child || !parent)
            return;   // no rows, and nothing that they could belong to
        Findings refusals;
        auto key = Binder(binding_, refusals).bind_link(link);
        if (!key)
            return binding_.refused_links.push_back({other.name, child->name, parent->name, refusals.empty() ? "" : refusals.front().message});
        key->policy = other.name;
        key->place = {};   // in another file
        if (std::none_of(keys.begin(), keys.end(), [&](const ForeignKey& known) { return tells_the_same(known, *key); }))
            keys.push_back(std::move(*key));
    }

    static bool tells_the_same(const ForeignKey& a, const ForeignKey& b) {
        return a.child == b.child && a.columns == b.columns && a.parent == b.parent && a.parent_columns == b.parent_columns && a.where == b.where &&
               a.expression == b.expression && a.has_elements == b.has_elements;
    }

    // The side that holds the key: columns, an expression over one row, or an array of keys.
    std::optional<ForeignKey> bind_value(const Link& link, const SchemaTable& child, const std::string& path) {
        ForeignKey key;
        key.name = "link";
        key.child = child.name;
        key.columns = link.columns;
        key.is_link = true;
        key.has_elements = link.has_elements;
        key.place = link.place;
        if (link.where)
            key.where = link.where->sql;
        const std::string field = path + (link.has_elements ? ".elements" : ".column");
        if (link.columns.size() == 1 && !child.find_column(link.columns.front()) && is_expression(link.columns.front()))
            return bind_expression(std::move(key), link.columns.front(), child, field);
        bool is_sound = true;
        for (const auto& column : link.columns)
            is_sound = (link.columns.size() > 1 ? has_plain_column(child, column, field, link.place) : has_column(child, column, field, link.place)) && is_sound;
        if (!is_sound)
            return std::nullopt;
        if (const auto* column = link.columns.size() == 1 ? child.find_column(link.columns.front()) : nullptr)
            key.has_elements = key.has_elements || column->family == anonymizers::TypeFamily::Array;
        if (key.has_elements && (link.columns.size() > 1 || !may_have_elements(*child.find_column(link.columns.front())))) {
            error("LINK_MISMATCH", field, link.place, "\"" + join(link.columns, ", ") + "\" is no array",
                  "Write column: instead of elements:.");
            return std::nullopt;
        }
        return key;
    }

    // One of several columns of a key.
    bool has_plain_column(const SchemaTable& table, const std::string& column, const std::string& path, Place place) {
        if (table.find_column(column) || !is_expression(column))
            return has_column(table, column, path, place);
        error("COLUMN_UNKNOWN", path, place, "\"" + column + "\" is no column of " + to_text(table.name) + ", and in a list no expression can stand",
              "Give the table a generated column of it, and link by that.");
        return false;
    }

    static bool may_have_elements(const SchemaColumn& column) {
        return column.family == anonymizers::TypeFamily::Array || column.family == anonymizers::TypeFamily::Json;
    }

    // A name alone is none: a slip of the pen must be told as such.
    static bool is_expression(const std::string& text) {
        return std::any_of(text.begin(), text.end(), [](char c) { return std::string_view("()<>:+-*/|#@?, '").find(c) != std::string_view::npos; });
    }

    std::optional<ForeignKey> bind_expression(ForeignKey key, const std::string& sql, const SchemaTable& child, const std::string& path) {
        if (const auto why = why_no_expression(sql)) {
            error("SQL_REFUSED", path, key.place, *why);
            return std::nullopt;
        }
        key.expression = sql;
        key.columns.clear();
        for (const auto& word : words_of(sql))
            if (child.find_column(word))
                key.columns.push_back(word);
        if (key.columns.empty()) {
            error("COLUMN_UNKNOWN", path, key.place, "names no column of " + to_text(child.name),
                  "Write a column, or an expression over the row, such as props->>'user_id'.");
            return std::nullopt;
        }
        return key;
    }

    // The one shortest path, or nothing and a finding.
    std::optional<Path> one_path(const SchemaTable& from, const std::vector<std::string>& via, const std::string& path,
                                 Place place) {
        auto paths = binding_.graph.shortest(from.name, binding_.subject->name, via);
        if (paths.size() == 1)
            return once_only(std::move(paths.front()), path, place);
        if (paths.empty()) {
            error("PATH_MISSING", path, place,
                  "no key leads from " + to_text(from.name) + " to " + to_text(binding_.subject->name),
                  "Say how they belong together under links, or write a query.");
            return std::nullopt;
        }
        std::set<std::string> choices;
        for (const auto& choice : paths)
            choices.insert("via: " + (choice.front()->columns.size() == 1 ? choice.front()->columns.front()
                                                                           : "[" + join(choice.front()->columns, ", ") + "]"));
        error("PATH_AMBIGUOUS", path, place,
              "several keys lead from " + to_text(from.name) + " to " + to_text(binding_.subject->name),
              choices.size() == paths.size() ? "Choose one of " + join({choices.begin(), choices.end()}, "; ") + "."
                                             : "Some begin with the same column: write a query that says which rows are meant.");
        return std::nullopt;
    }

    // A row that leads to a subject by two rows between them would be counted twice.
    std::optional<Path> once_only(Path found, const std::string& path, Place place) {
        for (const auto* key : found)
            if (!binding_.is_subject(key->parent) && may_name_several(binding_, *key)) {
                error("LINK_NOT_UNIQUE", path, place,
                      key->has_elements ? "a row of " + to_text(key->child) + " can name several rows of " + to_text(key->parent)
                                        : "several rows of " + to_text(key->parent) + " can have the same (" +
                                              join(key->parent_columns, ", ") + ")",
                      "Write a query that counts each row once.");
                return std::nullopt;
            }
        return found;
    }

    void bind_fact(const Fact& fact) {
        const std::string path = "facts." + fact.name;
        BoundFact bound;
        bound.fact = &fact;
        if (binding_.subject->find_column(fact.name)) {
            error("NAME_TAKEN", path, fact.place,
                  to_text(binding_.subject->name) + " has a column \"" + fact.name + "\" already", "Choose another name.");
            return;
        }
        if (fact.form == Fact::Form::Query) {
            binding_.facts.push_back(bound);
            return;
        }
        const auto* source = table(fact.table, path, fact.place);
        if (!source)
            return;
        if (!fact.column.empty() && !has_column(*source, fact.column, path, fact.place))
            return;
        bound.table = source->name;
        if (fact.form == Fact::Form::Value) {
            if (!bind_outward(fact, bound, path))
                return;
        } else if (auto inward = one_path(*source, fact.via, path, fact.place)) {
            bound.inward = std::move(*inward);
        } else {
            return;
        }
        binding_.facts.push_back(std::move(bound));
    }

    // A single value: the row that the subject points to, or the one row that can point to the subject.
    bool bind_outward(const Fact& fact, BoundFact& bound, const std::string& path) {
        auto outward = binding_.graph.shortest(binding_.subject->name, bound.table, fact.via);
        std::erase_if(outward, [](const Path& candidate) {
            return std::any_of(candidate.begin(), candidate.end(), [](const ForeignKey* key) { return key->is_link; });
        });
        if (outward.size() == 1) {
            bound.outward = std::move(outward.front());
            return true;
        }
        if (outward.size() > 1) {
            error("PATH_AMBIGUOUS", path, fact.place, "several keys lead to " + to_text(bound.table),
                  "Name the column to follow: via: ...");
            return false;
        }
        auto inward = one_path(*schema().find(bound.table), fact.via, path, fact.place);
        if (!inward)
            return false;
        const bool is_single =
            inward->size() == 1 && is_unique_over(*schema().find(bound.table), inward->front()->columns);
        if (!is_single) {
            error("VALUE_NOT_SINGLE", path, fact.place, "a subject can have several rows in " + to_text(bound.table),
                  "Use max, min, sum, count or exists, or a query.");
            return false;
        }
        bound.inward = std::move(*inward);
        return true;
    }

    static bool is_unique_over(const SchemaTable& in, const std::vector<std::string>& columns) {
        return std::any_of(in.unique_indexes.begin(), in.unique_indexes.end(), [&](const UniqueIndex& index) {
            return !index.is_partial && !index.has_expressions && same_columns(index.columns, columns);
        });
    }

    void bind_consent(const Consent& consent) {
        const auto* source = table(consent.table, "consent.table", consent.place);
        if (!source)
            return;
        bool is_sound = true;
        const auto check = [&](const char* name, const Text& column) {
            if (!column.value.empty())
                is_sound = has_column(*source, column.value, std::string("consent.columns.") + name, column.place) && is_sound;
        };
        check("purpose", consent.columns.purpose);
        check("legal_basis", consent.columns.legal_basis);
        const auto check_date = [&](const char* name, const Text& column) {
            check(name, column);
            if (const auto* found = source->find_column(column.value); found && !may_hold_dates(*found)) {
                error("NOT_A_DATE", std::string("consent.columns.") + name, column.place,
                      "\"" + column.value + "\" is of type " + found->type + ", not a date or a timestamp",
                      "Name a column with dates; a generated one can make them from others.");
                is_sound = false;
            }
        };
        check_date("granted", consent.columns.granted);
        check_date("expires", consent.columns.expires);
        check_date("withdrawn", consent.columns.withdrawn);
        check("source", consent.columns.source);
        check("updated_by", consent.columns.updated_by);
        auto path = one_path(*source, consent.via, "consent.table", consent.place);
        if (!path || !is_sound)
            return;
        binding_.consent = BoundConsent{&consent, source->name, std::move(*path)};
    }

    // Which of the subject's columns name the person: as the policy says, or else the text columns that an action replaces.
    void bind_identifiers() {
        std::set<std::string> chosen;
        for (const auto& identifier : policy().subject.identifiers)
            chosen.insert(identifier.value);
        if (chosen.empty())
            for (const auto& action : binding_.actions)
                if (const auto* line = action.subject_line(); line && line->changes())
                    for (const auto& treatment : line->line->columns)
                        if (replaces_identity(treatment))
                            chosen.insert(treatment.column);
        if (chosen.empty())
            for (const auto& column : binding_.subject->columns)
                if (sounds_like_identity(column.name))
                    chosen.insert(column.name);
        for (const auto& column : binding_.subject->columns)
            if (chosen.count(column.name) && column.family == anonymizers::TypeFamily::Text)
                binding_.identifiers.push_back(column.name);
    }

    // Whoever takes a whole value away thinks that it tells who somebody is; what is shortened or scrubbed may be any text.
    static bool replaces_identity(const ColumnTreatment& treatment) {
        static const std::set<std::string> whole{"null", "constant", "redact", "empty", "token", "pseudonym", "hash", "random", "fake", "mask", "shape"};
        return whole.count(treatment.anonymizer) > 0;
    }

    static bool sounds_like_identity(const std::string& column) {
        std::string lower;
        for (const char c : column)
            lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        static const char* const words[] = {"name", "mail", "phone", "mobile", "tel_", "telefon", "naam", "alias"};
        return std::any_of(std::begin(words), std::end(words),
                           [&](const char* word) { return lower.find(word) != std::string::npos; });
    }

    Binding& binding_;
    Findings& findings_;
};

} // namespace

namespace {

// Anonymizers after which a key surely is another one; any other may leave a value as it is.
bool surely_replaces(const std::string& anonymizer) {
    static const std::set<std::string> names{"null", "constant", "token", "pseudonym", "random"};
    return names.count(anonymizer) > 0;
}

} // namespace

bool BoundLine::lets_go_of(const ForeignKey& other) const noexcept {
    return (deletes() && !may_stay()) || std::any_of(line->columns.begin(), line->columns.end(), [&](const ColumnTreatment& treatment) {
               return (surely_replaces(treatment.anonymizer) || removes_element(treatment)) &&
                      std::find(other.columns.begin(), other.columns.end(), treatment.column) != other.columns.end();
           });
}

bool takes(const Line& line, const ForeignKey& key) noexcept {
    const auto is_cut = [&](const ColumnTreatment& treatment) {
        // A link that reads a document, or a text that stays in part, is content as well as key.
        return key.expression.empty() && std::ranges::find(key.columns, treatment.column) != key.columns.end() &&
               (surely_replaces(treatment.anonymizer) || (treatment.anonymizer == kRemove && key.has_elements));
    };
    return line.kind == Line::Kind::Delete || line.kind == Line::Kind::DeleteUnlessShared ||
           std::ranges::any_of(line.columns, [&](const ColumnTreatment& treatment) { return treatment.anonymizer != "keep" && !is_cut(treatment); });
}

bool BoundLine::takes() const noexcept { return key && policies::takes(*line, *key); }

bool BoundLine::removes_elements() const noexcept {
    return changes() && std::any_of(line->columns.begin(), line->columns.end(),
                                    [&](const ColumnTreatment& treatment) { return removes_element(treatment); });
}

bool BoundAction::deletes_subject() const noexcept {
    const auto* own = subject_line();
    return own && own->deletes();
}

const BoundLine* BoundAction::subject_line() const noexcept {
    for (const auto& line : lines)
        if (!line.key)
            return &line;
    return nullptr;
}

std::vector<const ForeignKey*> Binding::pointing_to(const TableName& table) const {
    auto keys = graph.into(table);
    if (wider)
        for (const auto* tie : wider->into(table))
            if (!tie->policy.empty())
                keys.push_back(tie);
    return keys;
}

std::vector<const ForeignKey*> Binding::links_of_others(const BoundLine& line) const {
    if (!(line.is_outward || line.may_stay()) || !(line.deletes() || line.changes()))
        return {};
    auto keys = pointing_to(line.table);
    std::erase_if(keys, [](const ForeignKey* known) { return known->policy.empty(); });
    return keys;
}

const BoundAction* Binding::find_action(const std::string& name) const noexcept {
    for (const auto& action : actions)
        if (action.action->name == name)
            return &action;
    return nullptr;
}

Binding bind(std::shared_ptr<const Policy> policy, std::shared_ptr<const Schema> schema, Findings& findings, const Beside& beside) {
    Binding binding;
    binding.policy = std::move(policy);
    binding.schema = std::move(schema);
    binding.beside = beside;
    Binder(binding, findings).run(beside);
    return binding;
}

} // namespace retention::policies
