// SPDX-License-Identifier: Apache-2.0
//
// The judgement on a real server, against an oracle that shares nothing with it.
#include "policies/judgement.hpp"
#include "policies/locks.hpp"

#include "tests/policies/oracle.hpp"
#include "tests/policies/people.hpp"
#include "tests/policies/policy_text.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace retention::policies {
namespace {

using retention::test::PrivateCluster;
using namespace retention::policies::test;
using Names = std::vector<std::string>;
using Row = PrivateCluster::Row;
using Rows = PrivateCluster::Rows;

constexpr const char* kDatabase = "judgement_sql";

// All migrations, in their order.
std::string journal_text() {
    std::set<std::filesystem::path> files;
    for (const auto& each : std::filesystem::directory_iterator(std::string(RETENTIOND_SOURCE_DIR) + "/daemon/database/migrations"))
        files.insert(each.path());
    std::ostringstream text;
    for (const auto& file : files)
        text << std::ifstream(file).rdbuf();
    return text.str();
}

// '{"a","b"}', as libpq takes an array.
std::string array_of(const Names& values) {
    std::string text = "{";
    for (const auto& value : values) {
        text += text.size() > 1 ? ",\"" : "\"";
        for (const char c : value)
            text += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        text += "\"";
    }
    return text + "}";
}

class JudgementSql : public ::testing::Test {
protected:
    static void SetUpTestSuite() { cluster_ = std::make_unique<PrivateCluster>(); }
    static void TearDownTestSuite() { cluster_.reset(); }

    void use(const Layout& layout) {
        layout_ = layout;
        cluster_->create_database(kDatabase);
        exec("create schema retentiond;\n" + journal_text());
        exec(create_tables(layout));
    }

    void use_zone(const std::string& zone) {
        zone_ = zone;
        exec(std::string("alter database ") + kDatabase + " set timezone = '" + zone + "'");
    }

    void exec(const std::string& sql) const { cluster_->exec(kDatabase, sql); }
    Rows query(const std::string& sql, const Names& parameters = {}) const {
        return cluster_->query(kDatabase, sql, parameters);
    }
    double number(const std::string& sql) const { return std::stod(cluster_->value(kDatabase, sql)); }

    SchemaText schema() const {
        std::string key;
        std::string reference;
        std::string names;
        std::string references;
        for (const auto& name : layout_.key_columns) {
            key += name + " " + layout_.key_type + " key; ";
            reference += "person_" + name + " " + layout_.key_type + "; ";
            names += name + " ";
            references += "person_" + name + " ";
        }
        SchemaText made;
        made.table("crm.person", key + "status text; created_at timestamptz; ended_on date; frozen boolean");
        made.table("crm.activity", reference + "happened_at timestamptz");
        made.table("crm.invoice", reference + "invoiced_on date; state text");
        made.table("crm.issue", reference + "closed_on date");
        made.table("crm.consent", reference +
                                      "purpose text; basis text; granted_at timestamptz; expires_at timestamptz; "
                                      "withdrawn_at timestamptz");
        for (const auto* child : {"activity", "invoice", "issue", "consent"})
            made.key(std::string("crm.") + child + " (" + references + ") -> crm.person (" + names + ")");
        return made;
    }

    // The facts and consents that the oracle knows, without classes and rules.
    PolicyText facts() const {
        std::string references;
        for (const auto& name : layout_.key_columns)
            references += "person_" + name + ", ";
        PolicyText policy("crm.person");
        policy.where("status <> 'team'");
        policy.fact("last_activity: max crm.activity.happened_at");
        policy.fact("last_invoice: max crm.invoice.invoiced_on", "state <> 'void'");
        policy.fact("open_issues: count crm.issue", "closed_on is null");
        policy.fact("has_open_issue: exists crm.issue", "closed_on is null");
        policy.query("issues", "select " + references + "count(*) from crm.issue group by " +
                                   references.substr(0, references.size() - 2));
        policy.consent(
            "crm.consent",
            "purpose purpose; legal_basis basis; granted granted_at; expires expires_at; withdrawn withdrawn_at",
            "marketing P18M; contract");
        policy.value().consent->legal_bases = {{"ingetrokken", "withdrawn"}, {"consent", "consent"}};
        return policy;
    }

