-- How a database that was there before Cairn is reached, as its user said it, and what was found
-- when it was examined. A pending row is on its way in; its password is the secret's.
create table attachment (
  identifier text not null references database (identifier) on delete cascade,
  state text not null check (state in ('CURRENT', 'PENDING')),
  operation uuid not null,
  host text not null,
  port integer not null,
  database text not null,
  username text not null,
  tls text not null check (tls in ('OFF', 'REQUIRE', 'VERIFY')),
  given_authority text,
  version text,
  container_host text,
  authority text,
  warnings text not null default '',
  primary key (identifier, state)
);

-- The view again, over all columns of now and with what is done to attached databases.
create view database_now as
select d.*, o.kind as operation_kind,
  -- While an operation's remaining work concerns the application alone, the database is as recorded:
  -- that work waits until it is.
  case when o.undoing is null or not exists (
    select from operation_step s
    where s.operation_id = o.id and case when o.undoing
      then s.undone_at is null and s.status <> 'PENDING'
        and s.name not in ('redeploy-application', 'check-application', 'withdraw-variables')
      else s.status <> 'DONE' and s.name not in ('redeploy-application', 'check-application') end
  ) then d.status
  else case o.kind
    when 'add-database' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'attach-database' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'replace-attachment' then 'MODIFYING'
    when 'resize-database' then 'MODIFYING'
    when 'remove-database' then 'REMOVING'
    when 'detach-database' then 'REMOVING'
    when 'repair-database' then 'RECOVERING'
    else d.status
  end end as shown_status,
  case when o.id is null then d.status_reason
    else coalesce(
      (select case when s.progress = '' then s.title else s.progress end
       from operation_step s
       where s.operation_id = o.id and s.status not in ('PENDING', 'DONE', 'UNDONE')
       order by s.position limit 1), o.title)
  end as shown_reason
from database d
left join operation o
  on o.target = d.stack || '/' || d.stage || '/' || d.engine
  and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION');
