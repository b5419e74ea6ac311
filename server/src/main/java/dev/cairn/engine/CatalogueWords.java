package dev.cairn.engine;

import dev.cairn.engine.Setting.Kind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the catalogues of all engines are written in: kinds of settings, and why some are not to be
 * had.
 */
public final class CatalogueWords {
  public static final String PLACE =
      "where its files are and where it listens is how Cairn finds and protects it";
  public static final String DURABLE = "what an application was told is committed stays on disk";
  public static final String OURS =
      "replicas, backups and the limit of the storage rest on it, so Cairn sets it";
  public static final String LOGIN = "who may log in, and how, is what keeps stages apart";
  public static final String LOGGING = "Cairn reads the log and shows it";

  public static final long KB = 1L << 10;
  public static final long MB = 1L << 20;
  public static final long GB = 1L << 30;

  private CatalogueWords() {}

  public static Setting of(String name, String group, Kind kind, String meaning) {
    return new Setting(name, group, kind, false, meaning, 0);
  }

  /** One that a server only takes when it starts. */
  public static Setting restarting(Setting it) {
    return new Setting(it.name(), it.group(), it.kind(), true, it.meaning(), it.since());
  }

  /** One that older versions do not know. */
  public static Setting since(int major, Setting it) {
    return new Setting(it.name(), it.group(), it.kind(), it.restarts(), it.meaning(), major);
  }

  public static Setting whole(String name, String group, long least, long most, String meaning) {
    return of(name, group, new Kind.Whole(least, most), meaning);
  }

  public static Setting decimal(
      String name, String group, double least, double most, String meaning) {
    return of(name, group, new Kind.Decimal(least, most), meaning);
  }

  public static Setting flag(String name, String group, String meaning) {
    return of(name, group, new Kind.Flag(), meaning);
  }

  public static Setting choice(String name, String group, String meaning, String... values) {
    return of(name, group, new Kind.Choice(List.of(values)), meaning);
  }

  public static Setting several(String name, String group, String meaning, String... values) {
    return of(name, group, new Kind.Several(List.of(values)), meaning);
  }

  public static Setting text(
      String name, String group, String pattern, String like, String meaning) {
    return of(name, group, new Kind.Text(Pattern.compile(pattern), like), meaning);
  }
}
