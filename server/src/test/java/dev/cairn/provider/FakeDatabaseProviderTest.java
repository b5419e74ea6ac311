package dev.cairn.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fake keeps the contract too: what passes on it may be trusted. */
class FakeDatabaseProviderTest extends DatabaseProviderContract {
  private final FakeDatabaseProvider fake = new FakeDatabaseProvider();

  @Override
  protected DatabaseProvider provider() {
    return fake;
  }

  @Override
  protected Engine engine() {
    return Postgres.INSTANCE;
  }

  @Override
  protected String version() {
    return "18";
  }

  @Override
  protected String otherVersion() {
    return "17";
  }

  @Override
  protected Login secondLogin(DatabaseInstance instance) {
    return new Login("notes_2", Sensitive.of("s".repeat(40)));
  }

  @Override
  protected Bytes littleStorage() {
    return Bytes.ofMib(3);
  }

  @Override
  protected void fill(DatabaseInstance instance) {
    var running = fake.get(instance.id());
    if (!running.isWritable) {
      throw new IllegalStateException("read-only");
    }
    running.filled += Bytes.ofMib(1).value();
  }

  @Override
  protected boolean logsIn(DatabaseInstance instance, Login login) {
    return fake.get(instance.id()).wanted.logins().contains(login);
  }

  @Override
  protected void write(DatabaseInstance instance, String text) {
    fake.get(instance.id()).lines.add(text);
    fake.get(instance.id()).queries++;
  }

  @Override
  protected List<String> read(DatabaseInstance instance) {
    return fake.get(instance.id()).lines;
  }

  @Override
  protected void kill(String instanceId) {
    fake.crash(instanceId);
  }

  @Override
  protected long start(String instanceId) {
    return fake.get(instanceId).starts;
  }

  @Test
  void failsAndIsSlowOnCommand() {
    var instance = wanted("notes-dev-postgres-slow");
    fake.beSlow(1);
    fake.failNext("on-command");
    assertThat(fake.ensure(instance, line -> {})).isInstanceOf(Progress.InProgress.class);
    assertThat(fake.ensure(instance, line -> {})).isInstanceOf(Progress.Failed.class);
    assertThat(fake.ensure(instance, line -> {})).isEqualTo(Progress.ready());
  }
}
