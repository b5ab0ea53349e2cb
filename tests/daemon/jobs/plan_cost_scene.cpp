// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/jobs/plan_cost_scene.hpp"

#include <regex>

namespace retention::jobs {

namespace {

// @N is the number of persons. @P scatters the rows of a table over them: rows that lie in the order of their persons would be cheap
// to find by any plan. How many rows a person has does not depend on @N. Keys come after the rows, and so do indexes.
constexpr const char* kPersons = R"(
create schema app;
create table app.firm (id bigint primary key, state text);
create table app.plan (id bigint primary key, name text);
create table app.account (id bigint primary key, name text, plan_id bigint);
create table app.address (id bigint primary key, street text);
create table app.person (id bigint primary key, name text, mail text unique, phone text, born date, nick text, status text, ended_on date,
                         firm_id bigint, account_id bigint, address_id bigint);
insert into app.firm select n, 'open' from generate_series(1, @N) n;
insert into app.plan select n, 'plan ' || n from generate_series(1, @N) n;
insert into app.account select n, 'account ' || n, @P from generate_series(1, @N) n;
insert into app.address select n, 'street ' || n from generate_series(1, @N) n;
insert into app.person select n, 'Person ' || n, 'p' || n || '@x', '06' || n, date '1980-01-01' + n % 9000, 'nick' || n,
       case when n <= 10 then 'leaver' when n <= 20 then 'former' else 'active' end, case when n <= 20 then date '2000-01-01' end,
       @P, (n + 1) / 2, @P from generate_series(1, @N) n;
create index on app.account (plan_id);
create index on app.person (nick);
create index on app.person (firm_id);
create index on app.person (account_id);
create index on app.person (address_id);
alter table app.account add foreign key (plan_id) references app.plan;
alter table app.person add foreign key (firm_id) references app.firm, add foreign key (account_id) references app.account,
                       add foreign key (address_id) references app.address;
)";

// Tables with a foreign key, one step away or further.
constexpr const char* kChildren = R"(
create table app.consent (id bigint primary key, person_id bigint, purpose text, granted_at timestamptz, withdrawn_at timestamptz);
create table app.activity (id bigint primary key, person_id bigint, happened_at timestamptz, subject text, body text);
create table app.attachment (id bigint primary key, activity_id bigint, content text);
create table app.invoice (id bigint primary key, person_id bigint, amount numeric);
create table app.profile (id bigint primary key, person_id bigint unique, kind text, code text);
create table app.login (id bigint primary key, person_id bigint, ip text);
create table app.setting (id bigint primary key, account_id bigint, body text);
create table app.picture (id bigint primary key, body text);
create table app.post (id bigint primary key, author_id bigint, up bigint, picture_id bigint, body text);
create table app.mark (id bigint primary key, post_id bigint, body text);
create table app.member (id bigint primary key, person_id bigint, team_id bigint, role text);
create table app.team (id bigint primary key, lead_id bigint, name text);
create table app.doc (id bigint primary key, owner_id bigint, body text);
create table app.quote (id bigint primary key, author_id bigint, doc_id bigint);
create table app.lock (id bigint primary key, person_id bigint, bolt_id bigint not null);
create table app.bolt (id bigint primary key, lock_id bigint not null);
create table app.visit (id bigint, year int, person_id bigint, body text, primary key (id, year)) partition by list (year);
create table app.visit_1 partition of app.visit for values in (1);
create table app.visit_2 partition of app.visit for values in (2);
create table app.note (id bigint primary key, person_id bigint, body text);
create table app.memo (primary key (id)) inherits (app.note);
create table app.scan (id bigint primary key, note_id bigint, body text);
insert into app.consent select n, @P, 'marketing', '2001-01-01', '2002-01-01' from generate_series(1, @N) n;
insert into app.activity select n, @P, timestamptz '2001-01-01' + n % 900 * interval '1 day', 'about', 'of Person ' || @P
from generate_series(1, @N) n;
insert into app.attachment select n, @P, 'content' from generate_series(1, @N) n;
insert into app.invoice select n, @P, 10 from generate_series(1, @N) n;
insert into app.profile select n, @P, 'kind', 'code ' || n from generate_series(1, @N) n;
insert into app.login select n, @P, '10.0.0.' || n from generate_series(1, @N) n;
insert into app.setting select n, @P, 'setting ' || n from generate_series(1, @N) n;
insert into app.picture select n, 'picture' from generate_series(1, @N) n;
insert into app.post select n, @P, null, @P, 'post' from generate_series(1, @N) n;
insert into app.post select @N + n, null, n, n, 'reply' from generate_series(1, @N) n where @P % 2 = 0;
insert into app.post select 2 * @N + n, null, @N + n, n, 'reply to a reply' from generate_series(1, @N) n where @P % 4 = 0;
insert into app.mark select n, @P, 'mark' from generate_series(1, @N) n;
insert into app.member select n, @P, n + case n % 4 when 0 then -3 else 1 end, 'role' from generate_series(1, @N) n;
insert into app.team select n, n, 'team' from generate_series(1, @N) n;
insert into app.doc select n, @P, 'doc' from generate_series(1, @N) n;
insert into app.quote select n, @P, n from generate_series(1, @N) n;
insert into app.lock select n, @P, n from generate_series(1, @N) n;
insert into app.bolt select n, n from generate_series(1, @N) n;
insert into app.visit select n, n % 2 + 1, @P, 'visit' from generate_series(1, @N) n;
insert into app.note select n, @P, 'note' from generate_series(1, @N) n;
insert into app.memo select n, @P, 'memo' from generate_series(1, @N) n;
insert into app.scan select n, @P, 'scan' from generate_series(1, @N) n;
create index on app.consent (person_id);
create index on app.activity (person_id);
create index on app.attachment (activity_id);
create index on app.invoice (person_id);
create index on app.login (person_id);
create index on app.setting (account_id);
create index on app.post (author_id);
create index on app.post (up);
create index on app.post (picture_id);
create index on app.mark (post_id);
create index on app.member (person_id);
create index on app.member (team_id);
create index on app.team (lead_id);
create index on app.doc (owner_id);
create index on app.quote (author_id);
create index on app.quote (doc_id);
create index on app.lock (person_id);
create index on app.lock (bolt_id);
create index on app.bolt (lock_id);
create index on app.visit (person_id);
create index on app.note (person_id);
create index on app.memo (person_id);
create index on app.scan (note_id);
alter table app.consent add foreign key (person_id) references app.person;
alter table app.activity add foreign key (person_id) references app.person;
alter table app.attachment add foreign key (activity_id) references app.activity;
alter table app.invoice add foreign key (person_id) references app.person;
alter table app.profile add foreign key (person_id) references app.person;
alter table app.login add foreign key (person_id) references app.person;
alter table app.setting add foreign key (account_id) references app.account;
alter table app.post add foreign key (author_id) references app.person, add foreign key (up) references app.post,
                     add foreign key (picture_id) references app.picture;
alter table app.mark add foreign key (post_id) references app.post;
alter table app.member add foreign key (person_id) references app.person, add foreign key (team_id) references app.team deferrable;
alter table app.team add foreign key (lead_id) references app.member deferrable;
alter table app.doc add foreign key (owner_id) references app.person;
alter table app.quote add foreign key (author_id) references app.person, add foreign key (doc_id) references app.doc;
alter table app.lock add foreign key (person_id) references app.person, add foreign key (bolt_id) references app.bolt deferrable;
alter table app.bolt add foreign key (lock_id) references app.lock;
alter table app.visit add foreign key (person_id) references app.person;
alter table app.note add foreign key (person_id) references app.person;
alter table app.memo add foreign key (person_id) references app.person;
alter table app.scan add foreign key (note_id) references app.note;
)";

