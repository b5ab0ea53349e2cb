// SPDX-License-Identifier: Apache-2.0
//
// The product's own way from a policy's text to erased rows, without the threads around it.
#pragma once

#include "daemon/jobs/compiled_policy.hpp"
#include "tests/random/oracle.hpp"
#include "tests/support/cluster.hpp"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace retention::random {

struct Checked {
    std::shared_ptr<const jobs::CompiledPolicy> policy; // absent: refused
    std::vector<std::string> errors;                    // codes
    std::string text;                                   // all findings
};

struct Ending {
    std::string state;
    std::vector<Batch> done; // as they were carried out: a batch that failed was split, and its parts came later
    std::vector<Batch> failed;
    long long people = 0; // acted upon, as the journal says
    std::string why;      // of those who failed, and what the log says
};

class Product {
public:
    Product(test::PrivateCluster& cluster, std::string database) : cluster_(cluster), database_(std::move(database)) {}

    // Makes the database with the journal in it.
    void start();
    // Forgets every run, marker and table of a case before.
    void clear();

    Checked check(const std::string& yaml);
    // How the count of everybody differs when it is made in parts (daemon/jobs/parts); empty: it does not.
    std::string count_in_parts(const jobs::CompiledPolicy& policy);
    // Freezes who is due, approves it, and gives its batches.
    std::vector<Batch> plan(const jobs::CompiledPolicy& policy, std::size_t batch_rows);
    Ending work_off(std::shared_ptr<const jobs::CompiledPolicy> policy);

    void exec(const std::string& sql) { cluster_.exec(database_, sql); }
    test::PrivateCluster::Rows query(const std::string& sql) { return cluster_.query(database_, sql); }

private:
    test::PrivateCluster& cluster_;
    std::string database_;
    std::map<int, Batch> pending_batches();

    long long run_ = 0;
};

} // namespace retention::random
