// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/writer.hpp"

#include "config/source.hpp"
#include "daemon/drafting/yaml_text.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace retention::drafting {

namespace {

using policies::Line;
using policies::TableName;

constexpr std::size_t kWidth = 118;
constexpr std::size_t kUnlinkedShown = 20;
constexpr std::size_t kUnreadShown = 40;
constexpr std::size_t kReasonColumn = 52;

// So many kept tables of a schema are one line; so many kept columns are "*".
constexpr std::size_t kPatternMin = 6;
constexpr std::size_t kRestMin = 5;
constexpr std::size_t kRestMinOfSubject = 16;
constexpr std::size_t kNamesMax = 24;
constexpr std::size_t kTellingShown = 3;

// ---- which lines there are

std::string via_text(const Answer& answer) {
    std::vector<std::string> columns;
    for (const auto& column : answer.via)
        columns.push_back((answer.via_table ? written_part(answer.via_table->name) + "." : "") + written_part(column));
    return columns.size() == 1 ? columns.front() : "(" + policies::join(columns, ", ") + ")";
}

bool is_kept(const Answer& answer) {
    return answer.kind == Line::Kind::Keep;
}

void add_table(std::vector<WrittenLine>& lines, const std::vector<Answer*>& answers) {
    const std::string table = written(answers.front()->table);
    if (answers.front()->via.empty() || (answers.size() == 1 && !answers.front()->is_of_subjects && !answers.front()->via_table)) {
        lines.push_back({table, false, answers});
        return;
    }
    std::map<std::string, std::vector<Answer*>> by_key;
    std::vector<Answer*> kept;
    for (auto* answer : answers)
        if (is_kept(*answer) && !answer->is_of_subjects && !answer->via_table)
            kept.push_back(answer);
        else
            by_key[via_text(*answer)].push_back(answer);
    for (auto& [key, same] : by_key)
        lines.push_back({table + " via " + key, false, same});
    if (!kept.empty())
        lines.push_back({kept.size() == 1 && answers.size() > 1 ? table + " via " + via_text(*kept.front()) : table, false, kept});
}

bool is_one_of_many(const WrittenLine& line) {
    return std::all_of(line.answers.begin(), line.answers.end(),
                       [](const Answer* answer) { return is_kept(*answer) && !answer->via_table && !answer->remark.is_decision && !answer->via.empty(); });
}

std::vector<WrittenLine> with_patterns(const std::vector<WrittenLine>& lines) {
    std::map<std::string, std::vector<Answer*>> kept;
    std::map<std::string, std::size_t> counts;
    for (const auto& line : lines)
        if (is_one_of_many(line)) {
            auto& all = kept[line.answers.front()->table.schema];
            all.insert(all.end(), line.answers.begin(), line.answers.end());
            ++counts[line.answers.front()->table.schema];
        }
    std::vector<WrittenLine> shorter;
    for (const auto& line : lines)
        if (!is_one_of_many(line) || counts[line.answers.front()->table.schema] < kPatternMin)
            shorter.push_back(line);
    for (auto& [schema, answers] : kept)
        if (counts[schema] >= kPatternMin)
            shorter.push_back({written_part(schema) + ".*", true, answers});
    return shorter;
}

// ---- how they are written

std::string block_value(std::string_view text) {
    const bool begins_well = !text.empty() && ((text.front() >= 'a' && text.front() <= 'z') || (text.front() >= 'A' && text.front() <= 'Z'));
    const bool is_safe = begins_well && text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
                         text.back() != ':' && text.find(' ') != std::string_view::npos &&
                         std::none_of(text.begin(), text.end(), [](char sign) { return static_cast<unsigned char>(sign) < 0x20; });
    return is_safe ? std::string(text) : yaml(text);
}

class Writer {
public:
    Writer(Draft& draft, const std::vector<std::string>& remarks) : draft_(draft), remarks_(remarks) {}

    std::string write() {
        write_head();
        write_links();
        write_question("no key leads from these tables to the person, and nothing below is about them, though a column is called after a table that is",
                       draft_.unlinked, "Where they hold something of the person, add a link: other.table: { column: ..., to: ... }");
        write_facts();
        write_consent();
        write_classes();
        write_rules();
        write_floors();
        write_holds();
        write_actions();
        line("limits: { persons: 100, share: 1%, growth: 5 }   # small at first: whatever is beyond waits for somebody to approve it");
        if (!remarks_.empty())
            line("");
        for (const auto& remark : remarks_)
            comment(0, remark);
        return title() + text_;
    }

private:
    void line(const std::string& text) { text_ += text + "\n"; }

