// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/anonymizers.hpp"

#include "anonymizers/catalogue.hpp"

#include <gtest/gtest.h>

namespace retention::ctl {
namespace {

const Screen kFile{};

TEST(Anonymizers, ListsTheWholeCatalogueInItsOrder) {
    const auto document = anonymizers_document("");
    ASSERT_EQ(document.at("anonymizers").size(), anonymizers::catalogue().size());
    const auto table = render_anonymizers(document, kFile);
    std::size_t place = 0;
    for (const auto* each : anonymizers::catalogue()) {
        const auto found = table.find("\n" + std::string(each->name) + " ", place);
        ASSERT_NE(found, std::string::npos) << each->name;
        place = found;
    }
}

TEST(Anonymizers, TellsOneInDetail) {
    const auto told = render_anonymizers(anonymizers_document("hash"), kFile);
    const auto* hash = anonymizers::find("hash");
    for (const auto part : {hash->name, hash->summary, hash->takes, hash->suits, hash->example})
        EXPECT_NE(told.find(part), std::string::npos) << part;
    EXPECT_NE(told.find("result   pseudonym\nunique   each row\n"), std::string::npos) << told;
}

TEST(Anonymizers, KnowsWhatWasMeant) {
    EXPECT_TRUE(anonymizers_document("redcat").at("anonymizers").empty());
    EXPECT_EQ(anonymizer_hint("redcat"), "Did you mean \"redact\"?");
    EXPECT_NE(anonymizer_hint("something else").find("\"shift_date\""), std::string::npos);
}

} // namespace
} // namespace retention::ctl
