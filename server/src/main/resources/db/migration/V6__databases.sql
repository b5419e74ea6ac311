-- It selects all columns; made again below the last change of the table, in V7.
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
