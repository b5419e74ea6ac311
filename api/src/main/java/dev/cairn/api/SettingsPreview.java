package dev.cairn.api;

import java.util.List;

/**
 * What a change of settings would do.
 *
 * @param restarts whether the database restarts, after which the application is checked
 * @param notes sentences for people
 */
public record SettingsPreview(
    String ref, List<SettingChange> changes, boolean restarts, List<String> notes) {
  public SettingsPreview {
    changes = Absent.list(changes);
    notes = Absent.list(notes);
  }
}
