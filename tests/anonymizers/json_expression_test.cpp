// SPDX-License-Identifier: Apache-2.0
//
// What becomes of documents, compared with a second implementation that shares no code with the first: it walks the
// parsed document in C++.
#include "tests/anonymizers/columns.hpp"
#include "tests/anonymizers/expressions.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <random>

namespace retention::anonymizers::test {
namespace {

using nlohmann::json;

const Column kJsonb = column(TypeFamily::Json, "jsonb");
const Column kPlainJson = column(TypeFamily::Json, "json");

Argument call(const std::string& name, Argument argument = Argument::none()) {
    return argument.kind == Argument::Kind::None ? Argument::of(name) : map_of({{name, std::move(argument)}});
}

const Argument kRedaction = call("redact");
const Argument kRemoval = call("remove");
const Argument kBucket = call("generalize", map_of("bucket", "10"));

Values changed(const Argument& paths, const Values& documents, const Column& where = kJsonb) {
    return expressions().apply("json", paths, where, documents);
}

json changed_one(const Argument& paths, const std::string& document, const Column& where = kJsonb) {
    return json::parse(*changed(paths, {document}, where).at(0));
}

TEST(Json, ChangesWhatThePathsName) {
    EXPECT_EQ(changed_one(map_of({{"$.linkedin", kRemoval}, {"$.employer.name", kRedaction}}),
                          R"({"linkedin": "x", "employer": {"name": "Acme", "size": 5}, "name": "kept"})"),
              json::parse(R"({"employer": {"name": "[redacted]", "size": 5}, "name": "kept"})"));
    EXPECT_EQ(
        changed_one(map_of({{"$.tags[*]", call("prefix", Argument::of("1"))}, {"$.visits[0].ip", Argument::null()}}),
                    R"({"tags": ["anna", "b", ""], "visits": [{"ip": "::1"}, {"ip": "::2"}]})"),
        json::parse(R"({"tags": ["a", "b", ""], "visits": [{"ip": null}, {"ip": "::2"}]})"));
    EXPECT_EQ(changed_one(map_of({{"$..email", kRedaction}}),
                          R"({"email": "a", "x": [{"email": "b"}, [{"y": {"email": {"email": "c"}}}]]})"),
              json::parse(R"({"email": "[redacted]", "x": [{"email": "[redacted]"}, [{"y": {"email": {}}}]]})"));
}

// A list of what may stay, for documents whose keys nobody knows.
TEST(Json, SparesWhatKeepNames) {
    const char* document = R"({"plan": {"x": 1}, "name": "Jane", "prefs": {"theme": "dark", "home": "Ghent", "Theme": 1}, "list": [1]})";
    const Argument keeping = call("keep");
    EXPECT_EQ(changed_one(map_of({{"$.prefs.theme", keeping}, {"$.prefs.*", kRemoval}, {"$.*", kRemoval}, {"$.plan", keeping}, {"$.prefs", keeping}}), document),
              json::parse(R"({"plan": {"x": 1}, "prefs": {"theme": "dark"}})"));
    EXPECT_EQ(changed_one(map_of({{"$.plan", keeping}, {"$.*", kRedaction}}), document), json::parse(R"({"plan": {"x": 1}, "name": "[redacted]", "prefs": {}, "list": []})"));
    EXPECT_EQ(changed_one(map_of({{"$.plan.x", kRedaction}, {"$.plan", keeping}, {"$.*", kRemoval}}), document), json::parse(R"({"plan": {"x": null}})"))
        << "what is spared can be changed by a path of its own";
    EXPECT_EQ(changed_one(map_of({{"$[\"a'b\"]", keeping}, {"$.*", kRemoval}}), "[1, 2]"), json::array()) << "elements have no keys";
    EXPECT_EQ(changed_one(map_of({{"$.plan", keeping}, {"$.*", kRemoval}}), R"({"Plan": 1})"), json::object());
}

TEST(Json, LeavesADocumentWithoutThePathsAsItIs) {
    const auto paths = map_of({{"$.a.b", kRedaction}, {"$.c[3]", kRedaction}, {"$.d.*", kRemoval}, {"$..e", kRemoval}});
    for (const char* document :
         {"{}", "[]", "null", "5", "\"a\"", "true", R"({"a": "b"})", R"({"a": ["b"]})", R"({"c": [1, 2, 3]})",
          R"({"c": {"3": 1}})", R"({"d": 5})", R"(["a", "c", "d", "e"])", R"({"x": "\"e\": 5"})"})
        EXPECT_EQ(changed_one(paths, document), json::parse(document)) << document;
}

TEST(Json, LeavesNothingPersonalAtANamedPath) {
    const auto redacted = [](const char* value) {
        return changed_one(map_of({{"$.x", kRedaction}}), std::string("{\"x\": ") + value + "}").at("x");
    };
    EXPECT_EQ(redacted(R"({"jane@example.org": "Jane"})"), json::object());
    EXPECT_EQ(redacted(R"(["Jane"])"), json::array());
    EXPECT_EQ(redacted("31612345678"), nullptr);
    EXPECT_EQ(redacted("true"), nullptr);
    EXPECT_EQ(redacted("null"), nullptr);
    EXPECT_EQ(redacted("\"\""), "");
}

TEST(Json, GivesNumbersToWhatSuitsNumbers) {
    EXPECT_EQ(changed_one(map_of({{"$.*", kBucket}}), R"({"a": 47, "b": "47", "c": -1.5, "d": true, "e": {"x": 1}})"),
              json::parse(R"({"a": 40, "b": null, "c": -10.0, "d": null, "e": {}})"));
}

TEST(Json, PutsAConstantInThePlaceOfAnything) {
    const auto constant = [](const char* value) { return map_of({{"$.*", call("constant", Argument::of(value))}}); };
    EXPECT_EQ(changed_one(constant("x"), R"({"a": "b", "b": 1, "c": null, "d": {"e": 1}, "f": [1], "g": true})"),
              json::parse(R"({"a": "x", "b": "x", "c": "x", "d": "x", "f": "x", "g": "x"})"));
    EXPECT_EQ(changed_one(constant("0"), R"({"a": "b", "b": 1, "g": true})"),
              json::parse(R"({"a": "0", "b": 0, "g": "0"})"));
    EXPECT_EQ(changed_one(constant("true"), R"({"g": false, "b": 1})"), json::parse(R"({"g": true, "b": "true"})"));
}

TEST(Json, SeesTheResultsOfEarlierPaths) {
    EXPECT_EQ(changed_one(
                  map_of({{"$.a", call("constant", Argument::of("abc"))}, {"$.*", call("prefix", Argument::of("2"))}}),
                  R"({"a": "x", "b": "xyz"})"),
              json::parse(R"({"a": "ab", "b": "xy"})"));
}

TEST(Json, KnowsEveryKey) {
    for (const std::string key :
         {"a b", "a.b", "'", "\"", "\\", "", "$", "*", "[0]", "é", "中", "\n", "a\tb", "0", "{\"x\": "}) {
        std::string quoted;
        for (const char character : key)
            quoted += character == '"' || character == '\\' ? std::string{'\\', character} : std::string{character};
        const json document{{key, "x"}, {"other", {{key, {{"z", "y"}}}}}};
        EXPECT_EQ(changed_one(map_of({{"$.\"" + quoted + "\"", kRedaction}}), document.dump()).at(key), "[redacted]")
            << key;
        const auto deep = changed_one(map_of({{"$..\"" + quoted + "\"", kRemoval}}), document.dump());
        EXPECT_EQ(deep, json({{"other", json::object()}})) << key;
    }
}

TEST(Json, NullStaysNull) {
    EXPECT_EQ(changed(map_of({{"$", call("constant", Argument::of("x"))}}), {std::nullopt}), (Values{std::nullopt}));
}

TEST(Json, ReadsDocumentsThatOnlyTheTextTypeHolds) {
    const auto paths = map_of({{"$.a", kRedaction}});
    EXPECT_EQ(changed_one(paths, R"({"a": "x", "a": "y"})", kPlainJson), json::parse(R"({"a": "[redacted]"})"));
    EXPECT_EQ(changed_one(paths, R"({"a": "secret", "a": null})", kPlainJson), json::parse(R"({"a": null})"));
    EXPECT_EQ(changed_one(paths, R"({"a": "x\u0000", "b": "\u0000\u0000\\u0000\\\u0000"})", kPlainJson),
              json::parse(R"({"a": "[redacted]", "b": "\ufffd\ufffd\\u0000\\\ufffd"})"));
    EXPECT_EQ(changed_one(paths, R"({"a": "x", "b": "\ud83d, \ude00, \ud83d\ude00, \ud83d\ud83d\ude00"})", kPlainJson),
              json::parse(R"({"a": "[redacted]", "b": "\ufffd, \ufffd, \ud83d\ude00, \ufffd\ud83d\ude00"})"));
}

TEST(Json, TakesLargeDocumentsInItsStride) {
    json large = json::array();
    for (int i = 0; i < 8'000; ++i)
        large.push_back(
            {{"id", i}, {"email", "person" + std::to_string(i) + "@example.org"}, {"notes", std::string(80, 'x')}});
    ASSERT_GT(large.dump().size(), 1'000'000U);
    const auto paths = map_of({{"$..email", kRedaction}, {"$[*].notes", call("prefix", Argument::of("1"))}});
    const auto begin = std::chrono::steady_clock::now();
    const auto result = changed_one(paths, large.dump());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
    EXPECT_EQ(result.size(), large.size());
    EXPECT_EQ(result.back(), json({{"id", 7'999}, {"email", "[redacted]"}, {"notes", "x"}}));
}

std::string nested(int depth) {
    std::string document = R"({"email": "x"})";
    for (int i = 0; i < depth; ++i)
        document = i % 2 == 0 ? "[" + document + "]" : "{\"a\": " + document + "}";
    return document;
}

TEST(Json, LooksFarDownAndLeavesNothingWhereItLooksNoFurther) {
    const auto paths = map_of({{"$..email", kRedaction}});
    EXPECT_NE(changed(paths, {nested(499)}).at(0)->find(R"({"email": "[redacted]"})"), std::string::npos);
    const auto begin = std::chrono::steady_clock::now();
    for (const int depth : {500, 501, 5'000}) {
        const auto result = *changed(paths, {nested(depth)}).at(0);
        EXPECT_EQ(result.find("email"), std::string::npos) << depth;
        EXPECT_NE(result.find("null"), std::string::npos) << depth;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(3));
}

TEST(Json, GrowsWithItsPathsAndNotFaster) {
    const auto length = [](int paths, int steps) {
        std::vector<std::pair<std::string, Argument>> entries;
        for (int i = 0; i < paths; ++i) {
            std::string path = "$.k" + std::to_string(i);
            for (int j = 0; j < steps; ++j)
                path += j % 3 == 0 ? "[*]" : j % 3 == 1 ? "..deep" : ".name";
            entries.emplace_back(path, kRedaction);
        }
        return compile("json", map_of(entries), kJsonb).size();
    };
    EXPECT_LT(length(20, 1), 25 * length(1, 1));
    EXPECT_LT(length(1, 16), 20 * length(1, 1));
}

// --- The second implementation.

struct Step {
    enum { Key, Index, Every, Deep } kind;
    std::string key;
    std::size_t index = 0;
};

enum class What { Redact, Remove, Null, Constant, Prefix, Bucket };

json treated(What what, const json& value) {
    const json emptied = value.is_object() ? json::object() : value.is_array() ? json::array() : json();
    switch (what) {
    case What::Redact:
        return value.is_string() ? (value == "" ? value : json("[redacted]")) : emptied;
    case What::Constant:
        return "c";
    case What::Prefix:
        return value.is_string() ? json(value.get<std::string>().substr(0, 2)) : emptied;
    case What::Bucket: {
        if (!value.is_number())
            return emptied;
        const auto number = value.get<long long>();
        return number - ((number % 10) + 10) % 10;
    }
    case What::Null:
    case What::Remove:
        break;
    }
    return nullptr;
}

void treat(json& value, const std::vector<Step>& path, std::size_t at, What what);

void treat_member(json& value, const std::string& key, const std::vector<Step>& path, std::size_t at, What what) {
    if (!value.is_object() || !value.contains(key))
        return;
    if (what == What::Remove && at + 1 == path.size())
        value.erase(key);
    else
        treat(value[key], path, at + 1, what);
}

void treat(json& value, const std::vector<Step>& path, std::size_t at, What what) {
    if (at == path.size()) {
        value = treated(what, value);
        return;
    }
    const Step& step = path[at];
    switch (step.kind) {
    case Step::Key:
        return treat_member(value, step.key, path, at, what);
    case Step::Index:
        if (value.is_array() && step.index < value.size())
            treat(value[step.index], path, at + 1, what);
        return;
    case Step::Every:
        if (!value.is_structured())
            return;
        if (what == What::Remove && at + 1 == path.size())
            value.clear();
        else
            for (auto& member : value)
                treat(member, path, at + 1, what);
        return;
    case Step::Deep:
        if (value.is_structured())
            for (auto& member : value)
                treat(member, path, at, what);
        return treat_member(value, step.key, path, at, what);
    }
}

const std::vector<std::string> kKeys = {"a", "b", "\"", "\\", ""};

json random_document(std::mt19937& random, int depth) {
    switch (random() % (depth > 0 ? 9 : 5)) {
    case 0:
        return nullptr;
    case 1:
        return random() % 2 == 0;
    case 2:
        return static_cast<int>(random() % 2'000) - 1'000;
    case 3:
        return std::string(random() % 5, 'x');
    case 4:
        return kKeys[random() % kKeys.size()];
    case 5:
    case 6: {
        json list = json::array();
        for (auto count = random() % 4; count > 0; --count)
            list.push_back(random_document(random, depth - 1));
        return list;
    }
    default: {
        json object = json::object();
        for (auto count = random() % 5; count > 0; --count)
            object[kKeys[random() % kKeys.size()]] = random_document(random, depth - 1);
        return object;
    }
    }
}

std::string written(const std::vector<Step>& path) {
    std::string text = "$";
    for (const auto& step : path) {
        std::string quoted = "\"";
        for (const char character : step.key)
            quoted += character == '"' || character == '\\' ? std::string{'\\', character} : std::string{character};
        quoted += '"';
        switch (step.kind) {
        case Step::Key:
            text += step.key.size() % 2 == 0 ? "[" + quoted + "]" : "." + quoted;
            break;
        case Step::Index:
            text += "[" + std::to_string(step.index) + "]";
            break;
        case Step::Every:
            text += path.size() % 2 == 0 ? ".*" : "[*]";
            break;
        case Step::Deep:
            text += ".." + quoted;
            break;
        }
    }
    return text;
}

std::vector<Step> random_path(std::mt19937& random) {
    std::vector<Step> path;
    for (auto count = 1 + random() % 3; count < 4; ++count) {
        const auto key = kKeys[random() % kKeys.size()];
        switch (random() % 8) {
        case 0:
            path.push_back({Step::Index, {}, random() % 3});
            break;
        case 1:
        case 2:
            path.push_back({Step::Every, {}});
            break;
        case 3:
            path.push_back({Step::Deep, key});
            break;
        default:
            path.push_back({Step::Key, key});
        }
    }
    return path;
}

Argument argument_for(What what) {
    switch (what) {
    case What::Redact:
        return kRedaction;
    case What::Remove:
        return kRemoval;
    case What::Null:
        return Argument::null();
    case What::Constant:
        return call("constant", Argument::of("c"));
    case What::Prefix:
        return call("prefix", Argument::of("2"));
    case What::Bucket:
        return kBucket;
    }
    return {};
}

TEST(Json, DoesWhatASecondImplementationDoesAndASecondPassChangesNothing) {
    std::mt19937 random(31);
    int accepted = 0;
    std::size_t differing = 0;
    for (int round = 0; round < 250; ++round) {
        std::vector<std::pair<std::vector<Step>, What>> changes;
        std::vector<std::pair<std::string, Argument>> entries;
        for (auto count = random() % 3; count < 3; ++count) {
            changes.emplace_back(random_path(random), static_cast<What>(random() % 6));
            entries.emplace_back(written(changes.back().first), argument_for(changes.back().second));
        }
        const auto paths = map_of(entries);
        if (is_refused("json", paths, kJsonb))
            continue;
        ++accepted;
        Values documents;
        std::vector<json> expected;
        for (int i = 0; i < 15; ++i) {
            json document = random_document(random, 4);
            while (!document.is_structured() && i > 0)
                document = random_document(random, 4);
            expected.push_back(document);
            documents.emplace_back(expected.back().dump());
            for (const auto& [path, what] : changes)
                treat(expected.back(), path, 0, what);
            differing += document != expected.back() ? 1 : 0;
        }
        const auto once = changed(paths, documents, round % 2 == 0 ? kJsonb : kPlainJson);
        for (std::size_t i = 0; i < documents.size(); ++i) {
            EXPECT_EQ(json::parse(*once[i]), expected[i])
                << *documents[i] << "\n"
                << [&] {
                       std::string all;
                       for (std::size_t j = 0; j < entries.size(); ++j)
                           all += entries[j].first + " " + std::to_string(static_cast<int>(changes[j].second)) + "\n";
                       return all;
                   }();
        }
        EXPECT_EQ(changed(paths, once), once);
        if (::testing::Test::HasFailure())
            return;
    }
    EXPECT_GT(accepted, 80);
    EXPECT_GT(differing, 300U);
}

} // namespace
} // namespace retention::anonymizers::test
