// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/moments.hpp"

#include "daemon/drafting/name_words.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

namespace retention::drafting {

namespace {

using anonymizers::TypeFamily;
using policies::SchemaColumn;
using policies::SchemaTable;

constexpr std::size_t kConditionsMax = 4;

constexpr std::string_view kHappenedWords =
    "happened occurred created create sent date time at on ts timestamp login logged visited visit invoiced ordered paid placed event start started "
    "received recorded posted rental payment datum tijd zeit dato moment";
constexpr std::string_view kNotHappenedWords =
    "updated update modified changed change due expires expiry expire expiration birth valid until closed ended end withdrawn return "
    "returned deleted planned scheduled next finish stop checkin cancel canceled edit edited hire hired";
constexpr std::string_view kSignOfLifePhrases = "last_login last_seen last_access last_activity last_contact last_visit last_order last_active lastlogin laatste_contact";
constexpr std::string_view kNotTheirsWords =
    "updated update modified changed change edited sync synced synchronized checked mailed emailed sent notified notification reminder reminded exported export "
    "imported import migrated backup calculated computed indexed refreshed billed invoiced name birth employer";
constexpr std::string_view kFromWords = "from start started starts begin begins since van von";
constexpr std::string_view kToWords = "to until till thru through end ends ended tot bis";
constexpr std::string_view kDoneWords =
    "closed resolved finished completed returned return checkin settled solved fulfilled done finish fulfillment afgesloten geschlossen "
    "erledigt cloture ferme lukket lifted released";
constexpr std::string_view kDoneOrCancelledWords =
    "closed resolved finished completed returned return checkin settled solved fulfilled done finish fulfillment cancel cancelled canceled "
    "rejected afgesloten geschlossen erledigt cloture ferme lukket lifted released";
// Of an employment or a contract: as long as nothing stands there it goes on.
constexpr std::string_view kLeftWords =
    "left leave leaving resigned resignation terminated termination departure quit dismissed offboarded ended end vertrokken einddatum "
    "ausgetreten austritt ende sortie sluttet";

std::vector<std::string> words_without(const std::string& name, std::string_view left_out) {
    auto words = words_of_name(name);
    std::erase_if(words, [&](const std::string& word) { return has_word({word}, left_out) || has_word({word}, "date day at on time"); });
    return words;
}

// As long as none of them is set; nothing where all of them say that it was cancelled.
std::optional<OpenRows> not_done(const SchemaTable& table) {
    std::vector<std::string> conditions;
    bool is_done_named = false;
    for (const auto& column : table.columns) {
        const auto words = words_of_name(column.name);
        if (!is_moment(column) || !column.is_nullable || !has_word(words, kDoneOrCancelledWords) || conditions.size() >= kConditionsMax)
            continue;
        conditions.push_back(sql_name(column.name) + " is null");
        is_done_named = is_done_named || has_word(words, kDoneWords);
    }
    if (!is_done_named)
        return std::nullopt;
    return OpenRows{policies::join(conditions, " and "),
                    conditions.size() > 1 ? Remark{"is a row open as long as none of these moments is set?", true} : Remark{}};
}

// The first that `fits`; of numbers only where there is no date.
template <typename Fits> std::optional<LastMoment> first_moment(const SchemaTable& table, const TableObservation* seen, const Fits& fits) {
    for (const auto& column : table.columns)
        if (is_moment(column) && fits(column))
            return LastMoment{&column};
    for (const auto& column : table.columns)
        if (const auto unit = fits(column) ? epoch_of(column, seen) : std::nullopt)
            return LastMoment{&column, unit};
    return std::nullopt;
}

} // namespace

bool is_moment(const SchemaColumn& column) {
    return column.family == TypeFamily::Date || column.family == TypeFamily::Timestamp;
}

const SchemaColumn* find_moment(const SchemaTable& table, std::string_view words, std::string_view others) {
    for (const auto& column : table.columns) {
        const auto named = words_of_name(column.name);
        if (is_moment(column) && has_word(named, words) && (others.empty() || !has_word(named, others)))
            return &column;
    }
    return nullptr;
}

const SchemaColumn* end_of_period(const SchemaTable& table) {
    return find_moment(table, kFromWords, kToWords) ? find_moment(table, kToWords) : nullptr;
}

bool is_sign_of_life(const std::string& name) {
    const auto words = words_of_name(name);
    return longest_phrase(words, kSignOfLifePhrases) > 0 || (has_word(words, "last latest previous") && !has_word(words, kNotTheirsWords));
}

std::optional<LastMoment> sign_of_life(const SchemaTable& table, const TableObservation* seen) {
    return first_moment(table, seen, [](const SchemaColumn& column) { return is_sign_of_life(column.name); });
}

std::optional<LastMoment> last_moment(const SchemaTable& table, const TableObservation* seen) {
    if (const auto* end = end_of_period(table))
        return LastMoment{end};
    if (auto sign = sign_of_life(table, seen))
        return sign;
    return first_moment(table, seen, [](const SchemaColumn& column) {
        const auto words = words_of_name(column.name);
        return has_word(words, kHappenedWords) && !has_word(words, kNotHappenedWords);
    });
}

std::optional<OpenRows> open_rows(const SchemaTable& table) {
    if (auto done = not_done(table))
        return done;
    const auto* end = end_of_period(table);
    for (const auto words : {kLeftWords, kToWords})
        end = end ? end : find_moment(table, words, kNotEndWords);
    if (!end || !end->is_nullable)
        return std::nullopt;
    return OpenRows{sql_name(end->name) + " is null", {"is a row without an end one that goes on?", true}};
}

std::optional<Period> period_of(const SchemaTable& table) {
    const auto* end = find_moment(table, kToWords, kNotEndWords);
    if (!end)
        return std::nullopt;
    const auto name = words_without(end->name, kToWords);
    for (const auto& column : table.columns) {
        const auto words = words_of_name(column.name);
        if (is_moment(column) && has_word(words, kFromWords) && !has_word(words, kToWords) && words_without(column.name, kFromWords) == name)
            return Period{&column, end, policies::join(name, "_")};
    }
    return std::nullopt;
}

} // namespace retention::drafting
