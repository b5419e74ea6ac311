package dev.cairn.provider.local.instance;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an instance's record says of others that hold the same data. Texts are empty where there is
 * nothing to say.
 *
 * @param primary whom it follows
 * @param primaryPort where that one was when the settings were written last
 * @param administeredAs the id that its administrator's password belongs to, where that is
 *     another's: a copy of data has the accounts of what it was copied from
 * @param replicas ids of those that may follow it
 * @param guests networks besides its stage's whose containers may log in
 * @param floors settings of a replica that must not be below its primary's. They only grow: what
 *     its data were written under stays in them
 * @param rebuilt what the last rebuild was asked by
 */
public record ReplicationRecord(
    String primary,
    int primaryPort,
    String administeredAs,
    List<String> replicas,
    List<String> guests,
    Map<String, String> floors,
    String rebuilt) {

  static final ReplicationRecord NONE =
      new ReplicationRecord("", 0, "", List.of(), List.of(), Map.of(), "");

  public ReplicationRecord {
    replicas = replicas.stream().sorted().toList();
    guests = guests.stream().sorted().toList();
    floors = Collections.unmodifiableMap(new TreeMap<>(floors));
  }

  public Optional<String> findPrimary() {
    return Optional.of(primary).filter(id -> !id.isEmpty());
  }

  ReplicationRecord following(InstanceRecord other, Map<String, String> raised) {
    return new ReplicationRecord(
        other.id(), other.port(), administeredAs, replicas, guests, raised, rebuilt);
  }

  ReplicationRecord administeredAs(String id) {
    return new ReplicationRecord(primary, primaryPort, id, replicas, guests, floors, rebuilt);
  }

  ReplicationRecord serving(List<String> followers, List<String> subnets) {
    return new ReplicationRecord(
        primary, primaryPort, administeredAs, followers, subnets, floors, rebuilt);
  }

  ReplicationRecord rebuilt(String token) {
    return new ReplicationRecord(
        primary, primaryPort, administeredAs, replicas, guests, floors, token);
  }
}
