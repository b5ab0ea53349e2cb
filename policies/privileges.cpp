// SPDX-License-Identifier: Apache-2.0
#include "policies/privileges.hpp"

#include "policies/binding.hpp"
#include "policies/check.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace retention::policies {

namespace {

enum class Privilege { Select, Update, Delete };

void give_all(SchemaTable& table) {
    table.can_select = table.can_update = table.can_delete = true;
    table.is_row_security_active = false;
    for (auto& column : table.columns)
        column.can_update = true;
}

void take(SchemaTable& table, Privilege privilege) {
    switch (privilege) {
    case Privilege::Select:
        table.can_select = false;
        break;
    case Privilege::Update:
        table.can_update = false;
        break;
    case Privilege::Delete:
        table.can_delete = false;
        break;
    }
}

// Whether one of the texts that the server is asked names the table.
bool is_named(const TableName& table, const std::vector<Probe>& probes) {
    const auto name = quote_table(table);
    return std::any_of(probes.begin(), probes.end(), [&](const Probe& probe) { return probe.sql.find(name) != std::string::npos; });
}

class Asking {
public:
    Asking(const std::shared_ptr<const Policy>& policy, const Schema& schema) : policy_(policy), keys_(schema.foreign_keys()) {
        for (auto [name, table] : schema.tables()) {
            give_all(table);
            tables_.push_back(std::move(table));
        }
        Findings ignored;
        const auto binding = bind(policy_, std::make_shared<const Schema>(tables_, keys_), ignored);
        const auto all = probes(binding, true);
        const auto rest = std::stable_partition(tables_.begin(), tables_.end(), [&](const SchemaTable& table) { return is_named(table.name, all); });
        named_ = static_cast<std::size_t>(rest - tables_.begin());
    }

    // The places in the list of tables of those on which `privilege` is needed: most of those that a text names are, so they are asked
    // about one by one; of the others hardly any.
    std::vector<std::size_t> find(Privilege privilege) const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < named_; ++i)
            if (misses(privilege, i, i + 1))
                found.push_back(i);
        find(privilege, named_, tables_.size(), found);
        return found;
    }

    const std::vector<SchemaTable>& tables() const noexcept { return tables_; }

private:
    void find(Privilege privilege, std::size_t begin, std::size_t end, std::vector<std::size_t>& found) const {
        if (begin == end || !misses(privilege, begin, end))
            return;
        if (end - begin == 1)
            return found.push_back(begin);
        const auto middle = begin + (end - begin) / 2;
        find(privilege, begin, middle, found);
        find(privilege, middle, end, found);
    }

    bool misses(Privilege privilege, std::size_t begin, std::size_t end) const {
        auto tables = tables_;
        for (auto i = begin; i < end; ++i)
            take(tables[i], privilege);
        Findings findings;
        const auto binding = bind(policy_, std::make_shared<const Schema>(std::move(tables), keys_), findings);
        check_reading(binding, findings);
        check_rules(binding, findings);
        check_actions(binding, findings);
        return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.code == "PRIVILEGE_MISSING"; });
    }

    std::shared_ptr<const Policy> policy_;
    std::vector<SchemaTable> tables_;
    std::vector<ForeignKey> keys_;
    std::size_t named_ = 0;
};

} // namespace

std::map<TableName, TablePrivileges> required_privileges(const std::shared_ptr<const Policy>& policy, const Schema& schema) {
    const Asking asking(policy, schema);
    std::map<TableName, TablePrivileges> required;
    const auto needed_on = [&](Privilege privilege, bool TablePrivileges::*which) {
        for (const auto place : asking.find(privilege))
            required[asking.tables()[place].name].*which = true;
    };
    needed_on(Privilege::Select, &TablePrivileges::select);
    needed_on(Privilege::Update, &TablePrivileges::update);
    needed_on(Privilege::Delete, &TablePrivileges::remove);
    return required;
}

} // namespace retention::policies
