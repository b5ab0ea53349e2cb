// SPDX-License-Identifier: Apache-2.0
//
// From the keys of a batch to the rows of a line, in SQL. Every text has the batch's subjects as relation k: columns k1, k2 ...
// and what else is asked for.
#pragma once

#include "anonymizers/operator.hpp"
#include "policies/binding.hpp"
#include "policies/turn.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// How the rows of a line are found: relations to define before, relations to join, conditions to hold.
struct Reach {
    std::vector<std::string> with;
    std::vector<std::string> from;
    std::vector<std::string> where;
    std::string subjects = "k";   // the relation that is k here: the batch's, or a wider one by that name

    // from, and the subjects
    std::string tables() const;
    std::string conditions() const;
};

// Where a walk ends: at the subject, or at the rows that an outward line remembered.
class Reaching {
public:
    Reaching(const Binding& binding, const BoundAction& action) : binding_(binding), action_(action) {}

    // k as (...): the batch's keys, with seed, pseudonym and known values where they are drawn on.
    std::string subjects(const anonymizers::Draws& draws = {}) const;

    // WITH, the subjects, and what `found` needs.
    std::string with(const Reach& found, const anonymizers::Draws& draws = {}) const;

    // Conditions that the row `alias` of the line's table belongs to a subject in k, by `path`, one of the line's or the end of
    // one. A row that a link gives to several subjects is left alone while one of them is not in k, and was not before (Turns);
    // `with_shared` finds it all the same. Where the line takes keys out of an array, the others in it stand in nobody's way, but those
    // who are named by the same value as the subject do.
    Reach rows(const BoundLine& line, const Path& path, const std::string& alias, bool with_shared = false) const;

    // Of a line that takes keys out of an array: nobody else whose turn has not come is named by the same value as the row `named`.
    // Empty where no two can be.
    std::string is_nobody_elses(const BoundLine& line, const std::string& named) const;

    // The row `t` is among those that the outward line remembered, nobody else points to it any more, and nobody else owns it.
    Reach outward_rows(const BoundLine& line) const;

    // The row `t` is among them, whoever points to it.
    Reach remembered_rows(const BoundLine& line) const;

    // The rows that hold the key of an outward line and belong to the subjects, as they were before anything changed.
    std::vector<Reach> pointing_rows(const BoundLine& line, const std::string& alias) const;

    // Of the row `t` of a line that several subjects of the batch may have a part in: the names of all of them (k.known).
    std::string known_of_all(const BoundLine& line, const Reach& found) const;

    // Other subjects who have a part in rows of the line, and for whom an action was taken that goes as far (Turns): SELECTs of their
    // keys, as text, and the action. `less`: for whom one was taken that goes less far, and only where our own subjects have no part
    // in the rows afterwards: SELECTs of the marker's key and action.
    std::vector<std::string> others(const BoundLine& line, bool less) const;

    // The setting that holds the keys of an outward line's rows: those of the row, and then the subject's (key_text()), as one
    // array for each.
    std::string setting_of(const BoundLine& line) const;

    // Whether path[i], a key of a table to itself, leads along a thread: to replies, and replies to replies, at any depth.
    bool is_thread(const BoundLine& line, const Path& path, std::size_t i) const;

    // The rows `t` of a line that refer, by the line's key, to what was noted for it, whether that is still there or not. Rows that a
    // link gives to several subjects are left alone, as in rows().
    Reach noted_rows(const BoundLine& line) const;

    // Notes, for noted_rows(), what the line's key refers to in the rows `t` of `target` that `found` reaches; a statement that adds it to
    // what was noted before, in a setting local to the transaction.
    std::string note(const BoundLine& line, const std::string& target, const Reach& found) const;

    // Whether a row can belong to several subjects by the key: several rows can have the value that it leads to, or one row name
    // several of them.
    bool may_be_shared(const ForeignKey& key) const;

    // Whether the action says what becomes of the rows that subjects point to by `key`, or the subjects point there no more: by any
    // other key a subject keeps a row like everybody else.
    bool answers_for(const ForeignKey& key) const;

    // The lines by which rows of the table of `detail`, a line below an outward one, are a subject's as well.
    std::vector<const BoundLine*> parts_of_subjects(const BoundLine& detail) const;

    // k.k1, k.k2 ...
    std::vector<std::string> keys_of(const std::string& alias) const;

