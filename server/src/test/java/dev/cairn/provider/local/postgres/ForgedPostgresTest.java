package dev.cairn.provider.local.postgres;

import dev.cairn.engine.Postgres;
import dev.cairn.provider.local.ForgedEngineContract;
import dev.cairn.provider.local.instance.CertificateFiles;
import org.junit.jupiter.api.Test;

class ForgedPostgresTest extends ForgedEngineContract {
  @Override
  protected void logIn(int port) throws Exception {
    var authority = new CertificateFiles(authority()).authority();
    PostgresSession.verify(port, "notes", "notes", LOGIN.password(), authority);
  }

  @Test
  void forgedPostgresIsNeitherAdoptedNorToldThePassword() throws Exception {
    attack(Postgres.INSTANCE, "15", "postgres");
  }
}
