// SPDX-License-Identifier: Apache-2.0
#include "policies/walk.hpp"

#include "policies/nearest.hpp"
#include "policies/ring.hpp"
#include "policies/sql_text.hpp"
#include "policies/way.hpp"
#include "policies/written.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace retention::policies {

namespace {

// More ways than this to one table are a sign of a cycle that a policy should cut with `keep`.
constexpr std::size_t kPathsMax = 64;

class Walk {
public:
    Walk(const Binding& binding, const Action& action, Findings& findings)
        : binding_(binding), action_(action), findings_(findings) {
        bound_.action = &action;
    }

    BoundAction run() {
        look_up_tables();
        if (!take_subject())
            return std::move(bound_);
        require_answers_below(binding_.subject->name, false, {});
        walk_below_kept();
        take_outward();
        if (chain_outward())
            for (std::size_t i = 0; i < bound_.lines.size(); ++i)
                if (bound_.lines[i].is_outward && bound_.lines[i].line->kind != Line::Kind::Keep)
                    walk_details(i);
        report_ambiguous();
        report_unused();
        find_rings();
        find_paths();
        return std::move(bound_);
    }

private:
    // The outward line that a walk began at; nothing: the subject.
    using Root = std::optional<std::size_t>;

    struct Candidate {
        const Line* line;
        const SchemaTable* table;   // nullptr for a pattern
        int uses = 0;
        bool is_below_kept = false;   // no key but those below kept rows has come to it
    };

    void error(std::string code, const std::string& where, Place place, std::string message, std::string hint = {}) {
        const std::string path = "actions." + action_.name + (where.empty() ? "" : "." + where);
        findings_.push_back({Severity::Error, std::move(code), path, place, std::move(message), std::move(hint)});
    }

    void look_up_tables() {
        std::set<std::string> schemas;
        std::vector<std::string> names;
        for (const auto& [name, table] : binding_.schema->tables()) {
            schemas.insert(name.schema);
            names.push_back(to_text(name));
        }
        for (const auto& line : action_.lines) {
            if (line.table.name == "*") {
                if (!schemas.count(line.table.schema))
                    error("SCHEMA_UNKNOWN", line.written, line.place,
                          "schema \"" + line.table.schema + "\" has no tables");
                else
                    candidates_.push_back({&line, nullptr});
                continue;
            }
            const auto* table = binding_.schema->find(line.table);
            if (!table) {
                error("TABLE_UNKNOWN", line.written, line.place, "table \"" + to_text(line.table) + "\" does not exist",
                      did_you_mean(to_text(line.table), names));
                continue;
            }
            candidates_.push_back({&line, table});
        }
    }

    bool take_subject() {
        for (auto& candidate : candidates_) {
            if (candidate.table != binding_.subject || !candidate.line->via.empty())
                continue;
            ++candidate.uses;
            add(candidate.line, nullptr, {});
            return true;
        }
        error("ACTION_INCOMPLETE", "", action_.place,
              "does not say what becomes of " + to_text(binding_.subject->name) + " itself",
              "Add a line for it: delete, keep, or a map of its columns.");
        return false;
    }

    // The line that answers for `key`: one with its columns and the table that it refers to, one with its columns, one for the table,
    // or one for the table's schema.
    Candidate* answer_for(const ForeignKey& key, bool with_patterns) {
        Candidate* columns = nullptr;
        Candidate* whole_table = nullptr;
        Candidate* pattern = nullptr;
        for (auto& candidate : candidates_) {
            const Line& line = *candidate.line;
            if (line.via_table)
                continue;
            if (!candidate.table) {
                if (line.table.schema == key.child.schema)
                    pattern = &candidate;
            } else if (candidate.table->name == key.child) {
                if (!line.via.empty() && same_columns(line.via, key.columns)) {
                    if (!line.to)
                        columns = &candidate;
                    else if (names(*line.to, key.parent))
                        return &candidate;
                }
                if (line.via.empty() && candidate.table != binding_.subject)
                    whole_table = &candidate;
            }
        }
        return columns ? columns : whole_table ? whole_table : with_patterns ? pattern : nullptr;
    }

    // Whether `written` means `table`.
    bool names(const TableName& written, const TableName& table) const {
        const auto* found = binding_.schema->find(written);
        return found && found->name == table;
    }

