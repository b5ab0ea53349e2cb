// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/outline.hpp"

#include "daemon/drafting/column_guess.hpp"
#include "daemon/drafting/column_map.hpp"
#include "daemon/drafting/detail_rows.hpp"
#include "daemon/drafting/name_and_value.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/own_rows.hpp"
#include "daemon/drafting/table_role.hpp"
#include "daemon/drafting/vocabulary.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace retention::drafting {

namespace {

using policies::ForeignKey;
using policies::Line;
using policies::SchemaTable;
using policies::TableName;

// More lines than this and nobody reads what an action deletes.
constexpr std::size_t kDeleteLinesMax = 60;

enum class Fate { Kept, Changed, Deleted };

class Outliner {
public:
    Outliner(const Material& material, Draft& draft) : material_(material), draft_(draft) {}

    void run() {
        DraftAction removal{.name = "delete"};
        const bool is_possible = outline_removal(removal);
        const auto blocked = blocked_;
        DraftAction blur{.name = "anonymize"};
        outline_blur(blur);
        if (is_possible)
            draft_.actions.push_back(std::move(removal));
        else
            blur.comment = why_no_removal(removal, blocked);
        blur.has_patterns = true;
        draft_.actions.push_back(std::move(blur));
    }

private:
    const SchemaTable* table(const TableName& name) const { return material_.schema.find(name); }
    bool is_subject(const TableName& name) const { return material_.graph.is_within(name, material_.subject.name); }

    std::vector<DraftColumn> map_of(const SchemaTable& of, RowOf row_of) const {
        auto columns = map_columns(material_.graph, of, material_.seen.find(of.name), row_of);
        for (auto& column : columns)
            if (names_subject(of, column.name))
                column = {column.name, {{column.name, "keep", anonymizers::Argument::none(), {}}}, 0,
                          {"reference, refers to " + policies::to_text(material_.subject.name), false}};
        return columns;
    }

    // By a link to what the row is known by: as long as the person's row stays, and keeps it, this tells no more. A natural key, such as
    // a user's name, is another matter.
    bool names_subject(const SchemaTable& of, const std::string& column) const {
        if (is_subject(of.name))
            return false;
        for (const auto* key : material_.graph.out_of(of.name))
            for (std::size_t i = 0; key->is_link && is_subject(key->parent) && i < key->columns.size(); ++i)
                if (key->columns[i] == column && is_number_of_key(key->parent_columns[i]))
                    return true;
        return false;
    }

    bool is_number_of_key(const std::string& column) const {
        const auto own = material_.subject.row_key();
        if (std::find(own.begin(), own.end(), column) == own.end())
            return false;
        const auto known = guess_column(material_.graph, material_.subject, *material_.subject.find_column(column), nullptr, true);
        return known.meaning == Meaning::Key || (own.size() > 1 && known.meaning == Meaning::Reference);
    }

    static Answer answer_for(const ForeignKey& key) {
        Answer answer;
        answer.table = key.child;
        answer.via = key.columns;
        return answer;
    }

    static Fate fate_of(const Answer& answer) {
        if (answer.kind == Line::Kind::Delete)
            return Fate::Deleted;
        return answer.kind == Line::Kind::Columns && !answer.is_cut ? Fate::Changed : Fate::Kept;
    }

    // Asks `decide` about every key that leads on, as the check walks; again, when a table's rows turn out to be deleted by a way that was
    // found after what hangs below them was asked about.
    template <typename Decide>
    void walk(DraftAction& action, Fate of_subject, const Decide& decide) {
        std::map<TableName, Fate> fates{{material_.subject.name, of_subject}};
        for (auto known = fates;; known = fates) {
            action.answers.resize(1);
            blocked_.clear();
            walk_once(action, fates, decide);
            if (fates == known)
                return;
        }
    }

