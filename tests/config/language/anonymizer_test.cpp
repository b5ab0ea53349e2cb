// SPDX-License-Identifier: Apache-2.0
//
// The arguments of anonymizers as the table of the language tells them: what is shown as an example is read, and taken.
#include "config/language/anonymizer.hpp"

#include "anonymizers/catalogue.hpp"
#include "config/language/in_words.hpp"
#include "config/language/path.hpp"
#include "config/policy_reader.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace retention::config::language {
namespace {

using anonymizers::TypeFamily;

const std::pair<TypeFamily, const char*> kTypes[] = {
    {TypeFamily::Text, "text"},       {TypeFamily::Integer, "bigint"},
    {TypeFamily::Number, "numeric"},  {TypeFamily::Boolean, "boolean"},
    {TypeFamily::Date, "date"},       {TypeFamily::Timestamp, "timestamp with time zone"},
    {TypeFamily::Time, "time"},       {TypeFamily::Uuid, "uuid"},
    {TypeFamily::Bytes, "bytea"},     {TypeFamily::Json, "jsonb"},
    {TypeFamily::Array, "text[]"},    {TypeFamily::Hstore, "public.hstore"},
    {TypeFamily::Xml, "xml"},         {TypeFamily::Search, "tsvector"},
    {TypeFamily::LargeObject, "oid"}, {TypeFamily::Network, "inet"},
    {TypeFamily::Point, "point"}};

// The treatment of a column for which `written` stands in a policy.
policies::ColumnTreatment treatment(const std::string& written) {
    policies::Findings findings;
    const auto policy =
        read_policy(Source("policy.yaml", "policy: p\nsubject: { table: a.b }\nclasses: { c: \"true\" }\n"
                                          "rules: [ { name: r, class: c, keep: P1D, after: d, then: x } ]\n"
                                          "actions: { x: { a.b: { c: " +
                                              written + " } } }\n"),
                    findings);
    if (!policy) {
        ADD_FAILURE() << written << ": " << (findings.empty() ? "" : findings.front().message);
        return {};
    }
    return policy->actions.at(0).lines.at(0).columns.at(0);
}

bool is_taken(const std::string& written) {
    const auto read = treatment(written);
    const auto* anonymizer = anonymizers::find(read.anonymizer);
    if (anonymizer == nullptr)
        return false;
    for (const auto& [family, type] : kTypes) {
        anonymizers::Column column;
        column.name = "c";
        column.type = type;
        column.family = family;
        column.has_row_key = true;
        column.others = {"title", "body"};
        if (!anonymizer->check(read.argument, column))
            return true;
    }
    return false;
}

TEST(AnonymizerArguments, ExamplesAreTaken) {
    for (const auto* each : anonymizers::catalogue())
        for (const auto& form : anonymizers::forms_of(*each)) {
            const auto name = std::string(each->name);
            EXPECT_EQ(form.example.empty(), form.kind == anonymizers::ArgumentForm::Kind::Nothing) << name;
            EXPECT_TRUE(form.example.empty() || is_taken("{ " + name + ": " + std::string(form.example) + " }"))
                << name << " " << form.example;
        }
}

TEST(AnonymizerArguments, AreThoseOfTheCatalogue) {
    const auto& table = anonymizers_with_arguments();
    for (const auto* each : anonymizers::catalogue()) {
        const auto forms = anonymizers::forms_of(*each);
        const auto* key = table.find(each->name);
        EXPECT_EQ(key == nullptr, forms.size() == 1 && anonymizers::stands_alone(*each)) << each->name;
        for (const auto& form : forms)
            for (const auto& parameter : form.parameters) {
                const auto path = std::string(each->name) + "." + std::string(parameter.name);
                const auto found = find_spot(path);
                ASSERT_TRUE(std::holds_alternative<Spot>(found)) << path;
                EXPECT_EQ(std::get<Spot>(found).key->help, parameter.help) << path;
                EXPECT_EQ(std::get<Spot>(found).document, &anonymizer_document()) << path;
            }
    }
}

TEST(AnonymizerArguments, AreFoundWhereTheyStandInAPolicy) {
    const auto found = [](std::string_view path) {
        const auto result = find_spot(path);
        const auto* spot = std::get_if<Spot>(&result);
        return spot == nullptr ? "" : std::string(spot->document->name) + " " + spot->path;
    };
    EXPECT_EQ(found("actions.anonymize.crm.person.email.mask.keep_first"), "anonymizer mask.keep_first");
    EXPECT_EQ(found("policy.actions.anonymize.crm.person.email.mask"), "anonymizer mask");
    EXPECT_EQ(found("anonymizer.mask.with"), "anonymizer mask.with");
    EXPECT_EQ(found("actions.mask.crm.person.email"), "policy actions") << "an action may be called as an anonymizer";
    EXPECT_EQ(found("mask.keep_frist"), "");
}

TEST(AnonymizerArguments, ParametersAreDocumented) {
    std::ifstream stream(std::string(RETENTIOND_SOURCE_DIR) + "/docs/policy-language.md");
    const std::string page{std::istreambuf_iterator<char>(stream), {}};
    for (const auto* each : anonymizers::catalogue())
        for (const auto& form : anonymizers::forms_of(*each))
            for (const auto& parameter : form.parameters) {
                const auto& key =
                    *std::get<Spot>(find_spot(std::string(each->name) + "." + std::string(parameter.name))).key;
                const auto default_of = key.without.empty() ? "one of them" : std::string(key.without);
                const auto row = "| `" + std::string(each->name) + "` | `" + std::string(parameter.name) + "` | " +
                                 default_of + " | " + in_words(*key.kind) + " | " + std::string(parameter.help) + " |";
                EXPECT_NE(page.find(row), std::string::npos) << row;
            }
}

} // namespace
} // namespace retention::config::language
