-- The last 24 hours of each database, a row for each minute of the day: a ring, as tomorrow's
-- minute takes the place of today's. It never holds more than 1440 rows of a database.
create table metric (
  identifier text not null references database (identifier) on delete cascade,
  slot smallint not null check (slot between 0 and 1439),
  at timestamptz not null,
  used bigint not null,
  storage bigint not null,
  memory bigint,
  connections integer not null,
  max_connections integer not null,
  -- Unknown in the first minute and where the engine began to count anew.
  queries_per_second real,
  -- Unknown where nothing was read.
  cache_hit_ratio real,
  primary key (identifier, slot)
) with (
  -- Every row is written again and again: room beside it keeps each version on its own page.
  fillfactor = 70
);
