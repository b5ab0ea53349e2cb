// SPDX-License-Identifier: Apache-2.0
#include "policies/update_step.hpp"

#include "policies/sample.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>

namespace retention::policies {

using anonymizers::Draws;

namespace {

std::string column(const std::string& alias, const std::string& name) { return alias + "." + quote_name(name); }

class UpdateCompiler {
public:
    UpdateCompiler(const Binding& binding, const Reaching& reaching) : binding_(binding), reaching_(reaching) {}

    Step compile(const BoundLine& line, const Change& change, const Reach& found, const std::string& target,
                 const std::vector<std::size_t>& numbers) const {
        const std::string relations = reaching_.with(found, change.draws);
        const std::string rows = found.tables() + " where " + found.conditions();
        Step step;
        step.kind = Step::Kind::Update;
        step.table = to_text(line.table);
        step.line = line.line->written;
        if (change.draws.keyed_hash)
            step.hashed = ask_hashed(line, change, found);
        if (change.draws.shuffled)
            step.prepare.push_back(shuffle(line, change, found));
        step.sample = sample(change.values, {statement_name("sample", line), relations + "\nselect ", binds_of(change.draws)}, target + " t, " + rows);
        const std::string setting = "retentiond.expected_" + std::to_string(numbers.front());
        if (!change.is_repeatable)
            step.prepare.push_back({statement_name("expect", line),
                                    relations + "\nselect set_config(" + quote_text(setting) +
                                        ", coalesce((select jsonb_agg(digest)::text from (select " + change.digest(true) + " as digest from " +
                                        target + " t, " + rows + " for update of t) x), '[]'), true) is not null",
                                    binds_of(change.draws)});
        const std::string expected = expected_in(numbers);
        const std::string set = ",\n acted as (update " + target + " t set " + change.assignments() + "\n  from " + rows;
        const std::string update = set + "\n  returning ";
        if (change.is_repeatable)
            step.act = {statement_name("update", line),
                        relations + update + "(" + change.holds() + kCountHeld, binds_of(change.draws)};
        else
            step.act = {statement_name("update", line),
                        relations + update + change.digest(false) +
                            " as digest)\nselect count(*), (select count(*) from (select digest from acted except all " + expected +
                            ") x) from acted",
                        binds_of(change.draws)};
        // What was done already is not given another value, and runs no code of the application's once more.
        if (line.is_detaching && !change.draws.shuffled)
            step.again = step.act;
        else if (change.is_repeatable && !change.draws.shuffled)
            step.again = Statement{step.act.name,
                                   relations + set + " and not (" + change.holds() + ")\n  returning (" + change.holds() + kCountHeld,
                                   binds_of(change.draws)};
        if (change.is_repeatable && !line.is_detaching && !may_be_several(line))
            step.unheld = Statement{statement_name("unheld", line), relations + "\nselect " + change.unheld() + " from " + target + " t, " + rows,
                                    binds_of(change.draws)};
        // Detached rows can't be found any more, and that is the proof.
        if (line.is_detaching || change.is_repeatable) {
            const bool asks_values = !line.is_detaching;
            const bool depends_on_subject = change.draws.seed || change.draws.pseudonym || change.draws.known;
            std::string asked = target + " t, " + rows;
            if (asks_values && depends_on_subject && may_be_several(line))
                // A row of several subjects has the values of one of them.
                asked = "(select 1 from " + asked + " group by t.tableoid, t.ctid having not bool_or(" + change.holds() + ")) x";
            else if (asks_values)
                asked += " and not (" + change.holds() + ")";
            step.remaining = {statement_name("verify", line),
                              (asks_values ? relations : reaching_.with(found)) + "\nselect count(*) from " + asked,
                              binds_of(asks_values ? change.draws : Draws{})};
        } else {
            step.remaining = {statement_name("verify", line),
                              reaching_.with(found) + "\nselect count(*) from (select digest from (select distinct t.tableoid, t.ctid, " +
                                  change.digest(false) + " as digest from " + target + " t, " + rows + ") y except all " + expected + ") x",
                              binds_of({})};
        }
        return step;
    }

private:
    static constexpr const char* kCountHeld = ") as is_held)\nselect count(*), count(*) filter (where not is_held) from acted";

