// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/next_turn.hpp"

#include "daemon/jobs/expired_batch.hpp"

namespace retention::jobs {

namespace {

using database::Transaction;

constexpr int kDaysMax = 30 * 366;

// Each month of the first year, then the more rarely the further away.
int step_after(int days) { return days < 366 ? 30 : days < 5 * 366 ? 90 : 365; }

class Asking {
public:
    Asking(Transaction& transaction, const CompiledPolicy& compiled, const std::string& as_of, const SubjectKey& key)
        : transaction_(transaction), compiled_(compiled), as_of_(as_of), key_(key) {}

    // At the end of the day.
    std::optional<std::size_t> rule_in(int days) const {
        const auto instant = transaction_.exec(
            "days_ahead", "select to_json(($1::timestamptz::date + $2::int + 1)::timestamptz - interval '1 microsecond') #>> '{}'",
            {as_of_, std::to_string(days)});
        const auto width = compiled_.binding.key.size();
        const auto judged = transaction_.exec(compiled_.judge.name, compiled_.judge.sql,
                                              parameters_of(compiled_.judge, std::string(instant.get_text(0, 0)), std::span(&key_, 1), width));
        if (judged.is_empty() || judged.is_null(0, static_cast<int>(width)))
            return std::nullopt;
        return static_cast<std::size_t>(judged.get_int64(0, static_cast<int>(width)));
    }

    std::string day_in(int days) const {
        return std::string(transaction_.exec("day_ahead", "select ($1::timestamptz::date + $2::int)::text", {as_of_, std::to_string(days)}).get_text(0, 0));
    }

private:
    Transaction& transaction_;
    const CompiledPolicy& compiled_;
    const std::string& as_of_;
    const SubjectKey& key_;
};

std::optional<NextTurn> look_ahead(const Asking& asking) {
    int before = -1;   // it may be today's, an hour from now
    for (int days = step_after(0); days < kDaysMax; before = days, days += step_after(days)) {
        auto rule = asking.rule_in(days);
        if (!rule)
            continue;
        while (days - before > 1)
            if (const int middle = before + (days - before) / 2; const auto earlier = asking.rule_in(middle)) {
                days = middle;
                rule = earlier;
            } else {
                before = middle;
            }
        return NextTurn{*rule, asking.day_in(days)};
    }
    return std::nullopt;
}

} // namespace

std::optional<NextTurn> next_turn(Transaction& transaction, const CompiledPolicy& compiled, const std::string& as_of, const SubjectKey& key) {
    try {
        database::Savepoint savepoint(transaction);
        auto turn = look_ahead({transaction, compiled, as_of, key});
        savepoint.release();
        return turn;
    } catch (const database::Failure& failure) {
        if (failure.is_disconnected())
            throw;
        return std::nullopt;
    }
}

} // namespace retention::jobs
