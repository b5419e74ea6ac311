-- The name of each stage on this machine, for good as its port is. Its names are unique as joined ones
-- are.
alter table service add column host text unique;
update service set host = stack || '-' || stage || '.localhost';
alter table service alter column host set not null;

-- Names that people gave to applications: one is of one stage.
create table service_host (
  host text primary key,
  stack text not null,
  stage text not null,
  foreign key (stack, stage) references service (stack, stage) on delete cascade
);
create index service_host_of on service_host (stack, stage);
