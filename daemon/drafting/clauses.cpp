// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/outline.hpp"

#include "daemon/drafting/administrators.hpp"
#include "daemon/drafting/consent_guess.hpp"
#include "daemon/drafting/facts.hpp"
#include "daemon/drafting/free_names.hpp"
#include "daemon/drafting/moments.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/subject_keys.hpp"
#include "daemon/drafting/table_role.hpp"
#include "daemon/drafting/vocabulary.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <set>

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::ForeignKey;
using policies::SchemaColumn;
using policies::SchemaTable;


constexpr std::string_view kEndWords =
    "ended end left leave leaving closed expire expired expires expiry expiration deleted terminated termination cancelled canceled "
    "until resigned resignation departure quit deceased death archived deactivated deactivation offboarded uitgeschreven opgezegd "
    "einddatum vertrokken geloescht gekuendigt austritt ende ausgetreten resilie depart sortie avsluttet sluttet slettet";
constexpr std::string_view kBeginWords =
    "created create creation registered entered registration joined join since signup enrolled added inserted entry started begin hired applied submitted "
    "aangemaakt ingeschreven gesolliciteerd erstellt angelegt eintritt beworben cree inscription opprettet";
constexpr std::string_view kHoldWords = "hold legal dispute litigation lawsuit barred blocked frozen fraud investigation seizure bezwaar";
constexpr std::string_view kNobodyWords = "team system superuser super admin bot test internal template mailbox service robot dummy company organisation organization bedrijf firma";

class Clauses {
public:
    Clauses(const Material& material, Draft& draft) : material_(material), draft_(draft), keys_(material), names_(material.subject) {}

    void run() {
        find_nobodies();
        leave_out_nameless();
        latest_ = outline_facts(material_, draft_, names_);
        find_consent();
        find_classes();
        find_holds();
        hold_who_has_no_end();
        hold_administrators();
        write_rules();
    }

private:
    const SchemaTable& subject() const { return material_.subject; }

    // `is_active` and `user_enabled` speak of the row, `two_factor_enabled` of something that it has.
    bool says_only(const std::vector<std::string>& words, std::string_view wanted) const {
        const auto names = words_of_name(subject().name.name);
        return has_word(words, wanted) && std::all_of(words.begin(), words.end(), [&](const std::string& word) {
                   return has_word({word}, wanted) || has_word({word}, "is are has was currently account user person flag") ||
                          std::any_of(names.begin(), names.end(), [&](const auto& name) { return singular(name) == singular(word); });
               });
    }

    // Shared mailboxes and accounts of the system are no persons.
    void find_nobodies() {
        for (const auto& column : subject().columns)
            if (column.family == TypeFamily::Boolean && says_only(words_of_name(column.name), kNobodyWords) && draft_.where.empty()) {
                // Of whom nothing is said it is not said that they are nobody.
                draft_.where = column.is_nullable ? sql_name(column.name) + " is not true" : "not " + sql_name(column.name);
                draft_.where_remark = {"are these rows no persons? Whoever does not satisfy it is never touched" + left_out(column), true};
            }
    }

    std::string left_out(const SchemaColumn& column) const {
        const auto* table = material_.seen.find(subject().name);
        const auto* seen = table ? table->find(column.name) : nullptr;
        if (!seen || table->rows == 0)
            return {};
        return ": of the " + std::to_string(table->rows) + " rows looked at it leaves out " + std::to_string(seen->yes);
    }

    // Of rows without a key nobody's turn could come: the check wants to hear that they are nobody.
    void leave_out_nameless() {
        for (const auto& name : draft_.key) {
            if (!subject().find_column(name)->is_nullable)
                continue;
            draft_.where += (draft_.where.empty() ? "" : " and ") + sql_name(name) + " is not null";
            if (draft_.where_remark.text.empty())
                draft_.where_remark.text = "nothing tells rows without it apart: they can be no subjects";
        }
    }

    void find_consent() {
        for (const auto* key : keys_.own()) {
            const auto& table = *material_.schema.find(key->child);
            if (draft_.consent || role_of_table(material_.graph, table) != TableRole::Consent)
                continue;
            auto guess = guess_consent(table, material_.seen);
            if (!guess)
                continue;
            guess->consent.via = keys_.via_of(*key);
            draft_.consent = std::move(guess->consent);
            marketing_ = guess->marketing;
        }
    }

    // An end says more than a state, which somebody has to change.
    void find_classes() {
        find_end();
        find_bin();
        find_state_classes();
        find_flag_classes();
        if (currents_.empty() && prospects_.empty()) {
            const bool has_former = !formers_.empty() || !ended_.empty();
            add_class(has_former ? "current" : "known", has_former ? "true" : "true", StateWord::Current,
                      has_former ? Remark{} : Remark{"nothing tells who is still a customer and who is not: which classes are there?" + whom_else(), true});
        }
    }

    // What a program writes into tables of names and values is read by nobody here.
    std::string whom_else() const {
        return has_word(words_of_name(subject().name.name), "user account login usr")
                   ? " And which accounts administer, or are no person's? Leave them out: subject.where"
                   : "";
    }

