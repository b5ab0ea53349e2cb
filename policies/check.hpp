// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policies/binding.hpp"
#include "policies/finding.hpp"
#include "policies/statement.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// Everything that can be said about a bound policy without asking the server: whether its actions are possible, leave
// nothing behind and touch nobody else. Pure.
void check_actions(const Binding& binding, Findings& findings);
void check_rules(const Binding& binding, Findings& findings);
void check_clock(const Binding& binding, Findings& findings);
void check_words(const Binding& binding, Findings& findings);
void check_reading(const Binding& binding, Findings& findings);   // check_unlocked() too
void check_unlocked(const Binding& binding, Findings& findings);
void check_holds(const Binding& binding, Findings& findings);
void check_facts(const Binding& binding, Findings& findings);
// Whether an action leaves of whom it leaves what later ones are judged by.
void check_evidence(const Binding& binding, Findings& findings);
// What it means that other policies are about the same table.
void check_beside(const Binding& binding, Findings& findings);

// A text that the server is asked to prepare, without running it.
struct Probe {
    enum class Kind {
        Condition,       // a boolean
        StartingPoint,   // a date or a timestamp
        Query,           // rows of key and value
        Value,           // anything, for a column or a link
        Statement,       // a compiled text
    };

    // What is asked first; a later stage is made of the earlier ones, and says nothing new while those are wrong.
    enum class Stage { Parts, Conditions, Statements };

    Kind kind = Kind::Statement;
    Stage stage = Stage::Statements;
    std::string path;
    Place place;             // of the author's text, or of what it was compiled from
    std::string sql;         // free of parameters for all but Statement
    std::size_t offset = 0;  // where the author's text begins in `sql`, counted from 0
    std::size_t length = 0;  // its length; 0: `sql` holds no text of the author's to point into
};

// One for each text that decides who is due: links, facts, conditions and dates. Fails exactly when it can't be worked out for some
// row that it is about.
std::vector<Probe> evaluations(const Binding& binding);

// What the server has to be asked. Texts that read the journal are left out unless `with_journal`: before the first start
// there is none.
std::vector<Probe> probes(const Binding& binding, bool with_journal);

} // namespace retention::policies
