// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/drafting/drafter.hpp"
#include "tests/support/cluster.hpp"

#include <string>

namespace retention::drafting {

// The one private server of this program.
test::PrivateCluster& cluster();

// A new database with these tables.
void make_database(const std::string& name, const std::string& sql);

std::string draft(const std::string& database, const DraftRequest& request, const std::string& user = "postgres");
std::string draft(const std::string& database, const std::string& schema, const std::string& table);

// What there is instead of a draft.
std::string refusal(const std::string& database, const std::string& schema, const std::string& table, const std::string& user = "postgres");

// The errors that the check of this database has for `yaml`, rendered; empty when it is accepted.
std::string errors_of(const std::string& database, const std::string& yaml);

// Plans `yaml` as a run that observes, and gives its state.
std::string observe_once(const std::string& database, const std::string& yaml);

// Accepted, and runs.
void expect_sound(const std::string& database, const std::string& yaml);

bool has(const std::string& text, const std::string& part);

// Comments as they were before they were broken into lines.
std::string unwrapped(const std::string& text);

} // namespace retention::drafting