    void find_end() {
        const auto* end = find_moment(subject(), kEndWords, kNotEndWords);
        if (!end)
            return;
        end_ = end->name;
        const bool may_be_ahead = !end->is_nullable || has_word(words_of_name(end->name), "expire expires expiry expiration until");
        add_class("former", may_be_ahead ? sql_name(end->name) + " <= as_of" : sql_name(end->name) + " is not null", StateWord::Former, {});
        ended_ = draft_.classes.back().name;
        formers_.clear();
    }

    // Applications that delete nothing set a flag instead.
    void find_bin() {
        for (const auto& column : subject().columns)
            if (column.family == TypeFamily::Boolean && has_word(words_of_name(column.name), "deleted archived removed verwijderd geloescht supprime slettet"))
                return add_class("deleted", sql_name(column.name), StateWord::Former, {});
    }

    void find_state_classes() {
        for (const auto& column : subject().columns) {
            const auto words = material_.seen.words_of(subject().name, column.name);
            const auto* seen = material_.seen.find(subject().name, column.name);
            const bool differs = words.size() > 1 || (words.size() == 1 && seen->has_rare_words);
            if (!differs || !is_named_like_state(column.name) || !tells_relationship(column, words))
                continue;
            for (const auto& word : words) {
                const auto state = state_of_word(word);
                const std::string name = plain_name(word);
                add_class(name.empty() ? "state" : name, sql_name(column.name) + " = " + literal(column, word), state,
                          state ? Remark{} : Remark{"is this somebody whose data has an end? No rule is about this class", true});
            }
            if (seen->has_rare_words)
                draft_.classes.back().remark = {"few rows have other words than these, which are not shown here: which are they?", true};
            return;
        }
    }

    static std::string literal(const SchemaColumn& column, const std::string& word) {
        return column.family == TypeFamily::Integer ? word : policies::quote_text(word);
    }

    static bool tells_relationship(const SchemaColumn& column, const std::vector<std::string>& words) {
        const bool is_text = column.family == TypeFamily::Text || column.family == TypeFamily::Enum;
        return is_text && (has_word(words_of_name(column.name), "status state stage") ||
                           std::any_of(words.begin(), words.end(), [](const auto& word) { return state_of_word(word).has_value(); }));
    }

    void find_flag_classes() {
        if (!currents_.empty() || !prospects_.empty())
            return;
        for (const auto* flag : flags()) {
            const auto& column = *flag;
            const auto words = words_of_name(column.name);
            const bool is_number = column.family == TypeFamily::Integer;
            const std::string name = sql_name(column.name);
            if (says_only(words, "active activebool enabled is_active actief aktiv actif")) {
                add_class("inactive", is_number ? name + " = 0" : "not " + name, StateWord::Former, {});
                add_class("active", is_number ? name + " = 1" : name, StateWord::Current, {});
                return;
            }
            if (says_only(words, "inactive disabled inactief inaktiv inactif")) {
                add_class("inactive", is_number ? name + " = 1" : name, StateWord::Former, {});
                return;
            }
        }
    }

    // Those that are the same for everybody tell nothing, and come last.
    std::vector<const SchemaColumn*> flags() const {
        std::vector<const SchemaColumn*> found;
        for (const auto& column : subject().columns) {
            const auto* seen = material_.seen.find(subject().name, column.name);
            const bool is_number = column.family == TypeFamily::Integer && seen && seen->filled > 0 && seen->distinct <= 2;
            if (column.family == TypeFamily::Boolean || is_number)
                found.push_back(&column);
        }
        std::stable_sort(found.begin(), found.end(), [&](const auto* a, const auto* b) { return differs(*a) > differs(*b); });
        return found;
    }

    bool differs(const SchemaColumn& column) const {
        const auto* seen = material_.seen.find(subject().name, column.name);
        return seen && seen->distinct > 1;
    }

    void add_class(const std::string& wanted, const std::string& when, std::optional<StateWord> state, Remark remark) {
        std::string name = wanted;
        for (int number = 2; std::any_of(draft_.classes.begin(), draft_.classes.end(), [&](const auto& each) { return each.name == name; }); ++number)
            name = wanted + "_" + std::to_string(number);
        draft_.classes.push_back({name, when, std::move(remark)});
        if (state == StateWord::Former)
            formers_.push_back(name);
        else if (state == StateWord::Prospect)
            prospects_.push_back(name);
        else if (state == StateWord::Current)
            currents_.push_back(name);
    }

    void find_holds() {
        for (const auto& column : subject().columns)
            if (column.family == TypeFamily::Boolean && has_word(words_of_name(column.name), kHoldWords)) {
                const std::string name = plain_name(column.name);
                const bool is_sure = has_word(words_of_name(column.name), "hold dispute litigation lawsuit investigation legal");
                draft_.holds.push_back({name.empty() ? "hold" : name, sql_name(column.name), {},
                                        is_sure ? Remark{} : Remark{"does this keep somebody's data?", true}});
            }
    }

