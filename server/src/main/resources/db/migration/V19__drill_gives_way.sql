-- A drill of a database may still be ending while that is promoted: a promotion cannot wait for it.
drop index operation_one_open;

create unique index operation_one_open on operation (target, (kind = 'drill-promotion'))
  where status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION');