// Tables that only links lead from.
constexpr const char* kLinked = R"(
create table app.mail_log (id bigint primary key, recipient text, body text);
create table app.chat (id bigint primary key, nick text, body text);
create table app.event (id bigint primary key, user_id text, body text);
create table app.hit (id bigint primary key, props jsonb not null);
create table app.channel (id bigint primary key, member_ids bigint[], name text);
create table app.ticket (id bigint primary key, owner_type text, owner_id bigint, state text, body text);
insert into app.mail_log select n, 'p' || @P || '@x', 'mail' from generate_series(1, @N) n;
insert into app.chat select n, 'nick' || @P, 'chat' from generate_series(1, @N) n;
insert into app.event select n, (@P)::text, 'event' from generate_series(1, @N) n;
insert into app.hit select n, jsonb_build_object('user_id', @P) from generate_series(1, @N) n;
insert into app.channel select n, array[@P, n, @N - n], 'channel' from generate_series(1, @N) n;
insert into app.ticket select n, case when @P % 5 = 0 then 'firm' else 'person' end, @P, 'closed', 'ticket' from generate_series(1, @N) n;
create index on app.mail_log (recipient);
create index on app.chat (nick);
create index on app.event (user_id);
create index on app.hit ((props->>'user_id'));
create index on app.channel using gin (member_ids);
create index on app.ticket (owner_id);
)";

