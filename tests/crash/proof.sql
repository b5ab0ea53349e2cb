-- SPDX-License-Identifier: Apache-2.0
--
-- What must be true of the sample CRM after a run, whatever happened during it. Load after crm.sql and expected.sql, before
-- the daemon sees the database: it keeps a copy of everything and notes each row that changes from then on.
--   proof.wrong_among_others()   what befell people who were not due; should be empty
--   proof.wrong_among_due()      who was due and is not done, or done in part; empty after a finished run
--   proof.half_erased()          people of whom some is gone and some is there; empty at any moment
--   proof.journal_differs()      tables whose changed rows are not those that the journal tells; empty at any moment
create schema proof;

create table proof.due as select id, action from expected.outcome(now()) where due_rule is not null;
create unique index on proof.due (id);

create table proof.change (table_name text not null, operation text not null);

create function proof.note() returns trigger language plpgsql as $$
begin
    insert into proof.change values (tg_table_schema || '.' || tg_table_name, tg_op);
    return null;
end $$;

do $$
declare
    name text;
begin
    for name in select relname from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'r' loop
        execute format('create table proof.before_%s as table crm.%I', name, name);
        execute format('create trigger proof after insert or update or delete on crm.%I '
                       'for each row execute function proof.note()', name);
    end loop;
end $$;
create index on proof.before_person (id);
create index on proof.before_activity (id);

create function proof.wrong_among_others() returns setof text language plpgsql as $$
declare
    name text;
    others text;
    lost bigint;
    new bigint;
begin
    for name in select relname from pg_class where relnamespace = 'crm'::regnamespace and relkind = 'r' loop
        others := case name
            when 'person' then 'id not in (select id from proof.due)'
            when 'attachment' then 'activity_id not in (select a.id from proof.before_activity a join proof.due d on d.id = a.person_id)'
            when 'company' then 'true' when 'mailing_list' then 'true' when 'invoice_line' then 'true'
            else 'person_id not in (select id from proof.due)' end;
        execute format('select count(*) from (select * from proof.before_%s where %s except select * from crm.%I) x',
                       name, others, name) into lost;
        execute format('select count(*) from (select * from crm.%I where %s except select * from proof.before_%s) x',
                       name, others, name) into new;
        if lost <> 0 or new <> 0 then
            return next format('crm.%s: %s rows of people who were not due are gone or changed, %s are new', name, lost, new);
        end if;
    end loop;
end $$;

create view proof.situation as
select d.id, d.action, b.email as old_email, p.id is null as is_gone,
       p.id is not null and p::text is distinct from b::text as is_changed,
       p.phone is null and p.custom is null and (b.email is null or p.email is distinct from b.email) as is_anonymous,
       (select count(*) from crm.address x where x.person_id = d.id) + (select count(*) from crm.note x where x.person_id = d.id)
           + (select count(*) from crm.mailing_subscription x where x.person_id = d.id)
           + (select count(*) from crm.mail_log x where x.person_id = d.id)
           + (select count(*) from crm.attachment t join crm.activity a on a.id = t.activity_id where a.person_id = d.id) as details,
       (select count(*) from proof.before_address x where x.person_id = d.id)
           + (select count(*) from proof.before_note x where x.person_id = d.id)
           + (select count(*) from proof.before_mailing_subscription x where x.person_id = d.id)
           + (select count(*) from proof.before_mail_log x where x.person_id = d.id)
           + (select count(*) from proof.before_attachment t join proof.before_activity a on a.id = t.activity_id
              where a.person_id = d.id) as old_details,
       (select count(*) from crm.activity x where x.person_id = d.id) as activities,
       (select count(*) from proof.before_activity x where x.person_id = d.id) as old_activities,
       exists (select from crm.activity x where x.person_id = d.id and position(b.email in coalesce(subject, '') || coalesce(body, '')) > 0)
           as is_mentioned,
       exists (select from crm.invoice i join proof.before_invoice o on o.id = i.id
               where o.person_id = d.id and (i.person_id is not null or i.billing_name = o.billing_name)) as has_named_invoice
from proof.due d join proof.before_person b on b.id = d.id left join crm.person p on p.id = d.id;

create function proof.wrong_among_due() returns setof text language sql as $$
    select 'person ' || id || ' is not ' || action || 'd' from proof.situation
    where case action when 'delete' then not is_gone or has_named_invoice
                      else is_gone or not is_anonymous or details > 0 or activities <> old_activities or is_mentioned end
$$;

create function proof.half_erased() returns setof text language sql as $$
    select 'person ' || id || ' is erased in part' from proof.situation
    where not case when is_gone then action = 'delete' and not has_named_invoice and details = 0 and activities = 0
                   when is_changed then action = 'anonymize' and is_anonymous and details = 0 and not is_mentioned
                   else details = old_details and activities = old_activities end
$$;

-- The journal is made later, by the daemon.
set check_function_bodies = off;
create function proof.journal_differs() returns setof text language sql as $$
    with told as (
        select c.key as table_name, sum((c.value ->> 'deleted')::bigint) as deleted, sum((c.value ->> 'updated')::bigint) as updated
        from retentiond.batch b, jsonb_each(b.counts) c group by 1),
    seen as (
        select table_name, count(*) filter (where operation = 'DELETE') as deleted,
               count(*) filter (where operation = 'UPDATE') as updated
        from proof.change group by 1)
    select table_name || ': the journal tells ' || coalesce(t.deleted, 0) || ' deleted and ' || coalesce(t.updated, 0)
           || ' updated, in truth ' || coalesce(s.deleted, 0) || ' and ' || coalesce(s.updated, 0)
    from told t full join seen s using (table_name)
    where (coalesce(t.deleted, 0), coalesce(t.updated, 0)) <> (coalesce(s.deleted, 0), coalesce(s.updated, 0))
$$;