    static std::string expected_in(const std::vector<std::size_t>& numbers) {
        std::vector<std::string> settings;
        for (const auto number : numbers)
            settings.push_back("current_setting('retentiond.expected_" + std::to_string(number) + "')::jsonb");
        return "(select e::bigint from jsonb_array_elements_text(" + join(settings, " || ") + ") e)";
    }

    // Whether a row may be found from several subjects: only the subject's own, and those of its foreign keys, surely are not.
    bool may_be_several(const BoundLine& line) const {
        return line.below || std::any_of(line.paths.begin(), line.paths.end(), [&](const Path& path) {
                   return path.size() > 1 || (!path.empty() && reaching_.may_be_shared(*path.back()));
               });
    }

    // The values that are hashed with a key, without it: the daemon does the rest, and the server never sees the key.
    Statement ask_hashed(const BoundLine& line, const Change& change, const Reach& found) const {
        std::vector<std::string> selects;
        for (const auto& value : change.values)
            if (value.traits.draws.keyed_hash)
                selects.push_back("select " + plain_hash(column("t", value.column->name)) + " as hash from " + quote_table(line.table) + " t, " +
                                  found.tables() + " where " + found.conditions() + " and " + column("t", value.column->name) + " is not null");
        return {statement_name("hash", line), reaching_.with(found) + "\n" + join(selects, "\nunion\n"), binds_of({})};
    }

    // Each row is given the value of the next one in an order that the seeds make, the last one that of the first. A row alone has
    // nobody to take a value from, and is given none.
    Statement shuffle(const BoundLine& line, const Change& change, const Reach& found) const {
        const std::string row = row_text(binding_, line);
        std::vector<std::string> columns;
        for (const auto& value : change.values) {
            if (!value.traits.draws.shuffled)
                continue;
            const std::string order = "order by sha256(seed || convert_to(row || " + quote_text(value.column->name) + ", 'UTF8'))";
            columns.push_back(quote_text(value.column->name) +
                              ", (select jsonb_object_agg(row, value) from (select row, case when count(*) over () > 1 then "
                              "coalesce(lead(value) over (" + order + "), first_value(value) over (" + order + ")) end as value from "
                              "(select distinct on (row) " + row + " as row, k.seed, " + column("t", value.column->name) +
                              "::text as value from " + quote_table(line.table) + " t, " + found.tables() + " where " + found.conditions() +
                              " order by 1, k.seed) r) s)");
        }
        const Draws seeds{.seed = true};
        return {statement_name("shuffle", line),
                reaching_.with(found, seeds) + "\nselect set_config('" + kShuffledSetting + "', jsonb_build_object(" + join(columns, ", ") +
                    ")::text, true) is not null",
                binds_of(seeds)};
    }

    const Binding& binding_;
    const Reaching& reaching_;
};

} // namespace

std::string Change::assignments() const {
    std::vector<std::string> sets;
    for (const auto& value : values)
        sets.push_back(quote_name(value.column->name) + " = " + value.expression);
    return join(sets, ",\n   ");
}

std::string Change::holds() const {
    std::vector<std::string> held;
    for (const auto& value : values)
        held.push_back(value.holds);
    return join(held, " and ");
}

std::string Change::unheld() const {
    std::vector<std::string> names;
    for (const auto& value : values)
        names.push_back("case when count(*) filter (where not (" + value.holds + ")) > 0 then " + quote_text(value.column->name) + " end");
    return "concat_ws(', ', " + join(names, ",\n   ") + ")";
}

std::string Change::digest(bool of_expected) const {
    std::vector<std::string> texts;
    for (const auto& value : values)
        texts.push_back(of_expected ? "((" + value.expression + ")::" + value.column->type + ")::text"
                                    : column("t", value.column->name) + "::text");
    return "hashtextextended(jsonb_build_array(" + join(texts, ", ") + ")::text, 0)";
}

std::string statement_name(const char* verb, const BoundLine& line) { return std::string(verb) + " " + line.line->written; }

std::vector<Bind> binds_of(const Draws& draws) {
    std::vector<Bind> all{Bind::Keys};
    if (draws.seed)
        all.push_back(Bind::Seeds);
    if (draws.pseudonym)
        all.push_back(Bind::Pseudonyms);
    return all;
}

Step update_step(const Binding& binding, const Reaching& reaching, const BoundLine& line, const Change& change, const Reach& found,
                 const std::string& target, const std::vector<std::size_t>& numbers) {
    return UpdateCompiler(binding, reaching).compile(line, change, found, target, numbers);
}

} // namespace retention::policies
