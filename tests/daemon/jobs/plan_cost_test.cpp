// SPDX-License-Identifier: Apache-2.0
//
// A batch of ten costs the same among few people and among many: every statement of one is planned, run and looked at on large tables.
#include "config/policy_reader.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/migrations.hpp"
#include "daemon/jobs/eraser.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "tests/daemon/jobs/plan_cost_scene.hpp"
#include "tests/support/cluster.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <set>
#include <stdexcept>

namespace retention::jobs {
namespace {

using database::Session;
using database::Transaction;
using nlohmann::json;
using policies::Statement;

constexpr const char* kAsOf = "2026-01-01 00:00:00+00";
constexpr long long kFew = 1'000;
constexpr long long kMany = 200'000;   // RETENTIOND_PLAN_COST_PERSONS: another number; about forty rows for each
constexpr database::Timeouts kTimeouts{std::chrono::minutes(2), std::chrono::seconds(20), std::chrono::minutes(5)};

// What ten people need is far below, and any table above.
constexpr double kRowsMax = 2'000;

// An index of a large table has a level more.
constexpr long long kBlocksSpare = 20;

long long many_persons() {
    const char* chosen = std::getenv("RETENTIOND_PLAN_COST_PERSONS");
    return chosen ? std::stoll(chosen) : kMany;
}

// Two databases that differ in nothing but their size, on a server of their own: it is set up for loading, not for keeping.
class Scene {
public:
    Scene() : cluster_({.may_share = false, .settings = {{"wal_level", "minimal"}, {"max_wal_senders", "0"}, {"shared_buffers", "256MB"},
                                                         {"autovacuum", "off"}}}) {
        make("few", kFew);
        make("many", many_persons());
    }

    database::Dsn dsn(const std::string& database) const { return database::Dsn(cluster_.dsn(database)); }
    void exec(const std::string& database, const std::string& sql) const { cluster_.exec(database, sql); }

    std::shared_ptr<const CompiledPolicy> compile(const std::string& database, const std::string& text) const {
        policies::Findings findings;
        auto policy = config::read_policy(config::Source("plan_cost.yaml", text), findings);
        if (policy) {
            Session session(dsn(database));
            Transaction reading(session, Transaction::Mode::ReadOnly);
            const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
            auto checked = check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema);
            if (checked.compiled)
                return checked.compiled;
            findings = std::move(checked.findings);
        }
        std::string told;
        for (const auto& finding : findings)
            told += finding.code + " " + finding.path + ": " + finding.message + "\n";
        throw std::runtime_error(told);
    }

private:
    void make(const std::string& database, long long persons) {
        cluster_.create_database(database);
        const SceneTexts texts = plan_cost_scene(persons);
        cluster_.exec(database, texts.first);
        std::vector<std::future<void>> loads;
        for (const auto& part : texts.then)
            loads.push_back(std::async(std::launch::async, [this, &database, part] { cluster_.exec(database, part); }));
        for (auto& load : loads)
            load.get();
        cluster_.exec(database, "vacuum analyze");
        Session session(dsn(database));
        database::migrate(session);
    }

    test::PrivateCluster cluster_;
};

std::unique_ptr<Scene> scene;

class SceneEnd : public testing::Environment {
    void TearDown() override { scene.reset(); }
};

const auto* const kEnd = testing::AddGlobalTestEnvironment(new SceneEnd);

// Ten subjects of a policy for whom an action is due, by the rule of that place.
struct Due {
    const char* name;
    std::string policy;
    std::string action;
    std::size_t rule;
    bool has_tenants;

    std::vector<SubjectKey> keys() const {
        std::vector<SubjectKey> all;
        for (std::size_t i = 1; i <= 10; ++i) {
            const auto id = i + rule * 10;
            all.push_back(has_tenants ? SubjectKey{{std::to_string(1 + id % 4), std::to_string(id)}} : SubjectKey{{std::to_string(id)}});
        }
        return all;
    }
};

void PrintTo(const Due& due, std::ostream* out) { *out << due.name; }

// A statement of a batch, as it was carried out.
struct Looked {
    std::string name;
    std::string sql;
    json plan;

    long long blocks() const {
        return plan.at("Shared Hit Blocks").get<long long>() + plan.at("Shared Read Blocks").get<long long>();
    }
};

// Carries out all statements of one batch in the order in which the daemon does, each under EXPLAIN ANALYZE, and takes it back.
class Walk {
public:
    Walk(const database::Dsn& dsn, const CompiledPolicy& policy, const Due& due, const std::string& mode, bool with_scans)
        : policy_(policy), due_(due), keys_(due.keys()), session_(dsn, kTimeouts), transaction_(session_, Transaction::Mode::ReadWrite) {
        transaction_.exec_script("mode", "set local plan_cache_mode = " + mode);
        if (!with_scans)
            transaction_.exec_script("mode", "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off");
    }

