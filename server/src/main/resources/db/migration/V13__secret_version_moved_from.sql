-- The port at which a value was in force before its database moved to another: whoever took that may
-- have been told it. Goes with the value through rotations; null where there was no other.
alter table secret_version add column moved_from integer;
