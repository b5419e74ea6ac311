-- Drills of promotions: what came of each, and, while one runs, what of it must be gone afterwards.
-- Each has the id of its operation.
create table drill (
  id uuid primary key,
  kind text not null,
  stack text not null,
  stage text not null,
  engine text not null,
  primary_identifier text not null,
  -- The throw-away replica, at its provider; its primary admits it while that is so.
  instance text not null,
  admitted boolean not null default false,
  -- Since when its data are gone; and whether its primary, which did not answer, may keep for it.
  removed_since timestamptz,
  kept boolean not null default false,
  -- What the second instance of the application runs as; empty where none was begun.
  application text not null default '',
  application_since timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  -- When it was asked to take writes.
  forked_since timestamptz,
  finished_at timestamptz,
  promote_ms bigint,
  total_ms bigint,
  lag_ms bigint,
  missing_bytes bigint,
  -- Null without an application, and where it did not come so far.
  healthy boolean,
  -- Why it failed; empty where it did not.
  reason text not null default '',
  foreign key (stack, stage) references stage (stack, name) on delete cascade
);

create index drill_database on drill (stack, stage, engine, started_at desc);

create index drill_admitted on drill (primary_identifier) where admitted;

create index drill_kept on drill (primary_identifier) where kept;
