package dev.cairn.engine;

import dev.cairn.core.Bytes;
import java.time.LocalDate;
import java.util.List;

/** PostgreSQL 14 to 18. */
public enum Postgres implements Engine {
  INSTANCE;

  @Override
  public String id() {
    return "postgres";
  }

  @Override
  public String displayName() {
    return "PostgreSQL";
  }

  @Override
  public String queriesAre() {
    return "transactions";
  }

  /** Shared memory is taken at the start. */
  @Override
  public boolean resizeRestarts() {
    return true;
  }

  /**
   * GSSENCRequest: of who leaves after its answer the log says nothing. Source:
   * postgresql.org/docs/current/protocol-message-formats.html
   */
  @Override
  public byte[] hello() {
    return new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 22, 48};
  }

  @Override
  public int defaultPort() {
    return 5432;
  }

  /** End-of-life dates: postgresql.org/support/versioning. */
  @Override
  public List<EngineVersion> versions() {
    return List.of(
        new EngineVersion("18", LocalDate.of(2030, 11, 14)),
        new EngineVersion("17", LocalDate.of(2029, 11, 8)),
        new EngineVersion("16", LocalDate.of(2028, 11, 9)),
        new EngineVersion("15", LocalDate.of(2027, 11, 11)),
        new EngineVersion("14", LocalDate.of(2026, 11, 12)));
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
