package dev.cairn.provider.local.redis;

import dev.cairn.engine.Redis;
import dev.cairn.provider.local.ForgedEngineContract;
import dev.cairn.provider.local.instance.CertificateFiles;
import org.junit.jupiter.api.Test;

class ForgedRedisTest extends ForgedEngineContract {
  @Override
  protected void logIn(int port) throws Exception {
    var authority = new CertificateFiles(authority()).authority();
    RedisSession.application(port, "notes", LOGIN.password(), authority).close();
  }

  @Test
  void forgedRedisIsNeitherAdoptedNorToldThePassword() throws Exception {
    attack(Redis.INSTANCE, "7.0", "redis-server");
  }
}
