// SPDX-License-Identifier: Apache-2.0
#include "policies/subject_view.hpp"

#include "policies/consent_records.hpp"
#include "policies/holds.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"
#include "policies/way.hpp"

#include <optional>

namespace retention::policies {

namespace {

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

class View {
public:
    View(const Binding& binding, Shape shape, const std::string& candidates, ConsentBy consent_by, std::string_view as_of)
        : binding_(binding), shape_(shape), candidates_(candidates), consent_by_(consent_by), as_of_(as_of) {
        if (!binding.consent)
            return;
        records_.emplace(binding, as_of);
        if (binding.consent->consent->is_log)
            consent_by_ = ConsentBy::Sums;   // which record is the latest is asked for all of them at once
    }

    std::string text() {
        std::vector<std::string> columns{"s.*"};
        std::string joins;
        int number = 0;
        for (const auto& bound : binding_.facts)
            add_fact(bound, "f" + std::to_string(++number), columns, joins);
        if (binding_.consent)
            add_consent(*binding_.consent, columns, joins);
        else
            for (const auto& [name, value] : {std::pair{"basis_valid", "false"}, {"basis_ended", "null::timestamptz"}})
                if (!binding_.subject->find_column(name))
                    columns.push_back(std::string(value) + " as " + name);
        if (!binding_.subject->find_column("as_of"))   // the application's own column of that name has the right of way
            columns.push_back(as_of_ + " as as_of");
        return "select " + join(columns, ",\n       ") + "\n  from " + subjects() + " s" + joins;
    }

    // The rows behind one fact, each by its primary key.
    std::string fact_rows(const BoundFact& bound) const {
        const Fact& fact = *bound.fact;
        if (fact.form == Fact::Form::Query)
            return {};
        const std::string value = fact.column.empty() ? "true" : quote_name(fact.column);
        const auto rest = [&](const std::string& alias) {
            return row_name(bound.table, alias) + " as row, " + (fact.column.empty() ? value : alias + "." + value) + " as v";
        };
        if (!bound.outward.empty())
            return "select " + rest("o_" + std::to_string(bound.outward.size())) + " from " + subjects() + " s" +
                   outward_joins(bound.outward, "o", fact.where);
        return keyed_select(bound.table, fact.where, bound.inward, rest("t"), false);
    }

    std::string consent_rows() const {
        const BoundConsent& bound = *binding_.consent;
        return "select r.*, " + records_->is_valid() + " as is_valid from (" +
               consent_records(bound, ", " + row_name(bound.table, "t") + " as row") + ") r";
    }

    // A query of the author's own: a second row for one subject would be a second verdict, so that the server is made to refuse it, as it
    // does where a subquery gives more than one row (kSeveralRows).
    std::string queried(const Fact& fact) const {
        std::vector<std::string> names;
        std::vector<std::string> key;
        std::vector<std::string> positions;
        for (std::size_t i = 0; i < binding_.key.size(); ++i) {
            names.push_back("k" + std::to_string(i + 1));
            key.push_back("q." + names.back());
            positions.push_back(std::to_string(i + 1));
        }
        std::string text = "select " + join(key, ", ") +
                           ", case when count(*) = 1 then (array_agg(q.v))[1] else (select several.v from unnest(array_agg(q.v)) several(v)) end as v from (" + fact.query.sql +
                           "\n) as q(" + join(names, ", ") + ", v)";
        // Rows without a key belong to nobody, however many they are.
        std::vector<std::string> conditions;
        for (const auto& part : key)
            conditions.push_back(part + " is not null");
        if (const auto restriction = restrict(key); !restriction.empty())
            conditions.push_back(restriction);
        // The server takes a condition on one column into the author's query, past its GROUP BY, but not one on several.
        if (shape_ == Shape::Keyed && key.size() > 1)
            for (std::size_t i = 0; i < key.size(); ++i)
                conditions.push_back(key[i] + " = any($" + std::to_string(kFirstKeyParameter + static_cast<int>(i)) +
                                     "::" + binding_.key[i].type + "[])");
        return text + " where " + join(conditions, " and ") + " group by " + join(positions, ", ");
    }

private:
    // What a row is called: its key as one text; unknown where nothing tells the table's rows apart.
    std::string row_name(const TableName& name, const std::string& alias) const {
        const auto* table = binding_.schema->find(name);
        return table && !table->row_key().empty() ? hold_name(*table, alias) : "null::text";
    }

