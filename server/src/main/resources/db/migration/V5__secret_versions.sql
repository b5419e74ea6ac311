-- The values of a secret, as many as rotation needs: the one in force, the one that is to be, the
-- one that was. Each is sealed with its secret's name and its own id as associated data.
create table secret_version (
  secret text not null references secret (name) on delete cascade,
  version_id uuid not null,
  stage text not null check (stage in ('AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS')),
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (secret, version_id),
  -- Held at the end of a statement: promoting moves two stages at once.
  constraint secret_version_one_per_stage unique (secret, stage) deferrable initially immediate
);

-- What was sealed before there were versions has the nil id, which stands for the name alone.
insert into secret_version (secret, version_id, stage, sealed, created_at)
select name, '00000000-0000-0000-0000-000000000000', 'AWSCURRENT', sealed, changed_at from secret;

alter table secret drop column sealed;

-- Keys that sign requests of the AWS protocols. Verifying a signature takes the secret itself, so
-- that it is sealed here and not hashed.
create table access_key (
  id text primary key,
  user_name text not null references cairn_user (name) on delete cascade,
  name text not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  unique (user_name, name)
);
