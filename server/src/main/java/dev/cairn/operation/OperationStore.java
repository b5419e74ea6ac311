package dev.cairn.operation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Opening and reading operations; {@link StepStore} holds the transitions of their work. */
@RegisterRowMapper(OperationMapper.class)
interface OperationStore {
  String TASK = "operation";

  @SqlQuery("select status, count(*) as operations from operation group by status")
  @KeyColumn("status")
  @ValueColumn("operations")
  Map<Operation.Status, Long> count();

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o where o.id = :id
      """)
  Optional<Operation> find(UUID id);

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o
      where (o.target = :target or o.also @> array[cast(:target as text)])
        and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
      order by o.created_at desc limit 1
      """)
  Optional<Operation> findOpen(String target);

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o where o.actor = :actor and o.idempotency_key = :key
      """)
  Optional<Operation> findByKey(String actor, String key);

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o
      where :target = '' or o.target = :target or starts_with(o.target, :target || '/')
        or exists (
          select from unnest(o.also) held
          where held = :target or starts_with(held, :target || '/'))
      order by o.created_at desc limit :limit
      """)
  List<Operation> list(String target, int limit);

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o where o.target = :target
      order by o.created_at desc limit 1
      """)
  Optional<Operation> findNewest(String target);

  @SqlQuery(
      """
      select o.*, (select jsonb_agg(to_jsonb(s) - 'operation_id' - 'errors' - 'undone_at'
                                    order by s.position)
                   from operation_step s where s.operation_id = o.id) as steps
      from operation o
      where (o.target = :target or starts_with(o.target, :target || '/')
          or exists (
            select from unnest(o.also) held
            where held = :target or starts_with(held, :target || '/')))
        and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
      order by o.created_at
      """)
  List<Operation> listOpenBelow(String target);

  @SqlQuery("select exists (select from operation where status in ('OPEN', 'UNDOING'))")
  boolean isAnyAtWork();

  @SqlQuery("select revision from operation where id = :id")
  Optional<Long> findRevision(UUID id);

  /** Until the transaction ends nobody else opens an operation that holds one of them. */
  @SqlQuery(
      """
      select pg_advisory_xact_lock(hashtextextended('operation ' || target, 0)) is null
      from (select unnest(cast(:targets as text[])) as target order by target) sorted
      """)
  List<Boolean> lock(List<String> targets);

  /** Open operations that hold one of them, oldest first. */
  @SqlQuery(
      """
      select o.id from operation o
      where (o.target = any(cast(:targets as text[])) or o.also && cast(:targets as text[]))
        and o.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')
      order by o.created_at
      """)
  List<UUID> listHolders(List<String> targets);

  /** 0 where the target has an open operation, or the key was used. */
  @SqlUpdate(
      """
      insert into operation (id, kind, target, title, actor, status, input, idempotency_key, also)
      values (:id, :kind, :target, :title, :actor, 'OPEN', cast(:input as jsonb), :key,
        cast(:also as text[]))
      on conflict do nothing
      """)
  int insert(
      UUID id,
      String kind,
      String target,
      String title,
      String actor,
      String input,
      Optional<String> key,
      List<String> also);

  @SqlBatch(
      """
      insert into operation_step (operation_id, position, name, title, status, no_return)
      values (:id, :position, :name, :title, 'PENDING', :noReturn)
      """)
  void insertSteps(
      UUID id,
      List<Integer> position,
      List<String> name,
      List<String> title,
      List<Boolean> noReturn);

  /**
   * Has the pump run the operation as soon as this transaction commits. What is to be run at once
   * is due since ever: the clock of whoever looks may be behind the database's.
   */
  @SqlUpdate(
      """
      insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      values ('operation', cast(:id as text), 'epoch', false, 1)
      on conflict (task_name, task_instance)
      do update set execution_time = 'epoch' where not scheduled_tasks.picked
      """)
  void schedule(UUID id);

  /** The same, where it waits and was cancelled, or given up while it is undone. */
  @SqlUpdate(
      """
      update scheduled_tasks t set execution_time = 'epoch'
      from operation o
      where o.id = :id and t.task_name = 'operation' and t.task_instance = cast(:id as text)
        and not t.picked
        and (o.status = 'OPEN' and o.cancel_requested or o.status = 'UNDOING' and o.give_up)
      """)
  int scheduleAsked(UUID id);

  /**
   * Has the pump run what is open and has no execution: one that was opened again while its last
   * execution ended, or whose server died in between. Of one operation, or of all.
   */
  @SqlUpdate(
      """
      insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      select 'operation', cast(id as text), 'epoch', false, 1 from operation
      where status in ('OPEN', 'UNDOING') and (cast(:id as uuid) is null or id = :id)
      on conflict do nothing
      """)
  int scheduleForgotten(Optional<UUID> id);

  /** When those are due that nobody runs just now. */
  @SqlQuery(
      """
      select distinct execution_time from scheduled_tasks
      where task_name = 'operation' and not picked
      """)
  List<Instant> listDue();

  /** An execution that this server ran and could not write down the end of. */
  @SqlUpdate(
      """
      update scheduled_tasks
      set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
      where task_name = 'operation' and task_instance = :instance
        and picked and picked_by = :server and version = :version
      """)
  int letGo(String instance, String server, long version);

  /** Executions of a server of that name that is dead, as the caller knows. */
  @SqlUpdate(
      """
      update scheduled_tasks
      set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
      where picked and picked_by = :server
      """)
  int release(String server);

  /** Waits for a transition of it that is being written. */
  @SqlQuery("select id from operation where id = :id for update")
  Optional<UUID> await(UUID id);

  /** 0 too where a step is done after which there is no way back. */
  @SqlUpdate(
      """
      update operation set cancel_requested = true, revision = revision + 1
      where id = :id and status in ('OPEN', 'NEEDS_ATTENTION') and not undoing
        and not exists (
          select from operation_step where operation_id = :id and no_return and status = 'DONE')
      """)
  int requestCancel(UUID id);

  @SqlUpdate(
      """
      update operation set give_up = true, revision = revision + 1
      where id = :id and status = 'UNDOING'
      """)
  int requestGiveUp(UUID id);

  /**
   * A parked undo ends where it stands, and so does one that waits and was given up. The step that
   * it stood at has failed, so that a retry of the operation does it anew.
   */
  @SqlUpdate(
      """
      with ended as (
        update operation
        set status = 'FAILED', problem = cast(:problem as jsonb),
            finished_at = clock_timestamp(), revision = revision + 1
        where id = :id and undoing
          and (status = 'NEEDS_ATTENTION' or status = 'UNDOING' and give_up)
        returning id)
      update operation_step s
      set status = 'FAILED', finished_at = coalesce(s.finished_at, clock_timestamp())
      from ended where s.operation_id = ended.id and s.position = :position
      """)
  int giveUpUndoing(UUID id, int position, String problem);

  /** A failed operation's work is open again; a parked one goes on in its direction. */
  @SqlUpdate(
      """
      update operation o
      set status = case when status = 'NEEDS_ATTENTION' and undoing then 'UNDOING' else 'OPEN' end,
          undoing = status = 'NEEDS_ATTENTION' and undoing,
          problem = case when status = 'NEEDS_ATTENTION' and undoing then problem end,
          cancel_requested = status = 'NEEDS_ATTENTION' and cancel_requested,
          give_up = false,
          finished_at = null, revision = revision + 1
      where id = :id
        and (status = 'NEEDS_ATTENTION'
          or status = 'FAILED' and not exists (
            select from operation other
            where (other.target = o.target or other.target = any(o.also)
                or other.also && array_append(o.also, o.target))
              and other.status in ('OPEN', 'UNDOING', 'NEEDS_ATTENTION')))
      """)
  int reopen(UUID id);

  /** What a person said besides when they had it go on. */
  @SqlUpdate("update operation set input = input || cast(:more as jsonb) where id = :id")
  int tell(UUID id, String more);

  @SqlUpdate(
      """
      update operation_step s
      set status = 'PENDING', progress = '', attempts = 0, errors = 0, output = '{}',
          started_at = null, finished_at = null, undone_at = null
      from operation o
      where s.operation_id = :id and o.id = :id and o.status = 'OPEN'
        and (s.status in ('FAILED', 'UNDONE') or s.undone_at is not null)
      """)
  void reopenSteps(UUID id);
}
