create table cairn_user (
  name          text primary key,
  role          text not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER')),
  password_hash text,                         -- Argon2id; null: signs in by link only
  created_at    timestamptz not null default now()
);

-- Tokens, sessions and links: the secret itself is nowhere, only its SHA-256.

create table api_token (
  id           uuid primary key default gen_random_uuid(),
  hash         bytea not null unique,
  name         text not null,
  user_name    text not null references cairn_user (name) on delete cascade,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  unique (user_name, name)
);

create table session (
  hash         bytea primary key,
  user_name    text not null references cairn_user (name) on delete cascade,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null
);

create table sign_in_link (
  hash       bytea primary key,
  user_name  text not null references cairn_user (name) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);

create index api_token_of_user on api_token (user_name);
create index session_of_user on session (user_name);
create index sign_in_link_of_user on sign_in_link (user_name);
