-- The last 24 hours of the requests of each stage, a row for each minute of the day: a ring, as
-- tomorrow's minute takes the place of today's. It never holds more than 1440 rows of a stage.
create table traffic (
  stack text not null,
  stage text not null,
  slot smallint not null check (slot between 0 and 1439),
  at timestamptz not null,
  -- Of the minute, those that the rest was counted over.
  seconds real not null check (seconds > 0),
  requests bigint not null check (requests >= 0),
  errors bigint not null check (errors >= 0),
  -- How many were refused, by the reason's code.
  refused jsonb not null,
  -- Milliseconds; null where nothing was answered.
  p50 real,
  p99 real,
  primary key (stack, stage, slot),
  foreign key (stack, stage) references service (stack, stage) on delete cascade
) with (
  -- Every row is written again and again: room beside it keeps each version on its own page.
  fillfactor = 70
);