    std::vector<Looked> run() {
        look(policy_.lock_subjects);
        look(policy_.existing);
        look_all(policy_.lock_evidence);
        look(policy_.judge);
        erase(policy_.actions.at(due_.action));
        return std::move(looked_);
    }

private:
    void erase(const policies::ActionProgram& action) {
        if (action.defers_constraints)
            transaction_.exec_script("defer", "set constraints all deferred");
        look_all(action.locks.once);
        look_all(action.locks.around);
        look_all(action.remember);
        for (const auto& statement : {action.others, action.send_again})
            if (statement)
                look(*statement);
        look_all(action.locks_below.once);
        look_all(action.locks_below.around);
        for (const auto& step : action.steps)
            if (!step.is_late)
                carry_out(step);
        transaction_.exec_script("check", "set constraints all immediate");
        for (const auto& proof : action.proofs)
            look(proof.ask);
    }

    void carry_out(const policies::Step& step) {
        if (step.hashed) {
            look(*step.hashed);
            transaction_.exec_script("hash", prepared(*step.hashed));
            json hashes = json::object();
            const auto found = transaction_.exec_once("hash", "execute s " + arguments(*step.hashed));
            for (int row = 0; row < found.rows(); ++row)
                hashes[std::string(found.get_text(row, 0))] = std::string(found.get_text(row, 0));
            transaction_.exec_script("hash", "deallocate s");
            transaction_.exec_once("hash", "select set_config($1, $2, true)", {policies::kHashesSetting, hashes.dump()});
        }
        look_all(step.prepare);
        look_all(step.notes);
        look(step.act);
        if (step.is_asked_at_once)
            look(step.remaining);
        if (step.shared)
            look(*step.shared);
    }

    void look_all(const std::vector<Statement>& statements) {
        for (const auto& statement : statements)
            look(statement);
    }

    void look(const Statement& statement) {
        transaction_.exec_script(statement.name, prepared(statement));
        const auto result = transaction_.exec_once(
            statement.name, "explain (analyze, buffers, timing off, format json) execute s " + arguments(statement));
        transaction_.exec_script(statement.name, "deallocate s");
        looked_.push_back({statement.name, statement.sql, json::parse(result.get_text(0, 0)).at(0).at("Plan")});
    }

    static std::string prepared(const Statement& statement) { return "prepare s as " + statement.sql; }

    std::string arguments(const Statement& statement) const {
        Secrets secrets;
        for (std::size_t i = 0; i < keys_.size(); ++i)
            secrets.seeds.push_back("\\x" + std::string(64, static_cast<char>('0' + i)));
        secrets.pseudonyms = secrets.seeds;
        std::string list;
        for (const auto& value : parameters_of(statement, kAsOf, keys_, policy_.binding.key.size(), secrets)) {
            std::string literal = "E'";
            for (const char c : value.value())
                literal += c == '\\' ? "\\\\" : std::string(1, c);
            list += (list.empty() ? "" : ", ") + literal + "'";
        }
        return "(" + list + ")";
    }

    const CompiledPolicy& policy_;
    const Due& due_;
    const std::vector<SubjectKey> keys_;
    Session session_;
    Transaction transaction_;
    std::vector<Looked> looked_;
};

double number(const json& node, const char* field) { return node.contains(field) ? node.at(field).get<double>() : 0; }

// Why the node is no look-up of a few rows; empty: it is one, or no scan.
std::string complaint(const json& node) {
    static const std::set<std::string> by_condition{"Index Scan", "Index Only Scan", "Bitmap Index Scan"};
    static const std::set<std::string> small{"hold", "pg_namespace"};
    const std::string type = node.at("Node Type");
    const std::string table = node.value("Relation Name", node.value("Index Name", ""));
    if (table.empty() || small.count(table))
        return {};
    const std::string what = type + " on " + table;
    if (type == "Seq Scan")
        return what;
    if (by_condition.count(type) && !node.contains("Index Cond"))
        return what + " without a condition";
    if (type == "ModifyTable")
        return {};
    const double loops = number(node, "Actual Loops");
    const double rows = number(node, "Actual Rows") + number(node, "Rows Removed by Filter") + number(node, "Rows Removed by Index Recheck");
    return loops * std::max(rows, 1.0) > kRowsMax ? what + " of " + std::to_string(loops * std::max(rows, 1.0)) + " rows" : "";
}

void add_complaints(const json& node, std::set<std::string>& all) {
    if (auto text = complaint(node); !text.empty())
        all.insert(std::move(text));
    if (node.contains("Plans"))
        for (const auto& below : node.at("Plans"))
            add_complaints(below, all);
}

// One line for each statement with a node that is no look-up. RETENTIOND_TEST_PLANS: with its text and plan.
std::string complaints(const std::vector<Looked>& looked) {
    const bool with_text = std::getenv("RETENTIOND_TEST_PLANS") != nullptr;
    std::string told;
    for (const auto& statement : looked) {
        std::set<std::string> all;
        add_complaints(statement.plan, all);
        for (const auto& one : all)
            told += statement.name + ": " + one + "\n";
        if (with_text && !all.empty())
            told += statement.sql + "\n" + statement.plan.dump(1) + "\n";
    }
    return told;
}

class PlanCost : public testing::TestWithParam<Due> {
protected:
    static void SetUpTestSuite() {
        if (!scene)
            scene = std::make_unique<Scene>();
    }

