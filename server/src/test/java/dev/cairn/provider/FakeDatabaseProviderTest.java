package dev.cairn.provider;

import static org.assertj.core.api.Assertions.assertThat;

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
  protected String version() {
    return "18";
  }

  @Override
  protected void write(DatabaseInstance instance, String text) {
    fake.get(instance.id()).lines.add(text);
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
