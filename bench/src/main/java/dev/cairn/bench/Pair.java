package dev.cairn.bench;

import dev.cairn.api.AddDatabase;
import dev.cairn.api.ApiProblemException;
import dev.cairn.api.CreateStack;
import dev.cairn.api.CreateStage;
import dev.cairn.api.DatabaseView;
import dev.cairn.api.PromoteReplica;
import dev.cairn.api.PromotionView;
import dev.cairn.api.SecretValueView;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A primary and its replica in two stages, whichever of the two is which. */
final class Pair {
  private static final String STACK = "pair";
  private static final List<String> STAGES = List.of(STACK + "/one", STACK + "/two");
  private static final Duration SOON = Duration.ofMinutes(2);

  private final Installation installation;
  private final SqlEngine engine;
  private final SqlEngine.Login administrator;

  private Pair(Installation installation, SqlEngine engine, SqlEngine.Login administrator) {
    this.installation = installation;
    this.engine = engine;
    this.administrator = administrator;
  }

  /** Makes both, with a table for who counts and one for who probes. */
  static Pair make(Installation installation, SqlEngine engine) throws IOException, SQLException {
    var api = installation.api();
    var none = Optional.<String>empty();
    if (api.stacks().isEmpty()) {
      api.createStack(new CreateStack(STACK));
      for (var stage : STAGES) {
        var name = stage.substring(STACK.length() + 1);
        api.createStage(STACK, new CreateStage(name, none, none, none, List.of()));
      }
    }
    var first = STAGES.getFirst() + "/" + engine.id();
    Operations.await(api, new Databases(api).add(STAGES.getFirst(), engine.id()).operation().id());
    Operations.await(
        api,
        api.addDatabase(STAGES.getLast(), AddDatabase.replica(engine.id(), first))
            .operation()
            .id());
    var password = Administrators.password(installation, api.database(first).identifier());
    var pair =
        new Pair(installation, engine, new SqlEngine.Login(SqlEngine.ADMINISTRATOR, password));
    pair.makeTables();
    return pair;
  }

  private void makeTables() throws SQLException {
    var login = login(primary());
    try (var session = engine.open(login.host(), login.port(), login.dbname(), application());
        var statement = session.createStatement()) {
      var _ = statement.execute("create table counted (n bigint primary key)");
      var _ =
          statement.execute(
              "create table probed (server varchar(100), who varchar(20), at_ms bigint)");
    }
  }

  SqlEngine engine() {
    return engine;
  }

  Installation installation() {
    return installation;
  }

  SqlEngine.Login administrator() {
    return administrator;
  }

  /** The same for both, before and after. */
  SqlEngine.Login application() {
    var login = login(primary());
    return new SqlEngine.Login(login.username(), login.password());
  }

  Probe.Server server(DatabaseView database) {
    return new Probe.Server(
        database.identifier(),
        database.host().orElseThrow(),
        database.port().orElseThrow(),
        database.database());
  }

  SecretValueView login(DatabaseView database) {
    return new Databases(installation.api()).login(database.ref());
  }

  /** Which takes the writes, as Cairn says now. */
  DatabaseView primary() {
    return find(false);
  }

  DatabaseView replica() {
    return find(true);
  }

  private DatabaseView find(boolean replica) {
    return STAGES.stream()
        .flatMap(stage -> installation.api().databases(stage).stream())
        .filter(it -> it.engine().equals(engine.id()))
        .filter(it -> it.replicaOf().isPresent() == replica)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + engine.id() + " of that kind"));
  }

  PromotionView preview(DatabaseView replica) {
    return installation.api().previewPromotion(replica.ref());
  }

  /** Whether it was promoted; not where its primary, or Cairn on its behalf, was there first. */
  boolean isPromoted(DatabaseView replica, boolean force) {
    var api = installation.api();
    try {
      var asked = api.promoteReplica(replica.ref(), new PromoteReplica(force));
      var ended = api.watch(asked.operation().id(), view -> {});
      if (ended.problem().filter(it -> it.code().equals("promotion-may-lose")).isPresent()) {
        return false;
      }
      Operations.await(api, asked.operation().id());
      return true;
    } catch (ApiProblemException e) {
      if (e.problem().code().equals("operation-in-progress")) {
        return false;
      }
      throw e;
    }
  }

  void await(String operation) {
    Operations.await(installation.api(), operation);
  }

  /**
   * Stops what sends the replica the primary's log, where that is a process of its own: what is
   * committed from now on is at the primary alone.
   *
   * @return whether there is such a process
   */
  boolean holdBack() {
    var senders =
        ProcessHandle.of(installation.databasePid(primary().identifier())).stream()
            .flatMap(ProcessHandle::children)
            .map(ProcessHandle::pid)
            .filter(pid -> installation.commandLine(pid).contains("walsender"))
            .map(String::valueOf)
            .toList();
    senders.forEach(pid -> Command.run(Path.of("/"), Map.of(), "", List.of("kill", "-STOP", pid)));
    return !senders.isEmpty();
  }

  /** {@code kill -9} of the primary's server, without waiting for its repair. */
  void killPrimary() {
    Installation.kill9(installation.databasePid(primary().identifier()));
  }

  /** Until there is a replica that follows; one that has what its primary never had is rebuilt. */
  void awaitFollowing() {
    var api = installation.api();
    var rebuilt = new boolean[1];
    Waiting.until(
        SOON,
        "a replica that follows",
        () -> {
          var replica = api.database(replica().ref());
          var state = replica.replication().map(it -> it.state()).orElse("");
          if (state.equals("diverged") && !rebuilt[0] && replica.openOperation().isEmpty()) {
            rebuilt[0] = true;
            await(api.rebuildReplica(replica.ref()).operation().id());
          }
          return state.equals("streaming")
              && replica.openOperation().isEmpty()
              && primary().openOperation().isEmpty();
        });
  }

  void remove() {
    var databases = new Databases(installation.api());
    for (var database : List.of(replica(), primary())) {
      databases.remove(database.ref().substring(0, database.ref().lastIndexOf('/')), engine.id());
    }
  }
}
