// SPDX-License-Identifier: Apache-2.0
//
// A person asks to be erased: recorded once, refused where nothing would come of it, listed with what stops it, withdrawn.
#include "tests/crash/crash_fixture.hpp"

namespace retention::test {
namespace {

using nlohmann::json;

class Erase : public CrashTest {
protected:
    void SetUp() override {
        CrashTest::SetUp();
        daemon_.emplace(installation());
        ASSERT_TRUE(daemon_->wait_until_up());
    }

    Outcome ctl(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {program("retentionctl").string(), "--socket", installation().socket().string()});
        return run({arguments, {}, {}, -1});
    }

    Outcome erase(const std::string& key) const { return ctl({"erase", "contacts", key, "--reason", "ticket"}); }

    static std::string somebody(const std::string& condition) {
        return crm().value("select min(p.id) from crm.person p where p.id not in (select id from proof.due) and not p.is_team and " + condition);
    }
    // Not due for a long time, and nothing stops it.
    static std::string prospect() {
        return somebody("p.status = 'prospect' and p.ended_on is null and not p.legal_hold and not exists (select from crm.invoice i where "
                        "i.person_id = p.id) and not exists (select from crm.case c where c.person_id = p.id)");
    }
    json open() const { return ask(installation(), {"request", "list"}).value_or(json::object())["requests"]; }
    static std::string requests() {
        return crm().value("select coalesce(string_agg(coalesce(outcome, 'open'), ',' order by request), '') from retentiond.request");
    }

    std::optional<Daemon> daemon_;
};

TEST_F(Erase, IsRecordedOnceAndListed) {
    const auto key = prospect();
    ASSERT_NE(key, "");
    const auto first = erase(key);
    EXPECT_EQ(first.exit_status, 0) << first.errors;
    EXPECT_NE(first.output.find("delete by rule silent-prospects: due"), std::string::npos) << first.output;
    EXPECT_NE(erase("0" + key).output.find("was recorded already"), std::string::npos) << "the same key, written another way";
    EXPECT_EQ(requests(), "open");
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open()[0]["subject"], key);
    EXPECT_EQ(open()[0]["state"], "due");
    const auto explained = ask(installation(), {"explain", "contacts", key});
    EXPECT_TRUE((*explained)["requested_on"].is_string()) << *explained;

    const auto status = ask(installation(), {"status"});
    EXPECT_EQ((*status)["policies"][0]["requests"]["open"], 1) << *status;
    EXPECT_TRUE((*status)["policies"][0]["requests"]["oldest_at"].is_string()) << *status;
    EXPECT_NE(ctl({"status"}).output.find("contacts: 1 open erasure request, of "), std::string::npos);
    EXPECT_NE(ctl({"metrics"}).output.find("retentiond_open_requests{database=\"crm\",policy=\"contacts\"} 1\n"), std::string::npos);

    ask(installation(), {"hold", "add", "contacts", key, "--reason", "court"});
    EXPECT_EQ(open()[0]["state"], "hold");
    EXPECT_EQ(open()[0]["stopped_by"], "operator");
}

TEST_F(Erase, IsToldWhenItsPolicyIsNotInForce) {
    const auto key = prospect();
    ASSERT_EQ(erase(key).exit_status, 0);
    const auto before = ctl({"status"});
    crm().cluster().exec(Crm::kDatabase, "update retentiond.request set policy = 'people'");
    ASSERT_EQ(open().size(), 1U) << "listed all the same";
    EXPECT_EQ(open()[0]["policy"], "people");
    EXPECT_EQ(open()[0]["state"], json());
    const auto status = ctl({"status"});
    EXPECT_EQ(before.output.find("not in force"), std::string::npos) << before.output;
    EXPECT_EQ(status.exit_status, 3);
    EXPECT_NE(status.output.find("1 requests to be erased are of policies that are not in force (1 people): retentionctl request list"), std::string::npos)
        << status.output;
}

TEST_F(Erase, IsRefusedWhereNothingWouldComeOfIt) {
    const std::pair<std::string, const char*> refused[] = {
        {"999999999", "there is no such subject"},
        {"nobody", "not of the type"},
        {somebody("p.status = 'customer' and p.ended_on is null"), "no rule is for subjects of class customer"},
        {crm().value("select min(id) from crm.person where is_team"), "no subject of this policy"},
    };
    for (const auto& [key, message] : refused) {
        const auto outcome = erase(key);
        EXPECT_EQ(outcome.exit_status, 1) << key;
        EXPECT_NE(outcome.errors.find(message), std::string::npos) << outcome.errors;
    }
    EXPECT_EQ(requests(), "") << "what is refused leaves nothing";
}

TEST_F(Erase, ThatIsWithdrawnForgetsWhoseItWas) {
    const auto key = prospect();
    ASSERT_EQ(erase(key).exit_status, 0);
    const auto number = crm().value("select request from retentiond.request");
    EXPECT_NE(ctl({"request", "withdraw", number}).output.find("subject " + key), std::string::npos);
    EXPECT_NE(ctl({"request", "withdraw", number}).output.find("already"), std::string::npos);
    EXPECT_EQ(requests(), "withdrawn");
    EXPECT_EQ(crm().value("select count(*) from retentiond.request where key is not null"), "0");
    EXPECT_EQ(open().size(), 0U);
    EXPECT_EQ(erase(key).exit_status, 0) << "whoever changes their mind again may";
    EXPECT_EQ(requests(), "withdrawn,open");
}

} // namespace
} // namespace retention::test