    // The subject's rows: all that satisfy `where`, or those of them that were asked for.
    std::string subjects() const {
        if (shape_ == Shape::Candidates)
            return "(" + candidates(view_alias(binding_) + ".*") + ")";
        std::vector<std::string> conditions;
        if (const auto those = subject_condition(binding_); !those.empty())
            conditions.push_back(those);
        std::vector<std::string> key;
        for (const auto& part : binding_.key)
            key.push_back(quote_name(part.name));
        std::string rows = quote_table(binding_.subject->name);
        if (const auto restriction = restrict(key); !restriction.empty() && binding_.policy->subject.where)
            rows = fenced("select * from " + rows + " where " + restriction, binding_.subject->name);
        else if (!restriction.empty())
            conditions.push_back(restriction);
        std::string text = "(select * from " + rows;
        if (!conditions.empty())
            text += " where " + join(conditions, " and ");
        return text + ")";
    }

    // The condition that `key`, expressions for the subject's key, be among those asked for; empty for the whole view.
    std::string restrict(const std::vector<std::string>& key) const {
        if (shape_ == Shape::Whole)
            return {};
        if (shape_ == Shape::Candidates)
            return "(" + join(key, ", ") + ") in (" + candidates(join(key_columns(binding_, view_alias(binding_)), ", ")) + ")";
        return in_keys(binding_, key, kFirstKeyParameter);
    }

    // The subject's rows that satisfy `where` and the candidates' condition, in which as_of is known. Written out wherever
    // it is needed, not as a CTE: the server then knows from its statistics how many they are.
    std::string candidates(const std::string& columns) const {
        std::string text = "select " + columns + " from " + quote_table(binding_.subject->name) + " as " + view_alias(binding_);
        if (!binding_.subject->find_column("as_of"))
            text += " cross join (select " + as_of_ + " as as_of) retentiond_instant";
        text += "\n  where " + candidates_;
        if (const auto those = subject_condition(binding_); !those.empty())
            text += " and " + those;
        return text;
    }

    std::string on_key(const std::string& alias) const {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < binding_.key.size(); ++i)
            parts.push_back(alias + ".k" + std::to_string(i + 1) + " = " + column("s", binding_.key[i].name));
        return join(parts, " and ");
    }

    // Rows that are found before anything is asked of them: else the server may work an expression of the author's out for the rows of
    // others, one of which it does not fit, and nobody here could be judged. Conditions know them by the name of their table.
    static std::string fenced(const std::string& rows, const TableName& table) { return "(" + rows + " offset 0) as " + quote_name(table.name); }

    // select <key as k1, k2 ...>, <rest> from <rows of table for which `where` holds> t <joins> where <restriction> [group by the key]
    std::string keyed_select(const TableName& table, const std::optional<Expression>& where, const Path& path, const std::string& rest,
                             bool is_grouped) const {
        const KeyedJoin way = join_to_key(binding_, path, "t");
        const bool is_fenced = shape_ == Shape::Keyed && where;
        std::vector<std::string> columns;
        std::vector<std::string> found{"t.*"};
        std::vector<std::string> positions;
        for (std::size_t i = 0; i < way.key.size(); ++i) {
            const std::string number = std::to_string(i + 1);
            columns.push_back((is_fenced ? "t.retentiond_k" + number : way.key[i]) + " as k" + number);
            found.push_back(way.key[i] + " as retentiond_k" + number);
            positions.push_back(number);
        }
        std::vector<std::string> conditions = way.conditions;
        if (const auto restriction = restrict(way.key); !restriction.empty())
            conditions.push_back(restriction);
        const std::string of_these = way.joins + (conditions.empty() ? "" : " where " + join(conditions, " and "));
        std::string text = "select " + join(columns, ", ") + ", " + rest + " from ";
        if (is_fenced)
            text += those_of(fenced("select " + join(found, ", ") + " from " + quote_table(table) + " t" + of_these, table), where) + " t";
        else
            text += those_of(quote_table(table), where) + " t" + of_these;
        if (is_grouped)
            text += " group by " + join(positions, ", ");
        return text;
    }

