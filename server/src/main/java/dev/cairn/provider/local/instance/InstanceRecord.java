package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import dev.cairn.core.Problem;
import dev.cairn.core.ProblemException;
import dev.cairn.core.Sentence;
import dev.cairn.core.StateFile;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Postgres;
import dev.cairn.engine.Redis;
import dev.cairn.engine.Tuning;
import dev.cairn.provider.DatabaseInstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code instance.json}: what is known of an instance beyond what its data and processes show.
 * Never a secret, yet closed to other users: its port stands there before its server has it. Texts
 * are empty where there is nothing to say.
 *
 * @param username of the login that owns the data; in PostgreSQL the database's name too
 * @param port for good; where a server needs two, the first
 * @param gateway this machine's address in its stage's network
 * @param subnet of its stage's network
 * @param settings digest of the settings that its server starts with
 * @param backup where its data come from, or went
 * @param refusal why it refuses writes
 * @param tuning what it has beyond what its type gives, as {@link Tuning#text} writes it
 * @param replication what it has to do with others that hold the same data
 */
public record InstanceRecord(
    String id,
    Phase phase,
    String engine,
    String version,
    String type,
    long storageBytes,
    boolean cacheOnly,
    String database,
    String username,
    int port,
    String gateway,
    String subnet,
    String settings,
    String backup,
    String refusal,
    String tuning,
    ReplicationRecord replication) {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceRecord.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  public InstanceRecord {
    // Records from before there was any say nothing of it.
    tuning = Optional.ofNullable(tuning).orElse("");
    replication = Optional.ofNullable(replication).orElse(ReplicationRecord.NONE);
  }

  /** What an instance's data are worth. */
  public enum Phase {
    /** Nobody has used it yet: after a crash it is made again from its template or backup. */
    CREATING,
    /** Its data are the user's: never made again, never overwritten. */
    CREATED,
    /** Its data are on their way into a backup, or there. */
    BACKED_UP
  }

  static InstanceRecord of(DatabaseInstance wanted, int port) {
    return new InstanceRecord(
        wanted.id(),
        Phase.CREATING,
        wanted.engine().id(),
        wanted.version(),
        wanted.type().name(),
        wanted.storage().value(),
        wanted.cacheOnly(),
        wanted.database(),
        wanted.login().username(),
        port,
        "",
        "",
        "",
        wanted.fromBackup().orElse(""),
        "",
        wanted.tuning().text(),
        ReplicationRecord.NONE);
  }

  /**
   * The record; empty where there is none.
   *
   * @throws dev.cairn.core.ProblemException {@code record-damaged}
   */
  public static Optional<InstanceRecord> find(InstanceFiles files) {
    return StateFile.find(files.record()).map(text -> parse(text, files));
  }

  private static InstanceRecord parse(String text, InstanceFiles files) {
    try {
      return JSON.readValue(text, InstanceRecord.class);
    } catch (JacksonException e) {
      throw Problem.failed(
              "record-damaged",
              files.record() + " is damaged: " + Sentence.ended(e.getOriginalMessage()),
              "Put it back, or remove the database without a final backup and add it again from"
                  + " another.")
          .toException(e);
    }
  }

  /**
   * As {@link #find}, for who looks at all instances: a damaged one keeps nobody from the others.
   */
  public static Optional<InstanceRecord> findReadable(InstanceFiles files) {
    try {
      return find(files);
    } catch (ProblemException damaged) {
      LOG.warn("Passed over: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  /** Durable, but for changes while its data are still worth nothing. */
  public InstanceRecord write(InstanceFiles files) {
    var known = find(files);
    if (known.equals(Optional.of(this))) {
      return this;
    }
    var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    boolean isWorthless =
        backup.isEmpty() && known.filter(it -> it.phase() == Phase.CREATING).isPresent();
    if (phase == Phase.CREATING && isWorthless) {
      StateFile.writeUnsynced(files.record(), text, StateFile.PRIVATE);
    } else {
      StateFile.write(files.record(), text, StateFile.PRIVATE);
    }
    return this;
  }

  /** How many consecutive ports a server of that engine listens on. */
  static int portsOf(Engine engine) {
    return switch (engine) {
      case Postgres _, MySql _ -> 1;
      case Redis _ -> 2;
    };
  }

  /** All that its server listens on. */
  public List<Integer> ports() {
    return IntStream.range(port, port + portsOf(Engine.of(engine))).boxed().toList();
  }

  /** Where it speaks TLS, if not on its port: the next one. */
  public OptionalInt tlsPort() {
    return ports().size() > 1 ? OptionalInt.of(port + 1) : OptionalInt.empty();
  }

  public Bytes storage() {
    return new Bytes(storageBytes);
  }

  public InstanceType instanceType() {
    return Engine.of(engine).types().stream()
        .filter(it -> it.name().equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no instance type " + type));
  }

  public Optional<String> findGateway() {
    return Optional.of(gateway).filter(text -> !text.isEmpty());
  }

  public Optional<String> findSubnet() {
    return Optional.of(subnet).filter(text -> !text.isEmpty());
  }

  /** Networks whose containers may log in: its stage's, and those of stages that are its guests. */
  public List<String> subnets() {
    return Stream.concat(
            Stream.of(subnet).filter(text -> !text.isEmpty()), replication.guests().stream())
        .distinct()
        .toList();
  }

  /** What the password belongs to by which replicas log in: a copy of data has its primary's. */
  public String replicatedAs() {
    return administeredAs() + "/replication";
  }

  /** Whose its administrator's password is. */
  public String administeredAs() {
    return replication.administeredAs().isEmpty() ? id : replication.administeredAs();
  }

  public boolean isReplica() {
    return replication.findPrimary().isPresent();
  }

  public boolean isWritable() {
    return refusal.isEmpty();
  }

  private InstanceRecord with(
      Phase newPhase,
      String newType,
      long newStorage,
      int newPort,
      StageNetworks.Network network,
      String newSettings,
      String newBackup,
      String newRefusal) {
    return with(
        newPhase,
        newType,
        newStorage,
        newPort,
        network,
        newSettings,
        newBackup,
        newRefusal,
        tuning,
        replication);
  }

  /** The copies of this record are all made here. */
  private InstanceRecord with(
      Phase newPhase,
      String newType,
      long newStorage,
      int newPort,
      StageNetworks.Network network,
      String newSettings,
      String newBackup,
      String newRefusal,
      String newTuning,
      ReplicationRecord newReplication) {
    return new InstanceRecord(
        id,
        newPhase,
        engine,
        version,
        newType,
        newStorage,
        cacheOnly,
        database,
        username,
        newPort,
        network.gateway(),
        network.subnet(),
        newSettings,
        newBackup,
        newRefusal,
        newTuning,
        newReplication);
  }

  StageNetworks.Network network() {
    return new StageNetworks.Network(gateway, subnet);
  }

  public InstanceRecord in(Phase next, String backupName) {
    return with(next, type, storageBytes, port, network(), settings, backupName, refusal);
  }

  InstanceRecord at(int newPort) {
    return with(phase, type, storageBytes, newPort, network(), settings, backup, refusal);
  }

  InstanceRecord sized(String newType, long newStorage) {
    return with(phase, newType, newStorage, port, network(), settings, backup, refusal);
  }

  public InstanceRecord on(StageNetworks.Network network) {
    return with(phase, type, storageBytes, port, network, settings, backup, refusal);
  }

  InstanceRecord startedWith(String digest) {
    return with(phase, type, storageBytes, port, network(), digest, backup, refusal);
  }

  public InstanceRecord tuned(Tuning wanted) {
    return with(wanted.text(), replication);
  }

  public InstanceRecord replicating(ReplicationRecord wanted) {
    return with(tuning, wanted);
  }

  private InstanceRecord with(String newTuning, ReplicationRecord newReplication) {
    return with(
        phase,
        type,
        storageBytes,
        port,
        network(),
        settings,
        backup,
        refusal,
        newTuning,
        newReplication);
  }

  public Tuning readTuning() {
    return Tuning.of(tuning);
  }

  /** Empty: it takes writes. */
  public InstanceRecord refusing(String reason) {
    return with(phase, type, storageBytes, port, network(), settings, backup, reason);
  }
}
