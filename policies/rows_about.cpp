// SPDX-License-Identifier: Apache-2.0
//
// Comments, attachments, versions, logs: one table for rows about rows of any other, told apart by a column with the other's name. No foreign key
// can say so, and when what they are about is deleted they stay, with all that they tell of somebody.
#include "policies/surveys.hpp"

#include "policies/lookup.hpp"
#include "policies/name_forms.hpp"
#include "policies/sql_text.hpp"
#include "policies/type_column.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

constexpr const char* kRowsSeen = "5000";     // in search of words
constexpr const char* kRowsTried = "100";     // with one word
constexpr const char* kPercentMin = "20";     // of them find a row: what was deleted before finds none

// What is told of the application's words: a name of a class or a table. A column that is called as one of types may hold remarks about people.
constexpr const char* kToldWord = R"(case when kind.word ~ '^[[:alnum:]_.:/\\]+$' then kind.word end)";

std::string quoted_list(const std::set<std::string>& texts) {
    std::vector<std::string> quoted;
    for (const auto& text : texts)
        quoted.push_back(quote_text(text));
    return "(" + join(quoted, ", ") + ")";
}

void add_forms(std::set<std::string>& forms, const std::string& name) {
    const std::string one = singular(name);
    forms.insert({name, one, one + "s"});
}

std::string last_word(const std::string& name) { return folded(name.substr(name.rfind('_') + 1)); }

class RowsAbout {
public:
    explicit RowsAbout(const Binding& binding) : binding_(binding) {}

    std::vector<Survey> run() {
        std::set<TableName> gone;
        if (!binding_.actions.empty())
            gone.insert(binding_.subject->name);
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                if (line.deletes())
                    gone.insert(line.table);
        for (const auto& [name, table] : binding_.schema->tables())
            if ((table.kind == 'r' || table.kind == 'p') && table.parents.empty() && table.can_select)
                for (const auto& column : table.columns)
                    if (const auto type = type_column_of(*binding_.schema, binding_.graph, table, column))
                        for (const auto& parent : gone)
                            look_for(table, column, *type, *binding_.schema->find(parent));
        return std::move(surveys_);
    }

private:
    bool is_linked(const TableName& child, const std::string& column, const TableName& parent) const {
        return std::ranges::any_of(binding_.graph.keys(), [&](const ForeignKey& key) {
            return binding_.graph.is_within(child, key.child) && std::ranges::find(key.columns, column) != key.columns.end() &&
                   (binding_.graph.is_within(parent, key.parent) || binding_.graph.is_within(key.parent, parent));
        });
    }

    // Whether `word` means the table: `User`, `App\Models\User`, `res.partner` for res_partner, `order` for shop_order where no other table is
    // called so.
    std::string means(const std::string& word, const TableName& table) const {
        std::set<std::string> forms, of_others;
        add_forms(forms, folded(table.name));
        const std::string last = last_word(table.name);
        for (const auto& [name, other] : binding_.schema->tables())
            if (last_word(name.name) == last && folded(name.name) != folded(table.name))
                add_forms(of_others, folded(name.name));
        if (of_others.count(last) == 0)
            add_forms(forms, last);
        for (const auto& form : forms)
            of_others.erase(form);
        const std::string whole = "regexp_replace(lower(" + word + "), '[^a-z0-9]', '', 'g')";
        const std::string end = "replace(regexp_replace(lower(" + word + "), '^.*[^a-z0-9_]', ''), '_', '')";
        std::string meant = "(" + whole + " in " + quoted_list(forms) + " or " + end + " in " + quoted_list(forms) + ")";
        if (!of_others.empty())
            meant += " and " + whole + " not in " + quoted_list(of_others);
        return meant;
    }

    // What the first rows and the server's statistics have, with the names of types.
    std::string words(const SchemaTable& table, const TypeColumn& type) const {
        const std::string column = quote_name(type.name);
        const std::string seen = "select f.value::text as value from (select " + column + " as value from " + quote_table(table.name) + " where " + column +
                                 " is not null limit " + kRowsSeen + ") f union select unnest(s.most_common_vals::text::text[]) from pg_catalog.pg_stats s where s.schemaname = " +
                                 quote_text(table.name.schema) + " and s.tablename = " + quote_text(table.name.name) + " and s.attname = " + quote_text(type.name);
        if (!type.types)
            return "select seen.value, seen.value as word from (" + seen + ") seen";
        return "select seen.value, named." + quote_name(type.words.back()) + "::text as word from (" + seen + ") seen join " + quote_table(*type.types) +
               " named on named." + quote_name(type.types_key) + "::text = seen.value";
    }

    void look_for(const SchemaTable& table, const SchemaColumn& column, const TypeColumn& type, const SchemaTable& parent) {
        const auto row_key = parent.row_key();
        if (row_key.size() != 1 || is_linked(table.name, column.name, parent.name))
            return;
        const auto& key = *parent.find_column(row_key.front());
        const std::string about = "t." + quote_name(column.name);
        const std::string share = "(select 100 * count(*) filter (where exists (select from " + quote_table(parent.name) + " parent where " +
                                  looked_up("parent", key, "tried.value", column.family) + ")) > " + kPercentMin + " * count(*) from (select " + about +
                                  " as value from " + quote_table(table.name) + " t where t." + quote_name(type.name) + "::text = kind.value and " + about +
                                  " is not null limit " + kRowsTried + ") tried)";
        const std::string where = type.types ? type.name + " = (select ...)" : type.name + " = '...'";
        surveys_.push_back({"LINK_UNSAID", "links." + to_text(table.name), binding_.policy->subject.place,
                            "rows of " + to_text(table.name) + " are about rows of " + to_text(parent.name) + ", and no link says so: \"" + column.name +
                                "\" finds them where \"" + type.name + "\" means",
                            "Say whose they are, links: { " + to_text(table.name) + ": { column: " + column.name + ", to: " + to_text(parent.name) + "." + key.name +
                                ", where: \"" + where + "\" } }, and what becomes of them in each action: keep where they must stay.",
                            "select " + std::string(kToldWord) + " from (" + words(table, type) + ") kind where " + means("kind.word", parent.name) + " and " + share +
                                " order by 1"});
    }

    const Binding& binding_;
    std::vector<Survey> surveys_;
};

} // namespace

std::vector<Survey> rows_about_surveys(const Binding& binding) { return RowsAbout(binding).run(); }

} // namespace retention::policies