    static std::string those_of(const std::string& rows, const std::optional<Expression>& where) {
        return where ? "(select * from " + rows + " where (" + where->sql + "\n))" : rows;
    }

    static std::string aggregate(const Fact& fact) {
        const std::string value = "t." + quote_name(fact.column);
        switch (fact.form) {
        case Fact::Form::Max:
            return "max(" + value + ") as v";
        case Fact::Form::Min:
            return "min(" + value + ") as v";
        case Fact::Form::Sum:
            return "sum(" + value + ") as v";
        case Fact::Form::Count:
            return "count(*) as v";
        case Fact::Form::Exists:
            return "true as v";
        case Fact::Form::Value:
        case Fact::Form::Query:
            break;
        }
        return value + " as v";
    }

    void add_fact(const BoundFact& bound, const std::string& alias, std::vector<std::string>& columns, std::string& joins) {
        const Fact& fact = *bound.fact;
        if (!bound.outward.empty()) {
            joins += outward_joins(bound.outward, alias, fact.where);
            columns.push_back(column(alias + "_" + std::to_string(bound.outward.size()), fact.column) + " as " +
                              quote_name(fact.name));
            return;
        }
        std::string rows;
        if (fact.form == Fact::Form::Query)
            rows = queried(fact);
        else
            rows = keyed_select(bound.table, fact.where, bound.inward, aggregate(fact), fact.form != Fact::Form::Value);
        joins += "\n  left join (" + rows + ") " + alias + " on " + on_key(alias);
        std::string value = alias + ".v";
        if (fact.form == Fact::Form::Count)
            value = "coalesce(" + value + ", 0)";
        else if (fact.form == Fact::Form::Exists)
            value = "coalesce(" + value + ", false)";
        columns.push_back(value + " as " + quote_name(fact.name));
    }

    // From the subject along its own keys; each parent is one row at most, because keys refer to unique columns. `where`
    // narrows the rows of the last.
    std::string outward_joins(const Path& path, const std::string& alias, const std::optional<Expression>& where) const {
        std::string text;
        std::string here = "s";
        for (std::size_t i = 0; i < path.size(); ++i) {
            const std::string next = alias + "_" + std::to_string(i + 1);
            const bool is_last = i + 1 == path.size();
            const std::string rows = referred_rows(binding_, *path[i]);
            const auto matches = [&](const std::string& parent) { return join(key_matches(binding_, *path[i], here, parent), " and "); };
            if (is_last && where && shape_ == Shape::Keyed)
                text += "\n  left join lateral " +
                        those_of(fenced("select p.* from " + rows + " p where " + matches("p"), path[i]->parent), where) + " " + next + " on true";
            else
                text += "\n  left join " + (is_last ? those_of(rows, where) : rows) + " " + next + " on " + matches(next);
            here = next;
        }
        return text;
    }

    // exists (...) over the subject's records, of one purpose or of all; `purpose` is a literal or empty.
    std::string has_valid_record(const BoundConsent& bound, const std::string& purpose) const {
        const KeyedJoin way = join_to_key(binding_, bound.path, "t");
        std::vector<std::string> conditions = way.conditions;
        for (std::size_t i = 0; i < way.key.size(); ++i)
            conditions.push_back(way.key[i] + " = " + column("s", binding_.key[i].name));
        conditions.push_back("not " + records_->is_withdrawn());
        return "exists (select from (select " + records_->purpose_and_end() + " from " + quote_table(bound.table) + " t" + way.joins +
               " where " + join(conditions, " and ") + ") r where " + (purpose.empty() ? "" : "r.purpose = " + purpose + " and ") +
               "coalesce(r.ended > " + as_of_ + ", true))";
    }

