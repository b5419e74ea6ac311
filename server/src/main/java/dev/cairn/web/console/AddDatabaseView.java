package dev.cairn.web.console;

import java.util.List;

/**
 * The form for a new database.
 *
 * @param variables what the application gets
 * @param hasApplication whether there is one to redeploy
 */
record AddDatabaseView(
    StageHead head,
    List<EngineChoice> engines,
    List<VersionChoice> versions,
    List<TypeChoice> types,
    List<BackupChoice> backups,
    List<String> variables,
    boolean hasApplication,
    Form form) {

  /** An engine that can be added. */
  record EngineChoice(String id, String name, String description) {}

  /** A version, where it comes from and how long it is maintained. */
  record VersionChoice(String name, String source, String maintained, boolean ended) {}

  /** An instance type in words. */
  record TypeChoice(String name, String memory, String vcpus) {}

  /** A backup that the first data can come from. */
  record BackupChoice(String name, String text) {}
}