// The same in a database of tenants: keys of two columns.
constexpr const char* kTenants = R"(
create schema org;
create table org.address (tenant_id int, id bigint, street text, primary key (tenant_id, id));
create table org.person (tenant_id int, id bigint, name text, mail text, ended_on date, address_id bigint, primary key (tenant_id, id));
create table org.activity (tenant_id int, id bigint, person_id bigint, happened_at timestamptz, body text, primary key (tenant_id, id));
create table org.attachment (tenant_id int, id bigint, activity_id bigint, content text, primary key (tenant_id, id));
create table org.post (tenant_id int, id bigint, author_id bigint, up bigint, body text, primary key (tenant_id, id));
create table org.mark (tenant_id int, id bigint, post_id bigint, body text, primary key (tenant_id, id));
create table org.log (id bigint primary key, tenant_id int, user_id bigint, body text);
create table org.consent (tenant_id int, id bigint, person_id bigint, purpose text, granted_at timestamptz, withdrawn_at timestamptz,
                          primary key (tenant_id, id));
insert into org.address select 1 + n % 4, n, 'street' from generate_series(1, @N) n;
insert into org.person select 1 + n % 4, n, 'Person ' || n, 'p' || n || '@x', case when n <= 20 then date '2000-01-01' end, n
from generate_series(1, @N) n;
insert into org.activity select 1 + @P % 4, n, @P, timestamptz '2001-01-01', 'of Person' from generate_series(1, @N) n;
insert into org.attachment select 1 + @P % 4, n, n, 'content' from generate_series(1, @N) n;
insert into org.post select 1 + n % 4, n, case when n % 3 = 1 then n end, case when n % 3 <> 1 and n > 4 then n - 4 end, 'post'
from generate_series(1, @N) n;
insert into org.mark select 1 + n % 4, n, n, 'mark' from generate_series(1, @N) n;
insert into org.log select n, 1 + @P % 4, @P, 'log' from generate_series(1, @N) n;
insert into org.consent select 1 + @P % 4, n, @P, 'marketing', '2001-01-01', '2002-01-01' from generate_series(1, @N) n;
create index on org.person (tenant_id, address_id);
create index on org.activity (tenant_id, person_id);
create index on org.attachment (tenant_id, activity_id);
create index on org.post (tenant_id, author_id);
create index on org.post (tenant_id, up);
create index on org.mark (tenant_id, post_id);
create index on org.log (tenant_id, user_id);
create index on org.consent (tenant_id, person_id);
alter table org.person add foreign key (tenant_id, address_id) references org.address;
alter table org.activity add foreign key (tenant_id, person_id) references org.person;
alter table org.attachment add foreign key (tenant_id, activity_id) references org.activity;
alter table org.post add foreign key (tenant_id, author_id) references org.person, add foreign key (tenant_id, up) references org.post;
alter table org.mark add foreign key (tenant_id, post_id) references org.post;
alter table org.consent add foreign key (tenant_id, person_id) references org.person;
)";

