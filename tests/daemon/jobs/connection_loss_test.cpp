// SPDX-License-Identifier: Apache-2.0
//
// The connection goes at every request of a batch, COMMIT included: before the server hears of it, and after it has
// done it.
#include "tests/daemon/jobs/fixture.hpp"
#include "tests/daemon/jobs/proxy.hpp"

#include <algorithm>
#include <thread>

namespace retention::jobs {
namespace {

using database::Failure;
using test::Proxy;

class ConnectionLoss : public ShopTest {
protected:
    ConnectionLoss() : proxy_(cluster().socket_folder()) {}

    database::Dsn dsn_through_proxy() const {
        return database::Dsn("host=" + proxy_.socket_folder().string() +
                             " port=5432 user=postgres sslmode=disable "
                             "gssencmode=disable dbname=" +
                             std::string(kDatabase));
    }

    // Does batches, losing the connection at the first request of one, then at the second of the next, until a batch
    // has no more requests than that. Gives the kinds of failure that were seen.
    std::vector<Failure::Kind> lose_connection_at_each_request(const std::shared_ptr<const CompiledPolicy>& policy,
                                                               Proxy::Cut cut) {
        constexpr int kRequestsMax = 200;
        std::vector<Failure::Kind> kinds;
        for (int request = 1; request < kRequestsMax; ++request) {
            proxy_.cut_at(0, cut);
            database::Session session(dsn_through_proxy(), kTimeouts);
            proxy_.cut_at(request, cut);
            try {
                const auto result = one_batch(session, policy);
                if (!proxy_.has_cut()) {
                    EXPECT_EQ(result, BatchRunner::Result::Worked) << "persons must outlast the requests";
                    return kinds;
                }
                ADD_FAILURE() << "request " << request << " was lost and nobody noticed";
            } catch (const Failure& failure) {
                EXPECT_TRUE(proxy_.has_cut()) << failure.what();
                EXPECT_TRUE(failure.is_disconnected()) << failure.what();
                kinds.push_back(failure.kind());
            }
        }
        ADD_FAILURE() << "a batch has no end";
        return kinds;
    }

    void expect_everybody_is_done_once(const std::shared_ptr<const CompiledPolicy>& policy, Proxy::Cut cut) {
        const auto planned = start_run(policy, 1);
        const auto kinds = lose_connection_at_each_request(policy, cut);
        EXPECT_GT(kinds.size(), 15u);
        EXPECT_EQ(kinds.back(), Failure::Kind::InDoubt) << "the last request of a batch is its COMMIT";
        EXPECT_EQ(std::count(kinds.begin(), kinds.end(), Failure::Kind::InDoubt), 1);
        EXPECT_EQ(work_off(policy, planned.run), "finished");
        EXPECT_EQ(outcome(planned.run, "done"), planned.planned);
        EXPECT_EQ(count("shop.person where id < 100"), 0);
        EXPECT_EQ(count("shop.person where email like '%@anonymized.invalid'"), 20);
        expect_sound(planned.run);
    }

    Proxy proxy_;
};

TEST_F(ConnectionLoss, BeforeEachRequestOfABatchLosesNobody) {
    expect_everybody_is_done_once(compile(), Proxy::Cut::BeforeRequest);
}

TEST_F(ConnectionLoss, BeforeEachAnswerOfABatchLosesNobody) {
    expect_everybody_is_done_once(compile(), Proxy::Cut::BeforeAnswer);
}

TEST_F(ConnectionLoss, OfTheJudgementsServerProcessIsToldAsDisconnected) {
    const auto policy = compile();
    const auto planned = start_run(policy);
    // An application's lock stops the batch in its tracks; then an administrator ends its session.
    Application application(dsn());
    application.exec("select from shop.consent where person_id = 1 for update");
    database::Session session(dsn(), kTimeouts);
    const int pid = session.backend_pid();
    std::thread administrator([&] {
        EXPECT_TRUE(waits_for_lock(kDatabase, pid));
        cluster().query(kDatabase, "select pg_terminate_backend($1::int, 10000)", {std::to_string(pid)});
    });
    EXPECT_THROW(
        {
            try {
                one_batch(session, policy);
            } catch (const Failure& failure) {
                EXPECT_TRUE(failure.is_disconnected()) << failure.what();
                throw;
            }
        },
        Failure);
    administrator.join();
    application.commit();
    EXPECT_EQ(work_off(policy, planned.run), "finished");
    EXPECT_EQ(outcome(planned.run, "done"), 40);
    expect_sound(planned.run);
}

} // namespace
} // namespace retention::jobs
