package dev.cairn.web.console;

import java.util.List;

/**
 * The form for a new stage.
 *
 * @param databases new ones that it may have from the start
 * @param replicas of what it may have a replica from the start
 * @param noReplica why of nothing; empty where of something
 */
record NewStageView(
    String stack,
    String stackHref,
    List<String> stages,
    Form form,
    List<DatabaseChoice> databases,
    List<ReplicaChoice> replicas,
    String noReplica) {

  /** A database that the stage may have from the start. */
  record DatabaseChoice(String id, String name, String text, boolean available) {}

  boolean from(String origin) {
    return form.is("origin", origin);
  }
}
