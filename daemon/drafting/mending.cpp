// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/mending.hpp"

#include "daemon/drafting/writer.hpp"
#include "policies/sql_lexer.hpp"

#include <algorithm>

namespace retention::drafting {

namespace {

using policies::Finding;
using policies::Line;

// What follows `prefix` and a point; nothing when `path` is about something else.
std::optional<std::string> below(const std::string& path, const std::string& prefix) {
    if (path == prefix)
        return std::string();
    if (path.starts_with(prefix + "."))
        return path.substr(prefix.size() + 1);
    return std::nullopt;
}

class Mender {
public:
    Mender(Draft& draft, const policies::Schema& schema, const policies::Graph& graph) : draft_(draft), schema_(schema), graph_(graph) {}

    bool mend(const Finding& finding) {
        for (const auto& action : draft_.actions)
            if (const auto rest = below(finding.path, "actions." + action.name))
                return mend_action(action.name, *rest, finding);
        if (finding.path.starts_with("facts."))
            return drop_facts(finding.path);
        if (finding.path.starts_with("consent"))
            return drop_consent();
        if (finding.path.starts_with("subject.where"))
            return !std::exchange(draft_.where, {}).empty();
        if (finding.path.starts_with("subject.identifiers"))
            return !std::exchange(draft_.identifiers, {}).empty();
        if (finding.path.starts_with("schedule.timezone"))
            return std::exchange(draft_.timezone, "UTC") != "UTC";
        return drop_clause(finding.path) || drop_links(finding.path);
    }

private:
    bool mend_action(const std::string& name, const std::string& rest, const Finding& finding) {
        auto& action = *draft_.find_action(name);
        const auto lines = lines_of(action);
        const WrittenLine* found = nullptr;
        for (const auto& line : lines)
            if (below(rest, line.key) && (!found || line.key.size() > found->key.size()))
                found = &line;
        if (!found)
            return drop_action(name);
        const std::string column = *below(rest, found->key);
        if (!column.empty() && mend_column(*found, column, finding))
            return true;
        if (finding.code == "CHECK_VIOLATED" && column.empty() && mend_checked(*found, finding))
            return true;
        return mend_line(action, *found, finding);
    }

    static bool mend_column(const WrittenLine& line, const std::string& column, const Finding& finding) {
        bool has_changed = false;
        for (auto* answer : line.answers)
            for (auto& each : answer->columns)
                if (each.name == column && each.chosen + 1 < each.choices.size()) {
                    ++each.chosen;
                    has_changed = true;
                    if (each.is_kept())
                        each.remark = {each.remark.text + "; kept because nothing else fits: " + finding.message, true};
                }
        return has_changed;
    }

    // Of a whole row that a CHECK constraint refuses, only the columns that the constraint speaks of are to blame.
    bool mend_checked(const WrittenLine& line, const Finding& finding) {
        const auto* table = schema_.find(line.answers.front()->table);
        bool has_changed = false;
        for (const auto& check : table ? table->checks : std::vector<policies::SchemaCheck>())
            if (finding.message.find("\"" + check.name + "\"") != std::string::npos)
                for (const auto& name : policies::words_of(check.sql))
                    has_changed = mend_column(line, name, finding) || has_changed;
        return has_changed;
    }

    bool mend_line(DraftAction& action, const WrittenLine& line, const Finding& finding) {
        if (finding.code == "LINE_UNREACHED" || finding.code == "PATH_MISSING" || line.answers.front()->via_table)
            return erase(action, line.answers);
        if (finding.code == "PATHS_TOO_MANY")
            return keep_between(action, line.answers) || drop_action(action.name);
        if (line.answers.front()->via.empty())
            return drop_action(action.name);
        if (std::all_of(line.answers.begin(), line.answers.end(), [](const Answer* answer) { return answer->kind == Line::Kind::Keep; }))
            return keep_parents(action, line.answers) || drop_action(action.name);
        for (auto* answer : line.answers)
            retreat(*answer, finding.message);
        return true;
    }

    static void retreat(Answer& answer, const std::string& why) {
        answer.kind = Line::Kind::Keep;
        answer.columns.clear();
        answer.is_cut = false;
        answer.remark = {"kept, because otherwise " + why, true};
    }

    // A row that has to stay keeps what it points to.
    bool keep_parents(DraftAction& action, const std::vector<Answer*>& children) {
        bool has_changed = false;
        for (const auto* child : children)
            for (const auto* key : graph_.out_of(child->table))
                if (key->columns == child->via)
                    for (auto& answer : action.answers)
                        if (answer.table == key->parent && !answer.via.empty() && answer.kind == Line::Kind::Delete) {
                            retreat(answer, "rows of " + policies::to_text(child->table) + " that stay would point to nothing");
                            has_changed = true;
                        }
        return has_changed;
    }

