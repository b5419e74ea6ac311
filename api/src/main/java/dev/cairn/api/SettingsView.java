package dev.cairn.api;

import java.util.List;

/**
 * The settings of a database that can be chosen.
 *
 * @param ref {@code STACK/STAGE/ENGINE}
 * @param createDatabases whether the application's user may create databases
 */
public record SettingsView(String ref, boolean createDatabases, List<SettingView> settings) {
  public SettingsView {
    settings = Absent.list(settings);
  }
}
