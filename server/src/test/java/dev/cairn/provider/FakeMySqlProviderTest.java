package dev.cairn.provider;

import dev.cairn.engine.Engine;
import dev.cairn.engine.MySql;

/** The fake as a MySQL: resized while it runs. */
class FakeMySqlProviderTest extends FakeDatabaseProviderTest {
  @Override
  protected Engine engine() {
    return MySql.INSTANCE;
  }

  @Override
  protected String version() {
    return "8.0";
  }

  @Override
  protected String otherVersion() {
    return "8.4";
  }

  @Override
  protected boolean resizeRestarts() {
    return false;
  }
}
