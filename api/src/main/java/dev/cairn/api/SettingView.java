package dev.cairn.api;

import java.util.Optional;

/**
 * A setting of a database's engine.
 *
 * @param group what it is about
 * @param value in force; absent where the engine does not answer
 * @param chosen what somebody chose; absent where it is as the instance type or the engine has it
 * @param restarts whether another value restarts the database
 * @param rule what may be written, for people
 */
public record SettingView(
    String name,
    String group,
    Optional<String> value,
    Optional<String> chosen,
    boolean restarts,
    String rule,
    String meaning) {
  public SettingView {
    value = Absent.optional(value);
    chosen = Absent.optional(chosen);
  }
}