    // Workers have generic plans alone; `with_scans`: whole tables may be read where that is cheapest.
    static std::vector<Looked> walk(const std::string& database, const std::string& mode = "force_generic_plan", bool with_scans = true) {
        const auto policy = scene->compile(database, GetParam().policy);
        return Walk(scene->dsn(database), *policy, GetParam(), mode, with_scans).run();
    }
};

TEST_P(PlanCost, EveryStatementLooksUpWhatItNeeds) {
    EXPECT_EQ(complaints(walk("many", "force_custom_plan")), "");
    const auto many = walk("many");
    EXPECT_EQ(complaints(many), "");

    // Of a small table all is read, which costs next to nothing: look-ups are compared with look-ups.
    const auto few = walk("few", "force_generic_plan", false);
    ASSERT_EQ(few.size(), many.size());
    for (std::size_t i = 0; i < few.size(); ++i)
        EXPECT_LE(many[i].blocks(), 2 * few[i].blocks() + kBlocksSpare) << many[i].name;
}

TEST_P(PlanCost, HoldsOnOthersChangeNothingAboutThat) {
    scene->exec("many", hold_others());
    EXPECT_EQ(complaints(walk("many")), "");
    scene->exec("many", "truncate retentiond.hold");
}

// By the daemon's own classes: the blocks that one batch fetches, and the tables that it reads as a whole.
struct Cost {
    long long blocks = 0;
    std::string scanned;
};

Cost cost(const std::string& database, const Due& due) {
    const PseudonymKey key("0123456789abcdef0123456789abcdef");
    const auto policy = scene->compile(database, due.policy);
    Session session(scene->dsn(database), kTimeouts);
    session.use_generic_plans();
    Transaction transaction(session, Transaction::Mode::ReadWrite);
    const auto verdict = Judge().judge(transaction, *policy, kAsOf, due.rule, due.keys());
    EXPECT_EQ(verdict.due.keys().size(), 10u);
    Eraser(&key).erase(transaction, *policy, policy->actions.at(due.action), verdict.due);
    const auto fetched = transaction.exec_once(
        "blocks", "select sum(pg_stat_get_xact_blocks_fetched(c.oid))::bigint, coalesce(string_agg(c.oid::regclass::text, ', ') filter (where "
                  "c.relkind = 'r' and c.relname <> 'hold' and pg_stat_get_xact_numscans(c.oid) > 0), '') from pg_class c where relnamespace in "
                  "('app'::regnamespace, 'org'::regnamespace, 'retentiond'::regnamespace)");
    return {fetched.get_int64(0, 0), std::string(fetched.get_text(0, 1))};
}

TEST_P(PlanCost, ABatchTouchesAsManyBlocksAmongManyAsAmongFew) {
    const auto few = cost("few", GetParam());
    const auto many = cost("many", GetParam());
    RecordProperty("blocks_few", std::to_string(few.blocks));
    RecordProperty("blocks_many", std::to_string(many.blocks));
    EXPECT_LE(many.blocks, 2 * few.blocks);
    EXPECT_EQ(many.scanned, "");
}

INSTANTIATE_TEST_SUITE_P(Batch, PlanCost,
                         testing::Values(Due{"PersonsDeleted", persons_policy(), "delete", 0, false},
                                         Due{"PersonsAnonymized", persons_policy(), "anonymize", 1, false},
                                         Due{"TenantsDeleted", tenants_policy(), "delete", 0, true},
                                         Due{"TenantsAnonymized", tenants_policy(), "anonymize", 1, true}),
                         [](const auto& of) { return std::string(of.param.name); });

} // namespace
} // namespace retention::jobs
