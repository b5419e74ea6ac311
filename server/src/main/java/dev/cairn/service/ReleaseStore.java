package dev.cairn.service;

import dev.cairn.core.Name;
import dev.cairn.core.StageRef;
import dev.cairn.service.ServiceSpec.RuntimeKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jdbi.v3.sqlobject.statement.UseRowMapper;

/** The rows of releases. */
@RegisterRowMapper(ReleaseStore.Mapper.class)
interface ReleaseStore {

  @SqlQuery("select * from release where stack = :stack and stage = :stage and number = :number")
  Optional<ReleaseRow> find(String stack, String stage, int number);

  /** Newest first. */
  @SqlQuery("select * from release where stack = :stack and stage = :stage order by number desc")
  List<ReleaseRow> list(String stack, String stage);

  /** The next number of a stage whose service is locked. */
  @SqlQuery(
      """
      select coalesce(max(number), 0) + 1 from release where stack = :stack and stage = :stage
      """)
  int nextNumber(String stack, String stage);

  @SqlUpdate(
      """
      insert into release
        (stack, stage, number, status, runtime, origin, spec, built_as, fingerprint, build_mark,
        created_by)
      values (:stack, :stage, :number, 'BUILDING', :runtime, :origin, cast(:spec as jsonb),
        :builtAs, :fingerprint, :buildMark, :createdBy)
      """)
  int insert(
      String stack,
      String stage,
      int number,
      RuntimeKind runtime,
      String origin,
      String spec,
      Optional<Integer> builtAs,
      String fingerprint,
      String buildMark,
      String createdBy);

  /** Also takes up a failed one again, whose operation is retried. */
  @SqlUpdate(
      """
      update release set status = 'BUILDING', reason = '', code_removed = false,
        fingerprint = :fingerprint, build_mark = :buildMark
      where stack = :stack and stage = :stage and number = :number
        and status in ('BUILDING', 'STARTING', 'FAILED')
      """)
  int building(String stack, String stage, int number, String fingerprint, String buildMark);

  @SqlUpdate(
      """
      update release
      set status = 'STARTING', variables_digest = :variablesDigest,
        credentials = cast(:credentials as jsonb)
      where stack = :stack and stage = :stage and number = :number
        and status in ('BUILDING', 'STARTING')
      """)
  int starting(String stack, String stage, int number, String variablesDigest, String credentials);

  /** Those of before count still: the place where it runs may have kept them. */
  @SqlUpdate(
      """
      update release set credentials = credentials || cast(:credentials as jsonb)
      where stack = :stack and stage = :stage and number = :number
        and not credentials @> cast(:credentials as jsonb)
      """)
  int startingAgain(String stack, String stage, int number, String credentials);

  /**
   * Stages whose application has that credential: the live release, one that begins, and one whose
   * last requests run. What a release has of which nothing was written down, is its own stage's.
   *
   * @param credentials a JSON array of one mark
   */
  @SqlQuery(
      """
      select distinct r.stack, r.stage
      from release r join service s on s.stack = r.stack and s.stage = r.stage
      where (r.status in ('STARTING', 'LIVE')
          or r.number = (
            select live.replaces from release live
            where live.stack = s.stack and live.stage = s.stage and live.number = s.live)
          and exists (
            select from operation o
            where o.target = s.stack || '/' || s.stage and o.kind = 'deploy'
              and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')))
        and (r.credentials @> cast(:credentials as jsonb)
          or r.credentials is null and r.stack = :stack and r.stage = :stage)
      order by r.stack, r.stage
      """)
  @UseRowMapper(StageMapper.class)
  List<StageRef> listUsing(String stack, String stage, String credentials);

  @SqlUpdate(
      """
      update release
      set status = 'LIVE', live_since = clock_timestamp(), address = :address,
        replaces = :replaces
      where stack = :stack and stage = :stage and number = :number and status = 'STARTING'
      """)
  int goLive(String stack, String stage, int number, String address, Optional<Integer> replaces);

  @SqlUpdate(
      """
      update release set status = :to
      where stack = :stack and stage = :stage and number = :number and status = :from
      """)
  int move(String stack, String stage, int number, Release.Status from, Release.Status to);

  @SqlUpdate(
      """
      update release set address = :address
      where stack = :stack and stage = :stage and number = :number
        and address is distinct from :address
      """)
  int moved(String stack, String stage, int number, String address);

  @SqlUpdate(
      """
      update release set variables_digest = :variablesDigest
      where stack = :stack and stage = :stage and number = :number
      """)
  int restarted(String stack, String stage, int number, String variablesDigest);

  @SqlUpdate(
      """
      update release set status = 'FAILED', reason = :reason, code_removed = true
      where stack = :stack and stage = :stage and number = :number
        and status in ('BUILDING', 'STARTING')
      """)
  int fail(String stack, String stage, int number, String reason);

  @SqlUpdate(
      """
      update release set code_removed = true
      where stack = :stack and stage = :stage and number = :number
      """)
  int codeRemoved(String stack, String stage, int number);

  /** Maps a stage. */
  final class StageMapper implements RowMapper<StageRef> {
    @Override
    public StageRef map(ResultSet row, StatementContext context) throws SQLException {
      return new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage")));
    }
  }

  /** Maps a row. */
  final class Mapper implements RowMapper<ReleaseRow> {
    @Override
    public ReleaseRow map(ResultSet row, StatementContext context) throws SQLException {
      return new ReleaseRow(
          new StageRef(new Name(row.getString("stack")), new Name(row.getString("stage"))),
          row.getInt("number"),
          Release.Status.valueOf(row.getString("status")),
          RuntimeKind.valueOf(row.getString("runtime")),
          row.getString("origin"),
          SpecJson.read(row.getString("spec")),
          Optional.ofNullable(row.getObject("built_as", Integer.class)),
          row.getString("fingerprint"),
          row.getString("build_mark"),
          row.getString("variables_digest"),
          Optional.ofNullable(row.getString("address")),
          Optional.ofNullable(row.getObject("replaces", Integer.class)),
          row.getBoolean("code_removed"),
          row.getString("reason"),
          row.getString("created_by"),
          row.getObject("created_at", OffsetDateTime.class).toInstant(),
          Optional.ofNullable(row.getObject("live_since", OffsetDateTime.class))
              .map(OffsetDateTime::toInstant));
    }
  }
}