    void add(const Line* line, const ForeignKey* key, Root below) {
        BoundLine bound;
        bound.line = line;
        bound.below = below;
        bound.table = key ? key->child : binding_.subject->name;
        bound.key = key;
        if (line->kind == Line::Kind::Keep) {
            bound.ends_walk = key != nullptr;
        } else if (line->kind == Line::Kind::DeleteUnlessShared && key) {
            bound.is_detaching = bound.lets_go_of(*key);
        } else if (line->kind == Line::Kind::Columns && key) {
            const auto is_key_column = [&](const ColumnTreatment& treatment) {
                return std::count(key->columns.begin(), key->columns.end(), treatment.column) > 0;
            };
            // What becomes of a link's value where it is a part of the column only the server knows.
            bound.is_detaching = bound.lets_go_of(*key) && key->expression.empty();
            bound.ends_walk = bound.is_detaching &&
                              std::all_of(line->columns.begin(), line->columns.end(), [&](const auto& treatment) {
                                  return is_key_column(treatment) || treatment.anonymizer == "keep";
                              });
        }
        // Rows of the subject's table that a key leads to are other subjects': nobody judged them.
        if (key && binding_.is_subject(key->child)) {
            if (line->kind != Line::Kind::Keep && !bound.ends_walk)
                error("OTHER_SUBJECTS", line->written, line->place,
                      "the rows of " + describe(*key) + " are other subjects, who were not judged",
                      "Only keep, or a map that sets (" + join(key->columns, ", ") + ") to null or a constant, is possible.");
            bound.ends_walk = true;
        }
        // Rows of an outward row's own table may be what others point to: nobody asks who.
        if (key && below && binding_.graph.is_within(key->child, bound_.lines[*below].table)) {
            if (line->kind != Line::Kind::Keep && !bound.ends_walk)
                error("OUTWARD_AROUND", line->written, line->place,
                      "the rows of " + describe(*key) + " may be what other subjects point to",
                      "Only keep, or a map that sets (" + join(key->columns, ", ") + ") to null or a constant, is possible.");
            bound.ends_walk = true;
        }
        bound_.lines.push_back(std::move(bound));
    }

    // Every key that refers to `start`, and so on below what the lines met there change, needs an answer.
    void require_answers_below(const TableName& start, bool is_below_kept, Root below) {
        if (!required_.insert({start, below}).second)
            return;
        std::deque<TableName> open{start};
        while (!open.empty()) {
            const TableName here = open.front();
            open.pop_front();
            for (const auto* key : binding_.graph.into(here)) {
                if (met_.count({key, below}))
                    continue;
                auto* answer = answer_for(*key, true);
                if (!answer) {
                    error("ACTION_INCOMPLETE", "", action_.place,
                          "does not say what becomes of " + to_text(key->child) + " (" + describe(*key) + ")",
                          "Add a line " + as_yaml_key(suggestion(*key)) + " with keep, delete or a map of its columns.");
                    continue;
                }
                met_.insert({key, below});
                ++answer->uses;
                if (auto& keys = answered_[answer]; std::count(keys.begin(), keys.end(), key) == 0)
                    keys.push_back(key);
                add(answer->line, key, below);
                bound_.lines.back().is_below_kept = is_below_kept;
                if (!bound_.lines.back().ends_walk && required_.insert({key->child, below}).second)
                    open.push_back(key->child);
            }
        }
    }

    std::string suggestion(const ForeignKey& key) const {
        std::size_t same_child = 0;
        for (const auto* other : binding_.graph.out_of(key.child))
            same_child += other->parent == key.parent ? 1 : 0;
        const bool needs_via = same_child > 1 || binding_.is_subject(key.child);
        return as_written(key.child) + (needs_via ? " via " + as_written(key.columns) : "");
    }

