-- The tree that users think in.
create table stack (
  name text primary key,
  created_at timestamptz not null default clock_timestamp()
);

create table stage (
  stack text not null references stack (name),
  name text not null,
  position integer not null,
  target text not null,
  region text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (stack, name),
  unique (stack, position) deferrable initially deferred
);

-- Stored credentials. The value is sealed with the installation's master key, its name as
-- associated data.
create table secret (
  name text primary key,
  stack text not null,
  stage text not null,
  engine text not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);

-- What is wanted of each database, and what was last seen of it.
create table database (
  stack text not null,
  stage text not null,
  engine text not null,
  identifier text not null unique,
  origin text not null check (origin in ('CREATED', 'ATTACHED', 'REPLICA')),
  version text not null,
  type text not null,
  storage bigint not null,
  used bigint not null default 0,
  database text not null,
  username text not null,
  secret text not null references secret (name),
  from_backup text,
  status text not null
    check (status in ('CREATING', 'AVAILABLE', 'MODIFYING', 'RECOVERING', 'REMOVING', 'FAILED')),
  status_reason text not null default '',
  host text,
  container_host text,
  port integer,
  certificate_authority text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (stack, stage, engine),
  foreign key (stack, stage) references stage (stack, name)
);

-- A database with what is going on now: an open operation tells it better than any recorded word.
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