    static std::string indent(int depth) { return std::string(static_cast<std::size_t>(depth), ' '); }

    void comment(int depth, const std::string& text) {
        for (const auto& part : wrap(comment_text(text), kWidth - static_cast<std::size_t>(depth) - 2))
            line(indent(depth) + "# " + part);
    }

    void remark(int depth, const Remark& remark) {
        if (remark.is_decision) {
            ++decisions_;
            comment(depth, "DECIDE: " + remark.text);
        } else if (!remark.text.empty()) {
            comment(depth, remark.text);
        }
    }

    // `text`, and the reason behind it where there is room, else above.
    void reasoned(int depth, const std::string& text, const Remark& why) {
        const std::string begin = indent(depth) + text;
        const std::size_t length = config::count_characters(begin);
        const std::string reason = comment_text(why.text);
        if (why.is_decision || std::max(length + 1, kReasonColumn) + 2 + config::count_characters(reason) > kWidth) {
            remark(depth, why);
            line(begin);
        } else if (reason.empty()) {
            line(begin);
        } else {
            line(begin + std::string(length + 2 < kReasonColumn ? kReasonColumn - length : 3, ' ') + "# " + reason);
        }
    }

    static std::string first_of(const std::vector<std::string>& names, std::size_t most) {
        const std::size_t shown = std::min(names.size(), most);
        const std::string text = policies::join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
        return shown < names.size() ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
    }

    std::string title() const {
        static const std::vector<std::string> no_remarks;
        Draft none{.name = {}, .subject = {}};
        Writer head(none, no_remarks);
        head.comment(0, "A first policy for " + written(draft_.subject) + ", drafted from the catalog and a sample of at most " +
                            std::to_string(draft_.sample_rows) + " rows of each table. It is a guess: nobody has decided anything yet.");
        head.line("#");
        head.comment(0, decisions_ == 0 ? "No decision is open."
                                        : std::to_string(decisions_) + (decisions_ == 1 ? " decision is open: look for DECIDE below. " : " decisions are open: look for DECIDE below. ") +
                                              "What stands there meanwhile is the careful choice.");
        head.comment(0, "It observes, and changes nothing, until it says `mode: enforce`. No value of the data stands in it, but for words of states and kinds.");
        if (!draft_.unread.empty())
            head.comment(0, "Not looked into, for want of a right or of time: " + first_of(draft_.unread, kUnreadShown) + ".");
        head.line("");
        return head.text_;
    }

    void write_head() {
        line("policy: " + yaml(draft_.name));
        if (!draft_.database.empty())
            line("database: " + yaml(draft_.database));
        line("mode: observe");
        line("");
        line("subject:");
        line("  table: " + yaml(written(draft_.subject)));
        if (!draft_.key.empty())
            write_list("  key: ", draft_.key);
        if (!draft_.where.empty()) {
            remark(2, draft_.where_remark);
            line("  where: " + block_value(draft_.where));
        }
        if (!draft_.identifiers.empty())
            write_list("  identifiers: ", draft_.identifiers);
        line("");
        line("schedule: { cron: \"@daily\", timezone: " + yaml(draft_.timezone) + " }   # the server's time zone");
        line("");
    }

    static std::string list(const std::vector<std::string>& names) {
        std::vector<std::string> parts;
        for (const auto& name : names)
            parts.push_back(yaml(name));
        return "[" + policies::join(parts, ", ") + "]";
    }

    // Over several lines where one is too short.
    void write_list(const std::string& begin, const std::vector<std::string>& names) {
        const bool has_blanks = std::any_of(names.begin(), names.end(), [](const auto& name) { return name.find(' ') != std::string::npos; });
        const auto lines = has_blanks ? std::vector{list(names)} : wrap(list(names), kWidth - begin.size());
        for (std::size_t i = 0; i < lines.size(); ++i)
            line((i == 0 ? begin : std::string(begin.size() + 1, ' ')) + lines[i]);
    }

