package dev.cairn.engine;

import dev.cairn.core.Bytes;
import java.time.LocalDate;
import java.util.List;

/** MySQL 8 and newer. */
public enum MySql implements Engine {
  INSTANCE;

  @Override
  public String id() {
    return "mysql";
  }

  @Override
  public String displayName() {
    return "MySQL";
  }

  @Override
  public String queriesAre() {
    return "queries";
  }

  /** A running server takes another size of its buffer pool. */
  @Override
  public boolean resizeRestarts() {
    return false;
  }

  @Override
  public byte[] hello() {
    return new byte[0];
  }

  @Override
  public int defaultPort() {
    return 3306;
  }

  /**
   * Long-term series, and 8.0. End-of-life dates: Oracle Lifetime Support Policy, five years of
   * premier and three of extended support (dev.mysql.com/doc/refman, MySQL Releases).
   */
  @Override
  public List<EngineVersion> versions() {
    return List.of(
        new EngineVersion("9.7", LocalDate.of(2034, 4, 30)),
        new EngineVersion("8.4", LocalDate.of(2032, 4, 30)),
        new EngineVersion("8.0", LocalDate.of(2026, 4, 30)));
  }

  @Override
  public List<InstanceType> types() {
    return List.of(
        new InstanceType("db.t4g.micro", 2, Bytes.ofGib(1)),
        new InstanceType("db.t4g.small", 2, Bytes.ofGib(2)),
        new InstanceType("db.t4g.medium", 2, Bytes.ofGib(4)),
        new InstanceType("db.t4g.large", 2, Bytes.ofGib(8)),
        new InstanceType("db.t4g.xlarge", 4, Bytes.ofGib(16)),
        new InstanceType("db.t4g.2xlarge", 8, Bytes.ofGib(32)));
  }
}