    // What is kept asks for nothing below it, but a line down there is found through it all the same: it goes when all above is kept. The
    // subject's own rows are kept last: those are what it is all about.
    bool keep_between(DraftAction& action, const std::vector<Answer*>& below) {
        for (const bool are_own_kept : {false, true}) {
            bool has_changed = false;
            for (const auto* child : below)
                for (const auto* key : graph_.out_of(child->table))
                    if (child->via.empty() || key->columns == child->via)
                        has_changed = keep_answers(action, key->parent, child->table, are_own_kept) || has_changed;
            if (has_changed)
                return true;
        }
        return erase(action, below);
    }

    bool keep_answers(DraftAction& action, const policies::TableName& table, const policies::TableName& child, bool are_own_kept) {
        bool has_changed = false;
        for (auto& answer : action.answers)
            if (answer.table == table && table != draft_.subject && !answer.via_table && answer.kind != Line::Kind::Keep && (are_own_kept || !is_own(answer))) {
                retreat(answer, "too many ways would lead from " + policies::to_text(child) + " to the person");
                has_changed = true;
            }
        return has_changed;
    }

    // By a key straight to the subject.
    bool is_own(const Answer& answer) const {
        const auto keys = graph_.out_of(answer.table);
        return std::any_of(keys.begin(), keys.end(), [&](const auto* key) {
            return graph_.is_within(key->parent, draft_.subject) && (answer.via.empty() || key->columns == answer.via);
        });
    }

    static bool erase(DraftAction& action, const std::vector<Answer*>& gone) {
        std::vector<Answer> kept;
        for (auto& answer : action.answers)
            if (std::find(gone.begin(), gone.end(), &answer) == gone.end())
                kept.push_back(std::move(answer));
        const bool has_changed = kept.size() < action.answers.size();
        action.answers = std::move(kept);
        return has_changed;
    }

    // Persons can be anonymized where they can't be deleted, and not the other way round.
    bool drop_action(const std::string& name) {
        if (name != "delete" || !draft_.find_action("anonymize"))
            return false;
        std::erase_if(draft_.actions, [&](const DraftAction& action) { return action.name == name; });
        std::erase_if(draft_.floors, [&](const DraftFloor& floor) { return floor.blocks == name; });
        for (auto& rule : draft_.rules)
            if (rule.then == name)
                rule.then = "anonymize";
        draft_.find_action("anonymize")->comment = {"An action that deletes the rows themselves was refused by the check.",
                                                    "The row stays, and nobody is known by it any more."};
        return true;
    }

    bool drop_facts(const std::string& path) {
        std::vector<std::string> gone;
        std::erase_if(draft_.facts, [&](const DraftFact& fact) {
            const bool is_meant = below(path, "facts." + fact.name).has_value();
            if (is_meant)
                gone.push_back(fact.name);
            return is_meant;
        });
        for (const auto& name : gone) {
            for (auto& rule : draft_.rules)
                std::erase(rule.after, name);
            std::erase_if(draft_.floors, [&](const DraftFloor& floor) { return floor.fact == name; });
            std::erase_if(draft_.holds, [&](const DraftHold& hold) { return hold.fact == name; });
        }
        return !gone.empty();
    }

    bool drop_consent() {
        if (!draft_.consent)
            return false;
        draft_.consent.reset();
        std::erase_if(draft_.rules, [](const DraftRule& rule) { return rule.name == "consent-ended"; });
        for (auto& rule : draft_.rules)
            rule.unless.clear();
        return true;
    }

    // A class, a rule, a floor or a hold.
    bool drop_clause(const std::string& path) {
        const auto drop = [&](auto& clauses, const char* section) {
            return std::erase_if(clauses, [&](const auto& each) { return below(path, std::string(section) + "." + each.name).has_value(); }) > 0;
        };
        for (auto& rule : draft_.rules)
            if (below(path, "rules." + rule.name + ".after") && rule.after.size() > 1) {
                rule.after.pop_back();
                return true;
            }
        if (drop(draft_.floors, "floors") || drop(draft_.holds, "holds"))
            return true;
        return draft_.rules.size() > 1 && drop(draft_.rules, "rules");
    }

    bool drop_links(const std::string& path) {
        bool has_changed = false;
        for (auto& link : draft_.links)
            if (link.is_active && below(path, "links." + policies::to_text(link.table))) {
                link.is_active = false;
                has_changed = true;
            }
        return has_changed;
    }

    Draft& draft_;
    const policies::Schema& schema_;
    const policies::Graph& graph_;
};

} // namespace

bool mend(Draft& draft, const policies::Schema& schema, const policies::Graph& graph, const policies::Findings& findings) {
    bool has_changed = false;
    for (const auto& finding : findings)
        if (finding.severity == policies::Severity::Error)
            has_changed = Mender(draft, schema, graph).mend(finding) || has_changed;
    return has_changed;
}

} // namespace retention::drafting
