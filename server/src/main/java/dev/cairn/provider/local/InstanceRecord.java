package dev.cairn.provider.local;

import dev.cairn.core.StateFile;
import dev.cairn.provider.DatabaseInstance;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code instance.json}: what is known of an instance beyond what its data and processes show.
 * Never a secret. Texts are empty where there is nothing to say.
 *
 * @param port for good
 * @param gateway this machine's address in its stage's network
 * @param subnet of its stage's network
 * @param settings digest of the settings that its server starts with
 * @param backup where its data come from, or went
 */
record InstanceRecord(
    String id,
    Phase phase,
    String engine,
    String version,
    String type,
    long storageBytes,
    String database,
    String username,
    int port,
    String gateway,
    String subnet,
    String settings,
    String backup) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** What an instance's data are worth. */
  enum Phase {
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
        wanted.database(),
        wanted.username(),
        port,
        "",
        "",
        "",
        wanted.fromBackup().orElse(""));
  }

  static Optional<InstanceRecord> find(InstanceFiles files) {
    return StateFile.find(files.record()).map(text -> JSON.readValue(text, InstanceRecord.class));
  }

  /** Durable, unless its data are still worth nothing. */
  InstanceRecord write(InstanceFiles files) {
    if (find(files).equals(Optional.of(this))) {
      return this;
    }
    var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    if (phase == Phase.CREATING && backup.isEmpty()) {
      StateFile.writeUnsynced(files.record(), text, StateFile.PUBLIC);
    } else {
      StateFile.write(files.record(), text, StateFile.PUBLIC);
    }
    return this;
  }

  Optional<String> findGateway() {
    return Optional.of(gateway).filter(text -> !text.isEmpty());
  }

  Optional<String> findSubnet() {
    return Optional.of(subnet).filter(text -> !text.isEmpty());
  }

  InstanceRecord in(Phase next, String backupName) {
    return new InstanceRecord(
        id,
        next,
        engine,
        version,
        type,
        storageBytes,
        database,
        username,
        port,
        gateway,
        subnet,
        settings,
        backupName);
  }

  InstanceRecord at(int newPort) {
    return new InstanceRecord(
        id,
        phase,
        engine,
        version,
        type,
        storageBytes,
        database,
        username,
        newPort,
        gateway,
        subnet,
        settings,
        backup);
  }

  InstanceRecord sized(String newType, long newStorage) {
    return new InstanceRecord(
        id,
        phase,
        engine,
        version,
        newType,
        newStorage,
        database,
        username,
        port,
        gateway,
        subnet,
        settings,
        backup);
  }

  InstanceRecord on(StageNetworks.Network network) {
    return new InstanceRecord(
        id,
        phase,
        engine,
        version,
        type,
        storageBytes,
        database,
        username,
        port,
        network.gateway(),
        network.subnet(),
        settings,
        backup);
  }

  InstanceRecord startedWith(String digest) {
    return new InstanceRecord(
        id,
        phase,
        engine,
        version,
        type,
        storageBytes,
        database,
        username,
        port,
        gateway,
        subnet,
        digest,
        backup);
  }
}
