package dev.cairn.engine;

import dev.cairn.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Redis 6.2 and newer, or Valkey, which went on from 7.2 under another name. */
public enum Redis implements Engine {
  INSTANCE;

  @Override
  public String id() {
    return "redis";
  }

  @Override
  public String displayName() {
    return "Redis";
  }

  @Override
  public String queriesAre() {
    return "commands";
  }

  /** A running server takes another {@code maxmemory}. */
  @Override
  public boolean resizeRestarts() {
    return false;
  }

  /** Whoever is not logged in hears that. */
  @Override
  public byte[] hello() {
    return "PING\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int defaultPort() {
    return 6379;
  }

  /**
   * Redis announces no ends beforehand: those of lines that have ended are given. A system's own
   * packages may have fixes beyond. Sources: endoflife.date/redis, github.com/redis/redis/security;
   * valkey.io/topics/releases.
   */
  @Override
  public List<EngineVersion> versions() {
    return List.of(
        new EngineVersion("valkey-9.0", LocalDate.of(2028, 10, 21)),
        new EngineVersion("8.6", Optional.empty()),
        new EngineVersion("8.4", Optional.empty()),
        new EngineVersion("8.2", Optional.empty()),
        new EngineVersion("valkey-8.1", LocalDate.of(2030, 3, 31)),
        new EngineVersion("8.0", LocalDate.of(2026, 2, 11)),
        new EngineVersion("valkey-8.0", LocalDate.of(2027, 9, 15)),
        new EngineVersion("7.4", Optional.empty()),
        new EngineVersion("7.2", Optional.empty()),
        new EngineVersion("valkey-7.2", LocalDate.of(2029, 4, 16)),
        new EngineVersion("7.0", LocalDate.of(2024, 7, 29)),
        new EngineVersion("6.2", LocalDate.of(2025, 12, 31)));
  }

  /**
   * The memory that Amazon ElastiCache gives each, in bytes: docs.aws.amazon.com/AmazonElastiCache,
   * Redis node-type specific parameters.
   */
  @Override
  public List<InstanceType> types() {
    return List.of(
        new InstanceType("cache.t4g.micro", 2, Bytes.ofMib(512)),
        new InstanceType("cache.t4g.small", 2, new Bytes(1471026299)),
        new InstanceType("cache.t4g.medium", 2, new Bytes(3317862236L)),
        new InstanceType("cache.m6g.large", 2, new Bytes(6854542746L)),
        new InstanceType("cache.r6g.large", 2, new Bytes(14037181030L)),
        new InstanceType("cache.r6g.xlarge", 4, new Bytes(28261849702L)));
  }
}
