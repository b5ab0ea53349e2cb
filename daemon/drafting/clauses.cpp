// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/outline.hpp"

#include "daemon/drafting/administrators.hpp"
#include "daemon/drafting/consent_guess.hpp"
#include "daemon/drafting/moments.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/table_role.hpp"
#include "daemon/drafting/value_query.hpp"
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

constexpr std::size_t kFactsMax = 8;
constexpr std::size_t kFurtherMax = 4;   // from tables further down, or found by values alone
constexpr std::size_t kOpenMax = 12;
constexpr std::size_t kStepsMax = 3;     // keys between a row and the person

constexpr std::string_view kEndWords =
    "ended end left leave leaving closed expire expired expires expiry expiration deleted terminated termination cancelled canceled "
    "until resigned resignation departure quit deceased death archived deactivated deactivation offboarded uitgeschreven opgezegd "
    "einddatum vertrokken geloescht gekuendigt austritt ende ausgetreten resilie depart sortie avsluttet sluttet slettet";
constexpr std::string_view kBeginWords =
    "created create creation registered entered registration joined join since signup enrolled added inserted entry started begin hired applied submitted "
    "aangemaakt ingeschreven gesolliciteerd erstellt angelegt eintritt beworben cree inscription opprettet";
constexpr std::string_view kWriterWords = "author writer poster sender commenter uploader publisher";
constexpr std::string_view kTermWords = "subscription membership contract abonnement inschrijving lidmaatschap mitgliedschaft";
constexpr std::string_view kDisputeWords = "dispute litigation lawsuit prosecution garnishment geschil rechtszaak rechtsstreit litige";
constexpr std::string_view kHoldWords = "hold legal dispute litigation lawsuit barred blocked frozen fraud investigation seizure bezwaar";
constexpr std::string_view kNobodyWords = "team system superuser super admin bot test internal template mailbox service robot dummy company organisation organization bedrijf firma";

class Clauses {
public:
    Clauses(const Material& material, Draft& draft) : material_(material), draft_(draft) {
        for (const auto& column : material.subject.columns)
            taken_.insert(column.name);
    }

    void run() {
        find_nobodies();
        leave_out_nameless();
        collect_facts();
        collect_further_facts();
        collect_facts_by_value();
        ask_about_books();
        find_consent();
        find_classes();
        find_holds();
        hold_who_has_no_end();
        hold_administrators();
        write_rules();
    }

private:
    const SchemaTable& subject() const { return material_.subject; }

    std::string free_name(const std::string& wanted) {
        std::string name = wanted;
        for (int number = 2; !taken_.insert(name).second; ++number)
            name = wanted + "_" + std::to_string(number);
        return name;
    }

    // `last_visit` of crm.visit, and `last_row` of a table whose name has no letters.
    std::string fact_name(const std::string& prefix, const policies::TableName& table, const std::string& otherwise) {
        const std::string what = plain_name(table.name);
        return free_name(prefix + (what.empty() ? otherwise : what));
    }

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

    // Keys straight to the subject, but for those that say who did something.
    std::vector<const ForeignKey*> keys_of_rows() const {
        std::vector<const ForeignKey*> keys;
        for (const auto* key : material_.graph.into(subject().name)) {
            const auto* child = material_.schema.find(key->child);
            if (child && child->can_select && !material_.graph.is_within(key->child, subject().name) && role_of(*key) != KeyRole::Actor)
                keys.push_back(key);
        }
        return keys;
    }

    KeyRole role_of(const ForeignKey& key) const { return role_of_key(material_.graph, material_.schema, key, subject()); }

    // Those by which rows are the subject's own.
    std::vector<const ForeignKey*> own_keys() const {
        auto keys = keys_of_rows();
        std::erase_if(keys, [&](const ForeignKey* key) { return role_of(*key) != KeyRole::Own; });
        return keys;
    }

    std::vector<std::string> via_of(const ForeignKey& key) const {
        std::size_t count = 0;
        for (const auto* other : material_.graph.out_of(key.child))
            count += material_.graph.is_within(subject().name, other->parent) ? 1 : 0;
        return count > 1 ? key.columns : std::vector<std::string>{};
    }

