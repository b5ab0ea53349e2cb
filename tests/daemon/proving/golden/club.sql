-- SPDX-License-Identifier: Apache-2.0
-- What columns can be like: members of clubs, several clubs in one database.
create schema club;
create schema "Odd ""Schema";

create type club.level as enum ('bronze', 'silver', 'gold');
create domain club.mark as text check (value ~ '^[a-z]+$');

create table club.member (
    tenant    text not null,
    id        integer not null,
    name      varchar(12) not null,
    level     club.level not null,
    mark      club.mark,
    state     text not null check (state in ('active', 'left')),
    score     smallint not null,
    balance   numeric(6,2) not null,
    joined_on date not null default current_date,
    renews_at timestamptz not null default now() + interval '3 years',
    left_on   date,
    wishes    jsonb not null,
    tags      text[] not null,
    address   inet not null,
    login     uuid not null unique,
    initials  char(2) unique,
    full_name text generated always as (name || ' of ' || tenant) stored,
    primary key (tenant, id)
);

create table club.visit (
    number     bigint generated always as identity primary key,
    tenant     text not null,
    member_id  integer not null,
    at         timestamptz not null,
    spent      numeric(8,2) not null check (spent > 0),
    foreign key (tenant, member_id) references club.member
) partition by range (number);
create table club.visit_all partition of club.visit default;

create table "Odd ""Schema"."Odd Table" (
    "the id" serial primary key,
    tenant   text not null,
    "member ""id""" integer not null,
    note     text,
    foreign key (tenant, "member ""id""") references club.member
);

-- The application counts departures itself.
create table club.departure (tenant text not null, at timestamptz not null default clock_timestamp());
create function club.note_departure() returns trigger language plpgsql as $$
begin
    if old.mark = 'stuck' then
        raise exception 'member % is stuck', old.name;
    end if;
    insert into club.departure (tenant) values (old.tenant);
    return old;
end $$;
create trigger departs before delete on club.member for each row execute function club.note_departure();
