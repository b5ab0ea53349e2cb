// SPDX-License-Identifier: Apache-2.0
#include "config/policy_reader.hpp"

#include "config/actions_reader.hpp"
#include "config/consent_reader.hpp"
#include "config/facts_reader.hpp"
#include "config/language/maps.hpp"
#include "config/limits_reader.hpp"
#include "config/one_line.hpp"
#include "config/order.hpp"
#include "config/references.hpp"
#include "config/rules_reader.hpp"
#include "config/schedule_reader.hpp"
#include "config/subject_reader.hpp"
#include "config/values.hpp"
#include "config/yaml_document.hpp"

namespace retention::config {

namespace {

using policies::Findings;
using policies::Mode;
using policies::Policy;

// The key of a policy or database.
std::string read_name(const Value& value, const language::Kind& kind) {
    const auto name = value.text(kind.what);
    return name && check_name(value, value.node().text_place, *name) ? *name : "";
}

void read_head(const Fields& fields, Policy& policy) {
    if (const auto name = fields.find("policy"))
        policy.name = read_name(*name, fields.kind("policy"));
    if (const auto description = fields.find("description"))
        policy.description = description->text().value_or("");
    if (const auto owner = fields.find("owner"))
        policy.owner = owner->text().value_or("");
    if (const auto database = fields.find("database"))
        policy.database = read_name(*database, fields.kind("database"));
    policy.mode = find_word(fields, "mode", Mode::Observe);
}

void read_what_is_known(const Fields& fields, Policy& policy) {
    if (const auto subject = fields.find("subject"))
        policy.subject = read_subject(*subject);
    if (const auto links = fields.find("links"))
        policy.links = read_links(*links);
    if (const auto facts = fields.find("facts"))
        policy.facts = read_facts(*facts);
    if (const auto consent = fields.find("consent"))
        policy.consent = read_consent(*consent);
}

void read_what_is_decided(const Fields& fields, Policy& policy) {
    if (const auto classes = fields.find("classes"))
        policy.classes = read_classes(*classes);
    if (const auto rules = fields.find("rules"))
        policy.rules = read_rules(*rules);
    if (const auto floors = fields.find("floors"))
        policy.floors = read_floors(*floors);
    if (const auto holds = fields.find("holds"))
        policy.holds = read_holds(*holds);
}

void read_what_is_done(const Fields& fields, Policy& policy) {
    if (const auto schedule = fields.find("schedule"))
        policy.schedule = read_schedule(*schedule);
    if (const auto actions = fields.find("actions"))
        policy.actions = read_actions(*actions);
    if (const auto limits = fields.find("limits"))
        policy.limits = read_limits(*limits);
}

Policy read_tree(const Node& root, const Source& source, Findings& findings) {
    Policy policy;
    policy.file = source.name();
    policy.text = source.text();
    const Fields fields(Value(root, "", findings), language::kPolicy);
    read_head(fields, policy);
    read_what_is_known(fields, policy);
    read_what_is_decided(fields, policy);
    read_what_is_done(fields, policy);
    check_references(root, findings);
    return policy;
}

} // namespace

std::optional<Policy> read_policy(const Source& source, Findings& findings, const Change& change) {
    Findings found;
    std::optional<Policy> policy;
    auto root = read_yaml(source, found);
    if (root && change)
        change(*root, found);
    if (root)
        policy = read_tree(*root, source, found);
    put_on_one_line(found);
    sort_by_place(found);
    if (policies::has_errors(found))
        policy.reset();
    findings.insert(findings.end(), found.begin(), found.end());
    return policy;
}

} // namespace retention::config
