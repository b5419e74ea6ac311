-- Where the application beside a database reads, where somebody chose that: its primary, one of its
-- replicas, or itself. A replica is read itself where nothing was chosen, a primary is not.
alter table database
  add column reads_from text references database (identifier) on delete set null;

create index database_reads_from on database (reads_from);
