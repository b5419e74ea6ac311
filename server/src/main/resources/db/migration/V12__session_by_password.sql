-- Whether a session was opened by a password: only then may it set one without the old one.
alter table session add column by_password boolean not null default false;
