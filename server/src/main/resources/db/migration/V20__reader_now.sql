-- Where the application beside a database reads: what was chosen, unless that leaves, else a replica
-- itself; nothing beside a primary. What was the primary is no copy before it has come back: who would
-- read there reads from its primary. Variables and secrets both say what stands here.
create view reader_now as
select each.identifier, coalesce(each.chosen, each.by_default) as reader, each.by_default
from (
  select d.identifier,
    case when c.previous then c.primary_identifier else chosen.identifier end as chosen,
    case when r.previous then r.primary_identifier else r.identifier end as by_default
  from database d
  left join replica r on r.identifier = d.identifier
  left join database_now chosen on chosen.identifier = d.reads_from
    and chosen.shown_status <> 'REMOVING' and chosen.host is not null
  left join replica c on c.identifier = chosen.identifier
) each;

-- A replica's secret says so too, and that of what was one once, as applications refer to it. Its own
-- row says where the replica itself is; that is read where nothing else is.
create view secret_now as
select s.name, s.alias_of,
  case when s.alias_of is not null or s.reader_host is not null
    then coalesce(reader.host, s.reader_host) end as reader_host,
  case when s.alias_of is not null or s.reader_host is not null
    then coalesce(reader.port, s.reader_port) end as reader_port
from secret s
left join database d on d.stack = s.stack and d.stage = s.stage and d.engine = s.engine
left join reader_now n on n.identifier = d.identifier
left join database reader on reader.identifier = n.reader;