    static PolicyText add_actions(PolicyText policy) {
        policy.action("delete", {"crm.person: delete", "crm.activity: delete", "crm.invoice: delete",
                                 "crm.issue: delete", "crm.consent: delete"});
        policy.action("anonymize", {"crm.person: status redact; * keep", "crm.*: keep"});
        return policy;
    }

    PolicyText written(const OraclePolicy& oracle) const {
        PolicyText policy = facts();
        // A word of ours that is not mapped does not occur in the application; both are withdrawals here.
        policy.value().consent->legal_bases["withdrawn"] = "withdrawn";
        policy.value().consent->is_log = oracle.consents_are_log;
        for (const auto& each : oracle.classes)
            policy.when(each.name, each.when.sql);
        for (const auto& rule : oracle.rules) {
            std::string classes;
            for (const auto& name : rule.classes)
                classes += name + " ";
            policy.rule(classes, to_iso(rule.keep), rule.after.sql, rule.deletes ? "delete" : "anonymize");
            auto& made = policy.value().rules.back();
            made.from = rule.from;
            if (rule.when)
                made.when = Expression{rule.when->sql, {}};
            if (rule.unless)
                made.unless = Expression{rule.unless->sql, {}};
        }
        for (std::size_t i = 0; i < oracle.floors.size(); ++i) {
            const auto& floor = oracle.floors[i];
            const std::string blocks = floor.blocks_delete && floor.blocks_anonymize ? ""
                                       : floor.blocks_delete                         ? "delete"
                                                                                     : "anonymize";
            policy.floor("floor" + std::to_string(i), to_iso(floor.keep), floor.after.sql, blocks,
                         floor.where ? floor.where->sql : "");
            policy.value().floors.back().from = floor.from;
        }
        for (std::size_t i = 0; i < oracle.holds.size(); ++i)
            policy.hold("hold" + std::to_string(i), oracle.holds[i].sql);
        return add_actions(std::move(policy));
    }

    // The server's clocks for all instants and dates of these people: one question each.
    Wall wall_for(const std::vector<Person>& people, double as_of) {
        std::set<double> instants{as_of};
        std::set<double> grants;
        const auto note = [](std::set<double>& to, const std::optional<double>& value) {
            if (value && !std::isinf(*value))
                to.insert(*value);
        };
        for (const auto& person : people) {
            note(instants, person.created_at);
            note(instants, person.marked);
            for (const auto& activity : person.activities)
                note(instants, activity);
            for (const auto& record : person.consents) {
                note(instants, record.expires);
                note(instants, record.withdrawn);
                note(instants, record.granted);
                if (record.granted && *record.granted < 221845392000.0)
                    note(grants, record.granted);
            }
        }
        Wall made;
        const auto later = answers(grants, "extract(epoch from to_timestamp(asked) + interval '18 months')");
        for (const auto& [granted, end] : later)
            instants.insert(end);
        made.later = [later](double instant, Period) { return later.at(instant); };
        made.date_of = [found = answers(instants, "(to_timestamp(asked) at time zone '" + zone_ +
                                                      "')::date - date '1970-01-01'")](double instant) {
            return found.at(instant);
        };
        return made;
    }

    std::map<double, double> answers(const std::set<double>& questions, const std::string& expression) const {
        Names asked;
        for (const double question : questions) {
            std::ostringstream text;
            text.precision(17);
            text << question;
            asked.push_back(text.str());
        }
        std::map<double, double> found;
        auto question = questions.begin();
        for (const auto& row : query("select " + expression +
                                         " from unnest($1::float8[]) with ordinality as q(asked, place) "
                                         "order by place",
                                     {array_of(asked)}))
            found[*question++] = std::stod(row.at(0).value());
        return found;
    }

    Names keys_of(const std::vector<Person>& people, const std::string& as_of) const {
        Names parameters{as_of};
        for (std::size_t column = 0; column < layout_.key_columns.size(); ++column) {
            Names values;
            for (const auto& person : people)
                values.push_back(person.key[column]);
            parameters.push_back(array_of(values));
        }
        return parameters;
    }

    Names key_in(const Row& row) const {
        Names key;
        for (std::size_t i = 0; i < layout_.key_columns.size(); ++i)
            key.push_back(row.at(i).value());
        return key;
    }

