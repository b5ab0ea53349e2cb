// SPDX-License-Identifier: Apache-2.0
//
// What ought to become of a generated database, by the words of docs/policy-language.md: who is due, and what is left
// of each row. Shares no code with the product, and asks no server.
#pragma once

#include "tests/random/policy_model.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace retention::random {

// Subjects of one transaction; a key's columns are joined with "|".
struct Batch {
    std::string rule;
    std::vector<std::string> keys;
};

class Oracle {
public:
    Oracle(const Scene& scene, const Policy& policy, Database database);
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;

    // Everybody who is due, by the name of the rule.
    std::map<std::string, std::string> due() const;

    // Does what the rule's action says for those of the batch who are still due. Batches change what later ones find.
    void act(const Batch& batch);

    // What ought to be left. A value that nobody can foretell is a pattern; see is_as_expected().
    const Database& database() const { return now_; }

    std::size_t done() const { return done_count_; }

    // Rows that point to nothing by a foreign key: what the server has to refuse. Not empty: somebody has to fail.
    const std::vector<std::string>& refused() const { return refused_; }

    // Lines that the policy ought to have and has not.
    const std::vector<std::string>& missing() const { return missing_; }

private:
    using Rows = std::set<Row*>;

    // A line and the key that it answers for.
    struct Bound {
        const Line* line = nullptr;
        const Key* key = nullptr; // nullptr: the subject's own row
        bool is_detaching = false, ends_walk = false, is_below_kept = false;
    };
    using Owners = std::map<Row*, Rows>; // whose rows they are
    struct Outward {
        const Line* line = nullptr;
        const Key* way = nullptr;
        Rows followed; // rows of the line's own table that may go on pointing there
        Owners targets;
    };

    std::optional<std::size_t> verdict(const Row& person) const;
    bool is_due(const Rule& rule, const Row& person, std::size_t in_class) const;
    bool is_held(const Row& person) const;
    bool belongs_to_held(const Row& row, const std::vector<std::size_t>& way) const;
    Rows find_held() const;
    std::optional<bool> holds(const Condition& condition, const Row& person) const;
    Cell value(const Term& term, const Row& person) const;
    Cell value(const Fact& fact, const Row& person) const;
    Cell consent(const Term& term, const Row& person) const;
    Cell first_of(const std::vector<Term>& terms, const Row& person) const;
    std::vector<const Row*> rows_behind(const Fact& fact, const Row& person) const;

    std::vector<Row*> parents(const Key& key, const Row& row) const;
    std::string key_of(const Row& person) const;

    std::vector<Bound> bind(const Action& action) const;
    const Line* answer_for(const Action& action, const Key& key, bool with_patterns) const;
    Bound bound(const Line& line, const Key& key) const;
    bool is_own_of_held(const Row& row, const std::vector<Bound>& lines, std::size_t line) const;
    std::vector<Owners> find_rows(const std::vector<Bound>& lines, const Rows& people) const;
    std::vector<Owners> find_rows_for(const Bound* sharing, const std::vector<Bound>& lines, const Rows& people) const;
    std::vector<Outward> find_outward(const Action& action, const std::vector<Bound>& lines,
                                      const std::vector<Owners>& owners) const;
    void erase(const Action& action, const Rows& people);
    void change(Row& row, const Line& line, const Rows& people,
                std::map<std::pair<Row*, std::size_t>, std::set<std::string>>& values) const;
    void remove(Row& row);
    void empty_keys(const Rows& before);
    Rows owned_by_others(const Line& outward, const std::vector<Bound>& lines, const Rows& people);
    bool is_free(const Row& row, const Line& line, const Key& key, const Rows& people, const Rows& followed,
                 const Action& action);
    bool is_done(const Row& person, const Action& action) const;
    const Line* acting_line(const Action& action, const Key& key, bool is_outward) const;
    bool was_before(const Row& person, const Line& line, const Key& key, bool is_outward) const;
    void send_again(const Action& action, const std::vector<Bound>& lines, const std::vector<Outward>& outward, const Rows& people);
    void send_again(Row& person, const Line& line, const Key& key, bool is_outward);
    void look_for_refused();
    bool is_bound(const Key& key, const Row& row) const;

    const Scene& scene_;
    const Policy& policy_;
    mutable Database now_;
    std::vector<std::vector<Row*>> rows_;         // by table, of now_
    std::map<Row*, std::set<std::string>> names_; // of a batch's people, before anything changes
    std::map<const Action*, Rows> done_;          // who is still there after it
    std::map<const Action*, Rows> again_;         // whose turn comes again: somebody left for good what was shared
    std::size_t done_count_ = 0;
    std::vector<std::string> refused_;
    mutable std::vector<std::string> missing_;
    mutable std::optional<Rows> held_; // those whom an operator's hold binds, as long as nothing changes
};

} // namespace retention::random
