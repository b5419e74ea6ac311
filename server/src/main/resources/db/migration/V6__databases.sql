drop view database_now;

-- Where a database speaks TLS, if not on its port: Redis cannot do both on one.
alter table database add column tls_port integer;

-- Redis without persistence.
alter table database add column cache_only boolean not null default false;

-- It answers and refuses writes, as its storage is used up.
alter table database drop constraint database_status_check;
alter table database add constraint database_status_check check (status in
  ('CREATING', 'AVAILABLE', 'READ_ONLY', 'MODIFYING', 'RECOVERING', 'REMOVING', 'FAILED'));

-- The credentials that a release was started with, as a JSON array of digests; null for those from
-- before this was written down, which may use any.
alter table release add column credentials jsonb;

-- The same view, over all columns of now.
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
    when 'resize-database' then 'MODIFYING'
    when 'remove-database' then 'REMOVING'
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