    // Asks the product and the oracle, and compares all that they say.
    void compare(const OraclePolicy& oracle, const std::vector<Person>& people, const std::string& as_of) {
        const auto result = bound(written(oracle), schema());
        ASSERT_EQ(result.told(), Names{});
        const double instant = number("select extract(epoch from timestamptz '" + as_of + "')");
        const Wall clocks = wall_for(people, instant);

        std::map<Names, std::string> expected_judged;
        std::map<Names, std::string> expected_due;
        std::map<std::string, int> expected_census;
        for (const auto& person : people) {
            const auto opinion = judge_by_hand(oracle, person, instant, clocks);
            if (!opinion)
                continue;
            const std::string verdict = opinion->verdict ? std::to_string(*opinion->verdict) : "none";
            std::string states;
            for (const int state : opinion->states)
                states += " " + std::to_string(state);
            expected_judged[person.key] = verdict + states + (opinion->is_somebody ? " t" : " f");
            if (opinion->verdict)
                expected_due[person.key] = verdict;
            ++expected_census[opinion->class_name + states + " " + verdict];
        }

        const std::size_t keys = layout_.key_columns.size();
        std::map<Names, std::string> judged;
        for (const auto& row : query(judge(result.binding).sql, keys_of(people, as_of))) {
            std::string text = row.at(keys).value_or("none");
            for (std::size_t i = keys + 1; i + 1 < row.size(); ++i)   // nobody asked to be erased
                if (i + 3 != row.size())   // but for is_held, which the states say as well
                    text += " " + row[i].value_or("null");
            EXPECT_TRUE(judged.emplace(key_in(row), text).second) << "twice in the answer";
        }
        EXPECT_EQ(judged, expected_judged);

        std::map<Names, std::string> found_due;
        for (const auto& row : query(due(result.binding).sql, {as_of}))
            EXPECT_TRUE(found_due.emplace(key_in(row), row.at(keys).value_or("null")).second);
        EXPECT_EQ(found_due, expected_due);

        std::map<std::string, int> counted;
        const std::size_t rules = oracle.rules.size();
        for (const auto& row : query(census(result.binding).sql, {as_of})) {
            std::string text = row.at(0).value_or("");
            for (std::size_t i = 1; i <= rules; ++i)
                text += " " + row.at(i).value_or("null");
            text += " " + row.at(rules + 1).value_or("none");
            counted[text] += std::stoi(row.at(rules + 2).value());
        }
        EXPECT_EQ(counted, expected_census);
        EXPECT_EQ(query(explain(result.binding).sql, keys_of(people, as_of)).size(), expected_judged.size());
        due_seen_ += expected_due.size();
        judged_seen_ += expected_judged.size();
    }