    // `keep` ends what has to be answered, not what may be said: a line further down is found through kept rows.
    void walk_below_kept() {
        std::deque<TableName> open;
        std::set<TableName> seen;
        for (const auto& line : bound_.lines)
            if (line.key && !binding_.is_subject(line.table) && seen.insert(line.table).second)
                open.push_back(line.table);
        while (!open.empty()) {
            const TableName here = open.front();
            open.pop_front();
            for (const auto* key : binding_.graph.into(here)) {
                if (met_.count({key, Root{}}))
                    continue;
                auto* answer = answer_for(*key, false);
                if (!answer || (answer->uses > 0 && !answer->is_below_kept))
                    continue;
                met_.insert({key, Root{}});
                ++answer->uses;
                answer->is_below_kept = true;
                answered_[answer].push_back(key);
                add(answer->line, key, {});
                bound_.lines.back().is_below_kept = true;
                if (!bound_.lines.back().ends_walk)
                    require_answers_below(key->child, true, {});
                if (seen.insert(key->child).second)
                    open.push_back(key->child);
            }
        }
    }

    // `via person.address_id`: without a schema the subject is meant, or else a table beside the line's own.
    const SchemaTable* table_meant(const TableName& name, const std::string& schema) const {
        if (!name.schema.empty())
            return binding_.schema->find(name);
        if (name.name == binding_.subject->name.name)
            return binding_.subject;
        const auto* beside = binding_.schema->find({schema, name.name});
        return beside ? beside : binding_.schema->find(name);
    }

    void take_outward() {
        for (auto& candidate : candidates_) {
            const Line& line = *candidate.line;
            if (!line.via_table)
                continue;
            ++candidate.uses;
            const auto* from = table_meant(*line.via_table, candidate.table->name.schema);
            if (!from) {
                error("TABLE_UNKNOWN", line.written, line.place,
                      "table \"" + to_text(*line.via_table) + "\" does not exist");
                continue;
            }
            const ForeignKey* found = nullptr;
            for (const auto* key : binding_.graph.out_of(from->name))
                if (key->parent == candidate.table->name && same_columns(key->columns, line.via))
                    found = key;
            if (!found) {
                error("PATH_MISSING", line.written, line.place,
                      to_text(from->name) + "." + join(line.via, ", ") + " does not refer to " + to_text(candidate.table->name));
                continue;
            }
            if (!found->expression.empty() || found->has_elements) {
                error("PATH_MISSING", line.written, line.place,
                      "what " + to_text(from->name) + " points to by an expression or an array can't be followed outward",
                      "Only a column with one key can.");
                continue;
            }
            if (may_name_several(binding_, *found)) {
                error("LINK_NOT_UNIQUE", line.written, line.place,
                      "several rows of " + to_text(candidate.table->name) + " can have the same (" + join(found->parent_columns, ", ") + ")",
                      "Outward only a key that names one row can be followed.");
                continue;
            }
            if (binding_.is_subject(candidate.table->name)) {
                error("OTHER_SUBJECTS", line.written, line.place,
                      "the rows that " + to_text(found->child) + "." + join(line.via, ", ") + " points to are other subjects, who were not judged",
                      "They have rules of their own; only the column that points to them can be set to null or a constant.");
                continue;
            }
            BoundLine bound;
            bound.line = &line;
            bound.table = candidate.table->name;
            bound.key = found;
            bound.is_outward = true;
            bound.ends_walk = true;
            bound_.lines.push_back(std::move(bound));
        }
    }

    // An outward row may point to others in turn: person -> account -> plan. False when such lines wait for each other.
    bool chain_outward() {
        const auto has_inward_line = [&](const TableName& table) {
            return std::any_of(bound_.lines.begin(), bound_.lines.end(),
                               [&](const BoundLine& line) { return !line.is_outward && line.table == table; });
        };
        for (auto& line : bound_.lines)
            if (line.is_outward && !has_inward_line(line.key->child))
                for (std::size_t i = 0; i < bound_.lines.size() && !line.below; ++i)
                    if (const auto& before = bound_.lines[i]; before.is_outward && &before != &line && before.line->kind != Line::Kind::Keep && before.table == line.key->child) {
                        line.below = i;
                        if (line.deletes() && !before.lets_go_of(*line.key))
                            report_pointing_rows(line);
                    }
        for (const auto& line : bound_.lines) {
            std::size_t steps = 0;
            for (Root at = line.below; line.is_outward && at; at = bound_.lines[*at].below)
                if (++steps > bound_.lines.size()) {
                    error("LINE_UNREACHED", line.line->written, line.line->place, "these outward lines lead to each other, and not from the subject",
                          "Begin with a row that the subject, or a row of the subject's, points to.");
                    return false;
                }
            warn_of_one_step(line);
        }
        return true;
    }

