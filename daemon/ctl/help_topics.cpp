// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/help_topics.hpp"

#include <algorithm>
#include <iterator>

namespace retention::ctl {
namespace {

constexpr HelpTopic kTopics[] = {
    {"first-steps", "from nothing to the first run", R"(
  retentionctl draft --subject crm.person --output contacts.yaml
                                  a first policy, which only observes
  retentionctl check contacts.yaml
                                  what is wrong with it, with places and hints
  retentionctl reload             takes the policies of the settings into force
  retentionctl plan contacts      who would be due, in numbers
  retentionctl explain contacts 42
                                  one person: what holds, what stops it
  retentionctl rehearse contacts  acts on a few, and rolls back
  mode: enforce                   in the policy, when all that is right
  retentionctl run contacts --wait
                                  the first run waits for an approval
  retentionctl approve 1          releases it

docs/first-policy.md goes this way step by step.
)"},
    {"policy", "what a policy file says", R"(
One YAML file for each kind of person, in the folder that the settings name:

  policy: contacts                its name, and whom it is about
  mode: observe                   enforce: acts; observe (the default): counts
  subject: { table: crm.person }
  facts, consent                  named values from other tables
  classes                         the relationship: the first that holds
  rules                           class + period + starting point = action
  floors                          what the law keeps longer
  holds                           what suspends every action
  actions                         for each table what becomes of the rows
  limits                          beyond them a run waits for an approval

  retentionctl schema --list      every key in a line
  retentionctl schema rules.keep  one of them in detail
  retentionctl anonymizers        what a column's value can become
)"},
    {"periods", "how long, and from when", R"(
A period is written as in ISO 8601, and days are the finest: P2Y two years,
P1Y6M a year and a half, P30D, P4W. Quarters are P3M. Hours are refused.

A rule's period runs from the date of its starting point ("after"), in the
policy's time zone; "from: end_of_year" moves the start to the end of that year
first. It has ended when

  from(date(after)) + keep <= date(as of)

by PostgreSQL's arithmetic of dates: a month after 31 January is 28 or 29
February. Without a starting point nobody is ever due; "plan" counts them. A
floor ends by the same formula. "explain" shows each date of one person, and
"forecast" who becomes due in the months to come.
)"},
    {"roles", "who may do what", R"(
The kernel says who is at the other end of the socket, and "access" in the
settings gives users and groups a role:

  viewer          numbers: status, runs, run show, failures, metrics, plan,
                  forecast, watch
  operator        also run, approve, cancel, redo, pause, resume, rehearse,
                  audit, and what names somebody: explain, hold, erase,
                  request, --subjects
  administrator   also reload, check --accept, forecast --set

Root, and the user that the daemon runs as, are always administrators. What is
done, and what was refused, is on record: retentionctl audit. With "approval:
{ four_eyes: required }" whoever starts a run is not who approves it.
)"},
    {"exit-status", "what the exit status means", R"(
  0  done
  1  failed: the daemon cannot be reached or said no; the run failed, was
     cancelled or superseded; a reload found errors; a hold came too late; a
     rehearsal met a refusal
  2  usage: the command line makes no sense
  3  something needs attention: "status" shows subjects who are overdue for a
     reason that is not in order, a run that waits for approval, a run whose
     policy is not loaded, a policy that is broken, drifted or refused, an
     unreachable database, a refused reload, or the emergency stop;
     "run --wait" stopped at a run that waits for approval; "failures" lists
     some; "await" came to the end of its time
)"},
    {"environment", "variables and files", R"(
  RETENTIOND_SOCKET   the daemon's socket, where --socket names none
  NO_COLOR            when set, no colours
  LC_ALL, LC_CTYPE, LANG
                      a UTF-8 locale lets bars be drawn with blocks

  /run/retentiond/control.sock    the socket
  /etc/retentiond/retentiond.yaml the settings
  /etc/retentiond/policies.d      the policies

Colours, bars and shortened tables are for terminals only: into a file or a pipe
goes everything, in plain text. --json prints the daemon's own document.
)"},
};

} // namespace

std::span<const HelpTopic> help_topics() noexcept {
    return kTopics;
}

const HelpTopic* find_help_topic(std::string_view name) noexcept {
    const auto found = std::find_if(std::begin(kTopics), std::end(kTopics), [name](const HelpTopic& topic) { return topic.name == name; });
    return found == std::end(kTopics) ? nullptr : found;
}

} // namespace retention::ctl
