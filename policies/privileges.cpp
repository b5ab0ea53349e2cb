// SPDX-License-Identifier: Apache-2.0
#include "policies/privileges.hpp"

#include "policies/binding.hpp"
#include "policies/check.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <span>
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

// A finding ends with the table's name, or goes on after a comma.
bool names(const Finding& finding, const std::string& table) {
    const auto at = finding.message.find(" " + table);
    if (at == std::string::npos)
        return false;
    const auto end = at + 1 + table.size();
    return end == finding.message.size() || finding.message[end] == ',';
}

class Asking {
public:
    Asking(const std::shared_ptr<const Policy>& policy, const Schema& schema, const Beside& beside)
        : policy_(policy), beside_(beside), keys_(schema.foreign_keys()) {
        for (auto [name, table] : schema.tables()) {
            give_all(table);
            tables_.push_back(std::move(table));
        }
    }

    // The places in the list of tables of those on which `privilege` is needed. It is taken from all of them, given back to those that a
    // finding names, and so on, since one finding may hide another; tables that are left while something is still missing are bisected.
    std::vector<std::size_t> find(Privilege privilege) const {
        std::vector<std::size_t> open(tables_.size());
        std::iota(open.begin(), open.end(), std::size_t{0});
        std::vector<std::size_t> found;
        for (;;) {
            const auto told = named_by(missing(privilege, open), open);
            if (told.empty())
                break;
            found.insert(found.end(), told.begin(), told.end());
            std::erase_if(open, [&](std::size_t place) { return told.count(place) > 0; });
        }
        bisect(privilege, open, found);
        return found;
    }

    const std::vector<SchemaTable>& tables() const noexcept { return tables_; }

private:
    std::set<std::size_t> named_by(const Findings& findings, const std::vector<std::size_t>& open) const {
        std::set<std::size_t> named;
        for (const auto& finding : findings) {
            std::optional<std::size_t> longest;   // "a, on" may be a table as well
            for (const auto place : open)
                if (const auto name = to_text(tables_[place].name);
                    names(finding, name) && (!longest || name.size() > to_text(tables_[*longest].name).size()))
                    longest = place;
            if (longest)
                named.insert(*longest);
        }
        return named;
    }

    void bisect(Privilege privilege, std::span<const std::size_t> open, std::vector<std::size_t>& found) const {
        if (open.empty() || missing(privilege, open).empty())
            return;
        if (open.size() == 1)
            return found.push_back(open.front());
        bisect(privilege, open.first(open.size() / 2), found);
        bisect(privilege, open.subspan(open.size() / 2), found);
    }

    Findings missing(Privilege privilege, std::span<const std::size_t> places) const {
        auto tables = tables_;
        for (const auto place : places)
            take(tables[place], privilege);
        Findings findings;
        const auto binding = bind(policy_, std::make_shared<const Schema>(std::move(tables), keys_), findings, beside_);
        check_reading(binding, findings);
        check_rules(binding, findings);
        check_actions(binding, findings);
        std::erase_if(findings, [](const Finding& finding) { return finding.code != "PRIVILEGE_MISSING"; });
        return findings;
    }

    std::shared_ptr<const Policy> policy_;
    Beside beside_;
    std::vector<SchemaTable> tables_;
    std::vector<ForeignKey> keys_;
};

} // namespace

std::map<TableName, TablePrivileges> required_privileges(const std::shared_ptr<const Policy>& policy, const Schema& schema,
                                                             const Beside& beside) {
    const Asking asking(policy, schema, beside);
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
