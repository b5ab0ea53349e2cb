// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/statement.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retention::policies {

// What a few rows hold and what they will hold, for people who want to see it before: asked right before an update acts. The old
// values stay where they are: told are their types and lengths, as "text, 12 characters", and likewise of new ones that are made of
// them. Not a part of the action: no run asks it.
struct Sample {
    struct Column {
        std::string name;
        std::string anonymizer;
        bool is_masked = false;   // the new value, too
    };
    std::vector<Column> columns;
    Statement ask;   // gives the old and the new value of each column, of at most three rows
};

// One statement of an action together with the question whether it had its effect: a rule, a trigger that returns NULL or
// row security make a DELETE succeed and do nothing.
struct Step {
    enum class Kind { Delete, Update };

    Kind kind = Kind::Delete;
    std::string table;       // crm.activity: what the counts are told under
    std::string line;        // as written in the policy, for messages
    std::optional<Statement> hashed;    // asked right before: the old values that are to be hashed with the key, as SHA-256 in
                                        // hexadecimal, each once. Their keyed hashes go into the setting kHashesSetting
    std::vector<Statement> prepare;     // then: what the values depend on, and what they are expected to become
    std::vector<Statement> notes;       // then: what others refer to in the rows that are acted upon, for steps that are `late`
    Statement act;           // Delete: affected rows count. Update: gives (rows, rows that did not take their values)
    Statement remaining;     // gives the number of rows that should have gone or changed and have not
    std::optional<Statement> again;     // acts, as `act`, upon those rows alone; nothing: can't be done twice
    std::optional<Statement> unheld;    // Update: asked where `remaining` counts rows, for the message: the columns without their values
    std::optional<Statement> shared;    // asked afterwards: the number of rows left because of others
    std::optional<Sample> sample;       // Update
    bool is_subject = false;  // the subject's own row: no more of them may be touched than were judged
    bool is_askable_later = false;   // `remaining` still means the same after every other step
    bool is_far = false;             // several keys lead from the rows to the subject
    bool is_late = false;            // of rows that come while others are acted upon, and that no way leads to any more: carried out at the
                                     // end, if there are any
    bool is_asked_at_once = true;    // `remaining` is asked right after the act
    bool is_counted = false;         // a row of each subject is deleted, or it has failed
};

// What is asked of several steps at the end, when deferred triggers have fired: a number of rows for each of them.
struct Proof {
    Statement ask;
    std::vector<std::size_t> steps;
};

// What is locked before anything is done. Whoever is waited for may have moved a row of a thread or a ring, with all that hangs below
// it: what was found there is looked for again until twice the same is found, and locked.
struct Locks {
    std::vector<Statement> once;
    std::vector<Statement> around;   // gives a number of rows, and a text that tells them from others
};

// A setting local to the transaction: other subjects whose turn came before, as a JSON array of arrays: the key's columns, and the
// action that was taken.
inline constexpr const char* kDoneSetting = "retentiond.done_holders";

// A setting local to the transaction: keyed hashes by what they are of, both in hexadecimal, as a JSON object.
inline constexpr const char* kHashesSetting = "retentiond.hashes";

// Everything that an action does to the subjects of one batch, in order: children before parents, outward rows last.
struct ActionProgram {
    std::string name;
    bool deletes_subject = false;
    bool defers_constraints = false;      // some key in reach is deferrable: set constraints all deferred first
    Locks locks;                          // of rows between the subject and what is acted upon: nobody may move one to another
                                          // subject, or hang a row below it, while we work
    std::vector<Statement> remember;      // before anything changes: what later steps need of it, kept in the session
    std::optional<Statement> others;      // other subjects, with a marker of an action that goes as far, who have a part in rows of the
                                          // batch: keys and the action. Those for whom it still counts go into kDoneSetting
    std::optional<Statement> send_again;  // those with a marker of an action that goes less far, when ours leave for good: what they
                                          // left because of ours waits for them
    Locks locks_below;                    // as `locks`, of rows below outward ones, which are known by now
    std::vector<Step> steps;
    std::vector<Proof> proofs;
};

// Compiles `action`. Pure; the same binding gives the same text.
//
// Values of people never leave the server: what later steps must know of earlier rows (the subject's own names for scrub,
// the keys of outward rows) is kept in settings that are local to the transaction.
//
// REQUIRES: check() returned no error.
ActionProgram compile_action(const Binding& binding, const BoundAction& action);

// Every statement of the program, in the order in which they are executed.
std::vector<Statement*> statements_of(ActionProgram& program);

// Lines in an order in which no delete leaves a row behind that refers to it. Where keys form a cycle that deferring breaks, deletes
// may cut the ways on which others find their rows: those are `remembered`, by primary key, before anything goes. `is_ordered` is
// false when not even that helps. Rows that a link to the subject's key finds come after the subject: the application's
// triggers may copy old values there while we work.
struct Order {
    std::vector<const BoundLine*> lines;
    std::set<const BoundLine*> remembered;
    bool is_ordered = true;
    std::vector<const BoundLine*> cycle;
};
Order order_lines(const Binding& binding, const BoundAction& action);

} // namespace retention::policies
