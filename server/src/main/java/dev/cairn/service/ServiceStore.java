package dev.cairn.service;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.provider.Router.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The rows of services. */
@RegisterRowMapper(ServiceStore.Mapper.class)
interface ServiceStore {

  @SqlQuery("select * from service where stack = :stack and stage = :stage")
  Optional<ServiceRow> find(String stack, String stage);

  /** Locked: a release's number is counted up under it. */
  @SqlQuery("select * from service where stack = :stack and stage = :stage for update")
  Optional<ServiceRow> lock(String stack, String stage);

  @SqlQuery("select * from service order by stack, stage")
  List<ServiceRow> list();

  /** With where its live release is. */
  @RegisterRowMapper(RouteMapper.class)
  @SqlQuery(
      """
      select s.*, r.address, s.live is null and exists (
        select from operation o
        where o.target = s.stack || '/' || s.stage and o.kind = :deploy and o.status = 'OPEN'
      ) as deploying
      from service s
      left join release r on r.stack = s.stack and r.stage = s.stage and r.number = s.live
      """)
  List<Route> routes(String deploy);

  /** 0 where it is another's, or this stage's already. */
  @SqlUpdate(
      """
      insert into service_host (host, stack, stage) values (:host, :stack, :stage)
      on conflict do nothing
      """)
  int claimHost(String host, String stack, String stage);

  @SqlUpdate(
      """
      delete from service_host
      where stack = :stack and stage = :stage and host <> all (:kept)
      """)
  int releaseHosts(String stack, String stage, String[] kept);

  /** As {@code STACK/STAGE}. */
  @SqlQuery("select stack || '/' || stage from service_host where host = :host")
  Optional<String> ownerOf(String host);

  /** 0 where the stage has a service, the port is taken or the name would be another's. */
  @SqlUpdate(
      """
      insert into service (stack, stage, spec, port, host)
      values (:stack, :stage, cast(:spec as jsonb), :port, :host)
      on conflict do nothing
      """)
  int insert(String stack, String stage, String spec, int port, String host);

  @SqlUpdate(
      """
      update service set spec = cast(:spec as jsonb) where stack = :stack and stage = :stage
      """)
  int configure(String stack, String stage, String spec);

  @SqlQuery("select port from service")
  List<Integer> ports();

  /** Whether another service's releases would have the same names. */
  @SqlQuery(
      """
      select exists (select from service where stack || '-' || stage = :stack || '-' || :stage
        and stack <> :stack)
      """)
  boolean isNameTaken(String stack, String stage);

  @SqlUpdate(
      """
      update service set live = :number, status = 'HEALTHY', status_reason = ''
      where stack = :stack and stage = :stage and live is distinct from :number
      """)
  int goLive(String stack, String stage, int number);

  @SqlUpdate(
      """
      update service set live = null, status = 'IDLE', status_reason = ''
      where stack = :stack and stage = :stage
      """)
  int withdraw(String stack, String stage);

  @SqlUpdate(
      """
      update service set status = :status, status_reason = :reason
      where stack = :stack and stage = :stage
        and (status <> :status or status_reason <> :reason)
      """)
  int setStatus(String stack, String stage, Service.Status status, String reason);

  @SqlUpdate("delete from service where stack = :stack and stage = :stage")
  int delete(String stack, String stage);

  /** Maps a row of {@link #routes}. */
  final class RouteMapper implements RowMapper<Route> {
    private final Mapper services = new Mapper();

    @Override
    public Route map(ResultSet row, StatementContext context) throws SQLException {
      var service = services.map(row, context);
      var access = service.spec().access();
      return new Route(
          service.stage(),
          service.port(),
          Optional.ofNullable(row.getString("address")),
          Stream.concat(Stream.of(service.host()), access.hosts().stream()).toList(),
          row.getBoolean("deploying"),
          access.log());
    }
  }

  /** Maps a row. */
  final class Mapper implements RowMapper<ServiceRow> {
    @Override
    public ServiceRow map(ResultSet row, StatementContext context) throws SQLException {
      int live = row.getInt("live");
      boolean none = row.wasNull();
      return new ServiceRow(
          new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage"))),
          SpecJson.read(row.getString("spec")),
          row.getInt("port"),
          row.getString("host"),
          Service.Status.valueOf(row.getString("status")),
          row.getString("status_reason"),
          none ? Optional.empty() : Optional.of(live));
    }
  }
}