    static std::string one_or_list(const std::vector<std::string>& names) { return names.size() == 1 ? yaml(names.front()) : list(names); }

    void write_links() {
        if (draft_.links.empty())
            return;
        const bool is_any_active = std::any_of(draft_.links.begin(), draft_.links.end(), [](const auto& link) { return link.is_active; });
        line("# What no foreign key says, as far as names and the sample tell.");
        line(is_any_active ? "links:" : "# links:");
        std::map<std::string, std::vector<const DraftLink*>> by_table;
        for (const auto& link : draft_.links)
            by_table[written(link.table) + (link.is_active ? "" : " ")].push_back(&link);
        for (const auto& [table, links] : by_table)
            write_links_of(links);
        line("");
    }

    // What is silently left out is what is found years later.
    void write_question(const std::string& before, const std::vector<std::string>& tables, const std::string& after) {
        if (tables.empty())
            return;
        remark(0, {before + ": " + first_of(tables, kUnlinkedShown) + ". " + after, true});
        line("");
    }

    void write_links_of(const std::vector<const DraftLink*>& links) {
        const auto value = [&](const DraftLink& link) {
            std::vector<std::string> columns, targets;
            for (const auto& column : link.columns)
                columns.push_back(written_part(column));
            for (const auto& column : link.to_columns)
                targets.push_back(written(draft_.subject, column));
            return "{ column: " + one_or_list(columns) + ", to: " + one_or_list(targets) +
                   (link.where.empty() ? "" : ", where: " + yaml(link.where)) + " }";
        };
        const std::string table = yaml(written(links.front()->table)) + ":";
        if (links.size() == 1 || !links.front()->is_active) {
            for (const auto* link : links) {
                remark(2, link->remark);
                line((link->is_active ? "  " : "  # ") + comment_text(table + " " + value(*link)));
            }
            return;
        }
        line("  " + table);
        for (const auto* link : links) {
            remark(4, link->remark);
            line("    - " + value(*link));
        }
    }

    void write_facts() {
        write_question("several ways lead from these tables to the person, so that their rows count as no sign of life", draft_.uncounted,
                       "Whoever was active there seems silent until a fact with a query says by which way the rows are the person's");
        write_question("further tables tell when somebody was heard of, and are not asked here", draft_.left_out,
                       "Whoever was active only there seems silent until a fact speaks of it");
        if (draft_.facts.empty())
            return;
        line("facts:");
        for (const auto& fact : draft_.facts) {
            remark(2, fact.remark);
            if (!fact.query.empty()) {
                write_query(fact);
                continue;
            }
            std::string value = fact.is_count ? "{ count: " + yaml(written(fact.table)) : "{ max: " + yaml(written(fact.table, fact.column));
            if (!fact.via.empty())
                value += ", via: " + one_or_list(fact.via);
            if (!fact.where.empty())
                value += ", where: " + yaml(fact.where);
            const std::string all = "  " + fact.name + ": " + value + " }";
            if (config::count_characters(all) <= kWidth)
                line(all);
            else
                write_long_fact(fact);
        }
        line("");
    }

    void write_query(const DraftFact& fact) {
        line("  " + fact.name + ":");
        line("    query: " + block_value(fact.query));
    }

    void write_long_fact(const DraftFact& fact) {
        line("  " + fact.name + ":");
        line(fact.is_count ? "    count: " + yaml(written(fact.table)) : "    max: " + yaml(written(fact.table, fact.column)));
        if (!fact.via.empty())
            line("    via: " + one_or_list(fact.via));
        if (!fact.where.empty())
            line("    where: " + block_value(fact.where));
    }

