// SPDX-License-Identifier: Apache-2.0
#include "policies/check_outward_kept.hpp"

#include "policies/reach.hpp"
#include "policies/sql_text.hpp"
#include "policies/written.hpp"

#include <algorithm>

namespace retention::policies {

namespace {

class OutwardKept {
public:
    OutwardKept(const Binding& binding, const BoundAction& action, Findings& findings)
        : binding_(binding), action_(action), findings_(findings) {}

    void run() {
        for (const auto& line : action_.lines)
            if (line.is_outward && (line.deletes() || line.changes()))
                check(line);
        tell();
    }

private:
    // An outward row goes, or is changed, only when nobody points to it any more; its own dependents are somebody.
    void check(const BoundLine& line) {
        for (const auto* key : binding_.graph.into(line.table)) {
            if (key == line.key)
                continue;
            if (binding_.is_subject(key->child))
                check_subjects(line, *key);
            else
                check_rows(line, *key);
        }
        check_details(line);
    }

    // What belongs to the row and is another subject's own, by a line of its own, keeps the row until that one's turn; and from there nothing
    // leads to the row: of a conversation, whoever wrote last in it and is no member. By one column for both a row is either's.
    void check_details(const BoundLine& line) {
        for (const auto& detail : action_.lines)
            if (detail.key && !detail.is_outward && detail.below && &action_.lines[*detail.below] == &line && detail.key->parent == line.table)
                for (const auto& own : action_.lines)
                    if (own.key && !own.is_outward && !own.below && own.table == detail.table && !same_columns(own.key->columns, detail.key->columns) &&
                        binding_.is_subject(own.key->parent) && own.takes())
                        note_kept(line, *own.key, Keeper::Writers);
    }

    void check_rows(const BoundLine& line, const ForeignKey& key) {
        const bool is_cut = std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& other) {
            return other.key == &key && ((other.deletes() && !other.may_stay()) || other.is_detaching ||
                                         (line.changes() && other.below && &action_.lines[*other.below] == &line));
        });
        if (!is_cut)
            note_kept(line, key, Keeper::Others);
    }

    // By another key of the subject's table. Of a row that stays because of somebody's, nobody asks again when he goes: only a line for
    // that key does.
    void check_subjects(const BoundLine& line, const ForeignKey& key) {
        const bool is_answered = Reaching(binding_, action_).answers_for(key);
        // A link may be on a foreign key's columns.
        const bool is_followed = std::any_of(action_.lines.begin(), action_.lines.end(), [&](const BoundLine& other) {
            return other.is_outward && (other.deletes() || (line.changes() && other.changes())) &&
                   (other.key == &key || (is_answered && other.key->child == key.child && same_columns(other.key->columns, key.columns)));
        });
        if (is_followed)
            return;
        note_kept(line, key, is_answered ? Keeper::OtherSubjects : Keeper::Subjects);
    }

    // Whose rows keep an outward one.
    enum class Keeper { Others, OtherSubjects, Subjects, Writers };

    // Rows of one table that keep those of another, by any of the keys: told once, at the first line that they keep from its work.
    struct Kept {
        const BoundLine* line;
        Keeper keeper;
        std::vector<const ForeignKey*> keys;
    };

    void note_kept(const BoundLine& line, const ForeignKey& key, Keeper keeper) {
        const auto is_of_same = [&](const Kept& other) {
            return other.keeper == keeper && other.line->table == line.table && other.line->changes() == line.changes() &&
                   other.keys.front()->child == key.child;
        };
        auto found = std::find_if(kept_.begin(), kept_.end(), is_of_same);
        if (found == kept_.end())
            found = kept_.insert(kept_.end(), {&line, keeper, {}});
        if (std::none_of(found->keys.begin(), found->keys.end(), [&](const ForeignKey* other) { return other->columns == key.columns; }))
            found->keys.push_back(&key);
    }

    void tell() {
        for (const auto& kept : kept_)
            findings_.push_back({Severity::Warning, "OUTWARD_KEPT", "actions." + action_.action->name + "." + kept.line->line->written,
                                 kept.line->line->place, message_of(kept), hint_of(kept)});
    }

    static std::string message_of(const Kept& kept) {
        std::vector<std::string> keys;
        for (const auto* key : kept.keys)
            keys.push_back("(" + join(key->columns, ", ") + ")");
        const std::string rows = "rows of " + to_text(kept.keys.front()->child) + " " + join(keys, " or ") + " point to it";
        const std::string stays = std::string("a row stays") + (kept.line->changes() ? " as it is" : "") + " when ";
        switch (kept.keeper) {
        case Keeper::OtherSubjects:
            return stays + "other " + rows + ", also after the last of them has gone: nobody looks at it again";
        case Keeper::Subjects:
            return stays + rows + ", its own person's too";
        case Keeper::Writers:
            return stays + "what belongs to it is somebody else's own, by " + join(keys, " or ") + " of " + to_text(kept.keys.front()->child) +
                   ", also after the last of them has gone: nobody looks at it again";
        case Keeper::Others:
            break;
        }
        return stays + rows;
    }

    std::string hint_of(const Kept& kept) const {
        if (kept.keeper == Keeper::Others)
            return std::string("Right where they are other people's. Where they are details of the row, write a line for them") +
                   (kept.line->changes() ? ", keep or another: then only those that somebody else has a part in stand in its way." : ", and they go with it.");
        if (kept.keeper == Keeper::Writers)
            return "Right where each of them points to the row as well, such as the writers of messages who are members of the conversation: then it goes with "
                   "the last. Else look for rows to which nobody points any more.";
        std::vector<std::string> lines;
        for (const auto* key : kept.keys) {
            std::vector<std::string> via;
            for (const auto& column : key->columns)
                via.push_back(as_written(std::vector{binding_.subject->name.name}) + "." + as_written(std::vector{column}));
            lines.push_back(as_yaml_key(as_written(kept.line->table) + " via " + join(via, ", ")));
        }
        return (lines.size() == 1 ? "Write a line " : "Write lines ") + join(lines, "; ") +
               " as well, and the last that points to it takes it along; not where the key may name what is nobody's there, such as an administrator.";
    }

    const Binding& binding_;
    const BoundAction& action_;
    Findings& findings_;
    std::vector<Kept> kept_;
};

} // namespace

void check_outward_kept(const Binding& binding, const BoundAction& action, Findings& findings) {
    OutwardKept(binding, action, findings).run();
}

} // namespace retention::policies