    // Whose row it is may be open to doubt, and is no reason to take somebody for silent: such keys come last.
    void collect_facts() {
        auto keys = keys_of_rows();
        const auto weight = [&](const ForeignKey* key) { return weight_of(*key) + (role_of(*key) == KeyRole::Unclear ? 4 : 0); };
        std::stable_sort(keys.begin(), keys.end(), [&](const auto* a, const auto* b) { return weight(a) < weight(b); });
        for (const auto* key : keys) {
            if (weight_of(*key) == kSaysNothing)
                continue;
            if (latest_.size() < kFactsMax)
                add_last(*key);
            else
                leave_out(*material_.schema.find(key->child));
            if (weight_of_role(*key) != kSaysNothing && !add_open(*key))
                add_dispute(*key);
        }
        for (const auto* key : keys_of_writers())
            if (latest_.size() < kFactsMax)
                add_last(*key);
            else
                leave_out(*material_.schema.find(key->child));
    }

    // Whoever posted last week is not silent, whatever the post is about.
    std::vector<const ForeignKey*> keys_of_writers() const {
        std::vector<const ForeignKey*> keys;
        for (const auto* key : material_.graph.into(subject().name)) {
            const auto* child = material_.schema.find(key->child);
            if (child && child->can_select && role_of(*key) == KeyRole::Actor && std::ranges::any_of(key->columns, [](const auto& column) { return has_word(words_of_name(column), kWriterWords); }) &&
                role_of_table(material_.graph, *child) == TableRole::Writing)
                keys.push_back(key);
        }
        return keys;
    }

    static constexpr int kSaysNothing = 9;

    // How much a table says of when somebody was last heard of; the less the more. A subscription that ends one day is more than a setting; of
    // an address or a card that is valid nobody hears anything.
    int weight_of(const ForeignKey& key) const {
        if (const auto weight = weight_of_role(key); weight != kSaysNothing || is_sent_by_us(key))
            return weight;
        return sign_of_life(*material_.schema.find(key.child), material_.seen.find(key.child)) ? 3 : kSaysNothing;   // a device was last seen
    }

    int weight_of_role(const ForeignKey& key) const {
        const auto& child = *material_.schema.find(key.child);
        switch (role_of_table(material_.graph, child)) {
        case TableRole::Activity: return 0;
        case TableRole::Books: return 1;
        case TableRole::Other: return 2;
        case TableRole::Writing: return is_sent_by_us(key) ? kSaysNothing : 3;
        case TableRole::Access: return has_word(words_of_name(key.child.name), "login session signin visit") ? 3 : kSaysNothing;
        case TableRole::Contact: return end_of_period(child) && has_word(words_of_name(key.child.name), kTermWords) ? 3 : kSaysNothing;
        case TableRole::Connection: return open_rows(child) ? 3 : kSaysNothing;
        default: return kSaysNothing;
        }
    }

    // The orders of somebody's account, where an account has no dates of its own; the posts of a person who is an employee, one of which goes on.
    void collect_further_facts() {
        std::set<policies::TableName> met{subject().name};
        std::vector<const ForeignKey*> level;
        for (const auto* key : keys_of_rows())
            if (role_of(*key) == KeyRole::Own && met.insert(key->child).second)
                level.push_back(key);
        std::size_t found = 0;
        for (std::size_t steps = 1; steps < kStepsMax; ++steps) {
            std::vector<const ForeignKey*> below;
            for (const auto* above : level)
                for (const auto* key : material_.graph.into(above->child)) {
                    const auto* child = material_.schema.find(key->child);
                    if (!child || !child->can_select || names_who_acted(material_.graph, material_.schema, *key, *material_.schema.find(key->parent)) ||
                        !met.insert(key->child).second)
                        continue;
                    below.push_back(key);
                    if (ways_up(*child) != 1) {
                        if (is_activity(*key) && last_moment_of(*child))
                            draft_.uncounted.push_back(written(child->name));
                        continue;
                    }
                    if (is_activity(*key) && found < kFurtherMax)
                        found += add_last(*key, false) ? 1 : 0;
                    else if (is_activity(*key))
                        leave_out(*child);
                    if (is_activity(*key) || (end_of_period(*child) && weight_of(*key) != kSaysNothing))
                        add_open(*key, false);
                }
            level = std::move(below);
        }
    }