    void write_consent() {
        if (!draft_.consent)
            return;
        const auto& consent = *draft_.consent;
        line("consent:");
        line("  table: " + yaml(written(consent.table)));
        if (!consent.via.empty())
            line("  via: " + one_or_list(consent.via));
        line("  columns:");
        for (const auto& [ours, theirs] : consent.columns)
            line("    " + ours + ": " + yaml(theirs));
        if (consent.is_log) {
            remark(2, {"a withdrawal seems to be a record of its own, so that of each purpose the latest record counts", true});
            line("  records: latest");
        }
        const bool has_purpose = std::any_of(consent.columns.begin(), consent.columns.end(), [](const auto& each) { return each.first == "purpose"; });
        if (has_purpose && consent.purposes.empty())
            remark(2, {"which purposes are there? Without them no condition can ask for one", true});
        if (!consent.purposes.empty()) {
            remark(2, {"for how long does consent hold where a record names no expiry? { valid_for: P2Y }", true});
            line("  purposes:");
            for (const auto& [ours, word] : consent.purposes)
                line("    " + ours + ": " + (ours == word ? "{}" : "{ words: [" + yaml(word) + "] }"));
        }
        write_legal_bases(consent);
        line("");
    }

    void write_legal_bases(const DraftConsent& consent) {
        bool is_first = true;
        for (const auto& [word, ours] : consent.legal_bases) {
            if (ours.empty()) {
                remark(2, {"which legal basis is " + yaml(word) + "? Until it is said it is none", true});
                continue;
            }
            if (std::exchange(is_first, false))
                line("  legal_bases:");
            line("    " + yaml(word) + ": " + ours);
        }
    }

    void write_classes() {
        line("# The first that holds is the person's class; whoever matches none is reported, and never touched.");
        line("classes:");
        for (const auto& one : draft_.classes) {
            remark(2, one.remark);
            line("  " + yaml(one.name) + ": " + block_value(one.when));
        }
        line("");
    }

    static std::string latest_of(const std::vector<std::string>& moments) {
        if (moments.empty())
            return "cast(null as date)";
        return moments.size() == 1 ? moments.front() : "greatest(" + policies::join(moments, ", ") + ")";
    }

    void write_rules() {
        line("rules:");
        for (const auto& rule : draft_.rules) {
            remark(2, rule.remark);
            line("  - name: " + rule.name);
            line("    class: " + one_or_list(rule.classes));
            line("    keep: " + rule.keep);
            if (rule.after.empty())
                remark(4, {"from when? No column tells, and as it is nobody is ever due", true});
            line("    after: " + block_value(latest_of(rule.after)));
            if (!rule.from.empty())
                line("    from: " + rule.from);
            if (!rule.unless.empty())
                line("    unless: " + rule.unless);
            line("    then: " + rule.then);
        }
        line("");
    }

    void write_floors() {
        if (draft_.floors.empty())
            return;
        line("floors:");
        for (const auto& floor : draft_.floors) {
            remark(2, floor.remark);
            line("  - { name: " + floor.name + ", where: " + yaml(floor.fact + " is not null") + ", keep: " + floor.keep + ", after: " +
                 yaml(floor.fact) + ", from: " + floor.from + ", blocks: [" + floor.blocks + "] }");
        }
        line("");
    }

    void write_holds() {
        if (draft_.holds.empty())
            return;
        line("holds:");
        for (const auto& hold : draft_.holds) {
            remark(2, hold.remark);
            line("  - { name: " + yaml(hold.name) + ", where: " + yaml(hold.where) + " }");
        }
        line("");
    }

    void write_actions() {
        line("actions:");
        for (auto& action : draft_.actions) {
            if (action.comment.size() > 1)
                remark(2, {policies::join(action.comment, " "), true});
            else if (!action.comment.empty())
                comment(2, action.comment.front());
            line("  " + action.name + ":");
            for (const auto& each : lines_of(action)) {
                if (each.is_pattern)
                    write_pattern(each);
                else
                    write_line(each);
            }
            line("");
        }
    }

    static std::string number_of(std::size_t tables) { return std::to_string(tables) + (tables == 1 ? " table" : " tables"); }