constexpr const char* kPersonsPolicy = R"yaml(policy: persons
mode: enforce
subject: { table: app.person, identifiers: [name, mail] }
links:
  app.mail_log: { column: recipient, to: app.person.mail }
  app.chat: { column: nick, to: app.person.nick }
  app.event: { column: user_id, to: app.person.id }
  app.hit: { column: "props->>'user_id'", to: app.person.id }
  app.channel: { elements: member_ids, to: app.person.id }
  app.ticket: { column: owner_id, to: app.person.id, where: "owner_type = 'person'" }
facts:
  first_activity: { min: app.activity.happened_at }
  last_activity: { max: app.activity.happened_at }
  spent: { sum: app.invoice.amount }
  open_tickets: { count: app.ticket, where: "state = 'open'" }
  files: { count: app.attachment }
  has_mail: { exists: app.mail_log }
  firm_state: { value: app.firm.state }
  plan_name: { value: app.plan.name }
  kind: { value: app.profile.kind }
  logins: { query: "select person_id, count(*) from app.login group by person_id" }
consent:
  table: app.consent
  columns: { purpose: purpose, granted: granted_at, withdrawn: withdrawn_at }
  purposes: { marketing: { valid_for: P2Y } }
classes:
  leaver: status = 'leaver'
  former: status = 'former' and logins >= 0
  active: status = 'active'
rules:
  - { name: leave, class: leaver, keep: P1Y, after: "coalesce(ended_on, first_activity::date)", when: files >= 0, unless: consent_marketing,
      then: delete }
  - { name: lose, class: former, keep: P1Y, after: ended_on, when: "firm_state = 'open' and kind is not null and plan_name is not null",
      then: anonymize }
floors:
  - { name: books, where: spent > 1000000, keep: P7Y, after: last_activity }
holds:
  - { name: dispute, where: open_tickets > 0 and has_mail }
actions:
  delete:
    app.person: delete
    app.account via person.account_id: delete
    app.setting: delete
    app.plan via account.plan_id: delete
    app.address via person.address_id: delete
    app.consent: delete
    app.activity: delete
    app.attachment: delete
    app.invoice: { person_id: null }
    app.profile: delete
    app.login: delete
    app.post via author_id: delete
    app.post via up: delete
    app.mark: delete
    app.picture via post.picture_id: delete
    app.member via person_id: delete
    app.member via team_id: delete
    app.team: delete
    app.doc: { delete unless shared: { owner_id: null } }
    app.quote via author_id: delete
    app.quote via doc_id: keep
    app.lock via person_id: delete
    app.lock via bolt_id: delete
    app.bolt: delete
    app.visit: delete
    app.note: delete
    app.scan: delete
    app.mail_log: delete
    app.chat: delete
    app.event: delete
    app.hit: delete
    app.channel: { member_ids: remove }
    app.ticket: delete
  anonymize:
    app.person: { name: { fake: full_name }, mail: { token: "{token}@x" }, phone: hash, born: { shift_date: 30 }, nick: null, "*": keep }
    app.account via person.account_id: { name: redact }
    app.setting: { body: shuffle }
    app.plan via account.plan_id: { name: { sql: "name || '!'" } }
    app.address via person.address_id: { street: redact }
    app.consent: keep
    app.activity: { subject: scrub, body: scrub, happened_at: { shift_date: 30 } }
    app.attachment: { content: redact }
    app.invoice: keep
    app.profile: { code: shuffle, kind: keep }
    app.login: { ip: hash }
    app.post via author_id: { body: { sql: "body || '!'" }, "*": keep }
    app.post via up: { body: { sql: "body || '!'" }, "*": keep }
    app.mark: { body: scrub }
    app.picture via post.picture_id: { body: redact }
    app.member via person_id: { role: redact }
    app.member via team_id: { role: redact }
    app.team: { name: { fake: last_name } }
    app.doc: { body: shuffle }
    app.quote via author_id: keep
    app.quote via doc_id: keep
    app.lock via person_id: keep
    app.lock via bolt_id: keep
    app.bolt: keep
    app.visit: { body: scrub }
    app.note: { body: scrub }
    app.scan: { body: scrub }
    app.mail_log: { recipient: { token: "{token}@x" }, body: scrub }
    app.chat: { nick: keep, body: hash }
    app.event: { user_id: keep, body: shuffle }
    app.hit: { props: redact }
    app.channel: { name: shuffle, member_ids: keep }
    app.ticket: { body: { sql: "body || '!'" }, "*": keep }
