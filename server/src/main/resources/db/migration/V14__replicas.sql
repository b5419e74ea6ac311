-- Which database follows which. One that leaves is admitted no more, and counts until it is gone.
create table replica (
  identifier text primary key references database (identifier) on delete cascade,
  primary_identifier text not null references database (identifier),
  leaving boolean not null default false
);

create index replica_primary on replica (primary_identifier);

-- The secret of a replica has no values of its own: they are its primary's, with where it is read.
alter table secret add column alias_of text references secret (name);
alter table secret add column reader_host text;
alter table secret add column reader_port integer;

-- The view again, with what is done to replicas, and what of them is their primary's. A replica has
-- room for all that its primary may hold, however that grows.
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
    when 'add-replica' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'attach-database' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'replace-attachment' then 'MODIFYING'
    when 'resize-database' then 'MODIFYING'
    when 'tune-database' then 'MODIFYING'
    when 'remove-database' then 'REMOVING'
    when 'remove-replica' then 'REMOVING'
    when 'detach-database' then 'REMOVING'
    when 'repair-database' then 'RECOVERING'
    when 'rebuild-replica' then 'RECOVERING'
    else d.status
  end end as shown_status,
  case when o.id is null then d.status_reason
    else coalesce(
      (select case when s.progress = '' then s.title else s.progress end
       from operation_step s
       where s.operation_id = o.id and s.status not in ('PENDING', 'DONE', 'UNDONE')
       order by s.position limit 1), o.title)
  end as shown_reason,
  coalesce(p.username, d.username) as shown_username,
  greatest(p.storage, d.storage) as shown_storage,
  p.stack as primary_stack,
  p.stage as primary_stage
from database d
left join operation o
  on o.target = d.stack || '/' || d.stage || '/' || d.engine
  and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
left join replica r on r.identifier = d.identifier
left join database p on p.identifier = r.primary_identifier;
