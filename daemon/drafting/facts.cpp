// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/facts.hpp"

#include "daemon/drafting/moments.hpp"
#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/subject_keys.hpp"
#include "daemon/drafting/table_role.hpp"
#include "daemon/drafting/value_query.hpp"
#include "daemon/drafting/yaml_text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace retention::drafting {

namespace {

using policies::ForeignKey;
using policies::SchemaTable;

constexpr std::size_t kFactsMax = 8;
constexpr std::size_t kFurtherMax = 4;   // from tables further down, or found by values alone
constexpr std::size_t kOpenMax = 12;
constexpr std::size_t kStepsMax = 3;     // keys between a row and the person

constexpr std::string_view kTermWords = "subscription membership contract abonnement inschrijving lidmaatschap mitgliedschaft";
constexpr std::string_view kDisputeWords = "dispute litigation lawsuit prosecution garnishment geschil rechtszaak rechtsstreit litige";

class Facts {
public:
    Facts(const Material& material, Draft& draft, FreeNames& names) : material_(material), draft_(draft), names_(names), keys_(material) {}

    std::vector<std::string> run() {
        collect_facts();
        collect_further_facts();
        collect_facts_by_value();
        ask_about_books();
        return std::move(latest_);
    }

private:
    const SchemaTable& subject() const { return material_.subject; }

    // Whose row it is may be open to doubt, and is no reason to take somebody for silent: such keys come last.
    void collect_facts() {
        auto keys = keys_.of_rows();
        const auto weight = [&](const ForeignKey* key) { return weight_of(*key) + (keys_.role_of(*key) == KeyRole::Unclear ? 4 : 0); };
        std::stable_sort(keys.begin(), keys.end(), [&](const auto* a, const auto* b) { return weight(a) < weight(b); });
        for (const auto* key : keys) {
            if (weight_of(*key) == kSaysNothing)
                continue;
            add_last_or_leave_out(*key);
            if (weight_of_role(*key) != kSaysNothing && !add_open(*key))
                add_dispute(*key);
        }
        for (const auto* key : keys_.of_writers())
            add_last_or_leave_out(*key);
    }

    void add_last_or_leave_out(const ForeignKey& key) {
        if (latest_.size() < kFactsMax)
            add_last(key);
        else
            leave_out(*material_.schema.find(key.child));
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
        for (const auto* key : keys_.of_rows())
            if (keys_.role_of(*key) == KeyRole::Own && met.insert(key->child).second)
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
            DraftFact fact{names_.take("last_", table->name, "row"), false, table->name, moment->column->name, {}, {}};
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
        const std::string fact = names_.take("any_", key.child, "dispute");
        draft_.facts.push_back({fact, true, key.child, {}, keys_.via_of(key), {}});
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
        DraftFact fact{names_.take("last_", child.name, "row"), false, child.name, moment->column->name, is_own ? keys_.via_of(key) : std::vector<std::string>(), {}};
        if (moment->unit)
            fact.remark = {std::string(*moment->unit == EpochUnit::Seconds ? "seconds" : "milliseconds") + " since 1970, and 0 for never?", true};
        latest_.push_back(moment_of_fact(fact.name, *moment));
        draft_.facts.push_back(std::move(fact));
        if (!moment->unit && is_own && keys_.role_of(key) == KeyRole::Own && role_of_table(material_.graph, child) == TableRole::Books)
            add_floor(draft_.facts.back().name);
        return true;
    }

    // Rows that have no end yet keep the person.
    bool add_open(const ForeignKey& key, bool is_own = true) {
        const auto& child = *material_.schema.find(key.child);
        const auto open = open_rows(child);
        if (!open || draft_.holds.size() >= kOpenMax)
            return false;
        const std::string fact = names_.take("open_", child.name, "rows");
        draft_.facts.push_back({fact, true, child.name, {}, is_own ? keys_.via_of(key) : std::vector<std::string>(), open->condition});
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

    const Material& material_;
    Draft& draft_;
    FreeNames& names_;
    const SubjectKeys keys_;
    std::vector<std::string> latest_;
};

} // namespace

std::vector<std::string> outline_facts(const Material& material, Draft& draft, FreeNames& names) { return Facts(material, draft, names).run(); }

} // namespace retention::drafting
