package dev.cairn.service;

import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The rows of variables that users set. */
@RegisterConstructorMapper(VariableStore.Row.class)
interface VariableStore {

  /** One variable, its value sealed. */
  record Row(String stack, String stage, String name, String sealed) {}

  @SqlQuery("select * from variable where stack = :stack and stage = :stage order by name")
  List<Row> list(String stack, String stage);

  @SqlQuery("select * from variable order by stack, stage, name")
  List<Row> listAll();

  /** The same value, sealed with another key. */
  @SqlUpdate(
      """
      update variable set sealed = :sealed
      where stack = :stack and stage = :stage and name = :name and sealed = :before
      """)
  int reseal(String stack, String stage, String name, String before, String sealed);

  @SqlUpdate(
      """
      insert into variable (stack, stage, name, sealed) values (:stack, :stage, :name, :sealed)
      on conflict (stack, stage, name) do update set sealed = excluded.sealed
      """)
  int put(String stack, String stage, String name, String sealed);

  @SqlUpdate("delete from variable where stack = :stack and stage = :stage and name = :name")
  int delete(String stack, String stage, String name);
}
