package dev.cairn.provider.local.instance;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
 * @param closedBy of a primary: the promotion for which it takes no writes any more
 * @param promoting of a replica: the promotion since which it may take writes
 * @param succeeded ids of the primaries in whose place it came
 * @param rejoin of a replica that was the primary: whether it follows yet
 */
public record ReplicationRecord(
    String primary,
    int primaryPort,
    String administeredAs,
    List<String> replicas,
    List<String> guests,
    Map<String, String> floors,
    String rebuilt,
    String closedBy,
    String promoting,
    List<String> succeeded,
    Rejoin rejoin) {

  static final ReplicationRecord NONE =
      new ReplicationRecord(
          "", 0, "", List.of(), List.of(), Map.of(), "", "", "", List.of(), Rejoin.NO);

  /** How a former primary is received by the one that came in its place. */
  public enum Rejoin {
    /** It follows, or never was a primary. */
    NO,
    /** It runs as a replica, and follows nobody until it is known what it has. */
    RETURNING,
    /** It has what the new primary never had, and follows nobody. */
    DIVERGED
  }

  public ReplicationRecord {
    replicas = replicas.stream().sorted().toList();
    guests = guests.stream().sorted().toList();
    floors = Collections.unmodifiableMap(new TreeMap<>(floors));
    // Records from before there were promotions say nothing of them.
    closedBy = Optional.ofNullable(closedBy).orElse("");
    promoting = Optional.ofNullable(promoting).orElse("");
    succeeded = List.copyOf(Optional.ofNullable(succeeded).orElse(List.of()));
    rejoin = Optional.ofNullable(rejoin).orElse(Rejoin.NO);
  }

  public Optional<String> findPrimary() {
    return Optional.of(primary).filter(id -> !id.isEmpty());
  }

  /** Whether it takes no writes any more, as another is to take its place. */
  public boolean isClosed() {
    return !closedBy.isEmpty();
  }

  /** Whether it may follow: not while it is not known that its data are its primary's. */
  public boolean follows() {
    return findPrimary().isPresent() && rejoin == Rejoin.NO;
  }

  /** Whether it came in the place of that one. */
  public boolean hasSucceeded(String id) {
    return findPrimary().isEmpty() && succeeded.contains(id);
  }

  /** Whether it was a replica, and is a database of its own. */
  public boolean isForked() {
    return findPrimary().isEmpty() && !promoting.isEmpty();
  }

  ReplicationRecord following(InstanceRecord other, Map<String, String> raised) {
    return with(other.id(), other.port(), raised, closedBy, promoting, succeeded, rejoin);
  }

  ReplicationRecord administeredAs(String id) {
    return new ReplicationRecord(
        primary,
        primaryPort,
        id,
        replicas,
        guests,
        floors,
        rebuilt,
        closedBy,
        promoting,
        succeeded,
        rejoin);
  }

  ReplicationRecord serving(List<String> followers, List<String> subnets) {
    return new ReplicationRecord(
        primary,
        primaryPort,
        administeredAs,
        followers,
        subnets,
        floors,
        rebuilt,
        closedBy,
        promoting,
        succeeded,
        rejoin);
  }

  /** Its data are worth nothing any more, whatever they were. */
  ReplicationRecord rebuilt(String token) {
    return new ReplicationRecord(
        primary,
        primaryPort,
        administeredAs,
        replicas,
        guests,
        floors,
        token,
        "",
        "",
        succeeded,
        Rejoin.NO);
  }

  public ReplicationRecord closedBy(String token) {
    return with(primary, primaryPort, floors, token, promoting, succeeded, rejoin);
  }

  public ReplicationRecord promoting(String token) {
    return with(primary, primaryPort, floors, closedBy, token, succeeded, rejoin);
  }

  /**
   * It takes writes in the place of its primary, and of those in whose place that came. Until it is
   * wanted otherwise it keeps for that one, and for those that followed it, what they lack.
   *
   * @param former of its primary; empty where nothing is left of that
   */
  public ReplicationRecord promoted(String own, Optional<ReplicationRecord> former) {
    var earlier = former.map(ReplicationRecord::succeeded).orElse(List.of());
    var all = others(own, Stream.concat(earlier.stream(), succeeded.stream()));
    var followers = others(own, former.stream().flatMap(it -> it.replicas().stream()));
    return with("", 0, floors, "", "", all, Rejoin.NO).serving(followers, guests);
  }

  /** Its primary, and these, without itself. */
  private List<String> others(String own, Stream<String> more) {
    return Stream.concat(Stream.of(primary), more)
        .filter(id -> !id.equals(own))
        .distinct()
        .toList();
  }

  /**
   * It takes writes, in nobody's place: nothing is ever made to follow it. What it was asked by
   * stays, and tells it from one that never was a replica.
   */
  public ReplicationRecord forked() {
    return with("", 0, floors, "", promoting, List.of(), Rejoin.NO);
  }

  ReplicationRecord rejoining(Rejoin next) {
    return with(primary, primaryPort, floors, "", "", succeeded, next);
  }

  private ReplicationRecord with(
      String newPrimary,
      int newPort,
      Map<String, String> newFloors,
      String newClosed,
      String newPromoting,
      List<String> newSucceeded,
      Rejoin newRejoin) {
    return new ReplicationRecord(
        newPrimary,
        newPort,
        administeredAs,
        replicas,
        guests,
        newFloors,
        rebuilt,
        newClosed,
        newPromoting,
        newSucceeded,
        newRejoin);
  }
}
