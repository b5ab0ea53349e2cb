// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/database/fixture.hpp"

#include <memory>

namespace retention::database {

namespace {

std::unique_ptr<test::PrivateCluster> running;

// Stops the cluster before main() ends.
class ClusterEnd : public ::testing::Environment {
    void TearDown() override { running.reset(); }
};

const auto* const kEnd = ::testing::AddGlobalTestEnvironment(new ClusterEnd);

} // namespace

test::PrivateCluster& cluster() {
    if (!running)
        running = std::make_unique<test::PrivateCluster>();
    return *running;
}

void DatabaseTest::terminate(const Session& session) {
    const auto pid = std::to_string(session.backend_pid());
    cluster().query(kDatabase, "select pg_terminate_backend($1::int, 10000)", {pid});
}

} // namespace retention::database
