-- The application of a stage: how it is built and run, and what the edge sends requests to.
create table service (
  stack text not null,
  stage text not null,
  spec jsonb not null,
  -- Of the stage's stable address on this machine.
  port integer not null unique,
  status text not null default 'IDLE'
    check (status in ('IDLE', 'HEALTHY', 'RECOVERING', 'FAILED')),
  status_reason text not null default '',
  -- The number of the live release.
  live integer,
  created_at timestamptz not null default clock_timestamp(),
  primary key (stack, stage),
  foreign key (stack, stage) references stage (stack, name)
);
-- Releases, containers and networks are called STACK-STAGE: a-b of c and b of c-a would be one.
create unique index service_one_name on service ((stack || '-' || stage));

create table release (
  stack text not null,
  stage text not null,
  number integer not null,
  status text not null
    check (status in ('BUILDING', 'STARTING', 'LIVE', 'RETIRED', 'FAILED')),
  runtime text not null check (runtime in ('CONTAINER', 'PROCESS')),
  origin text not null,
  spec jsonb not null,
  -- The release whose build it runs; its own where null.
  built_as integer,
  fingerprint text not null default '',
  variables_digest text not null default '',
  address text,
  -- The release that was live before it.
  replaces integer,
  code_removed boolean not null default false,
  reason text not null default '',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  live_since timestamptz,
  primary key (stack, stage, number),
  foreign key (stack, stage) references service (stack, stage) on delete cascade
);

-- What users set by hand: a literal, or secret:NAME#KEY; sealed, as literals may be keys too.
create table variable (
  stack text not null,
  stage text not null,
  name text not null,
  sealed text not null,
  primary key (stack, stage, name),
  foreign key (stack, stage) references stage (stack, name) on delete cascade
);
