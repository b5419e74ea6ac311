package dev.cairn.web.console;

import java.util.List;
import java.util.Optional;

/**
 * What a database has to do with others that hold the same data.
 *
 * @param href of the database's page
 * @param primary whom it follows and how, where it is a replica
 * @param replicas those that follow it
 * @param mayHave whether it could be followed, and who looks may have a replica made
 * @param newStage where a stage with a replica of it begins
 * @param stages those that are there and could have one, each a link to where it is added
 */
record ReplicationView(
    String href,
    Optional<Followed> primary,
    List<Replica> replicas,
    boolean mayHave,
    String newStage,
    List<Link> stages) {

  static final ReplicationView NONE =
      new ReplicationView("", Optional.empty(), List.of(), false, "", List.of());

  /**
   * Whom it follows, and how.
   *
   * @param mayChange whether who looks may promote or rebuild it
   */
  record Followed(Link primary, Following following, boolean mayChange) {}

  /** One that follows it. */
  record Replica(Link link, Following following) {}

  boolean isReplica() {
    return primary.isPresent();
  }

  boolean isShown() {
    return isReplica() || mayHave || !replicas.isEmpty();
  }

  /** The replicas' names, for a sentence. */
  String names() {
    return String.join(", ", replicas.stream().map(it -> it.link().text()).toList());
  }
}
