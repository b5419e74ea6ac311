-- Stands for the values of the stage's variables that a release's build was given; empty for none.
alter table release add column build_mark text not null default '';
