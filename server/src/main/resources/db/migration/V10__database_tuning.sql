-- What a database has beyond what its instance type gives: a line each, as Tuning writes it.
create table database_tuning (
  identifier text primary key references database (identifier) on delete cascade,
  tuning text not null
);

-- The view again, of the same columns, with what is done to settings.
create or replace view database_now as
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
    when 'tune-database' then 'MODIFYING'
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
