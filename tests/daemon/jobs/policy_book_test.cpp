// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/policy_book.hpp"

#include <gtest/gtest.h>

namespace retention::jobs {
namespace {

using namespace std::chrono_literals;
using policies::Mode;
using policies::Policy;

std::shared_ptr<Policy> policy(const std::string& name, Mode mode = Mode::Enforce) {
    auto policy = std::make_shared<Policy>();
    policy->name = name;
    policy->mode = mode;
    return policy;
}

std::shared_ptr<Policy> policy_within(int begin_minute, int end_minute, const char* zone = "UTC") {
    auto made = policy("contacts");
    made->schedule.emplace();
    made->schedule->timezone = zone;
    made->schedule->window = policies::Window{begin_minute, end_minute};
    return made;
}

std::shared_ptr<const CompiledPolicy> compiled(const std::shared_ptr<const Policy>& policy) {
    auto made = std::make_shared<CompiledPolicy>();
    made->policy = policy;
    return made;
}

CheckedPolicy checked(std::shared_ptr<const CompiledPolicy> compiled) {
    CheckedPolicy result;
    result.compiled = std::move(compiled);
    return result;
}

bool is_workable(const std::shared_ptr<const Policy>& policy, std::chrono::minutes time) {
    PolicyBook book;
    book.replace({policy});
    book.set_checked(policy, checked(compiled(policy)), book.begin_check());
    const auto day = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1);
    return book.workable(day + time).count(policy->name) > 0;
}

TEST(PolicyBook, APolicyThatWasNotCheckedIsNotWorkable) {
    PolicyBook book;
    book.replace({policy("contacts")});
    EXPECT_TRUE(book.workable(platform::SystemTime()).empty());
    EXPECT_FALSE(book.find("contacts")->compiled);
}

TEST(PolicyBook, APolicyThatObservesIsNotWorkable) {
    EXPECT_FALSE(is_workable(policy("contacts", Mode::Observe), 0min));
    EXPECT_TRUE(is_workable(policy("contacts", Mode::Enforce), 0min));
}

TEST(PolicyBook, AWindowHasABeginAndAnEnd) {
    const auto office = policy_within(9 * 60, 17 * 60);
    EXPECT_FALSE(is_workable(office, 8h + 59min));
    EXPECT_TRUE(is_workable(office, 9h));
    EXPECT_TRUE(is_workable(office, 16h + 59min));
    EXPECT_FALSE(is_workable(office, 17h));
}

TEST(PolicyBook, AWindowGoesPastMidnight) {
    const auto night = policy_within(22 * 60, 6 * 60);
    EXPECT_FALSE(is_workable(night, 21h + 59min));
    EXPECT_TRUE(is_workable(night, 22h));
    EXPECT_TRUE(is_workable(night, 0min));
    EXPECT_TRUE(is_workable(night, 5h + 59min));
    EXPECT_FALSE(is_workable(night, 6h));
}

TEST(PolicyBook, AWindowIsInThePolicysTimeZone) {
    const auto night = policy_within(22 * 60, 6 * 60, "Europe/Amsterdam");
    EXPECT_TRUE(is_workable(night, 20h)) << "22:00 in summer";
    EXPECT_FALSE(is_workable(night, 4h)) << "6:00 in summer";
}

TEST(PolicyBook, APolicyThatDidNotChangeKeepsWhatIsKnownOfIt) {
    PolicyBook book;
    const auto same = policy("contacts");
    book.replace({same, policy("cases")});
    book.set_checked(same, checked(compiled(same)), book.begin_check());
    book.set_next_run("contacts", platform::SystemTime(5s));
    book.replace({same});
    EXPECT_TRUE(book.find("contacts")->compiled);
    EXPECT_EQ(book.find("contacts")->next_run, platform::SystemTime(5s));
    EXPECT_EQ(book.names(), std::vector<std::string>{"contacts"});
}

TEST(PolicyBook, APolicyThatWasReadAnewIsCheckedAnew) {
    PolicyBook book;
    const auto old = policy("contacts");
    book.replace({old});
    book.set_checked(old, checked(compiled(old)), book.begin_check());
    book.replace({policy("contacts")});
    EXPECT_FALSE(book.find("contacts")->compiled);
}

// Nobody may be due to whom another policy moves rows.
TEST(PolicyBook, APolicyIsCheckedAnewWhenAnotherMovesRowsElsewhere) {
    const auto moving = [](const std::string& anonymizer) {
        auto made = policy("guests");
        made->actions.emplace_back().lines.emplace_back().columns.push_back({"guest_id", anonymizer, {}, {}});
        return made;
    };
    const auto is_known_still = [&](const std::string& before, const std::string& after) {
        PolicyBook book;
        const auto same = policy("contacts");
        book.replace({same, moving(before)});
        book.set_checked(same, checked(compiled(same)), book.begin_check());
        book.replace({same, moving(after)});
        return book.find("contacts")->compiled != nullptr;
    };
    EXPECT_FALSE(is_known_still("constant", "constant"));
    EXPECT_FALSE(is_known_still("null", "constant"));
    EXPECT_TRUE(is_known_still("null", "null"));
}

// Whom holds bind depends on it.
TEST(PolicyBook, APolicyIsCheckedAnewWhenAnotherLinksTablesDifferently) {
    const auto linking = [] {
        auto made = policy("persons");
        made->links.emplace_back();
        return made;
    };
    const auto same = policy("events");
    const auto first = linking();
    PolicyBook book;
    book.replace({same});
    const auto is_known_after = [&](const policies::Beside& loaded) {
        book.set_checked(same, checked(compiled(same)), book.begin_check());
        book.replace(loaded);
        return book.find("events")->compiled != nullptr;
    };
    EXPECT_FALSE(is_known_after({same, first})) << "one came";
    EXPECT_TRUE(is_known_after({same, first}));
    EXPECT_TRUE(is_known_after({same, first, policy("others")})) << "without links";
    EXPECT_FALSE(is_known_after({same, linking()})) << "read anew";
    EXPECT_FALSE(is_known_after({same})) << "one went";
}

TEST(PolicyBook, ALateCheckOfTheOldPolicyIsIgnored) {
    PolicyBook book;
    const auto old = policy("contacts");
    book.replace({old});
    book.replace({policy("contacts")});
    book.set_checked(old, checked(compiled(old)), book.begin_check());
    EXPECT_FALSE(book.find("contacts")->compiled);
}

// The keeper looked at a schema that drifted, somebody accepted it, and only then the keeper comes to tell.
TEST(PolicyBook, ACheckThatBeganEarlierIsIgnored) {
    PolicyBook book;
    const auto accepted = policy("contacts");
    book.replace({accepted});
    const auto early = book.begin_check();
    book.set_checked(accepted, checked(compiled(accepted)), book.begin_check());
    book.set_checked(accepted, checked(nullptr), early);
    EXPECT_TRUE(book.find("contacts")->compiled);
    EXPECT_EQ(book.find("contacts")->trouble, "");
}

TEST(PolicyBook, ACheckThatFailsIsTold) {
    PolicyBook book;
    const auto broken = policy("contacts");
    book.replace({broken});
    book.set_checked(broken, checked(nullptr), book.begin_check());
    EXPECT_EQ(book.find("contacts")->trouble, "the policy does not fit the schema");
    book.set_checked(broken, checked(compiled(broken)), book.begin_check());
    EXPECT_EQ(book.find("contacts")->trouble, "");
}

TEST(PolicyBook, APolicyThatDriftedIsNotWorkableAndSaysHowItCanBe) {
    PolicyBook book;
    const auto drifted = policy("contacts");
    book.replace({drifted});
    CheckedPolicy waiting;
    waiting.waiting = compiled(drifted);
    book.set_checked(drifted, waiting, book.begin_check());
    EXPECT_TRUE(book.workable(platform::SystemTime()).empty());
    EXPECT_NE(book.find("contacts")->trouble.find("retentionctl check --accept contacts"), std::string::npos);
    book.set_checked(drifted, checked(compiled(drifted)), book.begin_check());
    EXPECT_FALSE(book.find("contacts")->waiting);
}

TEST(PolicyBook, APlanThatFailedIsToldUntilThePolicyFitsAgain) {
    PolicyBook book;
    const auto known = policy("contacts");
    book.replace({known});
    book.set_checked(known, checked(nullptr), book.begin_check());
    book.set_plan_trouble("contacts", "it does not fit");
    book.set_checked(known, checked(compiled(known)), book.begin_check());
    EXPECT_EQ(book.find("contacts")->plan_trouble, "");
    book.set_plan_trouble("contacts", "one row can't be judged");
    book.set_checked(known, checked(compiled(known)), book.begin_check());
    EXPECT_EQ(book.find("contacts")->plan_trouble, "one row can't be judged") << "it fitted all the time";
}

TEST(PolicyBook, UnknownNamesAreNoOne) {
    PolicyBook book;
    EXPECT_FALSE(book.find("nobody"));
    book.set_plan_trouble("nobody", "x");
    book.set_next_run("nobody", std::nullopt);
    book.set_checked(policy("nobody"), checked(nullptr), book.begin_check());
    EXPECT_TRUE(book.names().empty());
}

} // namespace
} // namespace retention::jobs
