package dev.cairn.database;

import dev.cairn.core.Suggestions;
import dev.cairn.core.Violations;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.provider.ExistingDatabase;
import dev.cairn.provider.ExistingDatabase.Tls;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be asked for without looking at the database; all that is wrong is told at once. */
final class AttachChecks {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251})[.]?");
  private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F.]*:[0-9a-fA-F:.]*\\]?");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,5}");
  private static final int MOST_NAME = 128;
  private static final Map<String, Tls> MODES =
      Map.of("off", Tls.OFF, "require", Tls.REQUIRE, "verify", Tls.VERIFY);

  private AttachChecks() {}

  static ExistingDatabase of(Engine engine, AttachSpec spec) {
    var wrong = new Violations();
    var host = host(wrong, spec.host().strip());
    int port = spec.port().orElse(engine.defaultPort());
    if (port < 1 || port > 65535) {
      wrong.add("port", "invalid-port", port + " is no port.", "Give a number from 1 to 65535.");
    }
    var redis = engine instanceof Redis;
    var database = given(spec.database()).or(() -> Optional.of("0").filter(it -> redis));
    if (redis && database.filter(it -> !INDEX.matcher(it).matches()).isPresent()) {
      wrong.add(
          "database",
          "invalid-database",
          "\"" + shortened(database.get()) + "\" is no database of Redis: they are numbered.",
          "Give its number, usually 0.");
    } else {
      name(wrong, "database", "database", database);
    }
    var username = given(spec.username()).or(() -> Optional.of("default").filter(it -> redis));
    name(wrong, "username", "user", username);
    var password = spec.password().reveal();
    if (password.isEmpty() || password.chars().anyMatch(Character::isISOControl)) {
      wrong.add(
          "password",
          "invalid-password",
          "The password is empty, or more than one line.",
          "Give a file whose first line is the password.");
    }
    var authority = given(spec.authority());
    var tls = tls(wrong, spec, authority);
    wrong.throwIfAny();
    return new ExistingDatabase(
        engine,
        host,
        port,
        database.orElseThrow(),
        username.orElseThrow(),
        spec.password(),
        tls,
        authority);
  }

  private static String host(Violations wrong, String host) {
    if (IPV6.matcher(host).matches()) {
      return host.replaceAll("[\\[\\]]", "");
    }
    if (!HOST.matcher(host).matches()) {
      wrong.add(
          "host",
          "invalid-host",
          host.isEmpty()
              ? "The host is missing."
              : "\"" + shortened(host) + "\" is no name of a host and no address.",
          "Give the name or address alone, without a scheme, port, user or path.");
    }
    return host;
  }

  private static void name(Violations wrong, String field, String words, Optional<String> name) {
    if (name.isEmpty()) {
      wrong.add(
          field, "missing-" + field, "The " + words + " is missing.", "Give the " + words + ".");
    } else if (name.get().length() > MOST_NAME
        || name.get().chars().anyMatch(Character::isISOControl)) {
      wrong.add(
          field,
          "invalid-" + field,
          "\"" + shortened(name.get()) + "\" is no name of a " + words + ".",
          "Give it as the engine knows it, in at most " + MOST_NAME + " characters.");
    }
  }

  private static Tls tls(Violations wrong, AttachSpec spec, Optional<String> authority) {
    if (authority.filter(pem -> !pem.contains("-----BEGIN CERTIFICATE-----")).isPresent()) {
      wrong.add(
          "ca",
          "invalid-authority",
          "What was given as the authority is no certificate in PEM form.",
          "Give the file that begins with -----BEGIN CERTIFICATE-----.");
    }
    var otherwise = authority.isPresent() ? Tls.VERIFY : Tls.REQUIRE;
    var mode = given(spec.tls());
    if (mode.isEmpty()) {
      return otherwise;
    }
    var known = Optional.ofNullable(MODES.get(mode.get().toLowerCase(Locale.ROOT)));
    if (known.isEmpty()) {
      wrong.add(
          "tls",
          "unknown-tls",
          "There is no way of TLS called \"" + shortened(mode.get()) + "\".",
          Suggestions.sentence(mode.get(), List.of("off", "require", "verify"), "")
              + " Choose off, require or verify.");
    } else if (authority.isPresent() && known.get() != Tls.VERIFY) {
      wrong.add(
          "tls",
          "authority-unused",
          "An authority was given, and tls " + mode.get() + " verifies nothing with it.",
          "Use tls verify, or leave the authority out.");
    }
    return known.orElse(otherwise);
  }

  private static Optional<String> given(Optional<String> text) {
    return text.map(String::strip).filter(it -> !it.isEmpty());
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
