// SPDX-License-Identifier: Apache-2.0
#include "policies/check.hpp"
#include "policies/sql_lexer.hpp"
#include "policies/subject_view.hpp"

#include <algorithm>
#include <vector>

namespace retention::policies {

namespace {

using Names = std::vector<std::string>;

// Words that the server takes for values of its own, though a column of the table has that name: "user" is the daemon's role then, and
// no row's, and nothing complains.
class WordCheck {
public:
    WordCheck(const Binding& binding, Findings& findings) : binding_(binding), findings_(findings) {}

    void run() {
        check_judgement();
        check_links();
        for (const auto& fact : binding_.facts)
            if (fact.fact->where)
                check("facts." + fact.fact->name + ".where", *fact.fact->where, columns_of(fact.table));
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                for (const auto& treatment : line.line->columns)
                    if (treatment.anonymizer == "sql")
                        check("actions." + action.action->name + "." + line.line->written + "." + treatment.column,
                              {treatment.argument.text, treatment.place}, columns_of(line.table));
    }

private:
    void check_judgement() {
        const Policy& policy = *binding_.policy;
        if (policy.subject.where)
            check("subject.where", *policy.subject.where, columns_of(binding_.subject->name));
        const auto known = view_columns(binding_);
        for (const auto& criterion : criteria(policy))
            check(criterion.path, *criterion.expression, known);
    }

    void check_links() {
        for (const auto& link : binding_.policy->links)
            if (const auto* table = binding_.schema->find(link.table); table && link.where)
                check("links." + to_text(link.table) + ".where", *link.where, columns_of(table->name));
        for (const auto& key : binding_.graph.keys())
            if (!key.expression.empty())
                check("links." + to_text(key.child) + ".column", {key.expression, key.place}, columns_of(key.child));
    }

    Names columns_of(const TableName& name) const {
        Names names;
        if (const auto* table = binding_.schema->find(name))
            for (const auto& column : table->columns)
                names.push_back(column.name);
        return names;
    }

    void check(const std::string& path, const Expression& expression, const Names& columns) {
        for (const auto& word : server_values_in(expression.sql))
            if (std::find(columns.begin(), columns.end(), word) != columns.end())
                findings_.push_back({Severity::Warning, "WORD_IS_NO_COLUMN", path, expression.place,
                                     "\"" + word + "\" without quotes is a value of the server's own, and not the column of that name",
                                     "Write \"" + word + "\" between double quotes."});
    }

    const Binding& binding_;
    Findings& findings_;
};

} // namespace

void check_words(const Binding& binding, Findings& findings) {
    if (binding.subject)
        WordCheck(binding, findings).run();
}

} // namespace retention::policies
