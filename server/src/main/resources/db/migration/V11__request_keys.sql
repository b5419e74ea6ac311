-- Which request an idempotency key stands for: a mark of the whole of it, made with the master key.
create table request_key (
  actor text not null,
  key text not null,
  request text not null,
  mark text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (actor, key)
);

-- Whether a person asked to leave what an undo waits for as it is.
alter table operation add column give_up boolean not null default false;