    template <typename Decide>
    void walk_once(DraftAction& action, std::map<TableName, Fate>& fates, const Decide& decide) {
        std::set<TableName> opened{material_.subject.name};
        std::deque<TableName> open{material_.subject.name};
        std::set<const ForeignKey*> met;
        while (!open.empty()) {
            const TableName here = open.front();
            open.pop_front();
            for (const auto* key : material_.graph.into(here)) {
                const auto* child = table(key->child);
                if (!child || !met.insert(key).second)
                    continue;
                action.answers.push_back(decide(*key, *child, fates[here]));
                const auto& answer = action.answers.back();
                if (is_subject(key->child) || fate_of(answer) == Fate::Kept)
                    continue;
                auto& fate = fates[key->child];
                fate = std::max(fate, fate_of(answer));
                if (opened.insert(key->child).second)
                    open.push_back(key->child);
            }
        }
    }

    bool outline_removal(DraftAction& action) {
        Answer own;
        own.table = material_.subject.name;
        own.kind = Line::Kind::Delete;
        action.answers.push_back(own);
        walk(action, Fate::Deleted, [&](const ForeignKey& key, const SchemaTable& child, Fate parent) { return removal_of(key, child, parent); });
        add_outward(action, Line::Kind::Delete);
        ask_behind_links(action);
        ask_about_large_objects(action);
        return blocked_.empty() && action.answers.size() <= kDeleteLinesMax;
    }

    Answer removal_of(const ForeignKey& key, const SchemaTable& child, Fate parent) {
        Answer answer = answer_for(key);
        answer.is_of_subjects = is_subject(key.child);
        if (parent != Fate::Deleted) {
            const auto named = personal_columns(child);
            answer.remark = {"belongs to rows that stay" + (named.empty() ? "" : ": is anything of a person in " + join_few(named) + "?"), !named.empty()};
            return answer;
        }
        if (answer.is_of_subjects)
            return cut(std::move(answer), key, child, "other persons, who stay");
        if (!is_subject(key.parent))
            return removal_of_detail(std::move(answer), key, child);
        if (own_.is_another_person(key, child)) {
            answer.remark.is_decision = true;
            return cut(std::move(answer), key, child, std::string(kPersonOfItsOwn) + "? Then write delete");
        }
        const auto role = role_of_table(material_.graph, child);
        switch (role_of_key(material_.graph, material_.schema, key, material_.subject)) {
        case KeyRole::Own:
            if (role == TableRole::Books)
                return removal_of_books(std::move(answer), key, child);
            if (is_others_as_well(key) && !cut_key(child, key).empty())
                break;
            answer = removed(std::move(answer), std::string(name_of(role)));
            return asking_others(std::move(answer), key, role);
        case KeyRole::Actor:
            return cut_asking(std::move(answer), key, child, "done by the person, and somebody else's");
        case KeyRole::Unclear:
            break;
        }
        answer.remark.is_decision = true;
        return cut_asking(std::move(answer), key, child, "is the row the person's own? then write delete");
    }

    // Of the row somebody else may be in need.
    Answer asking_others(Answer answer, const ForeignKey& key, TableRole role) const {
        if (names_who_acted(material_.graph, material_.schema, key, material_.subject) ||
            (role != TableRole::Connection && share_of_others(material_.graph, material_.schema, key) != Share::None))
            answer.remark = {answer.remark.text + ", and another key of it leads to somebody else: may the row go with this person? Else keep it", true};
        return answer;
    }

    bool is_others_as_well(const ForeignKey& key) const { return share_of_others(material_.graph, material_.schema, key) == Share::Always; }

    static Answer removed(Answer answer, std::string why) {
        answer.kind = Line::Kind::Delete;
        answer.remark.text = std::move(why);
        return answer;
    }

