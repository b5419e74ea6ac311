package dev.cairn.engine.redis;

import dev.cairn.core.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Redis on Maven Central: server programs inside the jars of two projects that run it in tests.
 * Pinned: what does not have this SHA-256 is never run.
 *
 * @param build what the program itself reports; the file's name may say another version
 * @param sha256 of the jar, in hex
 * @param entry the program's name inside the jar
 */
public record RedisArtifact(
    RedisBuild build,
    String architecture,
    String group,
    String version,
    String entry,
    Bytes size,
    String sha256) {

  public static final String ARTIFACT = "embedded-redis";

  private static final String SIGNAL = "org.signal";
  private static final String CODEMONSTUR = "com.github.codemonstur";
  private static final String SHA_OF_0_9_1 =
      "c01fe66ecf3b9d3161958e9a0e721aaf74ce98a909faca103fc8d09ff7617827";
  private static final String SHA_OF_1_4_4 =
      "b56845f0a81aa0b6a0c32a309e69081ee7bdeadba9efff6374b0fe9af230db63";

  /**
   * Newest that resolved on 2026-11-22. 7.0.15 is linked statically and runs anywhere; 6.2.11 for
   * amd64 needs OpenSSL 3 and glibc 2.34. Both have TLS and ACLs.
   */
  private static final List<RedisArtifact> CATALOGUE =
      List.of(
          signal("amd64", "redis-server-7.0.15-linux-amd64"),
          signal("arm64", "redis-server-7.0.15-linux-arm64"),
          codemonstur("6.2.11", "amd64", "redis-server-6.2.6-v5-linux-amd64"),
          codemonstur("6.2.7", "arm64", "redis-server-6.2.7-linux-arm64"));

  private static RedisArtifact signal(String architecture, String entry) {
    return new RedisArtifact(
        new RedisBuild(RedisBuild.Product.REDIS, "7.0.15"),
        architecture,
        SIGNAL,
        "0.9.1",
        entry,
        new Bytes(11393184),
        SHA_OF_0_9_1);
  }

  private static RedisArtifact codemonstur(String reports, String architecture, String entry) {
    return new RedisArtifact(
        new RedisBuild(RedisBuild.Product.REDIS, reports),
        architecture,
        CODEMONSTUR,
        "1.4.4",
        entry,
        new Bytes(11954156),
        SHA_OF_1_4_4);
  }

  /**
   * The program of a version for a machine.
   *
   * @param machine as the JDK names it in {@code os.arch}
   */
  public static Optional<RedisArtifact> find(String versionName, String machine) {
    var architecture =
        switch (machine) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> machine;
        };
    return CATALOGUE.stream()
        .filter(it -> it.build.name().equals(versionName) && it.architecture.equals(architecture))
        .findFirst();
  }
}
