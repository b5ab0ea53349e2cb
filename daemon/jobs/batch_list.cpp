// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/batch_list.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "policies/judgement.hpp"
#include "policies/sql_text.hpp"
#include "policies/subject_key.hpp"

namespace retention::jobs {

namespace {

// Numbers of batches that are not in order yet: greater than all that are.
constexpr long long kNotInOrder = 1'000'000'000;

// Each rule with its place among the policy's, its name, its action, and its turn.
std::string turns(const CompiledPolicy& policy) {
    std::vector<std::string> rules;
    for (const auto index : policies::by_strength(policy.binding)) {
        const auto& rule = policy.policy->rules[index];
        rules.push_back("(" + std::to_string(index) + ", " + policies::quote_text(rule.name) + ", " + policies::quote_text(rule.then.value) + ", " +
                        std::to_string(rules.size()) + ")");
    }
    return "(values " + policies::join(rules, ", ") + ") r(index, name, action, turn)";
}

// `due`: select k1, ..., verdict. Its parameters are followed by the run, the size of a batch, and the number before the first.
std::string insert_batches(const CompiledPolicy& policy, const std::string& due, std::size_t parameters) {
    const auto& binding = policy.binding;
    std::vector<std::string> keys;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < binding.key.size(); ++i) {
        keys.push_back("k" + std::to_string(i + 1));
        order.push_back(keys.back() + "::" + binding.key[i].type);
    }
    const auto parameter = [&](std::size_t place) { return "$" + std::to_string(parameters + place) + "::bigint"; };
    return "insert into retentiond.batch (run, number, rule, action, keys, subjects)\n"
           "select " + parameter(1) + ", " + parameter(3) + " + row_number() over (order by r.turn, g.chunk), r.name, r.action, g.keys, g.subjects\n"
           "from (select verdict, (position - 1) / " + parameter(2) + " as chunk, count(*) as subjects,\n"
           "        jsonb_agg(jsonb_build_array(" + policies::join(keys, ", ") + ") order by position) as keys\n"
           "      from (select d.*, row_number() over (partition by verdict order by " + policies::join(order, ", ") +
           ") as position\n            from (" + due + ") d) numbered\n      group by verdict, chunk) g\njoin " + turns(policy) +
           " on r.index = g.verdict";
}

} // namespace

BatchList::BatchList(database::Transaction& transaction, const CompiledPolicy& policy, std::string as_of, long long run, std::size_t batch_rows)
    : transaction_(transaction), policy_(policy), as_of_(std::move(as_of)), run_(run), batch_rows_(batch_rows) {}

void BatchList::add_everybody() {
    transaction_.exec_once("insert_batches", insert_batches(policy_, policy_.due.sql, 1),
                           {as_of_, std::to_string(run_), std::to_string(batch_rows_), "0"});
}

void BatchList::add(std::span<const SubjectKey> keys) {
    const auto due = "select " + policies::join(policies::key_aliases(policy_.binding), ", ") + ", verdict from (" + policy_.judge.sql +
                     ") j where verdict is not null";
    auto parameters = parameters_of(policy_.judge, as_of_, keys, policy_.binding.key.size());
    const auto text = insert_batches(policy_, due, parameters.size());
    for (const auto number : {run_, static_cast<long long>(batch_rows_), kNotInOrder + batches_})
        parameters.emplace_back(std::to_string(number));
    batches_ += transaction_.exec("insert_batches_of_part", text, parameters).affected_rows();
}

void BatchList::put_in_order() {
    transaction_.exec_once("order_batches",
                           "update retentiond.batch b set number = n.place\n"
                           "from (select number, row_number() over (order by r.turn, number) as place\n"
                           "      from retentiond.batch join " + turns(policy_) + " on r.name = rule where run = $1::bigint) n\n"
                           "where b.run = $1::bigint and b.number = n.number",
                           {std::to_string(run_)});
}

long long BatchList::subjects() {
    return transaction_.exec("sum_batches", "select coalesce(sum(subjects), 0) from retentiond.batch where run = $1", {std::to_string(run_)})
        .get_int64(0, 0);
}

} // namespace retention::jobs
