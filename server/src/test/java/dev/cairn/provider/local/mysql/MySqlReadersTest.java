package dev.cairn.provider.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.core.StageRef;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Progress;
import dev.cairn.provider.Replication;
import dev.cairn.provider.local.LocalContract;
import dev.cairn.provider.local.instance.StageNetworks;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may come to a replica, whose accounts are its primary's. */
class MySqlReadersTest extends MySqlReplicasOfAHome {
  private static final StageRef PROD = StageRef.parse("notes/prod");
  private static final StageRef EU = StageRef.parse("notes/eu");

  private String own = "";

  @BeforeEach
  void findOwn() throws Exception {
    own = OwnAddress.find();
  }

  /** The one stage's network is where this machine comes from, the other's is elsewhere. */
  private StageNetworks networks() {
    return stage ->
        Optional.of(
            new StageNetworks.Network(own, stage.equals(PROD) ? own + "/32" : "203.0.113.0/26"));
  }

  private static DatabaseInstance of(StageRef stage, DatabaseInstance it, List<StageRef> guests) {
    var replication = it.replication();
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        Optional.of(stage),
        it.database(),
        it.logins(),
        it.cacheOnly(),
        it.fromBackup(),
        it.tuning(),
        new Replication(replication.primary(), replication.replicas(), guests));
  }

  private void ensureThere(DatabaseInstance it) {
    assertThat(LocalContract.open(home(), networks()).ensure(it, line -> {}))
        .as(it.id())
        .isEqualTo(Progress.ready());
  }

  /** From the network of the primary's stage, as a container there does. */
  private List<String> readFromProd(DatabaseInstance it) throws SQLException {
    try (var connection =
            LocalMySqlContract.connect(home(), own, port(it), "notes", LOGIN, "REQUIRED");
        var rows = connection.createStatement().executeQuery("SELECT t FROM line")) {
      assertThat(rows.next()).isTrue();
      return List.of(rows.getString(1));
    }
  }

  @Test
  void primarysStageReadsFromTheReplicaThatAdmitsItAndNoLonger() throws Exception {
    var primary = of(PROD, primary("read-mysql", "reader-mysql"), List.of(EU));
    var replica = replica("reader-mysql", primary);
    ensureThere(primary);
    run(primary, "CREATE TABLE line(t text)", "INSERT INTO line VALUES ('kept')");
    var closed = of(EU, replica, List.of());
    var opened = of(EU, replica, List.of(PROD));
    ensureThere(closed);
    awaitAll(replica);
    assertThat(readFromProd(primary)).containsExactly("kept");
    assertThatThrownBy(() -> readFromProd(replica)).isInstanceOf(SQLException.class);
    assertThat(query(replica, "SELECT t FROM line")).containsExactly("kept");

    ensureThere(opened);
    assertThat(readFromProd(replica)).containsExactly("kept");
    assertThat(query(replica, "SELECT t FROM line")).containsExactly("kept");

    ensureThere(closed);
    assertThatThrownBy(() -> readFromProd(replica)).isInstanceOf(SQLException.class);
    kill(replica);
    ensureThere(closed);
    assertThatThrownBy(() -> readFromProd(replica)).isInstanceOf(SQLException.class);
    assertThat(readFromProd(primary)).containsExactly("kept");
  }
}
