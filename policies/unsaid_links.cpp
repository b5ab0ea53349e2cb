// SPDX-License-Identifier: Apache-2.0
//
// Tables that neither a key nor a link connects with the subject, and that hold people's rows all the same: applications whose
// framework writes no foreign keys, logs, tables of extensions. The name of a column raises the suspicion, its values confirm it.
#include "policies/surveys.hpp"

#include "policies/key_index.hpp"
#include "policies/lookup.hpp"
#include "policies/name_forms.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace retention::policies {

namespace {

using anonymizers::TypeFamily;

constexpr const char* kRowsMax = "1000";
constexpr double kUnindexedRowsMax = 100'000;   // of the subject, where no index finds a value

// What finds one of the subject's values by chance only: numbers are found in every table of numbers.
struct Evidence {
    int rows_min;
    int percent_min;
    bool is_enough_unseen = false;   // the name says it so plainly that rows which the role may not read are asked about too
};
constexpr Evidence kNamedAfterSubject{1, 90, true};
constexpr Evidence kNamedAsElsewhere{20, 90};
constexpr Evidence kSameAddress{2, 20};

bool is_telling(const SchemaColumn& column) { return column.family == TypeFamily::Text || column.family == TypeFamily::Uuid; }
bool is_address(const SchemaColumn& column) {
    return column.family == TypeFamily::Text && folded(column.name).find("mail") != std::string::npos;
}

class Looking {
public:
    explicit Looking(const Binding& binding)
        : binding_(binding), subject_(*binding.subject), key_(binding.key.size() == 1 ? subject_.find_column(binding.key.front().name) : nullptr),
          address_(find_address()), connected_(connected()) {
        if (key_)
            learn_names();
    }

    std::vector<Survey> run() {
        for (const auto& [name, table] : binding_.schema->tables())
            if ((table.kind == 'r' || table.kind == 'p') && table.parents.empty() && !is_connected(name))
                look_at(table);
        return std::move(surveys_);
    }

private:
    const SchemaColumn* find_address() const {
        for (const auto& column : subject_.columns)
            if (is_address(column) && (subject_.rows_estimate <= kUnindexedRowsMax || has_index(column)))
                return &column;
        return nullptr;
    }

    bool has_index(const SchemaColumn& column) const {
        ForeignKey alone;
        alone.columns = {column.name};
        return has_index_for(subject_, alone);
    }

    // Everything that the policy speaks of, or would have to.
    std::set<TableName> connected() const {
        std::set<TableName> reached{subject_.name};
        std::deque<TableName> open{subject_.name};
        const auto add = [&](const TableName& table) {
            if (reached.insert(table).second)
                open.push_back(table);
        };
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                add(line.table);
        for (; !open.empty(); open.pop_front())
            for (const auto* key : binding_.graph.into(open.front()))
                add(key->child);
        return reached;
    }

    bool is_connected(const TableName& name) const {
        return std::ranges::any_of(connected_, [&](const TableName& each) { return binding_.graph.is_within(name, each) || binding_.graph.is_within(each, name); });
    }

    // What columns are called whose foreign keys lead to the subject, and to nobody else.
    void learn_names() {
        std::map<std::string, bool> leads_here;
        for (const auto& key : binding_.graph.keys())
            if (key.columns.size() == 1 && key.expression.empty() && key.child != key.parent) {
                const bool is_here = binding_.is_subject(key.parent) && key.parent_columns.front() == key_->name;
                const auto [known, is_new] = leads_here.emplace(folded(key.columns.front()), is_here);
                known->second = known->second && is_here;
            }
        for (const auto& [name, is_here] : leads_here)
            if (is_here && name != "id" && name.size() > 2)
                names_elsewhere_.insert(name);
        const std::string whole = folded(subject_.name.name);
        for (const auto& stem : {whole, singular(whole)})
            for (const auto& end : {std::string("id"), folded(key_->name), std::string("uuid"), std::string("no"), std::string("nr"), std::string("key"), std::string("ref")})
                names_after_.insert(stem + end);
        if (key_->name != "id" && folded(key_->name).size() > 2)
            names_after_.insert(folded(key_->name));
    }

