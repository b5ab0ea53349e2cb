// SPDX-License-Identifier: Apache-2.0
//
// What hangs below a person's row may be somebody else's by a key of its own: answers in a topic are by whoever wrote them, payments of an order
// mostly by whoever ordered. Which of the two it is the rows tell.
#include "policies/sql_text.hpp"
#include "policies/surveys.hpp"
#include "policies/way.hpp"

#include <algorithm>
#include <set>

namespace retention::policies {

namespace {

constexpr const char* kRowsMax = "1000";

std::string filled(const std::string& row, const ForeignKey& key) {
    std::vector<std::string> conditions;
    for (const auto& column : key.columns)
        conditions.push_back(row + "." + quote_name(column) + " is not null");
    return join(conditions, " and ");
}

// As text, where a link compares texts with whatever they are the text of.
std::string value(const std::string& row, const ForeignKey& key, bool as_text) {
    std::vector<std::string> columns;
    for (const auto& column : key.columns)
        columns.push_back(row + "." + quote_name(column) + (as_text ? "::text" : ""));
    return "(" + join(columns, ", ") + ")";
}

bool is_plain(const ForeignKey& key) { return key.where.empty() && key.expression.empty() && !key.has_elements; }

class OthersRows {
public:
    explicit OthersRows(const Binding& binding) : binding_(binding) {}

    std::vector<Survey> run() {
        for (const auto& action : binding_.actions)
            for (const auto& line : action.lines)
                if (is_inward(line))
                    for (const auto& path : line.paths)
                        for (const auto& own : action.lines)
                            if (path.size() > 1 && is_inward(own) && own.table == line.table && own.key != line.key &&
                                binding_.is_subject(own.key->parent) && own.key->parent_columns == path.back()->parent_columns)
                                add(action, line, path, *own.key);
        return std::move(surveys_);
    }

private:
    bool is_inward(const BoundLine& line) const {
        return line.takes() && !line.is_outward && !line.below && !binding_.is_subject(line.table);
    }

    bool can_be_asked(const Path& path) const {
        return std::ranges::all_of(path, [&](const ForeignKey* key) {
            const auto* table = binding_.schema->find(key->child);
            return is_plain(*key) && table && table->can_select;
        });
    }

    void add(const BoundAction& action, const BoundLine& line, const Path& path, const ForeignKey& own) {
        const std::string place = "actions." + action.action->name + "." + line.line->written;
        if (!can_be_asked(path) || !is_plain(own) || !asked_.insert(place + " " + join(own.columns, ",")).second)
            return;
        std::string rows = "(select * from " + quote_table(line.table) + " x where " + filled("x", own) + " and " + filled("x", *path.front()) + " limit " +
                           kRowsMax + ") x0";
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
            const std::string child = "x" + std::to_string(i), parent = "x" + std::to_string(i + 1);
            rows += " join " + quote_table(path[i + 1]->child) + " " + parent + " on " + join(key_matches(binding_, *path[i], child, parent), " and ");
        }
        const std::string last = "x" + std::to_string(path.size() - 1);
        const bool as_text = own.is_link || path.back()->is_link;
        surveys_.push_back({"ROWS_OF_OTHERS", place, line.line->place,
                            "takes rows that are somebody else's own by (" + join(own.columns, ", ") + "), whom nobody judged: so many of the first " +
                                std::string(kRowsMax),
                            "Keep them here, or empty the key, and let the line by (" + join(own.columns, ", ") +
                                ") take each person's own; right where whatever is below the row goes with it.",
                            "select others::text from (select count(*) as others from " + rows + " where " + filled(last, *path.back()) + " and " +
                                value(last, *path.back(), as_text) + " is distinct from " + value("x0", own, as_text) + ") counted where others > 0"});
    }

    const Binding& binding_;
    std::vector<Survey> surveys_;
    std::set<std::string> asked_;
};

} // namespace

std::vector<Survey> others_rows_surveys(const Binding& binding) {
    return OthersRows(binding).run();
}

} // namespace retention::policies