    // What hangs below a deleted row goes with it, unless it can let go of it and holds nothing of anybody's.
    Answer removal_of_detail(Answer answer, const ForeignKey& key, const SchemaTable& child) {
        if (details_.is_done_to_another(key)) {
            answer.remark = {done_by(key), true};
            return cut(std::move(answer), key, child, done_by(key) + ": if the row is theirs, write delete");
        }
        if (key.child == key.parent || leads_elsewhere(child, key))
            if (!cut_key(child, key).empty())
                return cut_asking(std::move(answer), key, child, "stays, and lets go of " + policies::to_text(key.parent));
        const bool is_books = role_of_table(material_.graph, child) == TableRole::Books && !details_.points_to_subject(child);
        if (is_books || details_.stands_alone(child, key)) {
            answer.remark.is_decision = true;
            if (auto columns = cut_key(child, key); !columns.empty())
                return cut_with(std::move(answer), std::move(columns), "can do without " + policies::to_text(key.parent) + ": is the row the person's own? then write delete");
            if (is_books)
                return removed(std::move(answer), "bookkeeping that must name a row of " + policies::to_text(key.parent) + ": may it go with it?");
            answer.remark.is_decision = false;
        }
        const bool is_anybodys = details_.is_by_anybody(child, key);
        if (auto columns = is_anybodys ? cut_key(child, key) : std::vector<DraftColumn>(); !columns.empty()) {
            const auto doubt = doubt_about_nobodys(child, key);
            answer.remark.is_decision = !doubt.empty();
            return cut_with(std::move(answer), std::move(columns), "stays where it is somebody else's by another key" + doubt);
        }
        answer.remark.is_decision = is_anybodys;
        return removed(std::move(answer), "belongs to " + policies::to_text(key.parent) +
                                              (is_anybodys ? ", whoever of " + policies::to_text(material_.subject.name) +
                                                                 " it is by another key: may what others have there go with it? Else keep " +
                                                                 policies::to_text(key.parent)
                                                           : ""));
    }

    static std::string done_by(const ForeignKey& key) { return "done by " + policies::to_text(key.parent) + ", and somebody else's, as it seems"; }

