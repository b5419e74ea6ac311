package dev.cairn.service;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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

  /** 0 where the stage has a service, the port is taken or the name would be another's. */
  @SqlUpdate(
      """
      insert into service (stack, stage, spec, port)
      values (:stack, :stage, cast(:spec as jsonb), :port)
      on conflict do nothing
      """)
  int insert(String stack, String stage, String spec, int port);

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
          Service.Status.valueOf(row.getString("status")),
          row.getString("status_reason"),
          none ? Optional.empty() : Optional.of(live));
    }
  }
}
