package dev.cairn.engine;

import dev.cairn.core.Sensitive;

/**
 * A runtime variable that an application gets for a database.
 *
 * @param secret whether its value is shown to nobody
 */
public record GeneratedVariable(String name, Sensitive<String> value, boolean secret) {

  public static GeneratedVariable plain(String name, String value) {
    return new GeneratedVariable(name, Sensitive.of(value), false);
  }

  public static GeneratedVariable secret(String name, Sensitive<String> value) {
    return new GeneratedVariable(name, value, true);
  }
}
