-- What somebody asked for, step by step.
create table operation (
  id uuid primary key,
  kind text not null,
  target text not null,
  title text not null,
  actor text not null,
  status text not null
    check (status in ('OPEN', 'UNDOING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'NEEDS_ATTENTION')),
  -- Which way the work runs; outlives being parked.
  undoing boolean not null default false,
  input jsonb not null,
  problem jsonb,
  cancel_requested boolean not null default false,
  idempotency_key text,
  -- Counts changes of the operation and its steps, for those who watch.
  revision bigint not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);

-- A second change to a target while one runs is refused.
create unique index operation_one_open on operation (target)
  where status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION');
create unique index operation_idempotency on operation (actor, idempotency_key)
  where idempotency_key is not null;
create index operation_newest on operation (created_at desc);

create table operation_step (
  operation_id uuid not null references operation on delete cascade,
  position integer not null,
  name text not null,
  title text not null,
  status text not null
    check (status in ('PENDING', 'RUNNING', 'WAITING', 'RETRYING', 'DONE', 'FAILED', 'UNDONE')),
  progress text not null default '',
  attempts integer not null default 0,
  -- Unexpected exceptions in a row of attempts.
  errors integer not null default 0,
  output jsonb not null default '{}',
  started_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (operation_id, position)
);

-- Who changed what, when. Append-only.
create table activity (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}'
);
create index activity_newest on activity (at desc);

-- db-scheduler's table: the pump of operations.
create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