    void compare_seeds(const Layout& layout, unsigned first, unsigned last) {
        static const Names zones{
            "UTC", "Europe/Amsterdam", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"};
        static const Names instants{"2024-02-29 23:30:00+00", "2025-02-28 12:00:00+00", "2025-03-30 01:30:00+00",
                                    "2026-01-01 00:00:00+00", "2025-12-31 23:59:59+00", "2025-08-31 11:00:00+00"};
        use(layout);
        for (unsigned seed = first; seed <= last; ++seed) {
            SCOPED_TRACE("seed " + std::to_string(seed));
            Random random(seed);
            use_zone(one_of(random, zones));
            const std::string as_of = one_of(random, instants);
            const double instant = number("select extract(epoch from timestamptz '" + as_of + "')");
            const auto people = random_people(random, layout, instant, 60);
            exec(fill_tables(layout, "people", people));
            for (int i = 0; i < 3; ++i)
                compare(random_policy(random), people, as_of);
            if (HasFailure())
                return;
        }
        EXPECT_GT(due_seen_, judged_seen_ / 50) << "too few were due for the comparison to mean much";
    }

    static std::unique_ptr<PrivateCluster> cluster_;
    Layout layout_;
    std::string zone_;
    std::size_t due_seen_ = 0;
    std::size_t judged_seen_ = 0;
};

std::unique_ptr<PrivateCluster> JudgementSql::cluster_;

TEST_F(JudgementSql, AgreesWithTheOracleForSimpleKeys) {
    compare_seeds(Layout::simple(), 1, 20);
}

TEST_F(JudgementSql, AgreesWithTheOracleForCompositeKeys) {
    compare_seeds(Layout::composite(), 101, 120);
}

// One person for each day of thirteen months, seen from the ends of months, where adding and subtracting a period
// differ most.
TEST_F(JudgementSql, AgreesWithTheOracleOnEveryDay) {
    use(Layout::simple());
    use_zone("Europe/Amsterdam");
    std::vector<Person> people;
    for (int day = 19747; day < 19747 + 405; ++day) { // from 2024-01-25
        Person person;
        person.key = {std::to_string(day)};
        person.status = "prospect";
        person.created_at = day * 86400.0 - 1800; // half past midnight in winter
        people.push_back(person);
    }
    exec(fill_tables(layout_, "people", people));
    for (const auto* as_of : {"2024-02-29 12:00+00", "2025-02-28 12:00+00", "2025-03-01 12:00+00"})
        for (const auto& keep : {Period{0, 1, 0}, Period{0, 1, 1}, Period{1, 0, 0}, Period{0, 12, 30}})
            for (const auto from : {From::Exact, From::EndOfMonth}) {
                SCOPED_TRACE(as_of + std::string(" ") + to_iso(keep));
                OraclePolicy policy;
                policy.classes = {{"all", {"true", [](const Seen&) { return std::optional<bool>(true); }}}};
                policy.rules = {{{"all"}, keep, from, known_starts().front(), {}, {}, true}};
                compare(policy, people, as_of);
            }
}

// Each column that can hold a date holds one that no calendar knows.
TEST_F(JudgementSql, NeverFailsOnAbsurdDates) {
    use(Layout::simple());
    use_zone("Pacific/Auckland");
    std::vector<Person> people;
    for (const double absurd : {kInfinite, -kInfinite, 2.1e9, -2.4e6}) {
        for (const double instant : {kInfinite, -kInfinite, 9.2e12, -2.1e11}) {
            Person person;
            person.key = {std::to_string(people.size() + 1)};
            person.status = "prospect";
            person.created_at = instant;
            person.ended_on = absurd;
            person.activities = {instant};
            person.invoices = {{absurd, false}};
            person.marked = 1.7e9;
            for (const auto* basis : {"consent", "withdrawn"})
                person.consents.push_back({"marketing", basis, instant, {}, {}});
            person.consents.push_back({"contract", "consent", {}, instant, {}});
            people.push_back(person);
        }
    }
    exec(fill_tables(layout_, "people", people));
    for (const auto& start : known_starts())
        for (const bool deletes : {true, false})
            for (const auto from : {From::Exact, From::EndOfMonth, From::EndOfYear}) {
                SCOPED_TRACE(start.sql);
                OraclePolicy policy;
                policy.classes = {{"all", {"true", [](const Seen&) { return std::optional<bool>(true); }}}};
                policy.rules = {{{"all"}, {1000, 0, 0}, from, start, {}, {}, deletes}};
                policy.floors = {{std::nullopt, {1000, 0, 0}, from, start, true, true}};
                compare(policy, people, "2026-01-01 00:00:00+00");
            }
}

TEST_F(JudgementSql, NeverFailsOnAbsurdDatesOfConsent) {
    use(Layout::simple());
    use_zone("UTC");
    exec("alter table crm.consent alter expires_at type date using null, alter granted_at type date using null, "
         "alter withdrawn_at type date using null");
    auto made = schema();
    for (auto& column : made.at("crm.consent").columns)
        if (column.name.ends_with("_at")) {
            column.type = "date";
            column.family = anonymizers::TypeFamily::Date;
        }
    exec("insert into crm.person values (1, 'prospect', '2020-01-01', null, false)");
    for (const auto* date : {"infinity", "-infinity", "5000000-01-01", "4700-01-01 BC"})
        for (const auto* column : {"granted_at", "expires_at", "withdrawn_at"}) {
            SCOPED_TRACE(std::string(column) + " " + date);
            exec(std::string("truncate crm.consent; insert into crm.consent (person_id, purpose, ") + column +
                 ") values (1, 'marketing', '" + date + "')");
            auto policy = facts();
            policy.when("all", "true").rule("all", "P1Y", "consent_marketing_ended", "delete");
            const auto result = bound(add_actions(policy), made);
            for (const auto& statement : {census(result.binding), due(result.binding)})
                EXPECT_NO_THROW(query(statement.sql, {"2026-01-01"})) << statement.name;
            for (const auto& statement : {judge(result.binding), explain(result.binding)})
                EXPECT_NO_THROW(query(statement.sql, {"2026-01-01", "{1}"})) << statement.name;
        }
}

class WithOnePerson : public JudgementSql {
protected:
    void SetUp() override {
        use(Layout::simple());
        use_zone("UTC");
        exec("insert into crm.person values (1, 'prospect', '2020-01-01', null, false), (2, 'team', '2020-01-01', "
             "null, false)");
    }