    // k is the subject of `alias`, a row of the subject's table.
    std::vector<std::string> own_key(const std::string& alias) const;

private:
    // What a walk takes for granted.
    struct Manner {
        bool with_shared = false;
        bool is_cut_at_once = false;     // the first key, one of a table to itself, is cut: what replies to a reply is nobody's
        std::string subjects = "k";      // Reach::subjects
        const BoundLine* line = nullptr; // whose rows are looked for: who else has a part in them is asked with regard to it
        bool takes_keys_out = false;     // of an array: who else is in it does not matter, but who else has the same value
        bool is_before = false;          // below an outward row: one that subjects point to whose turn came before
    };
    static Manner of_roots(const Manner& manner);
    Reach along(const Path& path, const BoundLine* root, const std::string& alias, Manner manner) const;
    void join_ring(Reach& found, const Path& path, std::size_t begin, std::size_t ring, const BoundLine* root, const std::string& alias, const Manner& manner) const;
    bool is_thread(const Path& path, std::size_t i, bool is_cut_at_once) const;
    void join_thread(Reach& found, const ForeignKey& own, const Path& way, const BoundLine* root, const std::string& alias, const Manner& manner) const;
    void end_at_remembered(Reach& found, const BoundLine& root, const std::string& alias) const;
    void end_at_outward(Reach& found, const BoundLine& root, const std::string& alias) const;
    void end_at_turned(Reach& found, const BoundLine& root, const std::string& alias, const BoundLine& line) const;
    std::string nobody_else(const std::string& here, const ForeignKey& link, const Path& way, const BoundLine* root, const BoundLine* line) const;
    std::string turned(const BoundLine* line, const ForeignKey& key, bool is_outward, bool with_batch,
                       const ForeignKey* through = nullptr) const;
    std::string turned_by(const std::vector<std::string>& actions, bool with_batch) const;
    std::string none_of(const Reach& ours) const;
    std::vector<Path> ways_of(const TableName& table, const Path& way, const BoundLine* root) const;
    std::string others_absent(const BoundLine& line, const std::string& alias) const;
    std::string is_nobody_elses_outward(const BoundLine& line, const std::string& alias) const;
    void spare_owned_details(const BoundLine& line, const std::string& alias, std::vector<std::string>& conditions) const;
    std::vector<Path> own_ways(const BoundLine& line) const;
    std::vector<std::string> owners_absent(const BoundLine& line, const BoundLine& detail, const std::string& owned) const;
    std::vector<std::string> done_with(const BoundLine& line, const BoundLine& detail, const BoundLine& own, const ForeignKey& key) const;
    Reach details(const BoundLine& detail, const Path& path, const std::string& owned, const std::string& alias) const;
    std::string other_owner_absent(const std::string& done, const Path& way, const std::string& alias) const;
    std::string owners(const ForeignKey& key) const;
    std::string climb_thread(std::vector<std::string>& from, std::vector<std::string>& where, const ForeignKey& own,
                             const std::string& alias) const;
    std::vector<std::string> who_points(const BoundLine& line, bool less) const;
    std::vector<std::string> who_owns(const BoundLine& line) const;
    std::vector<std::string> who_owns_details(const BoundLine& line) const;
    std::vector<std::string> only_the_done_point(const BoundLine& line, const std::vector<std::string>& actions) const;
    std::string everybody() const;
    std::string is_none_of_ours() const;
    std::vector<std::string> who_is_named(const BoundLine& line, const Path& path, bool less) const;
    Reach remembered_with(const BoundLine& line) const;
    void join_holder(Reach& found, const ForeignKey& key, const std::string& alias) const;
    bool lead_to_anybody(Reach& found, const Path& way, const BoundLine* root, const std::string& alias) const;
    std::vector<std::string> other_than_ours(Reach found, const Turns& by, bool less) const;
    std::string remembered(const BoundLine& line) const;
    std::string noted(const BoundLine& line) const;
    std::string name_of(const BoundLine& line) const;
    std::vector<std::string> matches_of(const BoundLine& line, const std::string& alias) const;
    std::size_t index_of(const BoundLine& line) const { return static_cast<std::size_t>(&line - action_.lines.data()); }
    const BoundLine* root_of(const BoundLine& line) const { return line.below ? &action_.lines[*line.below] : nullptr; }

    const Binding& binding_;
    const BoundAction& action_;
};

} // namespace retention::policies
