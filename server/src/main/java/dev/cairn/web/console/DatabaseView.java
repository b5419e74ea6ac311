package dev.cairn.web.console;

import dev.cairn.engine.ClientAdvice;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * Manage a database.
 *
 * @param readOnly refuses writes, for the row's reason
 * @param revealed the password, only in the answer to the request that was recorded
 * @param tuning where Cairn runs it; left out of parts of the page
 * @param client where this system's own client is too old for it
 * @param rotation left out of a replica's, whose credential is its primary's
 * @param backupName what the final backup would be called
 */
record DatabaseView(
    StageHead head,
    String href,
    DatabaseRow row,
    boolean readOnly,
    List<Fact> facts,
    Storage storage,
    Optional<ChartsView> charts,
    List<AddDatabaseView.TypeChoice> types,
    Form resize,
    List<String> variables,
    String secretName,
    Optional<String> revealed,
    List<Snippet> snippets,
    Optional<Rotation> rotation,
    LogView log,
    String backupName,
    Form remove,
    boolean hasApplication,
    Optional<RunningOperation> operation,
    Optional<TuningView> tuning,
    Optional<ClientAdvice> client,
    ReplicationView replication,
    Form rebuild,
    ReadingView reading,
    DrillsView drills) {

  /** The whole page. */
  DatabaseView with(TuningView beyond) {
    return new DatabaseView(
        head,
        href,
        row,
        readOnly,
        facts,
        storage,
        charts,
        types,
        resize,
        variables,
        secretName,
        revealed,
        snippets,
        rotation,
        log,
        backupName,
        remove,
        hasApplication,
        operation,
        Optional.of(beyond),
        client,
        replication,
        rebuild,
        reading,
        drills);
  }

  /** A name and a value. */
  record Fact(String name, String value) {}

  /** How long the storage lasts, in a sentence; empty where nobody knows. */
  record StorageForecast(String text, boolean urgent) {}

  /**
   * What rotating the credential does.
   *
   * @param next the user of the new credential
   * @param copies variables that hold the password itself
   * @param possible false while the last rotation is not finished
   */
  record Rotation(
      String username,
      String next,
      List<String> applications,
      List<String> copies,
      boolean possible,
      Form form) {}

  /** Used against given. */
  record Storage(
      long usedMib,
      long givenMib,
      long givenGib,
      String used,
      String given,
      StorageForecast forecast) {
    int percent() {
      return givenMib == 0 ? 0 : (int) Math.min(100, Math.ceilDiv(usedMib * 100, givenMib));
    }

    Tone tone() {
      return percent() >= 95 ? Tone.BAD : percent() >= 80 ? Tone.WARN : Tone.OK;
    }
  }

  /** What a new size does to what runs. */
  String resizeText() {
    return ownResizeText()
        + (replication.replicas().isEmpty()
            ? ""
            : " Its replicas get as much storage as it gets, where they have less.");
  }

  private String ownResizeText() {
    return !Engine.of(row.engine()).resizeRestarts()
        ? "Memory and storage change while it runs: nothing restarts and no connection drops."
        : "A new instance type restarts the database: connections drop for a moment and the"
            + " application is checked afterwards. It stays deployed and reachable. More storage"
            + " restarts nothing.";
  }

  boolean busy() {
    return operation.filter(RunningOperation::moving).isPresent() || row.status().busy();
  }
}
