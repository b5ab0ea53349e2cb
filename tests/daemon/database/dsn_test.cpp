// SPDX-License-Identifier: Apache-2.0
#include "daemon/database/dsn.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>

namespace retention::database {
namespace {

std::string printed(const std::string& connection) {
    std::ostringstream out;
    out << Dsn(connection);
    return out.str();
}

TEST(Dsn, PrintsWhereButNotHow) {
    EXPECT_EQ(printed("host=db.example dbname=crm user=retention password=canary sslkey=/canary"),
              "user=retention dbname=crm host=db.example ***");
    EXPECT_EQ(printed("service=crm"), "service=crm");
    EXPECT_EQ(printed("postgresql://retention:canary@db.example:5433/crm?sslmode=require"),
              "user=retention dbname=crm host=db.example port=5433 ***");
}

TEST(Dsn, PrintsNothingOfWhatItCannotRead) {
    EXPECT_EQ(printed("host=db pass word=canary"), "***");
    EXPECT_FALSE(Dsn("host=db canary").is_well_formed());
    EXPECT_THROW(Dsn("host=db canary").reveal(), std::invalid_argument);
}

TEST(Dsn, PrintsNoHostThatIsHalfAPassword) {
    EXPECT_EQ(printed("postgresql://u:first@canary@h/d"), "user=u dbname=d ***");
    EXPECT_EQ(printed("host=@abstract"), "host=@abstract");
}

TEST(Dsn, KnowsAPasswordInEitherForm) {
    EXPECT_TRUE(Dsn("password=canary").has_password());
    EXPECT_TRUE(Dsn("postgresql://u:canary@h/d").has_password());
    EXPECT_FALSE(Dsn("service=crm", "/etc/retentiond/crm.pgpass").has_password());
}

TEST(Dsn, KnowsItsUserWhereItNamesOne) {
    EXPECT_EQ(Dsn("host=a user=jane").user(), "jane");
    EXPECT_EQ(Dsn("postgresql://jo%20e@a/b").user(), "jo e");
    EXPECT_EQ(Dsn("service=crm").user(), "");
    EXPECT_EQ(Dsn("=").user(), "");
}

TEST(Dsn, AddsWhatIsNotGiven) {
    const auto text = Dsn("dbname=crm", "/etc/retentiond/pass file").reveal();
    for (const auto* part : {"dbname='crm'", "passfile='/etc/retentiond/pass file'", "connect_timeout='5'",
                             "fallback_application_name='retentiond'", "keepalives='1'"})
        EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(Dsn, KeepsWhatIsGiven) {
    const auto text = Dsn("connect_timeout=30 keepalives=0 passfile=/own", "/other").reveal();
    EXPECT_NE(text.find("connect_timeout='30'"), std::string::npos);
    EXPECT_EQ(text.find("connect_timeout='5'"), std::string::npos);
    EXPECT_NE(text.find("keepalives='0'"), std::string::npos);
    EXPECT_EQ(text.find("/other"), std::string::npos);
}

TEST(Dsn, QuotesValues) {
    EXPECT_NE(Dsn(R"(dbname='it\'s a \\ name')").reveal().find(R"(dbname='it\'s a \\ name')"), std::string::npos);
}

} // namespace
} // namespace retention::database