    bool can_name(const SchemaColumn& column) const {
        return column.family == key_->family || (is_telling(column) && is_telling(*key_));
    }

    // Where a number finds somebody in each of two tables, the one in its own schema is meant.
    bool is_of_a_namesake(const SchemaTable& table) const {
        return table.name.schema != subject_.name.schema &&
               std::ranges::any_of(binding_.schema->tables(), [&](const auto& each) {
                   return each.first.schema == table.name.schema && singular(folded(each.first.name)) == singular(folded(subject_.name.name));
               });
    }

    bool is_keyed(const SchemaTable& table, const SchemaColumn& column) const {
        return std::ranges::any_of(binding_.graph.out_of(table.name), [&](const ForeignKey* key) {
            return std::ranges::find(key->columns, column.name) != key->columns.end();
        });
    }

    void look_at(const SchemaTable& table) {
        for (const auto& column : table.columns) {
            if (is_keyed(table, column))
                continue;
            const auto name = folded(column.name);
            if (key_ && can_name(column) && (is_telling(*key_) || !is_of_a_namesake(table))) {
                if (names_after_.count(name)) {
                    suspect(table, column, *key_, kNamedAfterSubject);
                    continue;
                }
                if (names_elsewhere_.count(name)) {
                    suspect(table, column, *key_, kNamedAsElsewhere);
                    continue;
                }
            }
            if (address_ && is_address(column))
                suspect(table, column, *address_, kSameAddress);
        }
    }

    void suspect(const SchemaTable& table, const SchemaColumn& column, const SchemaColumn& to, const Evidence& evidence) {
        const std::string hint = "Say whose they are, links: { " + to_text(table.name) + ": { column: " + column.name + ", to: " + to_text(subject_.name) + "." + to.name +
                                 " } }, and what becomes of them in each action: keep where they must stay.";
        const std::string rows = "rows of " + to_text(table.name) + " look like those of subjects, and neither a foreign key nor a link says so: ";
        if (!table.can_select) {
            if (evidence.is_enough_unseen && table.name.schema == subject_.name.schema)
                surveys_.push_back({"LINK_UNSAID", "links." + to_text(table.name), binding_.policy->subject.place, rows + "its column \"" + column.name + "\" is called so, and the role may not look into it", hint,
                                    "select null::text"});
            return;
        }
        const std::string value = "t." + quote_name(column.name);
        const std::string present = column.family == TypeFamily::Text ? "nullif(" + value + "::text, '') is not null" : value + " is not null";
        surveys_.push_back({"LINK_UNSAID", "links." + to_text(table.name), binding_.policy->subject.place, rows + "values of \"" + column.name + "\" are found in \"" + to.name + "\"", hint,
                            "select null::text from (select t.* from " + quote_table(table.name) + " t where " + present + " limit " + kRowsMax +
                                ") f having count(*) >= " + std::to_string(evidence.rows_min) + " and 100 * count(*) filter (where exists (select from " +
                                quote_table(subject_.name) + " parent where " + looked_up("parent", to, "f." + quote_name(column.name), column.family) + ")) >= " +
                                std::to_string(evidence.percent_min) + " * count(*)"});
    }

    const Binding& binding_;
    const SchemaTable& subject_;
    const SchemaColumn* key_;       // nullptr: of several columns
    const SchemaColumn* address_;   // nullptr: none, or none that is found quickly
    const std::set<TableName> connected_;
    std::set<std::string> names_after_, names_elsewhere_;   // folded
    std::vector<Survey> surveys_;
};

} // namespace

std::vector<Survey> unsaid_link_surveys(const Binding& binding) { return Looking(binding).run(); }

} // namespace retention::policies
