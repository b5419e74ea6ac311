package dev.cairn.api;

import static dev.cairn.api.Paths.databasePath;

import java.util.List;
import java.util.Optional;

/** The part of {@link ApiClient} about drills of databases. */
public final class DrillsClient {
  private final Transport transport;

  DrillsClient(Transport transport) {
    this.transport = transport;
  }

  /** What came of a database's, newest first. */
  public List<DrillView> list(String database) {
    return transport.list(databasePath(database) + "/drills", DrillView.class);
  }

  /** Has one made, apart from everything. */
  public Accepted begin(String database, DrillRequest wanted) {
    return transport.send(
        "POST", databasePath(database) + "/drills", Optional.of(wanted), Accepted.class);
  }
}
