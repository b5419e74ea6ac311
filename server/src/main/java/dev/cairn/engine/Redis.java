package dev.cairn.engine;

import dev.cairn.core.Bytes;
import java.time.LocalDate;
import java.util.List;

/** Redis 6.2 and newer, or Valkey. */
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
  public int defaultPort() {
    return 6379;
  }

  /** Dates: endoflife.date/redis, after redis.io's release policy. */
  @Override
  public List<EngineVersion> versions() {
    return List.of(
        new EngineVersion("7.0", LocalDate.of(2024, 7, 29)),
        new EngineVersion("6.2", LocalDate.of(2027, 2, 28)));
  }

  /** Memory: docs.aws.amazon.com/AmazonElastiCache, supported node types. */
  @Override
  public List<InstanceType> types() {
    return List.of(
        new InstanceType("cache.t4g.micro", 2, Bytes.ofMib(512)),
        new InstanceType("cache.t4g.small", 2, Bytes.ofMib(1403)),
        new InstanceType("cache.t4g.medium", 2, Bytes.ofMib(3164)),
        new InstanceType("cache.m6g.large", 2, Bytes.ofMib(6533)));
  }
}
