package dev.cairn.web.aws;

import dev.cairn.access.AccessKeys;
import dev.cairn.core.Actor;
import dev.cairn.core.Role;
import dev.cairn.core.StageRef;
import dev.cairn.db.StateDatabase;
import dev.cairn.secret.Credentials;
import dev.cairn.web.TestSite;
import java.time.Clock;
import java.util.List;

/**
 * The protocol on a free port, over the secrets of two stages of one stack and of another stack.
 */
final class TestSecretsManager implements AutoCloseable {
  static final List<String> SECRETS =
      List.of("dev-shop-postgres", "dev-shop-redis", "prod-shop-postgres", "dev-blog-mysql");

  final StateDatabase state;
  final TestSite site;

  TestSecretsManager(StateDatabase state, Clock clock) {
    this.state = state;
    site = new TestSite(state);
    state.transaction(
        transaction -> {
          transaction.handle().execute("delete from secret");
          transaction.handle().execute("delete from access_key");
          transaction.handle().execute("delete from activity");
          site.secrets.put(transaction, StageRef.parse("shop/dev"), value("postgres", "shop"));
          site.secrets.put(transaction, StageRef.parse("shop/dev"), value("redis", "shop"));
          site.secrets.put(transaction, StageRef.parse("shop/prod"), value("postgres", "shop"));
          site.secrets.put(transaction, StageRef.parse("blog/dev"), value("mysql", "blog"));
          return true;
        });
    site.start(
        new SecretsManager(site.accessKeys, new SecretReads(site.secrets, site.authorizer), clock));
  }

  static Credentials value(String engine, String database) {
    return new Credentials(
        database, Credentials.newPassword(), engine, "127.0.0.1", 20001, database, database);
  }

  String endpoint() {
    return "http://localhost:" + site.port() + SecretsManager.PATH;
  }

  AccessKeys.Issued key(Role role) {
    return site.accessKeys.create(Actor.CAIRN, TestSite.userOf(role), "k" + System.nanoTime());
  }

  /** A rotation that has come to its end but for the old value. */
  void rotate(String secret, Credentials next) {
    state.transaction(
        transaction -> {
          site.secrets.putPending(transaction, secret, next);
          return site.secrets.promotePending(transaction, secret);
        });
  }

  @Override
  public void close() {
    site.close();
  }
}
