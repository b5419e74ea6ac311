package dev.cairn.replication;

import dev.cairn.core.StageRef;
import dev.cairn.database.Database;
import java.util.List;

/** What applications get of databases: theirs to know who runs applications. */
public interface ApplicationUse {

  /**
   * What changes for the application of a stage once databases are as these.
   *
   * @param family one primary and those that follow it, as they will be; all others stay
   */
  StageEffect effect(StageRef stage, List<Database> family);
}
