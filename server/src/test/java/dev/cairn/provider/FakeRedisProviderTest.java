package dev.cairn.provider;

import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;

/** The fake as a Redis: one user with two passwords, resized while it runs. */
class FakeRedisProviderTest extends FakeDatabaseProviderTest {
  @Override
  protected Engine engine() {
    return Redis.INSTANCE;
  }

  @Override
  protected String version() {
    return "7.0";
  }

  @Override
  protected String otherVersion() {
    return "6.2";
  }

  @Override
  protected String database(String name) {
    return "0";
  }

  @Override
  protected boolean resizeRestarts() {
    return false;
  }

  @Override
  protected Login secondLogin(DatabaseInstance instance) {
    return new Login("notes", Sensitive.of("s".repeat(40)));
  }
}