    // Outward rows that point to rows of a table that was met before: these are not followed any further.
    void warn_of_one_step(const BoundLine& line) {
        if (line.line->kind == Line::Kind::Keep)
            return;
        for (Root at = line.below; at; at = bound_.lines[*at].below)
            if (binding_.graph.is_within(line.table, bound_.lines[*at].table) || binding_.graph.is_within(bound_.lines[*at].table, line.table)) {
                findings_.push_back({Severity::Warning, "OUTWARD_ONE_STEP", "actions." + action_.name + "." + line.line->written, line.line->place,
                                     "followed once: what the rows of " + to_text(line.table) + " found here point to in turn stays as it is, and uncounted",
                                     "Right where they point to one another in pairs at most; else write a rule for the rows that are left."});
                return;
            }
    }

    // A link that was refused says enough.
    bool has_refused_link(const TableName& table) const {
        const std::string path = "links." + to_text(table);
        return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
            return finding.severity == Severity::Error && (finding.path == path || finding.path.starts_with(path + "."));
        });
    }

    // What belongs to an outward row: a line may say so, and it goes with the row. Whatever else points to the row keeps it.
    void walk_details(std::size_t outward) {
        const TableName table = bound_.lines[outward].table;
        for (const auto* key : binding_.graph.into(table)) {
            if (binding_.is_subject(key->child) || met_.count({key, Root{}}))
                continue;
            auto* answer = answer_for(*key, false);
            if (!answer || (answer->uses > 0 && !is_about_more(*answer, *key)))
                continue;   // it is about rows by another key
            met_.insert({key, outward});
            ++answer->uses;
            if (auto& keys = answered_[answer]; std::count(keys.begin(), keys.end(), key) == 0)
                keys.push_back(key);
            add(answer->line, key, outward);
            if (!bound_.lines.back().ends_walk)
                require_answers_below(key->child, false, outward);
        }
    }

    // A line is about its rows below every outward line of the table that they point to, and one without `to` about all keys by its columns.
    bool is_about_more(Candidate& answer, const ForeignKey& key) { return !answer.line->via.empty() || answered_[&answer] == std::vector{&key}; }

    // The line for `key` alone, among `keys` of one table.
    static std::string line_for(const ForeignKey& key, const std::vector<const ForeignKey*>& keys) {
        const bool is_by_columns = std::none_of(keys.begin(), keys.end(), [&](const ForeignKey* other) {
            return other != &key && other->parent != key.parent && same_columns(other->columns, key.columns);
        });
        return as_written(key.child) + " via " + as_written(key.columns) + (is_by_columns ? "" : " to " + as_written(key.parent));
    }

    void report_ambiguous() {
        for (const auto& [candidate, keys] : answered_) {
            const Line& line = *candidate->line;
            if (keys.size() < 2 || line.kind == Line::Kind::Keep || !line.via.empty())
                continue;
            std::vector<std::string> lines;   // several links by one column have one
            for (const auto* key : keys)
                if (const auto own = as_yaml_key(line_for(*key, keys)); std::count(lines.begin(), lines.end(), own) == 0)
                    lines.push_back(own);
            error("PATH_AMBIGUOUS", line.written, line.place,
                  std::to_string(keys.size()) + " paths lead from " + to_text(keys.front()->child) + " to the subject",
                  "Write one line for each: " + join(lines, "; ") + ".");
        }
    }

    void report_unused() {
        for (const auto& candidate : candidates_) {
            if (candidate.uses > 0)
                continue;
            const Line& line = *candidate.line;
            if (!candidate.table) {
                if (line.kind != Line::Kind::Keep)
                    error("PATTERN_NOT_KEEP", line.written, line.place, "a pattern can only say keep");
                continue;
            }
            const TableName family = binding_.schema->family_of(candidate.table->name);
            if (family != candidate.table->name)
                error("TABLE_IS_A_PART", line.written, line.place,
                      to_text(candidate.table->name) + " is a part of " + to_text(family), "Name that table instead.");
            else if (!has_refused_link(line.table))
                error("LINE_UNREACHED", line.written, line.place,
                      line.via.empty() ? "no key leads from " + to_text(candidate.table->name) + " to the subject here"
                                       : "no key (" + join(line.via, ", ") + ") of " + to_text(candidate.table->name) +
                                             (line.to ? " to " + to_text(*line.to) : "") + " leads to the subject here",
                      "Remove the line, or say under links how the rows belong to the subject.");
        }
        for (const auto& [candidate, keys] : answered_)
            if (!candidate->table && candidate->line->kind != Line::Kind::Keep)
                error("PATTERN_NOT_KEEP", candidate->line->written, candidate->line->place, "a pattern can only say keep");
    }

    // Lines that lead on to each other's rows: whoever follows one of them follows all, any number of times.
    void find_rings() {
        const std::size_t count = bound_.lines.size();
        std::vector<std::vector<std::size_t>> next(count);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < count; ++j)
                if (leads_on(bound_.lines[i]) && leads_on(bound_.lines[j]) && bound_.lines[i].below == bound_.lines[j].below &&
                    binding_.graph.is_within(bound_.lines[j].key->parent, bound_.lines[i].table))
                    next[i].push_back(j);
        std::vector<std::set<std::size_t>> reached(count);
        for (std::size_t i = 0; i < count; ++i)
            for (std::deque<std::size_t> open(next[i].begin(), next[i].end()); !open.empty(); open.pop_front())
                if (reached[i].insert(open.front()).second)
                    open.insert(open.end(), next[open.front()].begin(), next[open.front()].end());
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<std::size_t> around;
            for (const std::size_t j : reached[i])
                if (reached[j].count(i))
                    around.push_back(j);
            if (around.size() > 1)   // a line that only leads on to itself is a thread
                bound_.lines[i].ring = around.front();
        }
    }

    static bool leads_on(const BoundLine& line) { return line.key && !line.is_outward && !line.ends_walk; }

    bool is_root(const TableName& table, Root below) const {
        return below ? binding_.graph.is_within(table, bound_.lines[*below].table) : binding_.is_subject(table);
    }

    // Which way it goes round, and how far, makes no difference: a ring is followed as a whole.
    Path without_rounds(const Path& path, Root below) const {
        Path kept;
        std::optional<std::size_t> ring;
        for (const auto* key : path) {
            const auto next = Ring::of(bound_, *key, below);
            if (!next || next != ring)
                kept.push_back(key);
            ring = next;
        }
        return kept;
    }

    // Every way from the child of `key` to the subject, or to the outward row, over lines of this action, without using a key twice.
    void extend(const ForeignKey& key, Root below, bool through_kept, Path so_far, std::vector<Path>& paths) const {
        if (paths.size() > kPathsMax || std::count(so_far.begin(), so_far.end(), &key) > 0)
            return;
        so_far.push_back(&key);
        if (is_root(key.parent, below)) {
            const auto is_same = [&](const Path& path) { return without_rounds(path, below) == without_rounds(so_far, below); };
            if (std::none_of(paths.begin(), paths.end(), is_same))
                paths.push_back(std::move(so_far));
            return;
        }
        for (const auto& line : bound_.lines)
            if (line.key && !line.is_outward && line.below == below && binding_.graph.is_within(key.parent, line.table) &&
                !binding_.is_subject(line.table) && (!line.ends_walk || (through_kept && !line.is_detaching)))
                extend(*line.key, below, through_kept || line.is_below_kept, so_far, paths);
    }

    void find_paths() {
        for (auto& line : bound_.lines) {
            if (!line.key) {
                line.paths = {{}};
            } else if (!line.is_outward) {
                extend(*line.key, line.below, line.is_below_kept, {}, line.paths);
            } else if (binding_.is_subject(line.key->child) || line.below) {
                line.paths = {{}};
            } else {
                find_outward_paths(line);
            }
            if (line.key && !line.is_outward && (line.deletes() || line.changes()))
                report_parts_between(line);
            if (line.paths.size() > kPathsMax)
                error("PATHS_TOO_MANY", line.line->written, line.line->place,
                      "more than " + std::to_string(kPathsMax) + " paths lead to the subject",
                      "Answer one of the tables between with keep.");
        }
        for (const auto& line : bound_.lines)
            if (line.key && !line.is_outward && (line.deletes() || line.changes()) && line.paths.empty())
                report_unreached(line);
    }

    // By another way the line may have rows: below an outward row, or by another of its keys.
    void report_unreached(const BoundLine& line) {
        const bool is_reached = std::any_of(bound_.lines.begin(), bound_.lines.end(),
                                            [&](const BoundLine& other) { return other.line == line.line && !other.paths.empty(); });
        if (!is_reached)
            error("LINE_UNREACHED", line.line->written, line.line->place,
                  "from " + to_text(line.table) + " to the subject it goes over rows that are only cut off",
                  "Remove the line: what hangs below rows that are only cut off is not the subject's.");
    }

    // A link finds rows below those of inheritance children, too, which may be the subject's by keys that the whole family does not have.
    void report_parts_between(const BoundLine& line) {
        for (const auto& path : line.paths)
            for (const auto* key : path)
                for (const auto& part : bound_.lines)
                    if (key->is_link && is_part_alone(part, *key, line.below))
                        return error("PATH_AMBIGUOUS", line.line->written, line.line->place,
                                     "the link finds rows below " + to_text(part.table) + ", a part of " + to_text(key->parent) +
                                         ", which has a key of its own",
                                     "Link to the part's own key, or keep these rows.");
    }

    bool is_part_alone(const BoundLine& part, const ForeignKey& link, Root below) const {
        if (!leads_on(part) || part.below != below || part.table == link.parent || !binding_.graph.is_within(part.table, link.parent) ||
            !binding_.schema->has_children(link.parent))
            return false;
        return std::none_of(bound_.lines.begin(), bound_.lines.end(), [&](const BoundLine& whole) {
            return leads_on(whole) && whole.table == link.parent && same_columns(whole.key->columns, part.key->columns);
        });
    }

    // From the rows that point to the outward ones. Rows that stay and go on pointing there keep what they point to.
    void find_outward_paths(BoundLine& line) {
        bool has_line = false;
        bool has_detail = false;
        const BoundLine* acted_detail = nullptr;
        for (const auto& other : bound_.lines) {
            if (!other.key || other.is_outward || other.table != line.key->child)
                continue;
            if (other.below) {
                has_detail = true;
                if (!other.ends_walk)
                    acted_detail = &other;
                continue;
            }
            has_line = true;
            // Rows that are cut off and go on pointing there are nobody's, and somebody else's all the same.
            if (other.lets_go_of(*line.key) || (!line.deletes() && !other.is_detaching))
                extend(*other.key, {}, other.is_below_kept, {}, line.paths);
        }
        if (!has_line && has_detail)
            error("LINE_UNREACHED", line.line->written, line.line->place,
                  "rows of " + to_text(line.key->child) + " are found as what belongs to an outward row, and what they point to is not followed",
                  "Give " + to_text(line.key->child) + " a link to the subject, or keep what it points to by leaving this line out.");
        else if (!has_line)
            error("LINE_UNREACHED", line.line->written, line.line->place, "the action has no line for " + to_text(line.key->child),
                  "Say what becomes of the rows that point here first.");
        else if (line.paths.empty())
            report_pointing_rows(line);
        else if (acted_detail)
            error("OUTWARD_TWO_WAYS", line.line->written, line.line->place,
                  "rows of " + to_text(line.key->child) + " are the subject's, and others belong to an outward row (" + describe(*acted_detail->key) +
                      "): what those point to is not followed, and nobody would find it again",
                  "Keep those that belong to the outward row, by a line of their own, or keep what all of them point to by leaving this line out.");
    }

    void report_pointing_rows(const BoundLine& line) {
        error("DELETE_LEAVES_ROWS", line.line->written, line.line->place,
              "the rows of " + to_text(line.key->child) + " that point here stay (" + describe(*line.key) + ")",
              "Delete them, or set (" + join(line.key->columns, ", ") + ") to null.");
    }

    const Binding& binding_;
    const Action& action_;
    Findings& findings_;
    BoundAction bound_;
    std::vector<Candidate> candidates_;
    std::set<std::pair<const ForeignKey*, Root>> met_;
    std::set<std::pair<TableName, Root>> required_;
    std::map<Candidate*, std::vector<const ForeignKey*>> answered_;
};

} // namespace

BoundAction walk_action(const Binding& binding, const Action& action, Findings& findings) {
    return Walk(binding, action, findings).run();
}

} // namespace retention::policies
