package dev.cairn.replication.promotion;

import dev.cairn.database.Reading;
import java.util.List;

/** What applications get of databases: theirs to know who runs applications. */
public interface ApplicationUse {

  /**
   * What changes for applications once databases are as these: of each stage that has one of them,
   * and of others whose variables refer to their secrets.
   *
   * @param family one primary and those that follow it, as they will be; all others stay
   */
  List<StageEffect> effects(List<Reading> family);
}
