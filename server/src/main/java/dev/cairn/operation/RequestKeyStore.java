package dev.cairn.operation;

import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What idempotency keys stand for. */
interface RequestKeyStore {
  /**
   * What one stands for.
   *
   * @param request its method and path, for people
   * @param mark of the whole request
   */
  record Claim(String request, String mark) {}

  /** 0 where the key stands for a request already. */
  @SqlUpdate(
      """
      insert into request_key (actor, key, request, mark)
      values (:actor, :key, :request, :mark)
      on conflict do nothing
      """)
  int insert(String actor, String key, String request, String mark);

  @SqlQuery("select request, mark from request_key where actor = :actor and key = :key")
  @RegisterConstructorMapper(Claim.class)
  Optional<Claim> find(String actor, String key);

  @SqlUpdate("delete from request_key where actor = :actor and key = :key and mark = :mark")
  int delete(String actor, String key, String mark);
}
