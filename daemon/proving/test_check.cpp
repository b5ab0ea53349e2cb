// SPDX-License-Identifier: Apache-2.0
#include "daemon/proving/test_check.hpp"

#include "config/reader.hpp"
#include "daemon/jobs/subject_key.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace retention::proving {

namespace {

using config::Expectation;
using config::in_quotes;
using config::suggest;
using policies::Place;
using About = Expectation::About;
using Names = std::vector<std::string>;

template <typename T> Names names_of(const std::vector<T>& all) {
    Names names;
    for (const auto& each : all)
        names.push_back(each.name);
    return names;
}

Names consent_columns(const policies::Policy& policy) {
    Names names;
    if (!policy.consent)
        return names;
    for (const auto& purpose : policy.consent->purposes) {
        names.push_back("consent_" + purpose.name);
        names.push_back("consent_" + purpose.name + "_ended");
    }
    names.insert(names.end(), {"basis_valid", "basis_ended"});
    return names;
}

class TestCheck {
public:
    TestCheck(const policies::Binding& binding, policies::Findings& findings)
        : binding_(binding), policy_(*binding.policy), findings_(findings) {}

    void check(const config::PolicyTests& tests) {
        for (const auto& table : tests.tables)
            check_rows(table, "rows");
        for (const auto& test : tests.tests) {
            const std::string path = "tests." + test.name;
            for (const auto& table : test.tables)
                check_rows(table, path + ".rows");
            for (const auto& key : test.holds)
                check_key(key.value, key.place, path + ".holds");
            for (const auto& key : test.requests)
                check_key(key.value, key.place, path + ".requests");
            for (const auto& subject : test.subjects)
                check_subject(subject, path + ".expect." + subject.key);
            for (const auto& table : test.after)
                check_after(table, path + ".after");
        }
    }

private:
    void add(std::string code, std::string path, Place place, std::string message, std::string hint) {
        findings_.push_back({policies::Severity::Error, std::move(code), std::move(path), place, std::move(message), std::move(hint)});
    }

    const policies::SchemaTable* find_table(const policies::TableName& name, Place place, const std::string& path) {
        const auto* table = binding_.schema->find(name);
        if (table == nullptr) {
            Names known;
            for (const auto& [each, shape] : binding_.schema->tables())
                known.push_back(policies::to_text(each));
            add("TABLE_UNKNOWN", path, place, "there is no table " + in_quotes(policies::to_text(name)), suggest_near(policies::to_text(name), known));
        } else if (table->kind != 'r' && table->kind != 'p') {
            add("NOT_A_TABLE", path, place, in_quotes(policies::to_text(name)) + " is no table that rows can be put into",
                "Write the rows of the tables behind it.");
            return nullptr;
        }
        return table;
    }

    const policies::SchemaColumn* find_column(const policies::SchemaTable& table, const std::string& name, Place place, const std::string& path) {
        const auto* column = table.find_column(name);
        if (column == nullptr)
            add("COLUMN_UNKNOWN", path, place, in_quotes(policies::to_text(table.name)) + " has no column " + in_quotes(name),
                suggest(name, names_of(table.columns)));
        return column;
    }

    void check_rows(const config::TestTable& rows, const std::string& path) {
        const std::string where = path + "." + policies::to_text(rows.table);
        const auto* table = find_table(rows.table, rows.place, where);
        if (table == nullptr)
            return;
        for (const auto& row : rows.rows)
            for (const auto& cell : row.cells) {
                const auto* column = find_column(*table, cell.column, cell.place, where);
                if (column != nullptr && column->is_generated)
                    add("COLUMN_GENERATED", where, cell.place, "the server computes " + in_quotes(cell.column), "Leave it out.");
                if (column != nullptr)
                    check_shape(*column, cell.value, where);
            }
    }

    void check_after(const config::ExpectedTable& expected, const std::string& path) {
        const std::string where = path + "." + policies::to_text(expected.table);
        const auto* table = find_table(expected.table, expected.place, where);
        if (table == nullptr)
            return;
        for (const auto& row : expected.rows)
            for (const auto& cell : row.cells)
                if (const auto* column = find_column(*table, cell.column, cell.place, where))
                    check_shape(*column, cell.value, where);
    }

