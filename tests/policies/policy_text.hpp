// SPDX-License-Identifier: Apache-2.0
//
// Policies for tests, in a few lines each. Every part gets a place of its own (its line counts up), so that tests can
// ask where a finding points.
#pragma once

#include "policies/binding.hpp"
#include "policies/policy.hpp"
#include "tests/policies/schema_text.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace retention::policies::test {

class PolicyText {
public:
    // A policy about `subject`, in mode observe, without anything else.
    explicit PolicyText(const std::string& subject);

    PolicyText& key(std::vector<std::string> columns);
    PolicyText& where(const std::string& sql);
    PolicyText& identifiers(const std::vector<std::string>& columns);
    // "crm.mail_log.recipient -> crm.person.email", with the columns of a composite link separated by commas.
    PolicyText& link(const std::string& text, const std::string& where = {});
    // "last_invoice: max crm.invoice.invoiced_on via person_id"; count and exists name a table only.
    PolicyText& fact(const std::string& text, const std::string& where = {});
    PolicyText& query(const std::string& name, const std::string& sql);
    // "purpose purpose; granted granted_at" and "marketing P2Y; contract".
    PolicyText& consent(const std::string& table, const std::string& columns, const std::string& purposes);
    PolicyText& when(const std::string& class_name, const std::string& sql);
    // Named r0, r1 ... in order.
    PolicyText& rule(const std::string& classes, const std::string& keep, const std::string& after,
                     const std::string& then);
    PolicyText& floor(const std::string& name, const std::string& keep, const std::string& after,
                      const std::string& blocks = {}, const std::string& where = {});
    PolicyText& hold(const std::string& name, const std::string& sql);
    // Lines as in a policy file, but a column map is `column anonymizer [argument]; ...`:
    //
    //   "crm.person: name redact; email token {token}@x.invalid; * keep"
    //   "crm.task via assigned_to: assigned_to null"
    PolicyText& action(const std::string& name, const std::vector<std::string>& lines);

    // The policy as made so far, for what has no shorthand.
    Policy& value() noexcept { return policy_; }
    std::shared_ptr<const Policy> build() const { return std::make_shared<const Policy>(policy_); }

private:
    Place next() noexcept { return {++line_, 1}; }

    Policy policy_;
    int line_ = 0;
};

// A binding with everything that was said about it.
struct Checked {
    Findings findings;
    Binding binding;

    const Finding* find(const std::string& code) const noexcept;
    bool has(const std::string& code) const noexcept { return find(code) != nullptr; }
    // "ERROR_CODE path", one for each finding of at least `least`, in order: for comparing all of them at once.
    std::vector<std::string> told(Severity least = Severity::Error) const;
};

Checked bound(const PolicyText& policy, const SchemaText& schema);

// Also by check_actions, check_rules and check_reading, the latter only when the policy could be bound.
Checked checked(const PolicyText& policy, const SchemaText& schema, const Beside& beside = {});

} // namespace retention::policies::test