    // Rows that belong to something else as well, and have nothing of anybody's in them.
    bool leads_elsewhere(const SchemaTable& child, const ForeignKey& key) const {
        const auto keys = material_.graph.out_of(child.name);
        const bool has_other = std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* other) {
            return other != &key && other->parent != key.parent && !is_subject(other->parent);
        });
        return has_other && !changes_anything(map_of(child, RowOf::Other));
    }

    // The books stay where they can do without the person.
    Answer removal_of_books(Answer answer, const ForeignKey& key, const SchemaTable& child) {
        auto columns = cut_key(child, key);
        if (columns.empty()) {
            answer.remark.is_decision = true;
            return removed(std::move(answer), std::string(kKeptByFloor));
        }
        answer.kind = Line::Kind::Columns;
        for (auto& column : map_of(child, RowOf::Other))
            if (std::none_of(columns.begin(), columns.end(), [&](const auto& cut) { return cut.name == column.name; }))
                columns.push_back(std::move(column));
        answer.columns = std::move(columns);
        answer.remark = {"bookkeeping: the rows stay, and no longer name the person", false};
        return answer;
    }

    Answer cut(Answer answer, const ForeignKey& key, const SchemaTable& child, const std::string& why) {
        auto columns = cut_key(child, key);
        if (columns.empty()) {
            blocked_.push_back(policies::to_text(key.child) + "." + key.columns.front());
            return answer;
        }
        return cut_with(std::move(answer), std::move(columns), why);
    }

    // Once the key is gone nobody can find whose a scan was.
    Answer cut_asking(Answer answer, const ForeignKey& key, const SchemaTable& child, const std::string& why) {
        const auto telling = details_.is_found_otherwise(child, key) ? std::vector<std::string>() : telling_columns(child);
        answer.remark.is_decision = answer.remark.is_decision || !telling.empty();
        return cut(std::move(answer), key, child, why + (telling.empty() ? "" : "; as it is, nobody is named any more beside " + join_few(telling)));
    }

    // Where the key that says whose a row is may be empty, the row may be this person's all the same.
    std::string doubt_about_nobodys(const SchemaTable& child, const ForeignKey& key) const {
        const auto named = personal_columns(child);
        return named.empty() || !details_.may_be_nobodys(child, key) ? "" : ", and where that one is empty, too: is anything of the person in " + join_few(named) + "?";
    }

    static Answer cut_with(Answer answer, std::vector<DraftColumn> columns, const std::string& why) {
        answer.kind = Line::Kind::Columns;
        answer.columns = std::move(columns);
        answer.is_cut = true;
        answer.remark.text = why;
        return answer;
    }

    std::vector<std::string> why_no_removal(const DraftAction& removal, const std::vector<std::string>& blocked) const {
        std::vector<std::string> comment;
        if (!blocked.empty())
            comment.push_back(std::to_string(blocked.size()) + (blocked.size() == 1 ? " key" : " keys") +
                              " must go on naming somebody (" + blocked.front() + (blocked.size() > 1 ? " and others" : "") +
                              "), so that no row of " + policies::to_text(material_.subject.name) + " can be deleted without a stand-in.");
        else
            comment.push_back(std::to_string(removal.answers.size()) + " keys lead to " + policies::to_text(material_.subject.name) +
                              ": an action that deletes it would need a line for each.");
        comment.push_back("The row stays, and nobody is known by it any more.");
        return comment;
    }

    void outline_blur(DraftAction& action) {
        Answer own;
        own.table = material_.subject.name;
        own.kind = Line::Kind::Columns;
        own.columns = map_of(material_.subject, RowOf::Subject);
        draft_.identifiers = identifiers(own.columns);
        action.answers.push_back(std::move(own));
        walk(action, Fate::Changed, [&](const ForeignKey& key, const SchemaTable& child, Fate parent) { return blur_of(key, child, parent); });
        ask_below_kept(action);
        for (auto& answer : action.answers)
            if (const auto* of = answer.kind == Line::Kind::Keep ? table(answer.table) : nullptr)
                answer.telling = telling_columns(*of);
        add_outward(action, Line::Kind::Columns);
        ask_behind_links(action);
        ask_about_large_objects(action);
    }

    std::vector<std::string> personal_columns(const SchemaTable& of) const {
        std::vector<std::string> named;
        for (const auto& column : map_of(of, RowOf::Other))
            if (!column.is_kept())
                named.push_back(column.name);
        return named;
    }

    Meaning meaning_of(const SchemaTable& of, const std::string& column) const {
        return guess_column(material_.graph, of, *of.find_column(column), material_.seen.find(of.name, column), false).meaning;
    }

    // Columns that say something of somebody, or may: no titles of things, and no numbers of other systems.
    std::vector<std::string> telling_columns(const SchemaTable& of) const {
        const auto role = role_of_table(material_.graph, of);
        std::vector<std::string> named;
        for (const auto& column : map_of(of, RowOf::Other)) {
            const auto meaning = meaning_of(of, column.name);
            // The name on a card or beside an address is a person's.
            const bool is_title = meaning == Meaning::Title && role != TableRole::Contact;
            const bool may_tell = is_personal(meaning) || meaning == Meaning::Unknown;
            if (may_tell && !is_title && meaning != Meaning::ForeignId && meaning != Meaning::SearchVector)
                named.push_back(column.name);
        }
        return named;
    }

    // Below rows that are kept nobody has to be asked, and an order's address is forgotten easily.
    void ask_below_kept(DraftAction& action) {
        std::set<TableName> answered;
        for (const auto& answer : action.answers)
            answered.insert(answer.table);
        for (auto& answer : action.answers) {
            if (answer.kind != Line::Kind::Keep || answer.is_of_subjects || !belongs_to_subject(answer))
                continue;
            std::vector<std::string> found;
            for (const auto* key : material_.graph.into(answer.table))
                if (const auto* child = table(key->child); child && answered.insert(key->child).second)
                    if (const auto named = personal_columns(*child); !named.empty())
                        found.push_back(policies::to_text(child->name) + " (" + join_few(named) + ")");
            if (found.empty())
                continue;
            const std::string before = answer.remark.text.empty() ? "kept; " : answer.remark.text + (answer.remark.is_decision ? " And " : "; ");
            answer.remark = {before + "is anything of a person in what belongs to it, " + join_few(found) + "?", true};
        }
    }

    // An activity is its contacts' by a table between, and without that nobody's.
    void ask_behind_links(DraftAction& action) const {
        std::set<TableName> answered;
        for (const auto& answer : action.answers)
            answered.insert(answer.table);
        for (auto& answer : action.answers) {
            const auto* link = table(answer.table);
            if (answer.kind != Line::Kind::Delete || answer.via.empty() || answer.via_table || !link || !only_connects(*link))
                continue;
            std::vector<std::string> found, lines;
            for (const auto* key : material_.graph.out_of(answer.table))
                if (const auto* target = table(key->parent); target && key->columns != answer.via && is_behind_link(*target) && answered.count(target->name) == 0) {
                    found.push_back(policies::to_text(target->name) + " (" + join_few(telling_columns(*target)) + ")");
                    lines.push_back(policies::to_text(target->name) + " via " + link->name.name + "." + key->columns.front() + ": delete");
                }
            if (!found.empty())
                ask_more(answer, "what it leads to stays, and nobody can find afterwards whose it was: is " + policies::join(found, ", ") +
                                     " the person's, where nobody else has a part in it? Then add " + policies::join(lines, ", and "));
        }
    }

    // A row that is deleted leaves them behind.
    void ask_about_large_objects(DraftAction& action) const {
        for (auto& answer : action.answers) {
            const auto* of = answer.kind == Line::Kind::Delete ? table(answer.table) : nullptr;
            if (!of || lets_objects_go(*of))
                continue;
            std::vector<std::string> names;
            for (const auto& column : of->columns)
                if (column.family == anonymizers::TypeFamily::LargeObject && meaning_of(*of, column.name) != Meaning::Reference)
                    names.push_back(column.name);
            if (!names.empty())
                ask_more(answer, "the large objects that " + policies::join(names, ", ") +
                                     (names.size() == 1 ? " names" : " name") + " stay behind when the row goes, and nobody finds them any more: does a trigger "
                                     "(lo_manage) or vacuumlo delete them? Else let the row stay, and write { large_object: unlink } for the column");
        }
    }

    static bool lets_objects_go(const SchemaTable& of) {
        return std::any_of(of.triggers.begin(), of.triggers.end(),
                           [](const policies::SchemaTrigger& trigger) { return trigger.on_delete && trigger.function.ends_with("lo_manage"); });
    }

    bool only_connects(const SchemaTable& of) const {
        const auto columns = map_of(of, RowOf::Other);
        return std::none_of(columns.begin(), columns.end(), [&](const DraftColumn& column) { return is_personal(meaning_of(of, column.name)); });
    }

    bool is_behind_link(const SchemaTable& target) const {
        return !is_subject(target.name) && !is_person_of_its_own(target) && !is_named_like_list(target) &&
               !telling_columns(target).empty();
    }

    static void ask_more(Answer& answer, const std::string& question) {
        const auto& text = answer.remark.text;
        answer.remark = {text + (text.empty() ? "" : answer.remark.is_decision ? ". And " : "; ") + question, true};
    }

    bool belongs_to_subject(const Answer& answer) const {
        for (const auto* key : material_.graph.out_of(answer.table))
            if (key->columns == answer.via && is_subject(key->parent))
                return role_of_key(material_.graph, material_.schema, *key, material_.subject) == KeyRole::Own;
        return false;
    }

    // Whose values `scrub` looks for: names and addresses, not what is read from dates.
    std::vector<std::string> identifiers(const std::vector<DraftColumn>& columns) const {
        std::vector<std::string> names;
        for (const auto& column : columns) {
            const auto* described = material_.subject.find_column(column.name);
            const auto guess = guess_column(material_.graph, material_.subject, *described, material_.seen.find(material_.subject.name, column.name), true);
            const bool names_person = guess.meaning <= Meaning::Phone && guess.certainty != Certainty::Unsure;
            if (names_person && described->family == anonymizers::TypeFamily::Text)
                names.push_back(column.name);
        }
        return names;
    }

    Answer blur_of(const ForeignKey& key, const SchemaTable& child, Fate parent) {
        Answer answer = answer_for(key);
        answer.is_of_subjects = is_subject(key.child);
        if (parent == Fate::Deleted)
            return blur_below_deleted(std::move(answer), key, child);
        if (answer.is_of_subjects) {
            answer.remark.text = "other persons";
            return answer;
        }
        if (is_subject(key.parent) && own_.is_another_person(key, child)) {
            answer.remark = {std::string(kPersonOfItsOwn) + "? Then write a map of the columns", true};
            return answer;
        }
        const auto role = role_of_table(material_.graph, child);
        if (!is_subject(key.parent) && details_.is_done_to_another(key))
            return kept_for_another(std::move(answer), key, child);
        // The accounts that the person's account has made, and not those of the person.
        if (!is_subject(key.parent) && key.child == key.parent && role != TableRole::Writing) {
            answer.remark = {"other rows of the same table, perhaps somebody else's: are they the person's own? Then write a map of the columns", true};
            return answer;
        }
        if (!is_subject(key.parent) && details_.is_by_anybody(child, key)) {
            const auto doubt = doubt_about_nobodys(child, key);
            answer.remark = {"the line by the other key says what becomes of a person's own" + doubt, !doubt.empty()};
            return answer;
        }
        if (!is_subject(key.parent))
            return role == TableRole::Writing ? removed(std::move(answer), std::string(name_of(role))) : blurred(std::move(answer), child);
        auto key_role = role_of_key(material_.graph, material_.schema, key, material_.subject);
        if (key_role == KeyRole::Own && role != TableRole::Connection && role != TableRole::Books && is_others_as_well(key))
            key_role = KeyRole::Unclear;
        if (key_role != KeyRole::Own) {
            answer.remark = {key_role == KeyRole::Actor ? "done by the person, and somebody else's" : "is the row the person's own?",
                             key_role == KeyRole::Unclear};
            // The creator of a comment wrote it; that of a letter may have been the clerk.
            if (const auto written = personal_columns(child);
                role == TableRole::Writing && has_word(words_of_name(key.columns.front()), "creator") && !written.empty())
                answer.remark = {"done by the person, who may have written what is in " + join_few(written) + ": then write delete, or a map of the columns", true};
            return answer;
        }
        // What else a row says is lost with it: a team is not, because its leader's address has changed.
        if (key.is_link && draws_on_changed(key) && role != TableRole::Books && role != TableRole::Other && role != TableRole::Consent)
            return removed(std::move(answer), "found by a value that changes");
        switch (role) {
        case TableRole::Access:
        case TableRole::Contact:
        case TableRole::Writing:
        case TableRole::Connection:
            return asking_others(removed(std::move(answer), std::string(name_of(role))), key, role);
        case TableRole::Books:
            return blur_of_books(std::move(answer), child);
        case TableRole::Other:
            if (name_and_value(child))
                return asking_others(removed(std::move(answer), "names and values of any kind"), key, role);
            return blurred(std::move(answer), child);
        default:
            return blurred(std::move(answer), child);
        }
    }

    Answer kept_for_another(Answer answer, const ForeignKey& key, const SchemaTable& child) const {
        const auto named = personal_columns(child);
        answer.remark = {done_by(key) + (named.empty() ? "" : ": is anything of the person in " + join_few(named) + "?"), !named.empty()};
        return answer;
    }

    // A link by a mail address finds nobody once the address has changed.
    bool draws_on_changed(const ForeignKey& key) const {
        const auto own = material_.subject.row_key();
        return std::any_of(key.parent_columns.begin(), key.parent_columns.end(),
                           [&](const std::string& column) { return std::find(own.begin(), own.end(), column) == own.end(); });
    }

    Answer blur_below_deleted(Answer answer, const ForeignKey& key, const SchemaTable& child) {
        if (!answer.is_of_subjects)
            return removal_of_detail(std::move(answer), key, child);
        auto columns = cut_key(child, key);
        if (columns.empty()) {
            answer.remark = {"", false};
            return answer;
        }
        return cut_with(std::move(answer), std::move(columns), "a person whose row pointed to what is deleted");
    }

    Answer blurred(Answer answer, const SchemaTable& child) {
        auto columns = map_of(child, RowOf::Other);
        if (const auto telling = telling_key(child, columns); !telling.empty() && material_.graph.into(child.name).empty()) {
            answer.remark.is_decision = true;
            return removed(std::move(answer), telling + " tells who it is, and is in the key, so that it can't be changed: may the row go?");
        }
        if (!changes_anything(columns)) {
            answer.remark.text = "nothing of a person in it, as it seems";
            return answer;
        }
        answer.kind = Line::Kind::Columns;
        answer.columns = std::move(columns);
        answer.remark.text = std::string(name_of(role_of_table(material_.graph, child)));
        return answer;
    }

    // A column of the row's own key that somebody is known by; empty for none.
    static std::string telling_key(const SchemaTable& child, const std::vector<DraftColumn>& columns) {
        for (const auto& column : columns)
            if (column.is_kept() && column.remark.is_decision &&
                std::find(child.primary_key.begin(), child.primary_key.end(), column.name) != child.primary_key.end())
                return column.name;
        return {};
    }

    Answer blur_of_books(Answer answer, const SchemaTable& child) {
        const auto named = personal_columns(child);
        answer.remark.text = "bookkeeping, kept as it is";
        if (!named.empty())
            answer.remark = {"bookkeeping, kept as it is, with " + join_few(named) + ": for how long has it to name the person?", true};
        return answer;
    }

    static std::string join_few(const std::vector<std::string>& names) {
        std::string text;
        for (std::size_t i = 0; i < names.size() && i < 3; ++i)
            text += (i > 0 ? ", " : "") + names[i];
        return names.size() > 3 ? text + " and others" : text;
    }

    // Rows that the person points to and that are the person's alone: an address, an account.
    void add_outward(DraftAction& action, Line::Kind kind) {
        std::set<TableName> done;
        for (const auto& answer : action.answers)
            done.insert(answer.table);
        for (const auto* key : material_.graph.out_of(material_.subject.name)) {
            const auto* target = table(key->parent);
            if (!target || key->is_link || done.count(target->name) || !may_be_own_row(*key, *target))
                continue;
            Answer answer = answer_for(*key);
            answer.table = target->name;
            answer.via_table = material_.subject.name;
            if (!own_.is_own(*key, *target)) {
                answer.remark = {"many persons have one row in common, and as it is those rows stay: is anything of a person in " +
                                     join_few(personal_columns(*target)) + "? Then write " +
                                     (kind == Line::Kind::Delete ? "delete" : "a map of the columns"),
                                 true};
                action.answers.push_back(std::move(answer));
                continue;
            }
            if (const auto why = own_.why_not(*key, *target); !why.empty()) {
                answer.remark = {why + "? Then write " + (kind == Line::Kind::Delete ? "delete" : "a map of the columns"), true};
                action.answers.push_back(std::move(answer));
                continue;
            }
            answer.kind = kind;
            answer.remark.text = "only where nobody else points to it";
            if (const auto others = others_pointing_to(*key, done); !others.empty())
                answer.remark = {answer.remark.text + ". Is what points there, too, the person's: " + join_few(others) + "? Then a line for it " +
                                     (kind == Line::Kind::Delete ? "takes it along" : "lets it be changed"),
                                 true};
            if (kind == Line::Kind::Columns)
                answer.columns = map_of(*target, RowOf::Other);
            action.answers.push_back(std::move(answer));
        }
    }

    // What keeps an outward row as it is: details of an account, other people, or what hangs on a row that persons and others have
    // alike. By another key of the person's own table, the key itself.
    std::vector<std::string> others_pointing_to(const ForeignKey& key, const std::set<TableName>& answered) const {
        std::vector<std::string> others;
        for (const auto* other : material_.graph.into(key.parent)) {
            const bool is_own = is_subject(other->child);
            const auto* target = table(other->parent);
            if (other == &key || (is_own ? is_own_row(*other, *target) && own_.why_not(*other, *target).empty() : answered.count(other->child) > 0))
                continue;
            const auto name = policies::to_text(other->child) + (is_own ? "." + policies::join(other->columns, ", ") : "");
            if (std::find(others.begin(), others.end(), name) == others.end())
                others.push_back(name);
        }
        return others;
    }

    bool is_own_row(const ForeignKey& key, const SchemaTable& target) const {
        return own_.is_own(key, target) && may_be_own_row(key, target);
    }

    bool may_be_own_row(const ForeignKey& key, const SchemaTable& target) const {
        return !is_subject(target.name) && changes_anything(map_of(target, RowOf::Other)) && own_.may_be_own(key, target);
    }

    const Material& material_;
    const OwnRows own_{material_};
    const DetailRows details_{material_};
    Draft& draft_;
    std::vector<std::string> blocked_;   // keys that have to go on naming somebody
};

} // namespace

void outline_actions(const Material& material, Draft& draft) {
    Outliner(material, draft).run();
}

} // namespace retention::drafting