    void write_pattern(const WrittenLine& pattern) {
        std::set<std::string> tables, telling;
        std::map<std::string, std::size_t> columns;
        for (const auto* answer : pattern.answers) {
            const std::string table = written_part(answer->table.name);
            if (!answer->telling.empty()) {
                telling.insert(table + " (" + first_of(answer->telling, kTellingShown) + ")");
                continue;
            }
            tables.insert(table);
            ++columns[via_text(*answer)];
        }
        std::vector<std::string> parts;
        if (tables.size() <= kNamesMax) {
            parts.assign(tables.begin(), tables.end());
        } else {
            std::vector<std::pair<std::size_t, std::string>> ranked;
            for (const auto& [column, count] : columns)
                ranked.emplace_back(count, column);
            std::sort(ranked.rbegin(), ranked.rend());
            for (std::size_t i = 0; i < ranked.size() && i < kNamesMax / 2; ++i)
                parts.push_back("by " + ranked[i].second + " (" + std::to_string(ranked[i].first) + ")");
        }
        const std::string later = ". Tables that are added later are kept, too";
        if (!tables.empty())
            remark(4, {number_of(tables.size()) + " in which nothing of the person is to be changed, as it seems: " + policies::join(parts, ", ") + later, true});
        // All of them: what nobody is shown nobody decides.
        if (!telling.empty())
            remark(4, {number_of(telling.size()) + " kept as somebody else's, with columns that may say something of a person: " +
                           policies::join({telling.begin(), telling.end()}, ", ") + ". What is the person's there wants a line of its own" +
                           (tables.empty() ? later : ""), true});
        line("    " + yaml(pattern.key) + ": keep");
    }

    void write_line(const WrittenLine& written_line) {
        const Answer& answer = *written_line.answers.front();
        const std::string key = yaml(written_line.key) + ": ";
        Remark why = answer.remark;
        for (const auto* other : written_line.answers)
            if (other->remark.is_decision && !why.is_decision)
                why = other->remark;
            else if (other->remark.text != why.text && !why.is_decision)
                why.text.clear();
        switch (answer.kind) {
        case Line::Kind::Keep:
            return reasoned(4, key + "keep", why);
        case Line::Kind::Columns:
            return answer.is_cut ? reasoned(4, key + inline_map(answer), why) : write_map(key, answer, why);
        default:
            return reasoned(4, key + "delete", why);
        }
    }

    static std::string inline_map(const Answer& answer) {
        std::vector<std::string> parts;
        for (const auto& column : answer.columns)
            parts.push_back(yaml(column.name) + ": " + yaml(column.treatment()));
        return "{ " + policies::join(parts, ", ") + " }";
    }

    void write_map(const std::string& key, const Answer& answer, const Remark& why) {
        if (answer.columns.empty())
            return reasoned(4, key + "{ \"*\": keep }", why);
        reasoned(4, key.substr(0, key.size() - 1), why);
        std::vector<const DraftColumn*> kept;
        for (const auto& column : answer.columns)
            if (column.is_kept() && !column.remark.is_decision)
                kept.push_back(&column);
            else
                write_column(column);
        if (kept.size() < (answer.via.empty() ? kRestMinOfSubject : kRestMin)) {
            for (const auto* column : kept)
                write_column(*column);
            return;
        }
        std::vector<std::string> names;
        for (const auto* column : kept)
            names.push_back(column->name);
        comment(6, "All others say nothing of a person by themselves: " + policies::join(names, ", ") + ".");
        line("      \"*\": keep");
    }

    void write_column(const DraftColumn& column) { reasoned(6, yaml(column.name) + ": " + yaml(column.treatment()), column.remark); }

    Draft& draft_;
    const std::vector<std::string>& remarks_;
    std::string text_;
    int decisions_ = 0;
};

} // namespace

std::vector<WrittenLine> lines_of(DraftAction& action) {
    std::vector<TableName> order;
    std::map<TableName, std::vector<Answer*>> by_table;
    std::vector<Answer*> outward;
    for (auto& answer : action.answers) {
        if (answer.via_table) {
            outward.push_back(&answer);
            continue;
        }
        // The subject's own row, and what other rows of its table point by, are lines of their own.
        auto& answers = by_table[answer.table];
        if (answers.empty())
            order.push_back(answer.table);
        answers.push_back(&answer);
    }
    std::vector<WrittenLine> lines;
    for (const auto& table : order) {
        auto answers = by_table[table];
        if (answers.front()->via.empty()) {
            add_table(lines, {answers.front()});
            answers.erase(answers.begin());
        }
        if (!answers.empty())
            add_table(lines, answers);
    }
    for (auto* answer : outward)
        add_table(lines, {answer});
    return action.has_patterns ? with_patterns(lines) : lines;
}

std::string write(Draft& draft, const std::vector<std::string>& remarks) {
    return Writer(draft, remarks).write();
}

} // namespace retention::drafting
