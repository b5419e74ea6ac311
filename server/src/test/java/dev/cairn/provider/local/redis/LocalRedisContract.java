package dev.cairn.provider.local.redis;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Engine;
import dev.cairn.engine.Redis;
import dev.cairn.provider.DatabaseInstance;
import dev.cairn.provider.Login;
import dev.cairn.provider.local.LocalContract;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** The contract on real Redis processes, by an unmodified client over verified TLS. */
abstract class LocalRedisContract extends LocalContract {
  private final Random random = new Random(7);

  @Override
  protected Engine engine() {
    return Redis.INSTANCE;
  }

  @Override
  protected String otherVersion() {
    return version().equals("7.0") ? "6.2" : "7.0";
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

  @Override
  protected Bytes littleStorage() {
    return Bytes.ofMib(30);
  }

  protected RedisSession session(DatabaseInstance instance, Login login) throws RedisFailure {
    var endpoint = provider().observe(instance.id()).endpoint().orElseThrow();
    return RedisSession.tls(
        "localhost",
        endpoint.tlsPort().orElseThrow(),
        login.username(),
        login.password(),
        endpoint.certificateAuthority());
  }

  protected RedisSession session(DatabaseInstance instance) throws RedisFailure {
    return session(instance, instance.login());
  }

  @Override
  protected boolean logsIn(DatabaseInstance instance, Login login) throws RedisFailure {
    try (var session = session(instance, login)) {
      return session.text("PING").equals("PONG");
    } catch (RedisFailure failure) {
      if (failure.isRefusedLogin()) {
        return false;
      }
      throw failure;
    }
  }

  @Override
  protected void write(DatabaseInstance instance, String text) throws RedisFailure {
    try (var session = session(instance)) {
      session.run("RPUSH", "lines", text);
    }
  }

  @Override
  protected List<String> read(DatabaseInstance instance) throws RedisFailure {
    try (var session = session(instance)) {
      return session.run("LRANGE", "lines", "0", "-1") instanceof List<?> lines
          ? lines.stream().map(String::valueOf).toList()
          : List.of();
    }
  }

  /** Of letters that no compression makes less. */
  @Override
  protected void fill(DatabaseInstance instance) throws RedisFailure {
    var text = new StringBuilder(1 << 20);
    random.ints(1 << 20, ' ', '~').forEach(letter -> text.append((char) letter));
    try (var session = session(instance)) {
      session.run("SET", "filling-" + UUID.randomUUID(), text.toString());
    }
  }
}
