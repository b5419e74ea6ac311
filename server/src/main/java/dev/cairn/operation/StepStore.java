package dev.cairn.operation;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The transitions of an operation's work, each guarded: a row count of 0 means somebody else. */
interface StepStore {

  /** Going on after a wait is no attempt {@code anew}. */
  @SqlUpdate(
      """
      update operation_step
      set status = 'RUNNING', progress = case when :anew then '' else progress end,
          attempts = attempts + case when :anew then 1 else 0 end,
          started_at = coalesce(started_at, clock_timestamp())
      where operation_id = :id and position = :position
        and status in ('PENDING', 'RUNNING', 'WAITING', 'RETRYING')
      """)
  int begin(UUID id, int position, boolean anew);

  /** The same for a step that never ran; 0 also where the user has cancelled in time. */
  @SqlUpdate(
      """
      update operation_step s
      set status = 'RUNNING', attempts = attempts + 1, started_at = clock_timestamp()
      from operation o
      where s.operation_id = :id and s.position = :position and s.status = 'PENDING'
        and o.id = :id
        and (not o.cancel_requested
          or exists (
            select from operation_step
            where operation_id = :id and no_return and status = 'DONE'))
      """)
  int beginUnlessCancelled(UUID id, int position);

  @SqlUpdate(
      """
      update operation_step
      set status = 'DONE', progress = :note, output = cast(:output as jsonb), errors = 0,
          finished_at = clock_timestamp()
      where operation_id = :id and position = :position and status = 'RUNNING'
      """)
  int done(UUID id, int position, String output, String note);

  @SqlUpdate(
      """
      update operation_step
      set status = :status, progress = :reason,
          errors = case when :errors = 0 then 0 else errors + :errors end
      where operation_id = :id and position = :position and status = 'RUNNING'
      """)
  int pause(UUID id, int position, Operation.StepStatus status, String reason, int errors);

  @SqlUpdate(
      """
      update operation_step
      set status = 'FAILED', progress = :reason, errors = 0, finished_at = clock_timestamp()
      where operation_id = :id and position = :position and status = 'RUNNING'
      """)
  int failed(UUID id, int position, String reason);

  @SqlUpdate(
      """
      update operation_step set progress = :line
      where operation_id = :id and position = :position and status = 'RUNNING'
      """)
  int progress(UUID id, int position, String line);

  @SqlQuery("select errors from operation_step where operation_id = :id and position = :position")
  int errors(UUID id, int position);

  @SqlQuery("select give_up from operation where id = :id")
  boolean isGivenUp(UUID id);

  @SqlUpdate("update operation set revision = revision + 1 where id = :id")
  int touch(UUID id);

  @SqlUpdate(
      """
      update operation
      set status = 'SUCCEEDED', finished_at = clock_timestamp(), revision = revision + 1
      where id = :id and status = 'OPEN'
        and not exists (
          select from operation_step where operation_id = :id and status <> 'DONE')
      """)
  int succeed(UUID id);

  /** The problem is JSON; empty where the user cancelled. Undoing begins without errors. */
  @SqlUpdate(
      """
      with fresh as (
        update operation_step set errors = 0 where operation_id = :id and errors > 0)
      update operation
      set status = 'UNDOING', undoing = true, problem = cast(:problem as jsonb),
          revision = revision + 1
      where id = :id and status = 'OPEN'
      """)
  int turnBack(UUID id, Optional<String> problem);

  @SqlUpdate(
      """
      update operation
      set status = 'NEEDS_ATTENTION', problem = cast(:problem as jsonb), revision = revision + 1
      where id = :id and status = 'OPEN'
      """)
  int park(UUID id, String problem);

  /** The problem stays why it turned round; the step says why it cannot be undone. */
  @SqlUpdate(
      """
      with stuck as (
        update operation_step set progress = :reason
        where operation_id = :id and position = :position)
      update operation
      set status = 'NEEDS_ATTENTION', problem = coalesce(problem, cast(:problem as jsonb)),
          revision = revision + 1
      where id = :id and status = 'UNDOING'
      """)
  int parkUndo(UUID id, int position, String reason, String problem);

  /** The last begun step that is not undone yet; the first even where it never began. */
  @SqlQuery(
      """
      select position from operation_step
      where operation_id = :id and (status <> 'PENDING' or position = 0) and undone_at is null
      order by position desc limit 1
      """)
  Optional<Integer> findNextToUndo(UUID id);

  /**
   * Nothing was undone yet: the step was done after all, and looks at that again. Who cancelled is
   * told that it came too late.
   */
  @SqlUpdate(
      """
      with again as (
        update operation_step
        set status = 'RETRYING', attempts = 0, errors = 0, finished_at = null
        where operation_id = :id and position = :position)
      update operation
      set status = 'OPEN', undoing = false, cancel_requested = false, problem = null,
          input = case when cancel_requested then input || '{"cancelled": "true"}' else input end,
          revision = revision + 1
      where id = :id and status = 'UNDOING'
      """)
  int goForward(UUID id, int position);

  @SqlUpdate(
      """
      update operation_step
      set undone_at = clock_timestamp(), errors = 0,
          status = case when status = 'FAILED' then status else 'UNDONE' end,
          progress = case when status = 'FAILED' then coalesce(
            (select problem ->> 'message' from operation where id = :id), progress) else '' end,
          finished_at = coalesce(finished_at, clock_timestamp())
      where operation_id = :id and position = :position and undone_at is null
      """)
  int undone(UUID id, int position);

  @SqlUpdate(
      """
      update operation_step
      set progress = :reason,
          errors = case when :errors = 0 then 0 else errors + :errors end
      where operation_id = :id and position = :position and undone_at is null
      """)
  int pauseUndo(UUID id, int position, String reason, int errors);

  @SqlUpdate(
      """
      update operation
      set status = case when problem is null then 'CANCELLED' else 'FAILED' end,
          finished_at = clock_timestamp(), revision = revision + 1
      where id = :id and status = 'UNDOING'
      """)
  int finishUndoing(UUID id);
}
