package dev.cairn.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A database of a stage.
 *
 * @param ref {@code STACK/STAGE/ENGINE}
 * @param usedBytes on disk when last looked
 * @param status {@code creating, available, read-only, modifying, recovering, removing} or {@code
 *     failed}
 * @param cacheOnly Redis without persistence
 * @param statusReason a sentence where the status is not {@code available}, or storage runs out;
 *     else empty
 * @param host what clients on this machine connect to; absent until there is an endpoint
 * @param identifier the provider's name for it
 * @param figures of the last minute; absent within stages, and where there are none
 * @param storageForecast absent within stages, and where Cairn does not see the storage
 * @param oldCredential a sentence where the credential from before the last rotation is in force
 * @param clientAdvice where {@code pg_dump} of Cairn's machine is missing or too old for it
 * @param replicaOf {@code STACK/STAGE/ENGINE} of the primary that it follows, where it is a replica
 * @param replication how far it follows; absent within stages, and until it is made
 * @param replicas of a primary, newest last; empty within stages
 * @param reader where the stage's application reads; absent within stages, and for what has no
 *     replicas
 */
public record DatabaseView(
    String ref,
    String engine,
    String version,
    String type,
    int storageGib,
    long usedBytes,
    boolean cacheOnly,
    String origin,
    String status,
    String statusReason,
    Optional<String> host,
    Optional<Integer> port,
    String database,
    String username,
    String secretName,
    String identifier,
    Instant createdAt,
    Optional<String> oldCredential,
    Optional<OperationRef> openOperation,
    Optional<FiguresView> figures,
    Optional<StorageForecastView> storageForecast,
    Optional<ClientAdviceView> clientAdvice,
    Optional<String> replicaOf,
    Optional<ReplicationView> replication,
    List<ReplicaView> replicas,
    Optional<ReaderView> reader) {

  /** Of one that follows none and that none follows. */
  public DatabaseView(
      String ref,
      String engine,
      String version,
      String type,
      int storageGib,
      long usedBytes,
      boolean cacheOnly,
      String origin,
      String status,
      String statusReason,
      Optional<String> host,
      Optional<Integer> port,
      String database,
      String username,
      String secretName,
      String identifier,
      Instant createdAt,
      Optional<String> oldCredential,
      Optional<OperationRef> openOperation,
      Optional<FiguresView> figures,
      Optional<StorageForecastView> storageForecast,
      Optional<ClientAdviceView> clientAdvice) {
    this(
        ref,
        engine,
        version,
        type,
        storageGib,
        usedBytes,
        cacheOnly,
        origin,
        status,
        statusReason,
        host,
        port,
        database,
        username,
        secretName,
        identifier,
        createdAt,
        oldCredential,
        openOperation,
        figures,
        storageForecast,
        clientAdvice,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  public DatabaseView {
    host = Absent.optional(host);
    port = Absent.optional(port);
    oldCredential = Absent.optional(oldCredential);
    openOperation = Absent.optional(openOperation);
    figures = Absent.optional(figures);
    storageForecast = Absent.optional(storageForecast);
    clientAdvice = Absent.optional(clientAdvice);
    replicaOf = Absent.optional(replicaOf);
    replication = Absent.optional(replication);
    replicas = Absent.list(replicas);
    reader = Absent.optional(reader);
  }
}