limits: { persons: null, share: null, growth: null }
)yaml";

constexpr const char* kTenantsPolicy = R"yaml(policy: tenants
mode: enforce
subject: { table: org.person, identifiers: [name, mail] }
links:
  org.log: { column: [tenant_id, user_id], to: [org.person.tenant_id, org.person.id] }
facts:
  last_activity: { max: org.activity.happened_at }
  files: { count: org.attachment }
  logs: { exists: org.log }
  street: { value: org.address.street }
  posts: { query: "select tenant_id, author_id, count(*) from org.post group by tenant_id, author_id" }
consent:
  table: org.consent
  columns: { purpose: purpose, granted: granted_at, withdrawn: withdrawn_at }
  purposes: { marketing: {} }
classes:
  leaver: ended_on is not null and id <= 10 and files >= 0
  former: ended_on is not null and logs
  active: ended_on is null
rules:
  - { name: leave, class: leaver, keep: P1Y, after: ended_on, unless: consent_marketing, then: delete }
  - { name: lose, class: former, keep: P1Y, after: "least(ended_on, last_activity::date)", when: posts is distinct from 1000 and street is not null,
      then: anonymize }
actions:
  delete:
    org.person: delete
    org.address via (person.tenant_id, person.address_id): delete
    org.activity: delete
    org.attachment: delete
    org.post via (tenant_id, author_id): delete
    org.post via (tenant_id, up): delete
    org.mark: delete
    org.log: delete
    org.consent: delete
  anonymize:
    org.person: { name: { fake: full_name }, mail: hash, "*": keep }
    org.address via (person.tenant_id, person.address_id): { street: shuffle }
    org.activity: { body: scrub, happened_at: { shift_date: 30 } }
    org.attachment: { content: { sql: "content || '!'" } }
    org.post via (tenant_id, author_id): { body: { sql: "body || '!'" } }
    org.post via (tenant_id, up): { body: { sql: "body || '!'" } }
    org.mark: { body: hash }
    org.log: { body: shuffle, "*": keep }
    org.consent: keep
limits: { persons: null, share: null, growth: null }
)yaml";

} // namespace

SceneTexts plan_cost_scene(long long persons) {
    // 7919 is a prime that divides no size in use.
    const auto sized = [&](const std::string& text) {
        const auto scattered = std::regex_replace(text, std::regex("@P"), "(n * 7919 % @N + 1)");
        return std::regex_replace(scattered, std::regex("@N"), std::to_string(persons));
    };
    return {sized(kPersons), {sized(kChildren), sized(kLinked), sized(kTenants)}};
}

std::string hold_others() {
    return "insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) "
           "select t, 'id', (1000 + n)::text, null, 'court', 'test' from unnest(array['app.person', 'app.firm', 'app.plan', 'app.account', "
           "'app.address', 'app.activity', 'app.attachment', 'app.setting', 'app.mark', 'app.team', 'app.quote', 'app.scan', 'app.event', "
           "'app.channel', 'app.ticket']) t, generate_series(1, 5) n;"
           "insert into retentiond.hold (subject_table, key_columns, key, policy, reason, placed_by) "
           "select t, 'tenant_id, id', jsonb_build_array(((n + 1000) % 4 + 1)::text, (1000 + n)::text)::text, null, 'court', 'test' "
           "from unnest(array['org.person', 'org.address', 'org.attachment', 'org.mark']) t, generate_series(1, 5) n";
}

std::string persons_policy() { return kPersonsPolicy; }

std::string tenants_policy() { return kTenantsPolicy; }

} // namespace retention::jobs
