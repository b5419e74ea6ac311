package dev.cairn.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.InstanceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;

/** A provider of databases as tests use one; what they make is removed behind them. */
public abstract class ProviderUnderTest {
  protected static final Sensitive<String> PASSWORD = Sensitive.of("p".repeat(39) + "_");
  protected static final Login LOGIN = new Login("notes", PASSWORD);
  private final List<String> made = new ArrayList<>();

  /** A provider over the same place: what another life of Cairn would see. */
  protected abstract DatabaseProvider provider();

  protected abstract Engine engine();

  protected abstract String version();

  /** A version of the engine that is not {@link #version}. */
  protected abstract String otherVersion();

  /** Another login of the same database, as a rotation makes it. */
  protected abstract Login secondLogin(DatabaseInstance instance);

  /** Whether another instance type needs the engine to start anew. */
  protected boolean resizeRestarts() {
    return true;
  }

  /** Storage that a few dozen megabytes written by {@link #fill} use up. */
  protected abstract Bytes littleStorage();

  /** Writes a line into the database as the application's current user. */
  protected abstract void write(DatabaseInstance instance, String text) throws Exception;

  /** All lines that were written. */
  protected abstract List<String> read(DatabaseInstance instance) throws Exception;

  /** Writes a megabyte that is kept apart from the lines; fails where writes are refused. */
  protected abstract void fill(DatabaseInstance instance) throws Exception;

  /** Whether the application can log in so. */
  protected abstract boolean logsIn(DatabaseInstance instance, Login login) throws Exception;

  /** Ends the engine as a crash would. */
  protected abstract void kill(String instanceId) throws Exception;

  /** A number that changes whenever the engine is started anew. */
  protected abstract long start(String instanceId);

  @AfterEach
  void removeAll() {
    for (var id : made) {
      assertThat(provider().remove(id, line -> {})).isEqualTo(Progress.ready());
    }
    provider().listBackups().forEach(it -> provider().removeBackup(it.name()));
  }

  protected DatabaseInstance wanted(String id) {
    made.add(id);
    return new DatabaseInstance(
        id,
        engine(),
        version(),
        type(0),
        Bytes.ofGib(20),
        Optional.empty(),
        database("notes"),
        List.of(LOGIN),
        false,
        Optional.empty());
  }

  /** A database is named as its user, but where the engine numbers them. */
  protected String database(String name) {
    return name;
  }

  protected InstanceType type(int index) {
    return engine().types().get(index);
  }

  protected void ensure(DatabaseInstance instance) {
    assertThat(provider().ensure(instance, line -> {})).isEqualTo(Progress.ready());
  }

  protected Observed.State state(String id) {
    return provider().observe(id).state();
  }

  protected static DatabaseInstance sized(DatabaseInstance it, InstanceType type, Bytes storage) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        type,
        storage,
        it.stage(),
        it.database(),
        it.logins(),
        it.cacheOnly(),
        it.fromBackup());
  }

  protected static DatabaseInstance with(DatabaseInstance it, Login... logins) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        it.stage(),
        it.database(),
        List.of(logins),
        it.cacheOnly(),
        it.fromBackup());
  }

  protected DatabaseInstance from(DatabaseInstance it, String backup, String name) {
    return new DatabaseInstance(
        it.id(),
        it.engine(),
        it.version(),
        it.type(),
        it.storage(),
        it.stage(),
        database(name),
        List.of(new Login(name, Sensitive.of("q".repeat(40)))),
        it.cacheOnly(),
        Optional.of(backup));
  }

  /**
   * Makes databases at once, each of them twice.
   *
   * @return their ports
   */
  protected List<Integer> ensureAtOnce(List<String> ids) throws Exception {
    var provider = provider();
    var outcomes = new ArrayList<Future<Progress>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var id : ids) {
        var instance = wanted(id);
        outcomes.add(executor.submit(() -> provider.ensure(instance, line -> {})));
        outcomes.add(executor.submit(() -> provider.ensure(instance, line -> {})));
      }
      for (var outcome : outcomes) {
        assertThat(outcome.get()).isEqualTo(Progress.ready());
      }
    }
    return ids.stream().map(id -> provider.observe(id).endpoint().orElseThrow().port()).toList();
  }
}
