package dev.cairn.web.console;

import java.util.List;

/**
 * The form for new databases: a card for each engine, and for each that is chosen its settings.
 *
 * @param hasApplication whether there is one to redeploy
 */
record AddDatabaseView(
    StageHead head, Origins origins, List<EnginePanel> engines, boolean hasApplication, Form form) {

  /**
   * An engine and what there is to choose.
   *
   * @param unavailable why it cannot be added; empty where it can
   * @param versions newest first
   * @param variables what the application gets
   * @param mayForget whether it can be a cache only
   */
  record EnginePanel(
      String id,
      String name,
      String description,
      String unavailable,
      List<VersionChoice> versions,
      List<TypeChoice> types,
      List<BackupChoice> backups,
      List<String> variables,
      boolean mayForget) {

    boolean available() {
      return unavailable.isEmpty();
    }

    /** Whether nothing that is still maintained can be had. */
    boolean allEnded() {
      return available() && versions.stream().allMatch(VersionChoice::ended);
    }

    /** The name of a field of this engine. */
    String field(String name) {
      return id + "." + name;
    }
  }

  /** A version, where it comes from and how long it is maintained. */
  record VersionChoice(String name, String source, String maintained, boolean ended) {}

  /** An instance type in words. */
  record TypeChoice(String name, String memory, String vcpus) {}

  /** A backup that the first data can come from. */
  record BackupChoice(String name, String text) {}

  boolean chosen(EnginePanel engine) {
    return form.is("engine." + engine.id(), "yes");
  }

  boolean mayAdd() {
    return engines.stream().anyMatch(EnginePanel::available);
  }
}
