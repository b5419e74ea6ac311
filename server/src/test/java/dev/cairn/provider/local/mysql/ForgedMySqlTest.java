package dev.cairn.provider.local.mysql;

import dev.cairn.engine.MySql;
import dev.cairn.provider.local.ForgedEngineContract;
import org.junit.jupiter.api.Test;

class ForgedMySqlTest extends ForgedEngineContract {
  @Override
  protected void logIn(int port) throws Exception {
    MySqlSession.verify(port, "notes", "notes", LOGIN.password(), authority());
  }

  @Test
  void forgedMySqlIsNeitherAdoptedNorToldThePassword() throws Exception {
    MySqlForTests.link(home());
    attack(MySql.INSTANCE, MySqlForTests.VERSION, "mysqld");
  }
}
