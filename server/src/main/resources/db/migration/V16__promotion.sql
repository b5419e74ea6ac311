-- Other targets that an operation holds besides its own: nobody else changes those meanwhile.
alter table operation add column also text[] not null default '{}';

create index operation_holding on operation using gin (also)
  where status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION');

-- Once such a step is done there is no way back: its operation goes on, or waits for a person.
alter table operation_step add column no_return boolean not null default false;

-- Whether it was the primary, and has not come back as a replica since.
alter table replica add column previous boolean not null default false;

-- The view again: a promotion is seen at every database that it is about. Where Cairn's own repair
-- of a primary ends beside it, the promotion is what is shown.
create or replace view database_now as
select d.*, o.kind as operation_kind,
  -- While an operation's remaining work concerns the application alone, the database is as recorded:
  -- that work waits until it is.
  case when o.undoing is null or not exists (
    select from operation_step s
    where s.operation_id = o.id and case when o.undoing
      then s.undone_at is null and s.status <> 'PENDING'
        and s.name not in ('redeploy-application', 'check-application', 'withdraw-variables')
      -- What was the primary may come back after them.
      else s.status <> 'DONE'
        and s.name not in ('redeploy-application', 'check-application', 'return-primary') end
  ) then d.status
  else case o.kind
    when 'add-database' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'add-replica' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'attach-database' then case when o.undoing then 'REMOVING' else 'CREATING' end
    when 'replace-attachment' then 'MODIFYING'
    when 'resize-database' then 'MODIFYING'
    when 'tune-database' then 'MODIFYING'
    when 'promote-replica' then 'MODIFYING'
    when 'replace-primary' then 'MODIFYING'
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
  p.stage as primary_stage,
  coalesce(r.previous, false) as previous
from database d
left join lateral (
  select held.* from operation held
  where (held.target = d.stack || '/' || d.stage || '/' || d.engine
      or held.also @> array[d.stack || '/' || d.stage || '/' || d.engine])
    and held.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
  order by held.created_at desc limit 1) o on true
left join replica r on r.identifier = d.identifier
left join database p on p.identifier = r.primary_identifier;
