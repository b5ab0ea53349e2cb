// SPDX-License-Identifier: Apache-2.0
//
// Whatever `check` accepts runs without an error, and a second opinion agrees on who was due and on what is left in
// every table: random schemas, people and policies, each from one number.
//
// RETENTIOND_RANDOM_SEED: the first number (default 1); RETENTIOND_RANDOM_COUNT: how many (default 60);
// RETENTIOND_RANDOM_SHOW: print cases with their rows, also where all is well.
#include "tests/random/foretold.hpp"
#include "tests/random/oracle.hpp"
#include "tests/random/product.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

namespace retention::random {
namespace {

unsigned number_from(const char* variable, unsigned otherwise) {
    const char* const text = std::getenv(variable);
    return text ? static_cast<unsigned>(std::stoul(text)) : otherwise;
}

bool is_shown() {
    return std::getenv("RETENTIOND_RANDOM_SHOW") != nullptr;
}

// How often what happened; printed at the end, and by the long runs that look for more.
struct Tally {
    int cases = 0, refused = 0, idle = 0, explained = 0, acted = 0;
    long long people = 0;
    std::map<std::string, int> errors;
};

class Case {
public:
    Case(Product& product, unsigned seed)
        : product_(product), dice_(seed), scene_(make_scene(dice_)), policy_(make_policy(dice_, scene_)) {}

    // What went wrong; empty: nothing.
    std::string run(Tally& tally) {
        try {
            product_.exec(create_tables(scene_.database) + insert_rows(scene_.database) + create_keys(scene_.database) +
                          place_holds(scene_));
        } catch (const std::exception& error) {
            return std::string("the generator made a schema that the server refuses: ") + error.what();
        }
        const auto checked = product_.check(to_yaml(scene_, policy_));
        ++tally.cases;
        for (const auto& code : checked.errors)
            ++tally.errors[code];
        found_ = checked.text;
        if (!checked.policy) {
            ++tally.refused;
            return {};
        }
        Database before = scene_.database;
        read(before);
        Oracle oracle(scene_, policy_, std::move(before));
        return compare(oracle, checked.policy, tally);
    }

    // Enough to find out by hand.
    std::string text() const {
        const std::string rows = is_shown() ? "\n---- rows\n" + insert_rows(scene_.database) : std::string();
        return rows + "\n---- schema\n" + create_tables(scene_.database) + create_keys(scene_.database) +
               place_holds(scene_) + "\n---- policy\n" + to_yaml(scene_, policy_) + "\n---- findings\n" + found_;
    }

private:
    // The rows as the server writes them.
    std::map<std::string, std::vector<Cell>> rows_of(std::size_t t) {
        const Table& table = scene_.database.tables[t];
        std::string columns;
        for (const auto& column : table.columns)
            columns += (columns.empty() ? "" : ", ") + quote(column.name) + "::text";
        std::map<std::string, std::vector<Cell>> rows;
        const std::string only = table.parting == Parting::None ? "only " : "";
        for (auto& row : product_.query("select " + columns + " from " + only + qualified(table)))
            rows.emplace(*row[0], std::move(row));
        return rows;
    }

    void read(Database& database) {
        std::map<std::string, Row*> by_id;
        for (auto& row : database.rows)
            by_id[row.id] = &row;
        for (std::size_t t = 0; t < database.tables.size(); ++t)
            for (auto& [id, cells] : rows_of(t))
                by_id.at(id)->cells = cells;
    }

    std::string compare(Oracle& oracle, const std::shared_ptr<const jobs::CompiledPolicy>& policy, Tally& tally) {
        const auto due = oracle.due();
        if (const auto disagreement = product_.count_in_parts(*policy); !disagreement.empty())
            return disagreement;
        const auto batches = product_.plan(*policy, std::vector<std::size_t>{3, 20, 250}[dice_.below(3)]);
        if (const auto difference = differ(due, batches); !difference.empty())
            return difference;
        if (due.empty()) {
            ++tally.idle;
            return {};
        }
        const auto ending = product_.work_off(policy);
        std::string wrong =
            ending.state == "finished" ? std::string() : "the run is " + ending.state + ": " + ending.why + "\n";
        for (const auto& batch : ending.done) {
            tell(batch);
            oracle.act(batch);
        }
        wrong += unexplained(oracle, ending);
        for (const auto& line : oracle.missing())
            wrong += "accepted without an answer for " + line + "\n";
        for (const auto& row : oracle.refused())
            wrong += "the oracle: " + row + "\n";
        if (ending.people != static_cast<long long>(oracle.done()))
            wrong +=
                std::to_string(ending.people) + " were done, and should be " + std::to_string(oracle.done()) + "\n";
        if (wrong.empty())
            wrong = differences(oracle.database());
        if (wrong.empty())
            wrong = differ(oracle.due(), product_.plan(*policy, 250));
        ++(ending.failed.empty() ? tally.acted : tally.explained);
        tally.people += ending.people;
        return wrong;
    }