    PolicyText policy_of(const std::string& query_sql) const {
        auto policy = PolicyText("crm.person").query("said", query_sql);
        policy.when("all", "true").rule("all", "P1Y", "coalesce(said, created_at)", "delete");
        return add_actions(std::move(policy));
    }

    void expect_all(const PolicyText& policy, bool works) const {
        const auto result = bound(policy, schema());
        ASSERT_EQ(result.told(), Names{});
        const auto ask = [&](const Statement& statement, const Names& parameters) {
            if (works)
                EXPECT_NO_THROW(query(statement.sql, parameters)) << statement.name;
            else
                EXPECT_THROW(query(statement.sql, parameters), std::runtime_error) << statement.name;
        };
        ask(census(result.binding), {"2026-01-01"});
        ask(due(result.binding), {"2026-01-01"});
        ask(judge(result.binding), {"2026-01-01", "{1}"});
        ask(explain(result.binding), {"2026-01-01", "{1}"});
    }
};

TEST_F(WithOnePerson, AQueryWithOneRowEachIsAFact) {
    exec("insert into crm.activity values (1, '2020-01-01')");
    expect_all(policy_of("select person_id, happened_at from crm.activity"), true);
}

TEST_F(WithOnePerson, AQueryWithTwoRowsForASubjectFailsLoudly) {
    exec("insert into crm.activity values (1, '2020-01-01'), (1, '2021-01-01')");
    expect_all(policy_of("select person_id, happened_at from crm.activity"), false);
}

TEST_F(WithOnePerson, RowsOfAQueryThatBelongToNobodyDoNotMatter) {
    exec("insert into crm.activity values (null, '2020-01-01'), (null, '2021-01-01')");
    expect_all(policy_of("select person_id, happened_at from crm.activity"), true);
}

TEST_F(WithOnePerson, WhereNarrowsAValueThatThePersonPointsTo) {
    exec("create table crm.company (id integer primary key, state text, is_old boolean);"
         "insert into crm.company values (7, 'open', true);"
         "alter table crm.person add company_id integer references crm.company;"
         "update crm.person set company_id = 7");
    auto made = schema();
    made.table("crm.company", "id integer key; state text; is_old boolean");
    made.at("crm.person").columns.push_back({"company_id", "integer", anonymizers::TypeFamily::Integer});
    made.key("crm.person (company_id) -> crm.company (id)");
    auto policy = PolicyText("crm.person").fact("state: value crm.company.state", "not is_old");
    policy.when("all", "state is null").rule("all", "P1Y", "created_at", "delete");
    const auto result = bound(add_actions(policy), made);
    EXPECT_EQ(query(due(result.binding).sql, {"2026-01-01"}).size(), 2U);
}

TEST_F(WithOnePerson, WhoeverIsNoSubjectIsNotJudged) {
    auto policy = PolicyText("crm.person").where("status <> 'team'");
    policy.when("all", "true").rule("all", "P1Y", "created_at", "delete");
    const auto result = bound(add_actions(policy), schema());
    EXPECT_EQ(query(due(result.binding).sql, {"2026-01-01"}).size(), 1U);
    EXPECT_TRUE(query(judge(result.binding).sql, {"2026-01-01", "{2}"}).empty());
    EXPECT_EQ(query(existing(result.binding).sql, {"{2}"}).size(), 1U);
}

// The rows of one policy may be the subjects of another, where somebody put one on hold.
TEST_F(WithOnePerson, AHoldOnARowThatTheActionDeletesHoldsThePerson) {
    exec("create table crm.account (id integer primary key, person_id integer references crm.person);"
         "insert into crm.account values (7, 1)");
    auto made = schema();
    made.table("crm.account", "id integer key; person_id integer -> crm.person");
    const auto due_with = [&](const std::string& accounts) {
        auto policy = PolicyText("crm.person").where("status <> 'team'");
        policy.when("all", "true").rule("all", "P1Y", "created_at", "act");
        policy.action("act", {"crm.person: delete", "crm.*: keep", "crm.account: " + accounts});
        const auto result = bound(policy, made);
        EXPECT_EQ(result.told(), Names{});
        return query(due(result.binding).sql, {"2026-01-01"}).size();
    };
    EXPECT_EQ(due_with("delete"), 1U);
    exec("insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values ('crm.account', 'id', '7', 'r', 'p')");
    EXPECT_EQ(due_with("delete"), 0U);
    EXPECT_EQ(due_with("keep"), 1U) << "nothing happens to the account";
    exec("update retentiond.hold set removed_by = 'p', removed_at = now()");
    EXPECT_EQ(due_with("delete"), 1U);
}

// Of each purpose the latest record counts; a withdrawal tells by its own date when it was made.
TEST_F(WithOnePerson, OfALogOfConsentsTheLatestRecordCounts) {
    auto policy = facts();
    policy.value().consent->is_log = true;
    policy.when("all", "true").rule("all", "P1D", "created_at", "delete");
    policy.value().rules.back().unless = Expression{"consent_marketing", {}};
    const auto result = bound(add_actions(policy), schema());
    ASSERT_EQ(result.told(), Names{});
    const auto is_due_with = [&](const std::string& records) {
        exec("truncate crm.consent; insert into crm.consent (person_id, purpose, basis, granted_at, withdrawn_at) values " + records);
        const bool is_listed = query(due(result.binding).sql, {"2026-01-01"}).size() == 1;
        EXPECT_EQ(query(judge(result.binding).sql, {"2026-01-01", "{1}"}).size(), 1U);
        return is_listed;
    };
    const std::string given = "(1, 'marketing', 'consent', '2025-01-01', null), ", withdrawn = "(1, 'marketing', 'ingetrokken', ";
    EXPECT_TRUE(is_due_with(given + withdrawn + "'2025-06-01', null)"));
    EXPECT_TRUE(is_due_with(given + withdrawn + "null, '2025-06-01')")) << "by its own date alone";
    EXPECT_TRUE(is_due_with(given + withdrawn + "'2025-01-01', '2025-06-01')")) << "which counts more than the copied one of the consent";
    EXPECT_FALSE(is_due_with(given + withdrawn + "'2024-06-01', null)")) << "given again";
    EXPECT_FALSE(is_due_with(given + withdrawn + "'2026-06-01', null)")) << "yet to come";
    EXPECT_FALSE(is_due_with(given + withdrawn + "'2025-01-01', null)")) << "at one moment: in doubt it is kept";
    EXPECT_FALSE(is_due_with(given + withdrawn + "null, null)")) << "at a time that nobody knows";
    EXPECT_FALSE(is_due_with(given + "(1, 'contract', 'ingetrokken', '2025-06-01', null)")) << "of another purpose";
}

// A consent to several purposes, which the application keeps under one word.
class WithSharedWords : public WithOnePerson {
protected:
    // Whether person 1 is due although `ground` stands in the way: by each text of the judgement.
    bool is_due(const std::string& ground, const std::string& as_of) const {
        auto policy = facts();
        policy.value().consent->purposes = {
            {"brief", Period{0, 1, 0}, {"kurz"}, {}},
            {"mail", Period{0, 36, 0}, {"mail", "sms", "kurz"}, {}},
            {"sms", {}, {}, {}},
        };
        policy.when("all", "true").rule("all", "P1D", "created_at", "delete");
        policy.value().rules.back().unless = Expression{ground, {}};
        const auto result = bound(add_actions(policy), schema());
        EXPECT_EQ(result.told(), Names{});
        const bool is_listed = query(due(result.binding).sql, {as_of}).size() == 1;
        EXPECT_EQ(query(judge(result.binding).sql, {as_of, "{1}"}).at(0).at(1).has_value(), is_listed) << ground << " " << as_of;
        return is_listed;
    }

