// SPDX-License-Identifier: Apache-2.0
#include "config/dsn.hpp"

#include <gtest/gtest.h>

namespace retention::config {
namespace {

std::optional<Dsn> parsed(std::string_view text) {
    std::string error;
    auto dsn = parse_dsn(text, error);
    EXPECT_EQ(dsn.has_value(), error.empty());
    return dsn;
}

TEST(Dsn, ReadsKeywords) {
    const auto dsn = parsed("host=db.example  dbname = 'my crm' application_name=it\\'s");
    ASSERT_TRUE(dsn);
    EXPECT_FALSE(dsn->has_password);
    EXPECT_EQ(dsn->parameters.at("dbname"), "my crm");
    EXPECT_EQ(dsn->parameters.at("application_name"), "it's");
}

TEST(Dsn, ReadsUris) {
    const auto dsn = parsed("postgresql://me@[::1]:5433/my%20crm?sslmode=verify-full");
    ASSERT_TRUE(dsn);
    EXPECT_FALSE(dsn->has_password);
    EXPECT_EQ(dsn->parameters.at("user"), "me");
    EXPECT_EQ(dsn->parameters.at("host"), "[::1]");
    EXPECT_EQ(dsn->parameters.at("dbname"), "my crm");
    EXPECT_EQ(dsn->parameters.at("sslmode"), "verify-full");
}

TEST(Dsn, FindsPasswordsWhereverTheyAre) {
    for (const auto* text : {"password=x", "host=a password = 'x y'", "sslpassword=x", "postgresql://a:x@b/c",
                             "postgres://a:@b", "postgresql://b/c?password=x", "postgresql://b/c?pass%77ord=x"}) {
        const auto dsn = parsed(text);
        ASSERT_TRUE(dsn) << text;
        EXPECT_TRUE(dsn->has_password) << text;
        EXPECT_EQ(dsn->parameters.count("password"), 0U);
    }
}

TEST(Dsn, RefusesWhatIsNone) {
    for (const auto* text :
         {"crm", "host", "host=a b", "=a", "host='a", "postgresql://a/%", "postgresql://a/%00", "postgresql://a?b"})
        EXPECT_FALSE(parsed(text)) << text;
}

TEST(Dsn, IsDescribedByItsPlaceOnly) {
    EXPECT_EQ(describe(*parsed("service=crm user=me")), "service=crm");
    EXPECT_EQ(describe(*parsed("postgresql://me:secret@db.example:5433/crm")), "host=db.example dbname=crm");
    EXPECT_EQ(describe(*parsed("user=me passfile=/x")), "");
}

} // namespace
} // namespace retention::config