    void tell(const Batch& batch) {
        found_ += "done by " + batch.rule + ":";
        for (const auto& key : batch.keys)
            found_ += " " + key + ";";
        found_ += "\n";
    }

    // A person may be set aside where the server has to refuse, and only there.
    std::string unexplained(const Oracle& oracle, const Ending& ending) const {
        for (const auto& batch : ending.failed) {
            Oracle alone(scene_, policy_, oracle.database());
            alone.act(batch);
            if (alone.refused().empty())
                return "failed: " + batch.keys.front() + ": " + ending.why + "\n";
        }
        return {};
    }

    static std::string differ(const std::map<std::string, std::string>& due, const std::vector<Batch>& batches) {
        std::map<std::string, std::string> planned;
        for (const auto& batch : batches)
            for (const auto& key : batch.keys)
                planned[key] = batch.rule;
        std::string text;
        for (const auto& [key, rule] : due)
            if (planned.count(key) == 0 || planned[key] != rule)
                text += key + " is due by " + rule + ", and planned by " +
                        (planned.count(key) ? planned[key] : "none") + "\n";
        for (const auto& [key, rule] : planned)
            if (due.count(key) == 0)
                text += key + " is not due, and planned by " + rule + "\n";
        return text;
    }

    std::string differences(const Database& expected) {
        std::string text;
        Comparison comparison;
        std::size_t count = 0;
        for (std::size_t t = 0; t < expected.tables.size(); ++t) {
            const auto seen = rows_of(t);
            for (const auto& row : expected.rows) {
                if (row.table != t)
                    continue;
                const auto found = seen.find(row.id);
                std::string difference;
                if ((found == seen.end()) != row.is_gone)
                    difference = row.is_gone ? "is still there" : "is gone";
                else if (!row.is_gone)
                    difference = differing_cells(expected, row, found->second, comparison);
                if (!difference.empty() && ++count <= 40)
                    text += expected.tables[t].name + " row " + row.id + " " + difference + "\n";
            }
        }
        return text;
    }

    std::string differing_cells(const Database& expected, const Row& row, const std::vector<Cell>& seen,
                                Comparison& comparison) {
        std::string text;
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const Column& column = expected.tables[row.table].columns[c];
            if (column.generated.empty() && !comparison.is_as_expected(row.cells[c], seen[c]))
                text += "has " + column.name + " = " + seen[c].value_or("null") + " instead of " +
                        row.cells[c].value_or("null") + "; ";
        }
        return text;
    }

    Product& product_;
    Dice dice_;
    Scene scene_;
    Policy policy_;
    std::string found_;
};

TEST(Random, WhatTheCheckAcceptsDoesWhatThePolicySays) {
    test::PrivateCluster::Options options;
    options.settings = {{"autovacuum", "off"},
                        {"jit", "off"},
                        {"synchronous_commit", "off"}}; // many small databases, one after the other
    test::PrivateCluster cluster(options);
    Product product(cluster, "retentiond_random_test");
    product.start();
    const unsigned first = number_from("RETENTIOND_RANDOM_SEED", 1);
    const unsigned count = number_from("RETENTIOND_RANDOM_COUNT", 60);
    Tally tally;
    for (unsigned seed = first; seed < first + count; ++seed) {
        product.clear();
        Case one(product, seed);
        std::string wrong;
        try {
            wrong = one.run(tally);
        } catch (const std::exception& error) {
            wrong = std::string("exception: ") + error.what();
        }
        if (!wrong.empty())
            ADD_FAILURE() << "seed " << seed << "\n" << wrong << one.text();
        if (wrong.empty() && is_shown())
            std::cout << "seed " << seed << one.text();
    }
    std::cout << tally.cases << " cases: " << tally.refused << " refused, " << tally.idle << " with nobody due, "
              << tally.explained << " where the server had to refuse, " << tally.acted << " acted on " << tally.people
              << " people\n";
    for (const auto& [code, times] : tally.errors)
        std::cout << "  " << code << " " << times << "\n";
    constexpr int kCasesThatTell = 30;
    if (tally.cases >= kCasesThatTell) {
        EXPECT_GE(tally.acted * 3, tally.cases) << "too few of the policies are accepted to say anything";
    }
}

} // namespace
} // namespace retention::random