    // A list or a map for a column that can't hold one.
    void check_shape(const policies::SchemaColumn& column, const config::TestValue& value, const std::string& path) {
        using anonymizers::TypeFamily;
        const bool is_list = value.kind == config::TestValue::Kind::List;
        const bool is_map = value.kind == config::TestValue::Kind::Map;
        const bool fits = (!is_list && !is_map) || column.family == TypeFamily::Json || (is_list && column.family == TypeFamily::Array);
        if (!fits)
            add("KIND_WRONG", path, value.place, in_quotes(column.name) + " is of type " + column.type + ", not a " + (is_list ? "list" : "map"),
                is_map ? "Maps are for JSON, and in what is expected afterwards one of not, like and matches." : "");
    }

    void check_key(const std::string& key, Place place, const std::string& path) {
        try {
            static_cast<void>(jobs::parse_key(key, binding_.key.size()));
        } catch (const std::invalid_argument& error) {
            add("VALUE_INVALID", path, place, error.what(), binding_.key.size() > 1 ? "Write the parts in order of the key, as in '[\"acme\", 42]'." : "");
        }
    }

    void check_name(const std::string& what, const std::string& name, const Names& known, Place place, const std::string& path) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            add("NAME_UNKNOWN", path, place, "the policy has no " + what + " " + in_quotes(name), suggest(name, known));
    }

    void check_subject(const config::ExpectedSubject& subject, const std::string& path) {
        check_key(subject.key, subject.place, path);
        for (const auto& each : subject.expectations)
            check_expectation(each, path + "." + each.path);
    }

    void check_expectation(const Expectation& each, const std::string& path) {
        switch (each.about) {
        case About::Class:
            return check_value(each, "class", names_of(policy_.classes), path);
        case About::Action:
        case About::NextAction:
            return check_value(each, "action", names_of(policy_.actions), path);
        case About::Rule:
        case About::NextRule:
            return check_value(each, "rule", names_of(policy_.rules), path);
        case About::Fact:
            return check_name("fact", each.name, names_of(policy_.facts), each.place, path);
        case About::Consent:
            return check_name("column of consent", each.name, consent_columns(policy_), each.place, path);
        case About::FloorEnds:
            return check_name("floor", each.name, names_of(policy_.floors), each.place, path);
        case About::Holds:
            return check_stops(each, false, path);
        case About::StoppedBy:
            check_name("rule", each.name, names_of(policy_.rules), each.place, path);
            return check_stops(each, true, path);
        case About::StartingPoint:
        case About::ExpiresOn:
        case About::State:
            return check_name("rule", each.name, names_of(policy_.rules), each.place, path);
        case About::NextOn:
        case About::NoSubject:
            return;
        }
    }

    void check_value(const Expectation& each, const std::string& what, const Names& known, const std::string& path) {
        if (each.value)
            check_name(what, *each.value, known, each.place, path);
    }

    void check_stops(const Expectation& each, bool of_a_rule, const std::string& path) {
        auto known = names_of(policy_.holds);
        known.emplace_back("operator");
        if (of_a_rule) {
            for (auto& floor : names_of(policy_.floors))
                known.push_back(std::move(floor));
            known.emplace_back("unless");
        }
        for (const auto& name : each.names)
            check_name(of_a_rule ? "floor or hold" : "hold", name, known, each.place, path);
    }

    // A schema may have hundreds of tables: only a near one is worth a word.
    static std::string suggest_near(const std::string& word, const Names& known) {
        const auto hint = suggest(word, known);
        return hint.starts_with("Known are") ? "Mend the name: schema and table, such as crm.person." : hint;
    }

    const policies::Binding& binding_;
    const policies::Policy& policy_;
    policies::Findings& findings_;
};

} // namespace

policies::Findings check_tests(const config::PolicyTests& tests, const policies::Binding& binding) {
    policies::Findings findings;
    TestCheck(binding, findings).check(tests);
    return findings;
}

} // namespace retention::proving