    void records(const std::string& values) const {
        exec("truncate crm.consent; insert into crm.consent (person_id, purpose, granted_at) values " + values);
    }
};

TEST_F(WithSharedWords, ARecordIsOneOfEachPurposeThatItsWordStandsFor) {
    records("(1, 'kurz', '2025-01-01')");
    EXPECT_FALSE(is_due("consent_brief", "2025-01-15"));
    EXPECT_FALSE(is_due("consent_mail", "2025-01-15"));
    EXPECT_TRUE(is_due("consent_sms", "2025-01-15"));
}

TEST_F(WithSharedWords, AWordMayBeAnotherPurposesName) {
    records("(1, 'sms', '2025-01-01')");
    EXPECT_FALSE(is_due("consent_mail", "2025-06-01"));
    EXPECT_FALSE(is_due("consent_sms", "2025-06-01"));
    EXPECT_TRUE(is_due("consent_brief", "2025-01-15"));
}

TEST_F(WithSharedWords, EachPurposeEndsByItsOwnPeriod) {
    records("(1, 'kurz', '2025-01-01')");
    EXPECT_TRUE(is_due("consent_brief", "2025-02-01"));
    EXPECT_FALSE(is_due("consent_mail", "2025-02-01"));
    EXPECT_FALSE(is_due("basis_valid", "2027-12-31"));
    EXPECT_TRUE(is_due("consent_mail", "2028-01-01"));
    EXPECT_TRUE(is_due("basis_valid", "2028-01-01"));
}

TEST_F(WithSharedWords, AWordOfNoPurposeIsABasisAllTheSame) {
    records("(1, 'fax', null)");
    EXPECT_FALSE(is_due("basis_valid", "2026-01-01"));
    for (const auto* ground : {"consent_brief", "consent_mail", "consent_sms"})
        EXPECT_TRUE(is_due(ground, "2026-01-01")) << ground;
}

// The basis is no more: since the first of the dates that have come.
TEST_F(WithOnePerson, AWithdrawnRecordEndedOnTheFirstDateThatHasCome) {
    const auto ended = [&](const std::string& expires, const std::string& withdrawn) {
        exec("truncate crm.consent; insert into crm.consent (person_id, purpose, basis, expires_at, withdrawn_at) values (1, 'marketing', "
             "'ingetrokken', " + expires + ", " + withdrawn + ")");
        auto policy = facts();
        policy.when("all", "true").rule("all", "P1D", "consent_marketing_ended", "delete");
        const auto result = bound(add_actions(policy), schema());
        std::string day = "never";
        for (const auto* as_of : {"2026-06-02", "2026-03-02", "2024-02-01"})
            if (!query(due(result.binding).sql, {as_of}).empty())
                day = as_of;
        const auto state = query(judge(result.binding).sql, {"2026-06-02", "{1}"}).at(0).at(2);
        return state == std::to_string(static_cast<int>(RuleState::NoStartingPoint)) ? "nobody knows when" : day;
    };
    EXPECT_EQ(ended("'2024-01-31'", "'2026-03-01'"), "2024-02-01");
    EXPECT_EQ(ended("'2026-03-01'", "'2024-01-31'"), "2024-02-01");
    EXPECT_EQ(ended("'2026-03-01'", "'infinity'"), "2026-03-02");
    EXPECT_EQ(ended("null", "'2030-01-01'"), "nobody knows when");
    EXPECT_EQ(ended("'2030-01-01'", "null"), "nobody knows when");
    EXPECT_EQ(ended("null", "'2026-06-01'"), "2026-06-02");
}

TEST_F(WithOnePerson, TheEvidenceCanBeLocked) {
    auto policy = facts();
    policy.when("all", "true").rule("all", "P1Y", "created_at", "delete");
    const auto result = bound(add_actions(policy), schema());
    const auto statements = lock_evidence(result.binding);
    EXPECT_GE(statements.size(), 4U);
    for (const auto& statement : statements)
        EXPECT_NO_THROW(query(statement.sql, {"{1}"})) << statement.name;
    EXPECT_EQ(query(lock_subjects(result.binding).sql, {"{2,1}"}).size(), 2U);
}

} // namespace
} // namespace retention::policies