    void leave_out(const SchemaTable& child) {
        if (last_moment_of(child))
            draft_.left_out.push_back(written(child.name));
    }

    bool is_activity(const ForeignKey& key) const {
        const auto role = role_of_table(material_.graph, *material_.schema.find(key.child));
        return role == TableRole::Activity || role == TableRole::Books || is_named_like_books(*material_.schema.find(key.child));
    }

    // Of several the fact would have to say which, and nobody knows.
    std::size_t ways_up(const SchemaTable& table) const {
        std::size_t ways = 0;
        const auto count = [&](const auto& self, const policies::TableName& from, std::size_t steps) -> void {
            for (const auto* key : material_.graph.out_of(from)) {
                if (material_.graph.is_within(subject().name, key->parent))
                    ++ways;
                else if (steps < kStepsMax && ways < 2)
                    self(self, key->parent, steps + 1);
            }
        };
        count(count, table.name, 1);
        return ways;
    }

    // Rows that seem to be the person's by what is in them are touched by nothing until somebody says that they are; yet whoever ordered
    // something last week has not been silent.
    void collect_facts_by_value() {
        std::size_t found = 0;
        for (const auto& link : draft_.links) {
            const auto* table = material_.schema.find(link.table);
            const bool is_asked = table && !link.is_active && link.is_found && !material_.graph.is_within(link.table, subject().name);
            const auto moment = is_asked && found < kFurtherMax ? last_moment_of(*table) : std::nullopt;
            if (!moment)
                continue;
            ++found;
            DraftFact fact{fact_name("last_", table->name, "row"), false, table->name, moment->column->name, {}, {}};
            fact.query = query_by_value(link, *table, moment->column->name, subject(), draft_.key.empty() ? subject().primary_key : draft_.key);
            fact.remark = {"of the link that is only asked about above: as long as nobody has answered, these rows count as a sign of life. "
                           "Take the link, or drop the fact",
                           true};
            draft_.facts.push_back(std::move(fact));
            latest_.push_back(moment_of_fact(draft_.facts.back().name, *moment));
        }
    }

    std::optional<LastMoment> last_moment_of(const SchemaTable& table) const { return last_moment(table, material_.seen.find(table.name)); }

    static std::string moment_of_fact(const std::string& fact, const LastMoment& moment) { return moment.unit ? moment_sql(fact, *moment.unit) : fact; }

    // A dispute that nobody has thought of is lost with its papers.
    void add_dispute(const ForeignKey& key) {
        const auto words = words_of_name(key.child.name);
        const bool is_dispute = has_word({words.back()}, kDisputeWords) || (has_word({words.back()}, "hold") && has_word(words, "legal litigation")) ||
                                (has_word({words.back()}, "case matter proceeding claim") && has_word(words, "legal court"));
        if (!is_dispute)
            return;
        const std::string fact = fact_name("any_", key.child, "dispute");
        draft_.facts.push_back({fact, true, key.child, {}, via_of(key), {}});
        draft_.holds.push_back({fact, fact + " > 0", fact, {"which of these rows are over, and keep nobody any longer? As it is each one does, for ever", true}});
    }

    bool has_floor(const policies::TableName& table) const {
        return std::any_of(draft_.floors.begin(), draft_.floors.end(), [&](const DraftFloor& floor) {
            return std::any_of(draft_.facts.begin(), draft_.facts.end(),
                               [&](const DraftFact& fact) { return fact.name == floor.fact && fact.table == table; });
        });
    }

    // Lines of an invoice that a floor keeps are kept with it.
    bool is_below_floor(const Answer& answer) const {
        const auto keys = material_.graph.out_of(answer.table);
        return std::any_of(keys.begin(), keys.end(), [&](const ForeignKey* key) { return key->columns == answer.via && has_floor(key->parent); });
    }