    // Whoever is employed since 2015 and until nothing is not somebody who was last heard of in 2015.
    void hold_who_has_no_end() {
        if (!ended_.empty())
            return;
        const auto period = period_of(subject());
        if (!period)
            return;
        const auto from = sql_name(period->begin->name);
        const auto to = sql_name(period->end->name);
        const std::string goes_on = period->end->is_nullable ? "(" + to + " is null or " + to + " > as_of)" : to + " > as_of";
        const std::string what = plain_name(period->name);
        draft_.holds.push_back({names_.take("open_" + (what.empty() ? "period" : what)), (period->begin->is_nullable ? from + " is not null and " : "") + goes_on, {},
                                {"is whoever has no end here still one of yours?", true}});
        own_end_ = period->end->name;
    }

    // Nothing else says of an account that the system can't do without it.
    void hold_administrators() {
        const Remark remark{"accounts that administer are held: are these the words for them?", true};
        const auto conditions_in = [&](const SchemaTable& table) {
            return administrators_in(table, material_.schema, material_.graph, material_.seen);
        };
        for (const auto& condition : conditions_in(subject()))
            if (draft_.where.find(condition) == std::string::npos)   // left out altogether
                draft_.holds.push_back({names_.take("administrator"), condition, {}, remark});
        for (const auto* key : keys_.own())
            for (const auto& condition : conditions_in(*material_.schema.find(key->child)))
                hold_whoever_has(*key, condition, remark);
    }

    void hold_whoever_has(const ForeignKey& key, const std::string& condition, const Remark& remark) {
        const auto fact = names_.take("administers");
        draft_.facts.push_back({fact, true, key.child, {}, keys_.via_of(key), condition});
        draft_.holds.push_back({fact, fact + " > 0", fact, remark});
    }

    // The moments of which the latest counts.
    std::vector<std::string> last_moments() const {
        auto moments = latest_;
        if (!own_end_.empty())
            moments.push_back(sql_name(own_end_));
        const auto* seen = material_.seen.find(subject().name);
        for (const auto& column : subject().columns) {
            const auto unit = epoch_of(column, seen);
            if ((is_moment(column) || unit) && is_sign_of_life(column.name))
                moments.push_back(unit ? moment_sql(sql_name(column.name), *unit) : sql_name(column.name));
        }
        if (const auto* begin = find_moment(subject(), kBeginWords, "birth updated expires expiry expire expired expiration until"))
            moments.push_back(sql_name(begin->name));
        else if (const auto number = first_number(seen))
            moments.push_back(*number);
        return moments;
    }

    // `timecreated`, a number.
    std::optional<std::string> first_number(const TableObservation* seen) const {
        for (const auto& column : subject().columns)
            if (const auto unit = epoch_of(column, seen); unit && has_word(words_of_name(column.name), kBeginWords))
                return moment_sql(sql_name(column.name), *unit);
        return std::nullopt;
    }

    void write_rules() {
        const bool can_delete = draft_.find_action("delete") != nullptr;
        if (!ended_.empty())
            draft_.rules.push_back({"ended", {ended_}, "P5Y", {sql_name(end_)}, "end_of_year", {}, "anonymize",
                                    {"for how long after the end is who it was of use?", true}});
        if (!prospects_.empty())
            draft_.rules.push_back({"silent-prospects", prospects_, "P2Y", last_moments(), {}, unless_marketing(),
                                    can_delete ? "delete" : "anonymize", {"after how long a silence?", true}});
        if (!formers_.empty())
            draft_.rules.push_back({"without-end-date", formers_, "P5Y", last_moments(), {}, {}, "anonymize",
                                    {"nothing says when it ended: does the last sign of life do, and how long after it?", true}});
        if (!marketing_.empty() && !prospects_.empty())
            draft_.rules.push_back({"consent-ended", prospects_, "P30D", {"consent_" + marketing_ + "_ended"}, {}, "basis_valid", "anonymize",
                                    {"how long after the last consent, where there is no other ground to hold the data?", true}});
        if (draft_.rules.empty())
            return draft_.rules.push_back({"silent", currents_, "P5Y", last_moments(), {}, unless_marketing(), "anonymize",
                                    {"after how long a silence?", true}});
        for (auto& one : draft_.classes)
            if (std::find(currents_.begin(), currents_.end(), one.name) != currents_.end() && one.remark.text.empty())
                one.remark = {"no rule is about this class, and its persons are kept without end: is that meant, also after years of silence?", true};
    }

    std::string unless_marketing() const { return marketing_.empty() ? "" : "consent_" + marketing_; }

    const Material& material_;
    Draft& draft_;
    const SubjectKeys keys_;
    FreeNames names_;
    std::vector<std::string> latest_;    // facts
    std::string end_;                    // the subject's column
    std::string own_end_;                // the subject's, of a period that may go on
    std::string ended_;                  // the class of those who have one
    std::string marketing_;              // the purpose
    std::vector<std::string> formers_, prospects_, currents_;
};

} // namespace

void outline_clauses(const Material& material, Draft& draft) {
    Clauses(material, draft).run();
}

} // namespace retention::drafting
