package dev.cairn.database;

import dev.cairn.engine.postgres.PostgresExtensions;
import dev.cairn.provider.Extension;
import java.util.Optional;

/**
 * An extension of a database.
 *
 * @param version that would be added; empty where its server has none
 * @param restarts whether the database restarts for it
 * @param mayAdd whether Cairn adds it
 * @param isOurs whether Cairn added it, and removes it
 * @param state for people
 */
public record ExtensionNow(
    String name,
    String version,
    Optional<String> installed,
    boolean isTrusted,
    boolean restarts,
    boolean mayAdd,
    boolean isOurs,
    String state,
    String meaning) {

  static ExtensionNow of(Extension it, boolean isOurs) {
    var offered = PostgresExtensions.find(it.name());
    boolean mayAdd = PostgresExtensions.mayAdd(it.name(), it.isTrusted());
    return new ExtensionNow(
        it.name(),
        it.version(),
        it.installed(),
        it.isTrusted(),
        offered.filter(PostgresExtensions.Offered::preload).isPresent(),
        mayAdd,
        isOurs,
        state(it, mayAdd, isOurs),
        offered.map(PostgresExtensions.Offered::meaning).orElse(it.comment()));
  }

  private static String state(Extension it, boolean mayAdd, boolean isOurs) {
    if (it.installed().isPresent()) {
      return isOurs ? "added with Cairn" : "created by " + it.owner().orElse("the application");
    }
    if (it.isTrusted()) {
      return "the application may create it itself";
    }
    return mayAdd
        ? "to be added by an admin"
        : PostgresExtensions.refusal(it.name())
            .map(why -> "not to be had: " + why)
            .orElse("not on Cairn's list");
  }

  /** One of Cairn's list that the server's programs do not have. */
  static ExtensionNow missing(String name, String version) {
    return new ExtensionNow(
        name,
        "",
        Optional.empty(),
        false,
        false,
        false,
        false,
        PostgresExtensions.debianPackage(name, version)
            .map(
                it ->
                    "not here: Debian's package "
                        + it
                        + " has it for the system's PostgreSQL; binaries from Maven Central never do")
            .orElse("not in this server's programs"),
        PostgresExtensions.find(name).map(PostgresExtensions.Offered::meaning).orElse(""));
  }
}