    // What is named like books may have to be kept for years, and nothing else here would keep it.
    void ask_about_books() {
        for (auto& action : draft_.actions)
            for (auto& answer : action.answers) {
                const auto* table = material_.schema.find(answer.table);
                if (answer.kind != policies::Line::Kind::Delete || answer.via.empty() || answer.is_of_subjects || !table ||
                    !is_named_like_books(*table) || has_floor(answer.table) || is_below_floor(answer))
                    continue;
                if (answer.remark.text.starts_with(kKeptByFloor))
                    answer.remark.text.replace(0, kKeptByFloor.size(), "bookkeeping that must name somebody, and no date tells how old it is: for how long does the law want it? Then add a floor, or keep it");
                else if (!answer.remark.is_decision)
                    answer.remark = {answer.remark.text + ", and named like books: does the law want it for some years? Then add a floor, or keep it", true};
            }
    }

    // Whoever is sent a newsletter every month gives no sign of life by that.
    static bool is_sent_by_us(const ForeignKey& key) {
        return has_word(words_of_name(key.child.name), "mail email sms notification newsletter mailing letter");
    }

    bool add_last(const ForeignKey& key, bool is_own = true) {
        const auto& child = *material_.schema.find(key.child);
        const auto moment = last_moment_of(child);
        if (!moment)
            return false;
        DraftFact fact{fact_name("last_", child.name, "row"), false, child.name, moment->column->name, is_own ? via_of(key) : std::vector<std::string>(), {}};
        if (moment->unit)
            fact.remark = {std::string(*moment->unit == EpochUnit::Seconds ? "seconds" : "milliseconds") + " since 1970, and 0 for never?", true};
        latest_.push_back(moment_of_fact(fact.name, *moment));
        draft_.facts.push_back(std::move(fact));
        if (!moment->unit && is_own && role_of(key) == KeyRole::Own && role_of_table(material_.graph, child) == TableRole::Books)
            add_floor(draft_.facts.back().name);
        return true;
    }

    // Rows that have no end yet keep the person.
    bool add_open(const ForeignKey& key, bool is_own = true) {
        const auto& child = *material_.schema.find(key.child);
        const auto open = open_rows(child);
        if (!open || draft_.holds.size() >= kOpenMax)
            return false;
        const std::string fact = fact_name("open_", child.name, "rows");
        draft_.facts.push_back({fact, true, child.name, {}, is_own ? via_of(key) : std::vector<std::string>(), open->condition});
        draft_.holds.push_back({fact, fact + " > 0", fact, open->remark});
        return true;
    }

    void add_floor(const std::string& fact) {
        if (!draft_.find_action("delete"))
            return;
        const auto number = draft_.floors.size() + 1;
        draft_.floors.push_back({number == 1 ? "bookkeeping" : "bookkeeping_" + std::to_string(number), fact, "P7Y", "end_of_year", "delete",
                                 {"for how long does the law want these books? Seven years are usual", true}});
    }

    void find_consent() {
        for (const auto* key : own_keys()) {
            const auto& table = *material_.schema.find(key->child);
            if (draft_.consent || role_of_table(material_.graph, table) != TableRole::Consent)
                continue;
            auto guess = guess_consent(table, material_.seen);
            if (!guess)
                continue;
            guess->consent.via = via_of(*key);
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
        draft_.holds.push_back({free_name("open_" + (what.empty() ? "period" : what)), (period->begin->is_nullable ? from + " is not null and " : "") + goes_on, {},
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
                draft_.holds.push_back({free_name("administrator"), condition, {}, remark});
        for (const auto* key : own_keys())
            for (const auto& condition : conditions_in(*material_.schema.find(key->child)))
                hold_whoever_has(*key, condition, remark);
    }

    void hold_whoever_has(const ForeignKey& key, const std::string& condition, const Remark& remark) {
        const auto fact = free_name("administers");
        draft_.facts.push_back({fact, true, key.child, {}, via_of(key), condition});
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
    std::set<std::string> taken_;
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
