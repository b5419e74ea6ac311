-- Of a replica: how far it was behind its primary at most, in seconds and in bytes; null where that
-- was not known, and for what is no replica.
alter table metric add column lag real;
alter table metric add column behind bigint;