    // Every record that counts, with its purpose and its end; `more`: further columns.
    std::string consent_records(const BoundConsent& bound, const std::string& more = {}) const {
        return records_->counting(keyed_select(bound.table, std::nullopt, bound.path, records_->columns() + more, false), key_names());
    }

    std::vector<std::string> key_names() const {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < binding_.key.size(); ++i)
            names.push_back("k" + std::to_string(i + 1));
        return names;
    }

    void add_consent(const BoundConsent& bound, std::vector<std::string>& columns, std::string& joins) {
        const Consent& consent = *bound.consent;
        const std::string records = consent_records(bound);
        const auto key = key_names();
        std::vector<std::string> positions;
        for (std::size_t i = 0; i < key.size(); ++i)
            positions.push_back(std::to_string(i + 1));
        const std::string valid = records_->is_valid();
        std::vector<std::string> sums = key;
        const auto add = [&](const std::string& name, const std::string& ended_name, const std::string& purpose) {
            const std::string only = purpose.empty() ? "" : " filter (where purpose = " + purpose + ")";
            const std::string any_valid = "bool_or(" + valid + ")" + only;
            if (consent_by_ == ConsentBy::Sums) {
                sums.push_back(any_valid + " as " + quote_name(name));
                columns.push_back("coalesce(c." + quote_name(name) + ", false) as " + quote_name(name));
            } else {
                columns.push_back(has_valid_record(bound, purpose) + " as " + quote_name(name));
            }
            // Unknown when one of the ends is: the latest known one could be too early.
            sums.push_back("case when not " + any_valid + " and bool_and(ended is not null)" + only + " then max(ended)" + only +
                           " end as " + quote_name(ended_name));
            columns.push_back("c." + quote_name(ended_name));
        };
        for (const auto& purpose : consent.purposes)
            add("consent_" + purpose.name, "consent_" + purpose.name + "_ended", quote_text(purpose.name));
        add("basis_valid", "basis_ended", "");
        joins += "\n  left join (select " + join(sums, ", ") + " from (" + records + ") r group by " + join(positions, ", ") +
                 ") c on " + on_key("c");
    }

    const Binding& binding_;
    Shape shape_;
    const std::string candidates_;
    ConsentBy consent_by_;
    const std::string as_of_;
    std::optional<ConsentRecords> records_;   // where the binding has a consent
};

} // namespace

std::string subject_view(const Binding& binding, Shape shape, const std::string& candidates, ConsentBy consent_by,
                         std::string_view as_of) {
    return View(binding, shape, candidates, consent_by, as_of).text();
}

std::string fact_rows(const Binding& binding, const BoundFact& fact) {
    return View(binding, Shape::Keyed, {}, ConsentBy::Sums, kAsOf).fact_rows(fact);
}

std::string query_rows(const Binding& binding, const Fact& fact) { return View(binding, Shape::Whole, {}, ConsentBy::Sums, kAsOf).queried(fact); }

std::string consent_rows(const Binding& binding) { return View(binding, Shape::Keyed, {}, ConsentBy::Sums, kAsOf).consent_rows(); }

std::string view_alias(const Binding& binding) { return quote_name(binding.subject->name.name); }

std::vector<std::string> view_columns(const Binding& binding) {
    std::vector<std::string> names;
    for (const auto& subject_column : binding.subject->columns)
        names.push_back(subject_column.name);
    for (const auto& fact : binding.facts)
        names.push_back(fact.fact->name);
    if (binding.consent)
        for (const auto& purpose : binding.consent->consent->purposes) {
            names.push_back("consent_" + purpose.name);
            names.push_back("consent_" + purpose.name + "_ended");
        }
    names.insert(names.end(), {"basis_valid", "basis_ended", "as_of"});
    return names;
}

} // namespace retention::policies
