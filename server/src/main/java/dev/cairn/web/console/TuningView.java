package dev.cairn.web.console;

import dev.cairn.database.ExtensionNow;
import dev.cairn.database.Tunings;
import java.util.List;
import java.util.Optional;

/**
 * What a database has beyond its instance type: settings, extensions, the right to make databases.
 *
 * @param mayChange settings
 * @param mayAdminister extensions
 * @param common settings that were chosen, or that many choose
 * @param groups all others
 * @param createsDatabases empty where the engine knows no such right, or it is the primary's
 * @param extensions that are there or could be; empty where the engine knows none, or they are the
 *     primary's
 * @param trusted names of those that the application may create itself
 * @param extensionForm what was refused of them
 */
record TuningView(
    String href,
    boolean mayChange,
    boolean mayAdminister,
    List<Field> common,
    List<Group> groups,
    Optional<Boolean> createsDatabases,
    Form form,
    Optional<Tunings.Preview> preview,
    Optional<List<ExtensionNow>> extensions,
    List<String> trusted,
    Form extensionForm) {

  /** Settings that are about the same. */
  record Group(String name, List<Field> fields) {}

  /**
   * A setting.
   *
   * @param now in force; empty where the engine does not answer
   * @param choices what it may be, where that is a list
   */
  record Field(
      String name,
      String meaning,
      String rule,
      String now,
      String chosen,
      boolean restarts,
      List<String> choices) {

    /** Of the form. */
    String field() {
      return TuningPages.FIELD + name;
    }
  }
}
